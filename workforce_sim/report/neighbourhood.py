"""The councils that a lever names, and those nearest to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workforce_sim.baseline import Baseline
from workforce_sim.report.reported_areas import Place

NEIGHBOURS = 6
"""How many nearest councils are shown beside one that pays: a choice of layout."""


@dataclass(frozen=True)
class Neighbourhood:
    """Councils whose levers are looked at, and the nearest others that the run simulates."""

    paying: tuple[Place, ...]
    neighbours: tuple[Place, ...]


def neighbourhood(
    baseline: Baseline, places: Sequence[Place], named: Sequence[str]
) -> Neighbourhood:
    """Return the named councils and the nearest other councils of the run, nearest first."""
    by_code = {place.code: place for place in places if place.is_council}
    positions = [baseline.index_of(name) for name in named]
    paying = tuple(
        by_code[code]
        for code in dict.fromkeys(baseline.new_la_code[i] for i in positions)
        if code in by_code
    )
    reachable: dict[str, float] = {}
    for position in positions:
        for other in baseline.near[position]:
            code, km = baseline.new_la_code[other], float(baseline.distance_km[position, other])
            if code in by_code and by_code[code] not in paying:
                reachable[code] = min(km, reachable.get(code, km))
    nearest = sorted(reachable, key=lambda code: (reachable[code], code))[:NEIGHBOURS]
    return Neighbourhood(paying, tuple(by_code[code] for code in nearest))
