"""Payments that are remembered for a while: who got what, and who has left since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workforce_sim.levers.timing import months_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workforce_sim.model.engine.state import Floats, Ints
    from workforce_sim.model.month.world import World


@dataclass(frozen=True)
class Batch:
    """Payments of one day: to which spells of work, in which councils, and how much."""

    forgotten: float
    slots: Ints
    spells: Ints
    councils: Ints
    gbp: Floats


class Payments:
    """Payments of the last months.

    A spell of work is known by its slot and the slot's generation, which rises when it ends.
    """

    def __init__(self, months: float) -> None:
        self._months = months
        self._batches: list[Batch] = []

    def add(self, world: World, slots: Ints, gbp: Floats) -> None:
        """Remember payments of today."""
        if self._months == 0.0 or slots.size == 0:
            return
        forgotten = world.calendar.day(months_after(world.today, self._months))
        self._batches.append(
            Batch(forgotten, slots, world.spells(slots), world.where(slots), gbp.copy())
        )

    def leavers(self, world: World) -> Iterator[tuple[Ints, Floats]]:
        """Councils and amounts of payments whose spell has ended, each once."""
        for batch in self._batches:
            gone = (world.spells(batch.slots) != batch.spells) & (batch.gbp > 0.0)
            yield batch.councils[gone], batch.gbp[gone]
            batch.gbp[gone] = 0.0

    def forget(self, world: World) -> None:
        """Forget payments that are old enough by now."""
        self._batches = [batch for batch in self._batches if batch.forgotten > world.now]

    def current(self, world: World) -> Iterator[tuple[Ints, Floats]]:
        """Slots and amounts of remembered payments whose spell goes on."""
        for batch in self._batches:
            stays = world.spells(batch.slots) == batch.spells
            yield batch.slots[stays], batch.gbp[stays]

    def __bool__(self) -> bool:
        """Return whether anything is remembered."""
        return bool(self._batches)
