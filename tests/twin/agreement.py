"""Lives the compiled casework and the twin side by side, and compares them event by event.

The compiled casework is run to just after its next event; the twin lives its own next event. Time,
kind and whom it concerns must be the same, and so must every move of a case from one pair of hands
to another. Every few events, and always when several events share a moment, so must everything that
the twin's `Snapshot` shows. Between runs both are supervised, and what the calendar does to casework
is done to both.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

import numpy as np

from tests.twin.adapter import Entry, Kernel, snapshot_of, spec_of, worker_spec
from tests.twin.council import Council
from tests.twin.keyed import CASE_ORIGIN, Purpose, draw, exponential, pack_identity
from tests.twin.twin import Casework
from tests.twin.world import (
    CLOSED,
    WAITING,
    CaseName,
    Happening,
    Kind,
    Move,
    Status,
    differences,
)
from tests.twin.worlds import World
from workforce_sim.model import agency, cases, casework, queue, supervision
from workforce_sim.model import state as arrays
from workforce_sim.model.careers import leave_post
from workforce_sim.model.posts import MarketState
from workforce_sim.model.state import (
    NO_ONE,
    CouncilCount,
    EventKind,
    LeaveKind,
    with_half_as_much_again,
)

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
        self.compare("at the beginning")

    # Between two calendar moments.

    def run(self, until: float) -> None:
        """Both to the day ``until``."""
        for position, council in self.twin.councils.items():
            self._advance(position, self.now)
            while queue.next_time(self.kernel.state, position) < until:
                self._live(position, council)
            for happening in council.events(until):
                raise Disagreement(f"only the twin lives {happening}")
        self.twin.now = self.now = until
        self.compare(f"on day {until}")

    def _live(self, position: int, council: Council) -> None:
        """The next event of one council, and all that come at the same moment."""
        kernel = self.kernel
        time = queue.next_time(kernel.state, position)
        due = [entry for entry in kernel.queue(position) if entry.time == time]
        expected = [(entry.kind, self._who(position, entry)) for entry in due]
        before = _places(kernel, position)
        done = kernel.state.councils.counts[position, CouncilCount.EVENTS]
        self._advance(position, math.nextafter(time, math.inf))
        if kernel.state.councils.counts[position, CouncilCount.EVENTS] != done + len(due):
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
        if len(due) == 1:
            ours = _moves(before, _places(kernel, position))
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
            return pack_identity(CASE_ORIGIN, position, entry.generation, entry.index)
        if entry.kind is Kind.STEP:
            row = self.kernel.block(position)[entry.index]
            return int(row.family), int(row.child)
        return int(self.kernel.state.people.ident[entry.index])

    def _advance(self, position: int, until: float) -> None:
        """The compiled casework of one council, with more room where it needs it."""
        kernel = self.kernel
        while not casework.advance_council(
            kernel.state, kernel.cases, kernel.key, position, until, self.month_end
        ):
            self._more_room(position)

    def _more_room(self, position: int) -> None:
        state = self.kernel.state
        needed = np.arange(state.councils.size) == position
        self.kernel.state = with_half_as_much_again(state, needed)

    # Calendar moments.

    def supervise(self, until: float, month: int) -> None:
        """The monthly supervision of both, and the arrivals of the month."""
        kernel = self.kernel
        for position in kernel.active():
            block = kernel.state.blocks[position]
            if block.events + 5 * len(kernel.people_of(position)) + 64 > block.event_room:
                self._more_room(position)
        for position, council in self.twin.councils.items():
            for slot in kernel.people_of(position):
                worker = council.workers[int(kernel.state.people.ident[slot])]
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


def live(
    world: World, twin: type[Casework] = Casework, every: int = 8, calendar: bool = True
) -> Pair:
    """Both through all rounds of a world; Disagreement where they part."""
    rng, now = world.rng, world.now
    # The first stretch is not supervised, so that what was made uneven stays so for a while.
    end = now + rng.choice((15.0, 20.5, 30.0))
    pair = Pair(world.kernel, now, end, twin, every)
    pair.run(end)
    for number in range(1, world.recipe.rounds + 1):
        until = end + rng.choice((20.0, 28.0, 31.0, 30.4375))
        if calendar:
            the_calendar_acts(pair, world, until)
        pair.supervise(until, world.month + number)
        pair.run(until)
        end = until
    return pair


# What the calendar does to casework.


def the_calendar_acts(pair: Pair, world: World, until: float) -> None:
    """Levels move, and some people change hours, stop holding cases, leave or join."""
    rng, state = world.rng, pair.kernel.state
    for position, council in pair.twin.councils.items():
        _levels(pair, position, council, rng)
        slots = pair.kernel.people_of(position)
        at_work = [slot for slot in slots if state.people.status[slot] != arrays.Status.NOTICE]
        for slot in at_work:
            what = rng.random()
            leaves = math.isfinite(state.people.leaves[slot])
            if what < 0.05:
                _change_hours(pair, council, slot, rng.choice((0.5, 0.8, 1.0)))
            elif what < 0.08:
                leave_post(state, pair.kernel.cases, np.array([slot]), pair.now)
                pair.twin.councils[position].end_holding(int(state.people.ident[slot]))
                pair.seen[Kind.HOLDING_ENDS] += 1
            elif what < 0.11 and not leaves:
                when = rng.choice((pair.now, rng.uniform(pair.now, until)))
                _plan_leaving(pair, council, slot, when)
        for slot in world.pool:
            if state.people.status[slot] == arrays.Status.POOL and rng.random() < 0.4:
                _assign(pair, position, council, slot)
    pair.compare(f"after the calendar acted on day {pair.now}")


def _levels(pair: Pair, position: int, council: Council, rng: Any) -> None:
    row = pair.kernel.state.councils[position]
    row.arrival_rate = council.arrival_rate = rng.choice((0.0, 0.5, 1.0, 1.5)) * council.arrival_rate
    row.short_share = council.short_share = rng.uniform(0.1, 0.6)
    row.looked_after_ratio = council.care_ratio = rng.choice((0.0, 0.8, 1.0, 1.5))
    row.efficiency = council.efficiency = rng.choice((0.8, 1.0, 1.2))
    row.sickness = council.sickness_rate = rng.choice((1.0, 2.0)) * council.sickness_rate


def _change_hours(pair: Pair, council: Council, slot: int, fte: float) -> None:
    person = pair.kernel.state.people[slot]
    person.fte = fte
    worker = council.workers[int(person.ident)]
    worker.spec = replace(worker.spec, fte=fte)


def _plan_leaving(pair: Pair, council: Council, slot: int, when: float) -> None:
    state = pair.kernel.state
    person = state.people[slot]
    person.leave_kind = LeaveKind.EXIT
    person.leaves = when
    code = queue.encode(int(EventKind.LEAVE), int(person.generation), slot)
    queue.push(state, int(person.council), when, code)
    council.leave_at(int(person.ident), when)


def _assign(pair: Pair, position: int, council: Council, slot: int) -> None:
    """An agency worker begins an assignment, by the page's numbers in the twin."""
    kernel = pair.kernel
    person = kernel.state.people[slot]
    n, who, key = kernel.state.councils.size, int(person.ident), kernel.key
    share = 0.75
    counter = 4096 * int(person.episode)
    spec = replace(
        worker_spec(kernel, slot, pair.now, [], lambda case: (case, 0)),
        status=Status.EXPECTED,
        agency=True,
        cases=(),
        generation=int(person.generation) + 1,
        spells=counter,
        sickness_budget=exponential(key, Purpose.BUDGET_SICKNESS, who, counter),
        parental_budget=exponential(key, Purpose.BUDGET_PARENTAL, who, counter),
        sickness_rate=0.0,
        role_capacity=1.0,
        programme_capacities=(),
        programme_ramps=(),
        holds=draw(key, Purpose.PERSON_HOLDS, who, int(person.episode))[0] < share,
    )
    rules = _agency_rules(n)
    market = _market(n, share)
    agency.assign(
        kernel.state, rules, kernel.hazards, kernel.cases, market, key, slot, position, pair.now
    )
    council.hire(spec)
    council.join(who)
    pair.seen[Kind.JOIN] += 1


