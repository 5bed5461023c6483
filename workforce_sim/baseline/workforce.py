"""Stocks and flows of the workforce at the base census, one value per council."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workforce_sim.assumptions import working_days
from workforce_sim.baseline.areas import DATA, Areas
from workforce_sim.baseline.arrays import Floats
from workforce_sim.baseline.panel import Panel, workforce_panel
from workforce_sim.baseline.shrink import Shrunk, fill_to_total, shrink, shrink_share

STOCKS = (
    "inpost_fte",
    "inpost_headcount",
    "agency_fte",
    "agency_headcount",
    "agency_cover_fte",
    "vacancy_fte",
    "cases",
    "case_holders_fte",
)
PUBLISHED = (
    "inpost_fte",
    "inpost_headcount",
    "starters_fte",
    "starters_headcount",
    "leavers_fte",
    "leavers_headcount",
    "turnover_rate_fte",
    "agency_fte",
    "agency_headcount",
    "agency_rate_fte",
    "agency_cover_fte",
    "vacancy_fte",
    "vacancy_rate_fte",
    "vacancy_agency_cover_rate_fte",
    "case_holders_fte",
    "cases",
    "caseload_fte",
    "working_days_lost_fte",
    "absence_rate_fte",
)
"""Columns kept as published, NaN for symbols."""

SIZE_OF = {
    "agency_fte": "vacancy_fte",
    "agency_headcount": "vacancy_fte",
    "agency_cover_fte": "agency_fte",
    "cases": "inpost_fte",
    "case_holders_fte": "inpost_fte",
    "vacancy_fte": "inpost_fte",
    "inpost_headcount": "inpost_fte",
}
"""What a missing stock is measured against: its own earlier ratio to this, else neighbours'."""


NEVER_NONE = ("cases", "case_holders_fte")
"""Stocks that a council with staff cannot lack; see `fill_to_total` for LEAST_LEFT."""

LEAST_LEFT = 0.1


@dataclass(frozen=True)
class Workforce:
    """Results for the base year by name, shape (councils,), and notes on what was filled.

    Rates are yearly shares (0.138 = 13.8%), except `absence_rate` and `absence_long_run` in
    per cent of working days.
    """

    values: dict[str, Floats]
    published: dict[str, Floats]
    national: dict[str, float]
    shrunk: dict[str, Shrunk]
    panels: dict[str, Panel]
    notes: tuple[str, ...]


def workforce(areas: Areas, data: Path = DATA) -> Workforce:
    """Filled stocks and shrunk flows of the base year, from data up to the base year only."""
    panels = {name: workforce_panel(areas, name, data) for name in PUBLISHED}
    published = {name: panel.at(areas.base_year)[0] for name, panel in panels.items()}
    national = {name: panel.at(areas.base_year)[2] for name, panel in panels.items()}
    values, notes = _stocks(areas, panels)
    shrunk: dict[str, Shrunk] = {}
    inpost = panels["inpost_fte"].local
    for name, flow in (("turnover", "leavers_fte"), ("starters", "starters_fte")):
        result = shrink(panels[flow].local, inpost, areas.region_index)
        shrunk[name] = result
        rate = result.national[-1] * result.estimate
        values[f"{name}_rate"] = rate * national[flow] / (rate * values["inpost_fte"]).sum()
        long_run = float(result.national.mean())
        level = result.long_run * long_run
        scale = long_run * values["inpost_fte"].sum() / (level * values["inpost_fte"]).sum()
        values[f"{name}_long_run"] = level * scale
    _absence(areas, panels, values, shrunk, national)
    values |= _usual_levels(areas, panels)
    values["agency_per_vacancy"] = _cover(areas, values)
    values["agency_surplus_fte"] = np.maximum(values["agency_fte"] - values["agency_cover_fte"], 0)
    notes += _unpublished_flows(areas, published)
    return Workforce(values, published, national, shrunk, panels, tuple(notes))


