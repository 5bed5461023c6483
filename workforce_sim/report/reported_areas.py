"""The areas that a run reports, and how a reader asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workforce_sim.errors import UserError
from workforce_sim.measures.aggregation import LOCAL_AUTHORITY, NATIONAL, REGIONAL, SCOPE
from workforce_sim.scenario.spelling import nearest

ENGLAND = "England"


@dataclass(frozen=True)
class Place:
    """One area of a run's results; `name` is what a reader calls it."""

    level: str
    region: str
    code: str
    name: str

    @property
    def is_total(self) -> bool:
        """Whether it is everything that the run simulates."""
        return self.level in (NATIONAL, SCOPE)

    @property
    def is_council(self) -> bool:
        """Whether it is one council."""
        return self.level == LOCAL_AUTHORITY

    @property
    def is_region(self) -> bool:
        """Whether it is one region."""
        return self.level == REGIONAL


def places_of(rows: Sequence[tuple[str, str, str, str]]) -> tuple[Place, ...]:
    """Return the places of a results table; rows are level, region, code and council's name."""
    councils = sum(level == LOCAL_AUTHORITY for level, *_ in rows)
    totals = {NATIONAL: ENGLAND, SCOPE: f"The {councils} councils"}
    return tuple(
        Place(level, region, code, totals.get(level) or la_name or region)
        for level, region, code, la_name in rows
    )


def find_place(places: Sequence[Place], wanted: str) -> Place:
    """Return the area called `wanted` (name or code); raises UserError with the nearest names."""
    text = wanted.strip().casefold()
    for place in places:
        if text in (place.name.casefold(), place.code.casefold()):
            return place
        if place.is_total and text in ("all", "scope"):
            return place
    near = nearest(wanted, [place.name for place in places])
    hint = f" Did you mean {_either(near)}?" if near else ""
    raise UserError(
        f"This run has no area called '{wanted}'.{hint} "
        "Write England, a region or a council as in: workforce-sim councils"
    )


def total_of(places: Sequence[Place]) -> Place:
    """Return the row for everything simulated: England, the one council or region, or the scope."""
    total = next(place for place in places if place.is_total)
    if total.level == SCOPE:
        councils = [place for place in places if place.is_council]
        regions = [place for place in places if place.is_region]
        if len(councils) == 1:
            return councils[0]
        if len(regions) == 1 and {place.region for place in councils} == {regions[0].region}:
            return regions[0]
    return total


def _either(names: Sequence[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)
