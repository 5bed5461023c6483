"""What an experiment asks of the other rooms: simulate, which councils, which prices. Replaceable
for tests.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workforce_sim.experiment.listeners import ProgressListener
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.ledger import Budget
from workforce_sim.measures.prices import Prices
from workforce_sim.measures.record import ReplicationRecord


@dataclass(frozen=True)
class Hooks:
    """The functions that connect an experiment to a model; each must be importable, so that it can
    travel.

    `simulate_all(scenarios, seed, replication)` gives the record of each scenario, in their order,
    one at a time so that memory stays small. Each record is a pure function of its scenario, seed
    and replication, whichever other scenarios are asked for beside it. Two more numbers say under
    which the assumptions and the paths of drift are drawn, if not under the replication's.
    `areas(scenario)` lists the councils in the order of the records' arrays.
    `prices(scenario, base_year)` and `budget(scenario)` serve the money tables. `warm_up(progress)`
    compiles once before workers start.
    `made_of(levers)` identifies the data, the code and the versions that decide the numbers of
    scenarios with levers of these names, by the keys `identity.MADE_OF`. `rebuild(dictionary)` is
    the inverse of a scenario's `to_dict`.
    """

    simulate_all: Callable[..., Iterable[ReplicationRecord]]
    areas: Callable[[Any], AreaTable]
    prices: Callable[[Any, int], Prices]
    budget: Callable[[Any], Budget | None]
    warm_up: Callable[[ProgressListener], None]
    made_of: Callable[[Collection[str]], Mapping[str, Any]]
    rebuild: Callable[[dict[str, Any]], Any]


@dataclass(frozen=True)
class OneByOne:
    """A model that simulates one scenario at a time, as a `simulate_all`."""

    simulate: Callable[..., ReplicationRecord]

    def __call__(
        self, scenarios: Sequence[Any], seed: int, replication: int, *draws: int
    ) -> Iterator[ReplicationRecord]:
        """Simulate each scenario when its record is asked for."""
        for scenario in scenarios:
            yield self.simulate(scenario, seed, replication, *draws)


def built_in() -> Hooks:
    """The product's own model, baselines and assumptions register."""
    from workforce_sim.experiment import wiring

    return Hooks(
        simulate_all=wiring.simulate_all,
        areas=wiring.areas,
        prices=wiring.prices,
        budget=wiring.budget,
        warm_up=wiring.warm_up,
        made_of=wiring.made_of,
        rebuild=wiring.rebuild,
    )
