"""Small runs shared by the tests of levers: few councils, few years, each run made only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

import numpy as np
from pydantic import PrivateAttr

from workforce_sim.assumptions import Override
from workforce_sim.baseline import load_baseline
from workforce_sim.levers import Lever, all_levers
from workforce_sim.measures.record import PAY, ReplicationRecord
from workforce_sim.model import simulate
from workforce_sim.model.engine.calendar import Turn
from workforce_sim.model.month.world import World
from workforce_sim.scenario.resolved import ResolvedScenario
from workforce_sim.scenario.schema import Scope

READING = ("Reading", "Rutland")
SEED = 7

_Seen = TypeVar("_Seen")


def lever(name: str, **written: Any) -> Lever:
    """A lever as a user writes it; ``from_`` for ``from``."""
    return all_levers()[name].model_validate(
        {key.rstrip("_"): value for key, value in written.items()}
    )


def scenario(
    *levers: Lever,
    councils: tuple[str, ...] = READING,
    end: int = 2027,
    assumptions: Mapping[str, Override] | None = None,
) -> ResolvedScenario:
    """A scenario that starts on 1 October 2024."""
    return ResolvedScenario(
        slug="small",
        name="small",
        description="",
        base="england-2024",
        base_year=2024,
        end=end,
        scope=Scope.model_validate({"councils": councils}),
        budget=None,
        levers=levers,
        shocks=(),
        assumptions=assumptions or {},
        uncertainty="none",
        replications=1,
        seed=SEED,
    )


@cache
def run(wanted: ResolvedScenario, replication: int = 0) -> ReplicationRecord:
    """The record of one replication."""
    return simulate(wanted, SEED, replication)


def watch(
    wanted: ResolvedScenario, look: Callable[[World], _Seen], turn: Turn = Turn.POLICY
) -> list[_Seen]:
    """What ``look`` sees on the first of each month: after the levers and before the office, or
    after the office.
    """
    probe = Probe()
    probe._look, probe._turn = look, turn
    simulate(replace(wanted, levers=(*wanted.levers, probe)), SEED, 0)
    return probe._seen


class Probe(Lever):
    """A lever that only looks."""

    _look: Callable[[World], Any] = PrivateAttr()
    _turn: Turn = PrivateAttr()
    _seen: list[Any] = PrivateAttr(default_factory=list)

    def process(self, world: World) -> Generator[Any, Any, None]:
        """Look on the first of every month."""
        yield world.office_month(world.calendar.start)
        while True:
            if self._turn != Turn.POLICY:
                yield world.wait_turn(self._turn)
            self._seen.append(self._look(world))
            yield world.next_month()


def postings(record: ReplicationRecord) -> np.ndarray:
    """GBP of all levers and what they bought, by financial year and council."""
    ledgers = [amounts for line, amounts in record.ledger.items() if line.line == "lever"]
    return sum(ledgers, np.zeros_like(record.ledger[PAY]))


def by_year(record: ReplicationRecord) -> dict[int, float]:
    """What levers cost in each financial year in which they cost something, GBP."""
    gbp = postings(record)[0].sum(axis=1)
    return {year: cost for year, cost in zip(record.years.tolist(), gbp, strict=True) if cost}


def by_council(record: ReplicationRecord, councils: tuple[str, ...] = READING) -> Counter[str]:
    """What levers cost each council that pays for them, GBP."""
    names = sorted(councils, key=load_baseline("england-2024").index_of)
    gbp = postings(record)[0].sum(axis=0).tolist()
    return Counter({name: cost for name, cost in zip(names, gbp, strict=True) if cost})


def spent(record: ReplicationRecord) -> float:
    """All that levers cost, GBP."""
    return float(postings(record)[0].sum())


def bought(record: ReplicationRecord) -> float:
    """All that levers bought."""
    return float(postings(record)[1].sum())


def members(world: World, bit: int) -> list[int]:
    """Identities of those at work in the programme opened as number ``bit``."""
    people = world.state.people
    inside = ((people.programmes >> bit) & 1 == 1) & (world.state.status == 1)
    return sorted(people.ident[inside].tolist())


def assert_same(
    one: ReplicationRecord,
    other: ReplicationRecord,
    months: int | None = None,
    leave_out: tuple[str, ...] = (),
) -> None:
    """Every number is the same to the last bit, up to a month (the 0th is the first day)."""
    stop = None if months is None else months + 1
    years = None if months is None else months // 12 + 1
    for name, table in one.monthly.items():
        np.testing.assert_array_equal(table[:stop], other.monthly[name][:stop], err_msg=name)
    for name in one.yearly.keys() - set(leave_out):
        table, others = one.yearly[name][:years], other.yearly[name][:years]
        np.testing.assert_array_equal(table, others, err_msg=name)
    if months is None:
        for name, table in one.histograms.items():
            np.testing.assert_array_equal(table, other.histograms[name], err_msg=name)
        assert one.ledger.keys() == other.ledger.keys()
        for line, amounts in one.ledger.items():
            np.testing.assert_array_equal(amounts, other.ledger[line], err_msg=str(line))
        assert one.events == other.events
        assert one.checks == other.checks