def _stocks(areas: Areas, panels: dict[str, Panel]) -> tuple[dict[str, Floats], list[str]]:
    values: dict[str, Floats] = {}
    notes: list[str] = []
    for name in sorted(STOCKS, key=_depth):
        local, regional, national = panels[name].at(areas.base_year)
        missing = ~np.isfinite(local)
        if missing.any():
            size = values[SIZE_OF[name]] if name in SIZE_OF else np.ones(areas.count)
            prior = size * _usual_ratio(areas, panels, name)
            least = LEAST_LEFT if name in NEVER_NONE else 0.0
            filled = fill_to_total(
                local, prior, regional, areas.region_index, national, least=least
            )
            for i in np.flatnonzero(missing):
                notes.append(
                    f"{name} of {areas.la_name[i]} is not published for {areas.base_year}: "
                    f"{filled[i]:.1f} by its own earlier ratio to {SIZE_OF.get(name, 'size')}, "
                    "shrunk to its region, within what the region's total leaves"
                )
            if name == "agency_cover_fte":
                filled = np.where(missing, np.minimum(filled, values["agency_fte"]), filled)
            values[name] = filled
        else:
            values[name] = local.copy()
    return values, notes


def _depth(name: str) -> int:
    """How many sizes have to be filled before this stock."""
    return 0 if name not in SIZE_OF else 1 + _depth(SIZE_OF[name])


def _usual_ratio(areas: Areas, panels: dict[str, Panel], name: str) -> Floats:
    """Ratio to size that a council usually has, from the same panel, shrunk to its region."""
    size = panels[SIZE_OF[name]].local if name in SIZE_OF else np.ones_like(panels[name].local)
    result = shrink(panels[name].local, size, areas.region_index)
    return np.asarray(result.estimate * result.national[-1], dtype=np.float64)


def _absence(
    areas: Areas,
    panels: dict[str, Panel],
    values: dict[str, Floats],
    shrunk: dict[str, Shrunk],
    national: dict[str, float],
) -> None:
    """Absence in per cent; the councils that DfE counted add up to DfE's days."""
    days = np.array([working_days(year) for year in panels["inpost_fte"].years])
    available = panels["inpost_fte"].local * days[:, None]
    lost = panels["working_days_lost_fte"].local
    result = shrink(lost, available, areas.region_index, noise=None)
    shrunk["absence"] = result
    rate = result.national[-1] * result.estimate
    base = values["inpost_fte"] * days[-1]
    counted = np.isfinite(lost[-1])
    scale = national["working_days_lost_fte"] / (rate * base)[counted].sum()
    values["absence_rate"] = 100 * rate * scale
    level = float(result.national.mean()) * result.long_run
    values["absence_long_run"] = 100 * level
    values["working_days_lost_fte"] = rate * scale * base


def _usual_levels(areas: Areas, panels: dict[str, Panel]) -> dict[str, Floats]:
    """Where a council's stocks usually are: its persistent ratio to England times England now.

    Vacancy and agency rates are shares as DfE defines them; caseload is cases per case-holding FTE.
    """
    inpost = panels["inpost_fte"].local
    vacancy, agency = panels["vacancy_fte"].local, panels["agency_fte"].local
    ratios = {
        "vacancy_rate_long_run": (vacancy, vacancy + inpost),
        "agency_rate_long_run": (agency, agency + inpost),
        "caseload_long_run": (panels["cases"].local, panels["case_holders_fte"].local),
    }
    found = {}
    for name, (top, base) in ratios.items():
        result = shrink(top, base, areas.region_index)
        found[name] = result.long_run * result.national[-1]
    return found


def _cover(areas: Areas, values: dict[str, Floats]) -> Floats:
    """Share of vacancies that agency workers cover, adding up to the national cover."""
    share = shrink_share(values["agency_cover_fte"], values["vacancy_fte"], areas.region_index)
    for _ in range(20):
        total = (share * values["vacancy_fte"]).sum()
        share = np.minimum(share * values["agency_cover_fte"].sum() / total, 1.0)
    return share


def _unpublished_flows(areas: Areas, published: dict[str, Floats]) -> list[str]:
    notes = []
    for name in ("leavers_fte", "starters_fte", "working_days_lost_fte"):
        for i in np.flatnonzero(~np.isfinite(published[name])):
            notes.append(
                f"{name} of {areas.la_name[i]} is not published for {areas.base_year}: "
                "its rate is its own earlier years' and its region's"
            )
    return notes
