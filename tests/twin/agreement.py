"""Lives the compiled casework and the twin side by side, and compares them event by event.

The compiled casework is run to just after its next event; the twin lives its own next event. Time,
kind and whom it concerns must be the same, and so must every move of a case from one pair of hands
to another. Every few events, and always when several events share a moment, so must everything that
the twin's `Snapshot` shows.
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import numpy as np

from tests.twin.adapter import Entry, Kernel, snapshot_of, spec_of
from tests.twin.council import Council
from tests.twin.keyed import CASE_ORIGIN, pack_identity
from tests.twin.twin import Casework
from tests.twin.world import (
    CLOSED,
    WAITING,
    CaseName,
    Happening,
    Kind,
    Move,
    differences,
)
from workforce_sim.model.careers import supervision
from workforce_sim.model.casework import cases
from workforce_sim.model.engine.state import NO_ONE
from workforce_sim.model.engine.storage import with_half_as_much_again
from workforce_sim.model.month import event_loop

TOLERANCE: Final = 1e-9
"""Relative, of times: logarithms and exponentials may be rounded differently."""


class Disagreement(AssertionError):
    """The two have parted."""


class Pair:
    """One world lived twice."""

    def __init__(
        self,
        kernel: Kernel,
        now: float,
        month_end: float,
        twin: type[Casework] = Casework,
        every: int = 8,
    ) -> None:
        self.kernel = kernel
        self.twin = twin(spec_of(kernel, now, month_end))
        self.now = now
        self.month_end = month_end
        self.every = every
        self.seen: Counter[Kind] = Counter()
        """Events lived so far by kind."""
        self.void = 0
        self.moves = 0
        self.snapshots = 0
        self._places: dict[int, _Places] = {}
        self.compare("at the beginning")

    # Between two calendar moments.

    def run(self, until: float) -> None:
        """Both to the day ``until``."""
        self._places.clear()
        for position, council in self.twin.councils.items():
            self._advance(position, self.now)
            while (due := self.kernel.next_entries(position)) and due[0].time < until:
                self._live(position, council, due)
            for happening in council.events(until):
                raise Disagreement(f"only the twin lives {happening}")
        self.twin.now = self.now = until
        self.compare(f"on day {until}")

    def _live(self, position: int, council: Council, due: list[Entry]) -> None:
        """The next event of one council, and all that come at the same moment."""
        kernel = self.kernel
        time = due[0].time
        expected = [(entry.kind, self._who(position, entry)) for entry in due]
        before = self._places.pop(position, None) or _Places.of(kernel, position)
        done = kernel.councils["events"][position]
        self._advance(position, math.nextafter(time, math.inf))
        if kernel.councils["events"][position] != done + len(due):
            raise Disagreement(f"an event was planned for the moment at which it is, {time}")
        here = f"{expected} of council {position} on day {time}"
        happenings = self._twin_lives(council, time)
        if [(happening.kind, happening.who) for happening in happenings] != expected:
            raise Disagreement(f"{here}: the twin lives {happenings}")
        lived = [happening for happening in happenings if happening.lived]
        self.seen.update(happening.kind for happening in lived)
        self.void += len(happenings) - len(lived)
        moves = [move for happening in happenings for move in happening.moves]
        self.moves += len(moves)
        after = self._places[position] = _Places.of(kernel, position)
        if len(due) == 1:
            ours = _moves(before, after, kernel.people["ident"])
            if Counter(moves) != Counter(ours):
                raise Disagreement(f"{here}: {sorted(ours, key=str)}, not {moves}")
        if len(due) > 1 or (self.seen.total() + self.void) % self.every == 0:
            self.compare(f"after {here}", time, (position,))

    def _twin_lives(self, council: Council, time: float) -> list[Happening]:
        happenings = council.instant()
        for happening in happenings:
            if abs(happening.time - time) > TOLERANCE * max(1.0, abs(time)):
                raise Disagreement(f"day {time}: the twin lives {happening}")
        return happenings

    def _who(self, position: int, entry: Entry) -> int | CaseName:
        if entry.kind is Kind.ARRIVAL:
            return pack_identity(CASE_ORIGIN, position, entry.generation, entry.whom)
        if entry.kind is Kind.STEP:
            row = self.kernel.block(position)[entry.whom]
            return int(row["family"]), int(row["child"])
        return int(self.kernel.people["ident"][entry.whom])

    def _advance(self, position: int, until: float) -> None:
        """The compiled casework of one council, with more room where it needs it."""
        kernel = self.kernel
        while not event_loop.advance_council(
            kernel.state, kernel.cases, kernel.key, position, until, self.month_end
        ):
            self.more_room(position)

    def more_room(self, position: int) -> None:
        """Half as much room again for a council."""
        state = self.kernel.state
        needed = np.arange(state.councils.size) == position
        self.kernel.state = with_half_as_much_again(state, needed)

    # Calendar moments.

    def supervise(self, until: float, month: int) -> None:
        """The monthly supervision of both, and the arrivals of the month."""
        kernel = self.kernel
        for position in kernel.active():
            needed = 5 * len(kernel.people_of(position)) + 64
            while (block := kernel.blocks[position])["events"] + needed > block["event_room"]:
                self.more_room(position)
        for position, council in self.twin.councils.items():
            for slot in kernel.people_of(position):
                worker = council.workers[int(kernel.people["ident"][slot])]
                worker.parental_rate_per_year = kernel.parental_rate(slot, self.now)
        supervision.supervise(
            kernel.state,
            kernel.hazards,
            kernel.cases,
            kernel.programmes,
            kernel.key,
            self.now,
            until,
            1e9,
            False,
        )
        cases.begin_month(kernel.state, kernel.key, month, self.now)
        self.month_end = until
        rounds = self.twin.supervise(until, month)
        self.seen.update(happening.kind for happening in rounds if happening.moves)
        self.moves += sum(len(happening.moves) for happening in rounds)
        self.compare(f"after the supervision on day {self.now}")

    def compare(
        self, where: str, now: float | None = None, positions: Sequence[int] | None = None
    ) -> None:
        """Everything that can be seen of all councils, or of those that stand at a moment."""
        now = self.now if now is None else now
        positions = list(self.twin.councils) if positions is None else positions
        known = [who for position in positions for who in self.twin.councils[position].workers]
        ours = snapshot_of(self.kernel, now, known, positions)
        self.snapshots += 1
        found = list(islice(differences(ours, self.twin.snapshot(positions), TOLERANCE), 5))
        if found:
            raise Disagreement(f"{where}: " + "; ".join(found))


class _Places(NamedTuple):
    """Which case stands where, by position in the block."""

    family: Any
    child: Any
    team: Any
    worker: Any

    @classmethod
    def of(cls, kernel: Kernel, position: int) -> "_Places":
        block = kernel.block(position)
        return cls(*(block[column].copy() for column in cls._fields))

    def held(self, cases: Any, people: Any) -> dict[CaseName, int | str]:
        """In whose hands some of the cases are."""
        columns = zip(*(column[cases].tolist() for column in self), strict=True)
        return {
            (family, child): WAITING if worker == NO_ONE else int(people[worker])
            for family, child, team, worker in columns
            if team != NO_ONE
        }


def _moves(before: _Places, after: _Places, people: Any) -> list[Move]:
    """Which cases changed hands between two moments, in no order."""
    room = len(before.family)
    # A block that has grown holds nothing new yet in what was added, or only new cases.
    changed = np.flatnonzero(
        (before.team != after.team[:room])
        | (before.worker != after.worker[:room])
        | (before.family != after.family[:room])
    )
    added = np.arange(room, len(after.family))
    old = before.held(changed, people)
    new = after.held(np.concatenate((changed, added)), people)
    return [Move(*name, old.get(name), new.get(name, CLOSED)) for name in {**old, **new}]
