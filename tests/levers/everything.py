"""Every lever and every shock in the first months of a run, as large as the scope allows."""

from __future__ import annotations

from typing import Any

from tests.levers.runs import lever
from workforce_sim.baseline import load_baseline
from workforce_sim.levers import Lever
from workforce_sim.scenario.schema import Scope
from workforce_sim.scenario.shocks import Shock, all_shocks

# YEAR is the base's and NEXT the one after it; SIZE is a share of the workers in SCOPE.
LEVERS: dict[str, tuple[dict[str, Any], ...]] = {
    "conversion_places": (
        {"places": ("SIZE", 0.3), "intakes": ("YEAR-11",), "course_months": 6},
        {"places": ("SIZE", 0.3), "intakes": ("YEAR-11",)},
    ),
    "return_to_practice": ({"target": ("SIZE", 0.1), "from": "YEAR-11", "to": "NEXT-03"},),
    "newly_qualified_support": ({"from": "YEAR-10"},),
    "practice_masters": (
        {"places": ("SIZE", 1.0), "intakes": ("YEAR-11",), "course_months": 6},
        {"places": ("SIZE", 1.0), "intakes": ("YEAR-11",)},
    ),
    "advanced_status": ({"posts": ("SIZE", 0.2), "from": "YEAR-11"},),
    "case_system_overhaul": (
        {"from": "YEAR-11", "admin_time_cut_share": 0.9},
        {"from": "YEAR-11"},
    ),
    "frontline_pay": (
        {"bonus_gbp": 5000, "from": "YEAR-11", "tie_in_months": 12, "clawback_share": 1.0},
    ),
}
"""Ways to write each lever. What one writes, its run does not read from the register."""
SHOCKS: dict[str, dict[str, Any]] = {
    "national_scandal": {"from": "YEAR-11", "severity": 2.0},
    "inadequate_judgement": {"from": "YEAR-11", "severity": 2.0, "councils": "SCOPE"},
    "pandemic_year": {"from": "YEAR-11", "severity": 2.0},
}


def everything(base: str, scope: Scope) -> tuple[list[Lever], list[Shock]]:
    """Each lever in each way, and every shock."""
    levers = [_lever(name, way, base, scope) for name, ways in LEVERS.items() for way in ways]
    return levers, [_shock(name, base, scope) for name in SHOCKS]


def only(
    needed: str, base: str, scope: Scope, unwritten: str = ""
) -> tuple[list[Lever], list[Shock]]:
    """One lever, or one shock; a lever in the first way that leaves a parameter out."""
    if needed in SHOCKS:
        return [], [_shock(needed, base, scope)]
    if needed in LEVERS:
        way = next(way for way in LEVERS[needed] if unwritten not in way)
        return [_lever(needed, way, base, scope)], []
    return [], []


def _lever(name: str, way: dict[str, Any], base: str, scope: Scope) -> Lever:
    return lever(name, **{key: _fitted(value, base, scope) for key, value in way.items()})


def _shock(name: str, base: str, scope: Scope) -> Shock:
    written = {key: _fitted(value, base, scope) for key, value in SHOCKS[name].items()}
    return all_shocks()[name].model_validate(written)


def _fitted(value: Any, base: str, scope: Scope) -> Any:
    baseline, year = load_baseline(base), int(base.removeprefix("england-"))
    inside = [
        council
        for council, name in enumerate(baseline.la_name)
        if scope.contains(name, baseline.region_names[int(baseline.region_index[council])])
    ]
    if value == "SCOPE":
        return tuple(baseline.la_name[council] for council in inside)
    if isinstance(value, tuple) and value[0] == "SIZE":
        return int(value[1] * baseline.inpost_headcount[inside].sum())
    if isinstance(value, tuple):
        return tuple(_fitted(each, base, scope) for each in value)
    if isinstance(value, str):
        return value.replace("YEAR", str(year)).replace("NEXT", str(year + 1))
    return value