def _agency_rules(n: int) -> agency.AgencyRules:
    """Only the length of assignments is read, and nobody's ends here."""
    zeros = np.zeros(n)
    return agency.AgencyRules(
        per_vacancy=zeros,
        surplus=zeros,
        initial_fte=zeros,
        fill_probability=0.0,
        assignment_days=180.0,
        entry_rate=0.0,
        supply_elasticity=0.0,
        most_entrants=0.0,
        permanent_rate=0.0,
        exit_rate=0.0,
        age_cumulative=zeros,
        reach=np.zeros((n, 1), np.int64),
        reach_km=np.zeros((n, 1)),
        distance_cost=0.0,
    )


def _market(n: int, hold_share: float) -> MarketState:
    zeros = np.zeros(n)
    return MarketState(
        attraction=zeros,
        offer_pay=np.zeros((n, 6)),
        hires_newly_qualified=zeros,
        supervisors=zeros,
        hold_share=np.full((n, 7), hold_share),
        outside_vacancies=zeros,
    )


# Who had which case, and who has it.


def _places(kernel: Kernel, position: int) -> Any:
    """Family, child, team and identity of the worker by position of the case."""
    block = kernel.block(position)
    holders = np.where(block.worker == NO_ONE, NO_ONE, kernel.state.people.ident[block.worker])
    return np.column_stack((block.family, block.child, block.team, holders))


def _moves(before: Any, after: Any) -> list[Move]:
    """Which cases changed hands between two moments, in no order."""
    if len(before) < len(after):
        nowhere = np.full((len(after) - len(before), 4), NO_ONE)
        before = np.concatenate((before, nowhere))
    changed = (before != after).any(axis=1)
    old, new = _held(before[changed]), _held(after[changed])
    return [
        Move(*name, old.get(name, (None, NO_ONE))[0], new.get(name, (CLOSED, NO_ONE))[0])
        for name in {**old, **new}
    ]


def _held(rows: Any) -> dict[CaseName, tuple[Any, int]]:
    return {
        (family, child): (WAITING if worker == NO_ONE else worker, team)
        for family, child, team, worker in rows.tolist()
        if team != NO_ONE
    }


def total(counts: Iterable[Counter[Kind]]) -> Counter[Kind]:
    """All counts together."""
    together: Counter[Kind] = Counter()
    for count in counts:
        together.update(count)
    return together
