"""The contract behind a payment: who gets it when, and what leaving would cost those who have it.

Whoever waits for a promised payment would lose all of it; whoever has been paid must give back a
share on leaving within the tie-in, of which a part is recovered. That loss is what holds people:
see `leaving.tie_log_ratio_per_cent`. When the tie ends, so does its effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from workforce_sim.levers.timing import months_after

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Bools, Floats, Ints
    from workforce_sim.model.month.world import World

_YEAR = 12.0
"""Months."""


_Gbp = TypeVar("_Gbp", float, "Floats")


@dataclass(frozen=True)
class Batch:
    """Ties that began on one day: of which spells of work, until when, and what leaving costs."""

    ends: float
    months: float
    slots: Ints
    spells: Ints
    councils: Ints
    lost: Floats  # GBP that leaving costs; below zero, that it brings
    owed: Floats  # GBP that a council gets back when they leave


class Contract:
    """Payments of one lever and the ties that go with them.

    A spell of work is known by its slot and the slot's generation, which rises when it ends.
    """

    def __init__(self, world: World, lever: str, months: float, clawback_share: float) -> None:
        self._world = world
        self._lever = lever
        self._months = months
        self._back = clawback_share * world.values["leaving.repayment_recovered_share"]
        self._batches: list[Batch] = []

    def paid(self, slots: Ints, gbp: Floats) -> None:
        """Tie people for what they are paid today."""
        owed = self.expected(gbp)
        self._tie(slots, self._months, owed, owed)

    def repay(self, councils: Ints, gbp: Floats) -> None:
        """Let leavers give back to councils what can be recovered of what they were paid."""
        self._world.post_where(self._lever, councils, -self.expected(gbp))

    def expected(self, gbp: _Gbp) -> _Gbp:
        """What leaving within the tie-in costs whoever was paid so much."""
        return self._back * gbp

    def promised(self, slots: Ints, gbp: Floats, months: float) -> None:
        """Promise people a payment after so many months, if they are still there."""
        import numpy as np

        self._tie(slots, months, gbp, np.zeros(slots.size))

    def _tie(self, slots: Ints, months: float, lost: Floats, owed: Floats) -> None:
        world = self._world
        if months > 0.0 and slots.size > 0:
            ends = world.calendar.day(months_after(world.today, months))
            spells, where = world.spells(slots), world.where(slots)
            self._batches.append(Batch(ends, months, slots, spells, where, lost, owed.copy()))

    def claw_back(self) -> None:
        """Take back from those who left since last month, and release those whose tie has ended."""
        world = self._world
        for batch in self._batches:
            gone = ~self._there(batch) & (batch.owed > 0.0)
            world.post_where(self._lever, batch.councils[gone], -batch.owed[gone])
            batch.owed[gone] = 0.0
        ended = [batch for batch in self._batches if batch.ends <= world.now]
        self._batches = [batch for batch in self._batches if batch.ends > world.now]
        for batch in ended:
            self._release(batch)

    def _release(self, batch: Batch) -> None:
        """Let some of those who were held back leave in the year after their tie.

        They leave as if a payment had waited outside: as much as makes up for that share of the
        leavers who were held back.
        """
        import numpy as np

        world, values = self._world, self._world.values
        share = values["leaving.tie_catch_up_share"]
        log_ratio = 100.0 * values["leaving.tie_log_ratio_per_cent"]
        if share == 0.0 or log_ratio == 0.0 or not (batch.lost > 0.0).any():
            return
        there = self._there(batch)
        slots = batch.slots[there]
        pay = world.fte(slots) * world.salary(slots)
        ratio = np.exp(log_ratio * batch.lost[there] / pay).clip(values["leaving.tie_floor"])
        held_back = (1.0 - ratio) * batch.months / _YEAR
        gain = -np.log1p(share * held_back) / log_ratio * pay
        self._tie(slots, _YEAR, -gain, np.zeros(slots.size))

    def hold(self) -> None:
        """Let leaving cost this month what it costs; renewed every month."""
        for batch in self._batches:
            there = self._there(batch)
            self._world.tie(batch.slots[there], batch.lost[there])

    def _there(self, batch: Batch) -> Bools:
        import numpy as np

        return np.asarray(self._world.spells(batch.slots) == batch.spells)

    def __bool__(self) -> bool:
        """Return whether anybody is tied, or was so lately that it shows."""
        return bool(self._batches)
