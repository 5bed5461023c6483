"""Who is in post: role by age in every council, from DfE's role-by-age table."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workforce_sim.baseline.areas import DATA, LOCAL, NATIONAL, Areas
from workforce_sim.baseline.arrays import Floats
from workforce_sim.baseline.dfe_csv import DataFileError, read_rows, split_codes
from workforce_sim.baseline.shrink import SMALLEST_EXPECTED

ROLES = (
    "senior_manager",
    "middle_manager",
    "first_line_manager",
    "senior_practitioner",
    "case_holder",
    "qualified_without_cases",
)
AGES = ("20_29", "30_39", "40_49", "50_59", "60_plus")
FILE = "csww_role_by_age_inpost_2019_to_2024.csv.gz"
FIRST_ROLE_YEAR = 2019

_ROLE_LABELS = tuple(name.replace("_", " ").capitalize() for name in ROLES)
_AGE_LABELS = (
    "20 to 29 years old",
    "30 to 39 years old",
    "40 to 49 years old",
    "50 to 59 years old",
    "60 years old and over",
)


@dataclass(frozen=True)
class Composition:
    """FTE and headcount by council, role and age: (councils, 6, 5); England (6, 5)."""

    fte: Floats
    headcount: Floats
    national_fte: Floats
    national_headcount: Floats
    notes: tuple[str, ...]


def composition(
    areas: Areas, inpost_fte: Floats, inpost_headcount: Floats, data: Path = DATA
) -> Composition:
    """Role by age in post at the base census, adding up to each council's published in post.

    DfE publishes nearly every cell; those of a council with none take the region's pattern.
    """
    shape = (areas.count, len(ROLES), len(AGES))
    fte, heads = np.full(shape, np.nan), np.full(shape, np.nan)
    england = np.full((2, len(ROLES), len(AGES)), np.nan)
    index = _positions(areas)
    columns = ("geographic_level", "old_la_code", "new_la_code", "time_period", "role", "breakdown")
    for row in read_rows(data / FILE, (*columns, "inpost_FTE", "inpost_headcount")):
        if row.year() != areas.base_year or row.text("role") not in _ROLE_LABELS:
            continue
        if row.text("breakdown") not in _AGE_LABELS:
            continue
        cell = _ROLE_LABELS.index(row.text("role")), _AGE_LABELS.index(row.text("breakdown"))
        level = row.text("geographic_level")
        if level == NATIONAL:
            england[0][cell] = row.number("inpost_FTE")
            england[1][cell] = row.number("inpost_headcount")
        elif level == LOCAL:
            i = index.get(row.text("old_la_code") or row.text("new_la_code"))
            if i is None:
                raise DataFileError(row.path, "unknown council", row.line, "old_la_code")
            fte[i][cell] = row.number("inpost_FTE")
            heads[i][cell] = row.number("inpost_headcount")
    if not np.isfinite(england).all():
        raise DataFileError(
            data / FILE, f"has no complete England table for {areas.base_year}", None, "time_period"
        )
    absent = ~np.isfinite(fte).any(axis=(1, 2))
    notes = tuple(
        f"role by age of {areas.la_name[i]}: as in its region" for i in np.where(absent)[0]
    )
    return Composition(
        _adding_up(areas, fte, inpost_fte),
        _adding_up(areas, heads, inpost_headcount),
        england[0],
        england[1],
        notes,
    )


def _positions(areas: Areas) -> dict[str, int]:
    """Council positions by old and new code, joined or single."""
    found: dict[str, int] = {}
    for i, codes in enumerate(zip(areas.old_la_code, areas.new_la_code, strict=True)):
        for joined in codes:
            found |= dict.fromkeys((joined, *split_codes(joined)), i)
    return found


def _adding_up(areas: Areas, table: Floats, totals: Floats) -> Floats:
    """Scale each council's cells to its total; a council without cells takes its region's."""
    filled = np.where(np.isfinite(table), table, 0.0)
    sums = filled.sum(axis=(1, 2))
    for i in np.flatnonzero((sums <= SMALLEST_EXPECTED) & (totals > 0)):
        filled[i] = filled[areas.region_index == areas.region_index[i]].sum(axis=0)
    sums = filled.sum(axis=(1, 2))
    return np.asarray(filled * (totals / np.where(sums > 0, sums, 1.0))[:, None, None])
