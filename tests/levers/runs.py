"""Small runs shared by the tests of levers: few councils, few years, each run made only once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

import numpy as np
from pydantic import PrivateAttr

from workforce_sim.assumptions import Override
from workforce_sim.levers import Lever, all_levers
from workforce_sim.measures.record import LedgerRow, ReplicationRecord
from workforce_sim.model import simulate
from workforce_sim.model.calendar import Turn
from workforce_sim.model.world import World
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


def lever_rows(record: ReplicationRecord) -> list[LedgerRow]:
    """Postings of levers."""
    return [row for row in record.ledger if row.line == "lever"]


def spent(record: ReplicationRecord) -> float:
    """All that levers cost, GBP."""
    return sum(row.gbp for row in lever_rows(record))


def bought(record: ReplicationRecord) -> float:
    """All that levers bought."""
    return sum(row.quantity for row in lever_rows(record))


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
        assert one.ledger == other.ledger
        assert one.events == other.events
        assert one.checks == other.checks
