"""Every lever and every shock in the first months of a run, as large as the scope allows."""

from __future__ import annotations

from typing import Any

from tests.levers.examples import example
from tests.levers.runs import lever
from workforce_sim.baseline import load_baseline
from workforce_sim.levers import Lever
from workforce_sim.levers.registry import built_in_levers
from workforce_sim.scenario.schema import Scope
from workforce_sim.shocks import Shock, all_shocks

SHOCKS: dict[str, dict[str, Any]] = {
    "national_scandal": {"from": "YEAR-11", "severity": 2.0},
    "inadequate_judgement": {"from": "YEAR-11", "severity": 2.0, "councils": "SCOPE"},
    "pandemic_year": {"from": "YEAR-11", "severity": 2.0},
}


def everything(base: str, scope: Scope) -> tuple[list[Lever], list[Shock]]:
    """Each lever in each way, and every shock."""
    levers = [each for name in built_in_levers() for each in in_each_way(name, base, scope)]
    return levers, [_shock(name, base, scope) for name in SHOCKS]


def in_each_way(name: str, base: str, scope: Scope) -> list[Lever]:
    """One lever. What one way writes, its run does not read from the register."""
    ways = example(built_in_levers()[name], "everything")
    return [_lever(name, way, base, scope) for way in ways]


def only(
    needed: str, base: str, scope: Scope, unwritten: str = ""
) -> tuple[list[Lever], list[Shock]]:
    """One lever, or one shock; a lever in the first way that leaves a parameter out."""
    if needed in SHOCKS:
        return [], [_shock(needed, base, scope)]
    if needed not in built_in_levers():
        return [], []
    ways = in_each_way(needed, base, scope)
    return [next(way for way in ways if getattr(way, unwritten, None) is None)], []


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
