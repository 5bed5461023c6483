"""Official amounts by year and council, on the councils of the base year."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workforce_sim.baseline.areas import (
    DATA,
    INDICATORS,
    LOCAL,
    NATIONAL,
    REGIONAL,
    Areas,
    Predecessor,
    indicator_rows,
    predecessors,
)
from workforce_sim.baseline.arrays import Floats
from workforce_sim.baseline.dfe_csv import DataFileError, Row, read_rows, split_codes

FIRST_YEAR = 2017
"""First year of individual records; earlier workforce figures are not comparable (DfE)."""

POPULATION = "ons_mid-year_population_estimates_2012_to_2023.csv"
DEMAND_FILES: Mapping[str, tuple[str, str]] = {
    "cin_started": ("b1_children_in_need_2013_to_2024.csv", "Started_episodes"),
    "cin_ended": ("b1_children_in_need_2013_to_2024.csv", "Ended_episodes"),
    "cin_open": ("b1_children_in_need_2013_to_2024.csv", "At31_episodes"),
    "referrals": (
        "c1_children_in_need_referrals_and_rereferrals_2013_to_2024.csv",
        "referral_count",
    ),
    "cpp_start": ("d3_cpps_subsequent_plan_2013_to_2024.csv", "CPP_start"),
    "cpp_open": ("d5_cpps_at31march_by_duration_2013_to_2024.csv", "CPP_At31"),
    "child_population": (POPULATION, "population_estimate"),
}
"""Measure: (file, column). Years end on 31 March; population is mid-year."""

LAIT = "lait_selected_measures_2015_to_2024.csv.gz"
LAIT_DEMAND = {"cla": "LACnum", "cla_started": "LACnum_Start", "cla_ceased": "LACceased"}
LEAST_COUNCILS = 0.9
"""Share of councils that must have a figure in a year; symbols and boundary changes take a few."""

LAIT_REGION_NAMES = {"Yorkshire and the Humber": "Yorkshire and The Humber"}


@dataclass(frozen=True)
class Panel:
    """One measure: `local` (years, councils), `regional` (years, regions), `national` (years,).

    NaN where DfE published a symbol or nothing.
    """

    years: tuple[int, ...]
    local: Floats
    regional: Floats
    national: Floats

    def at(self, year: int) -> tuple[Floats, Floats, float]:
        """Council, region and England values of a year."""
        k = self.years.index(year)
        return self.local[k], self.regional[k], float(self.national[k])


@dataclass(frozen=True)
class _Source:
    """Where a measure stands, for messages."""

    path: Path
    column: str


@dataclass(frozen=True)
class _Cells:
    """Values of one measure by (year, code); regions and England by name."""

    local: dict[tuple[int, str], float]
    regional: dict[tuple[int, str], float]
    national: dict[int, float]


def workforce_panel(areas: Areas, measure: str, data: Path = DATA) -> Panel:
    """A column of the main workforce file, first comparable year to base year."""
    cells = _dfe_cells(indicator_rows(data), measure)
    return _panel(areas, cells, _Source(data / INDICATORS, measure))


def demand_panel(areas: Areas, measure: str, data: Path = DATA) -> Panel:
    """A demand measure (see DEMAND_FILES and LAIT_DEMAND), same years as the workforce."""
    if measure in LAIT_DEMAND:
        return lait_panel(areas, LAIT_DEMAND[measure], data)
    name, column = DEMAND_FILES[measure]
    cells = _dfe_cells(_demand_rows(data / name, column), column)
    return _panel(areas, cells, _Source(data / name, column))


def lait_panel(areas: Areas, measure: str, data: Path = DATA, mean: bool = False) -> Panel:
    """A measure of the Local Authority Interactive Tool; `mean` for percentages of joined areas."""
    cells = _Cells({}, {}, {})
    for row in _lait_rows(data):
        if row.text("measure_short") != measure:
            continue
        year, area, value = row.year("year"), row.text("area"), row.number("value")
        name = LAIT_REGION_NAMES.get(area, area)
        if area == "England":
            cells.national[year] = value
        elif name in areas.region_names:
            cells.regional[year, name] = value
        else:
            cells.local[year, row.text("la_number")] = value
    return _panel(areas, cells, _Source(data / LAIT, measure), mean)


def _panel(areas: Areas, cells: _Cells, source: _Source, mean: bool = False) -> Panel:
    years = tuple(range(FIRST_YEAR, areas.base_year + 1))
    former = predecessors(source.path.parent)
    local = np.full((len(years), areas.count), np.nan)
    regional = np.full((len(years), len(areas.region_names)), np.nan)
    national = np.full(len(years), np.nan)
    for k, year in enumerate(years):
        national[k] = cells.national.get(year, np.nan)
        for r, region in enumerate(areas.region_names):
            regional[k, r] = cells.regional.get((year, region), np.nan)
        for i, joined in enumerate(areas.old_la_code):
            local[k, i] = _value(cells.local, year, joined, former, mean)
    panel = Panel(years, local, regional, national)
    _refuse_gaps(panel, source)
    return panel


def _refuse_gaps(panel: Panel, source: _Source) -> None:
    """Rows cut off the end of a file leave years without England or with few councils."""
    for k, year in enumerate(panel.years):
        present = np.isfinite(panel.local[k]).mean()
        if np.isnan(panel.national[k]) or present < LEAST_COUNCILS:
            raise DataFileError(
                source.path,
                f"{year} has no figure for England or for most councils; rows may be missing. "
                "Download the file again.",
                None,
                source.column,
            )


def _value(
    cells: dict[tuple[int, str], float],
    year: int,
    joined: str,
    former: Mapping[str, tuple[Predecessor, ...]],
    mean: bool,
) -> float:
    """A council's value: its own row, else its parts together, else its predecessors' shares."""
    if not np.isnan(own := cells.get((year, joined), np.nan)):
        return own
    parts = [cells.get((year, code), np.nan) for code in split_codes(joined)]
    if not np.isnan(parts).any():
        return float(np.mean(parts) if mean else np.sum(parts))
    shares = [item.share for item in former.get(joined, ())]
    values = [cells.get((year, item.code), np.nan) for item in former.get(joined, ())]
    if not values:
        return float("nan")
    return float(np.average(values, weights=shares) if mean else np.dot(values, shares))


def _dfe_cells(rows: Iterable[Row], column: str) -> _Cells:
    cells = _Cells({}, {}, {})
    for row in rows:
        year, level, value = row.year(), row.text("geographic_level"), row.number(column)
        if level == NATIONAL:
            cells.national[year] = value
        elif level == REGIONAL:
            cells.regional[year, row.text("region_name")] = value
        elif level == LOCAL:
            cells.local[year, row.text("old_la_code")] = value
        else:
            raise DataFileError(row.path, f"unknown level {level!r}", row.line, "geographic_level")
    return cells


@functools.cache
def _demand_rows(path: Path, column: str) -> tuple[Row, ...]:
    columns = ("time_period", "geographic_level", "region_name", "old_la_code", column)
    return tuple(read_rows(path, columns))


@functools.cache
def _lait_rows(data: Path) -> tuple[Row, ...]:
    return tuple(read_rows(data / LAIT, ("measure_short", "year", "la_number", "area", "value")))
