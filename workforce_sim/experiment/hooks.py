"""What an experiment asks of the other rooms: simulate, which councils, which prices. Replaceable
for tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workforce_sim.measures.areas import AreaTable
from workforce_sim.measures.ledger import Budget
from workforce_sim.measures.prices import Prices
from workforce_sim.measures.record import ReplicationRecord


@dataclass(frozen=True)
class Hooks:
    """The functions that connect an experiment to a model; each must be importable, so that it can
    travel.

    `simulate(scenario, seed, replication)` is a pure function of its arguments. `areas(scenario)`
    lists the councils in the order of the records' arrays. `prices(scenario, base_year)` and
    `budget(scenario)` serve the money tables. `warm_up()` compiles once before workers start.
    `data_hashes()` identifies data and
    code. `rebuild(dictionary)` is the inverse of a scenario's `to_dict`.
    """

    simulate: Callable[[Any, int, int], ReplicationRecord]
    areas: Callable[[Any], AreaTable]
    prices: Callable[[Any, int], Prices]
    budget: Callable[[Any], Budget | None]
    warm_up: Callable[[], None]
    data_hashes: Callable[[], dict[str, str]]
    rebuild: Callable[[dict[str, Any]], Any]


def built_in() -> Hooks:
    """The product's own model, baselines and assumptions register."""
    from workforce_sim.experiment import connections

    return Hooks(
        simulate=connections.simulate,
        areas=connections.areas,
        prices=connections.prices,
        budget=connections.budget,
        warm_up=connections.warm_up,
        data_hashes=connections.data_hashes,
        rebuild=connections.rebuild,
    )
