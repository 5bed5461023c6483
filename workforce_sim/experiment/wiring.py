"""The product's own model, baselines and register, as an experiment calls them. Imported late:
they are heavy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_sim.experiment.identity import DATA, PLUG_INS, VERSIONS, versions
from workforce_sim.experiment.listeners import ProgressListener
from workforce_sim.experiment.uncertain_entry import Factor
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.ledger import Budget
from workforce_sim.measures.prices import Prices, prices_from
from workforce_sim.measures.record import ReplicationRecord

if TYPE_CHECKING:
    from workforce_sim.scenario import ResolvedScenario

HASHED_ROOMS = (
    "assumptions", "baseline", "experiment", "levers", "measures", "model", "scenario",
    "shocks",
)  # fmt: skip
"""Rooms whose code and data decide the numbers, or the bytes of what is stored."""


def simulate_all(
    scenarios: Sequence[ResolvedScenario],
    seed: int,
    replication: int,
    parameter_draw: int | None = None,
    drift_draw: int | None = None,
) -> Iterator[ReplicationRecord]:
    """One replication of each scenario with the built-in model."""
    from workforce_sim import model

    return model.simulate_all(scenarios, seed, replication, parameter_draw, drift_draw)


def warm_up(progress: ProgressListener) -> None:
    """Compile the model once on this computer, so that workers find it."""
    from workforce_sim import model

    model.prepare(progress)


def made_of(extensions: Collection[str]) -> Mapping[str, Any]:
    """SHA-256 of the data and code of each room that decides the numbers, the versions of what
    computes, and the code and versions of those of the levers and shocks that other packages bring.
    """
    from workforce_sim.levers.loading import sources_of_plug_ins

    theirs = {name: each for name, each in sources_of_plug_ins().items() if name in extensions}
    return {
        DATA: _hashes_of_rooms(),
        VERSIONS: versions(),
        PLUG_INS: {name: each.to_dict() for name, each in theirs.items()},
    }


@cache
def _hashes_of_rooms() -> Mapping[str, str]:
    from workforce_sim.levers.source import files_in, hash_of_files

    package = Path(__file__).parent.parent
    return {room: hash_of_files(files_in(package / room)) for room in HASHED_ROOMS}


def areas(scenario: ResolvedScenario) -> AreaTable:
    """The councils in the scenario's scope, in the order of its baseline."""
    from workforce_sim.baseline import load_baseline

    baseline = load_baseline(scenario.base)
    regions = [baseline.region_names[int(k)] for k in baseline.region_index]
    councils = list(zip(baseline.new_la_code, baseline.la_name, regions, strict=True))
    scope = scenario.scope
    if scope.kind == "england":
        return AreaTable.within(councils)
    wanted = set(scope.councils or ()) | set(scope.regions or ())
    return AreaTable.within(
        councils, [code for code, name, region in councils if {code, name, region} & wanted]
    )


def rebuild(resolved: dict[str, Any]) -> ResolvedScenario:
    """The scenario that a manifest holds."""
    from workforce_sim.scenario.resolved import ResolvedScenario

    return ResolvedScenario.from_dict(resolved)


def factors(scenario: ResolvedScenario, read: Collection[str]) -> tuple[Factor, ...]:
    """The uncertain entries of the register behind the names that the model has read, in the
    register's order.

    In the world of 2009 some names stand for an entry of that world. A number in the scenario ends
    the uncertainty of an entry; a range there takes the place of its own. What a scenario cannot
    override moves nothing, so it is left out.
    """
    from workforce_sim.assumptions import load_register
    from workforce_sim.assumptions.world_2009 import name_in_2009

    register, wanted = load_register(), set()
    for name in read:
        other = name_in_2009(name)
        stands_for = scenario.base == "england-2009" and name not in scenario.assumptions
        wanted.add(other if stands_for and other in register else name)
    found = []
    for entry in register:
        low, central, high = entry.low, entry.central, entry.high
        override = scenario.assumptions.get(entry.name)
        if isinstance(override, Mapping):
            central = float(override["central"])
            low = float(override.get("low", central))
            high = float(override.get("high", central))
        elif override is not None or entry.refused or not entry.uncertain:
            continue
        if entry.name in wanted and low < high:
            found.append(
                Factor(entry.name, entry.meaning, entry.unit, entry.quality, low, central, high)
            )
    return tuple(found)


def place(scenario: ResolvedScenario, at: Mapping[str, float]) -> ResolvedScenario:
    """The scenario with each entry of `at` at that probability of its range, and none uncertain."""
    from workforce_sim.assumptions import load_register

    # An entry that is not named is not used: any probability will do for it.
    values = load_register().values(scenario.assumptions, lambda name: at.get(name, 0.5))
    numbers = {name: values[name] for name in at}
    return replace(
        scenario,
        assumptions={**scenario.assumptions, **numbers},
        uncertainty="none",
        reference=None,
    )


def prices(scenario: ResolvedScenario, base_year: int) -> Prices:
    """Deflator and discount rates: central values of the register, or the scenario's own."""
    from workforce_sim.assumptions import load_register

    return prices_from(load_register().values(scenario.assumptions), base_year)


def budget(scenario: ResolvedScenario) -> Budget | None:
    """The scenario's budget, or None if it has none."""
    stated = scenario.budget
    if stated is None:
        return None
    return Budget(stated.total_gbp, stated.start, stated.end, dict(stated.split_gbp or {}))
