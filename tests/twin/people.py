"""Who and what there is in a council of the twin: workers, teams, cases, and the queue."""

import heapq
import math
from dataclasses import dataclass, field

import simpy
from simpy.events import EventPriority

from tests.twin.world import CaseName, Kind, Stage, Status, WorkerSpec


class Queue(simpy.Environment):
    """SimPy's clock, with moments that come in the order of the page.

    SimPy orders simultaneous events by priority. Its own machinery (a process begins, a process has
    ended) has priorities 0 and 1 and so comes first; a moment has kind, generation and index in one
    number above these. Moments are put on SimPy's heap at their exact time, because ``timeout``
    would add and subtract the present and so part what is simultaneous.
    """

    def moment(self, time: float, kind: Kind, generation: int, index: int) -> simpy.Event:
        event = simpy.Event(self)
        event._ok, event._value = True, None
        priority = EventPriority((kind + 1) << 128 | generation << 64 | index)
        heapq.heappush(self._queue, (time, priority, next(self._eid), event))
        return event

    def move_to(self, time: float) -> None:
        """Set the clock to a calendar moment; nothing before it may be left."""
        if self.peek() < time:
            raise ValueError(f"an event at {self.peek()} has not been lived yet")
        self._now = time


@dataclass(eq=False, slots=True)
class Team:
    """People who do one kind of work in one area, and cases nobody could take."""

    place: int
    kind: Stage
    upper: float
    members: list["Worker"] = field(default_factory=list)
    waiting: list["Case"] = field(default_factory=list)

    def cases(self) -> int:
        """Cases of the team, those that wait among them."""
        return len(self.waiting) + sum(len(member.cases) for member in self.members)

    def present_capacity(self) -> float:
        """Capacity of the members who are there."""
        return sum(member.capacity for member in self.members if member.present)


@dataclass(eq=False, slots=True)
class Worker:
    """One person."""

    spec: WorkerSpec
    index: int
    status: Status
    handed_over: bool
    holds: bool
    capacity: float
    started: float
    generation: int
    spells: int
    sickness_budget: float
    parental_budget: float
    sickness_rate: float
    parental_rate_per_year: float
    qualified: float
    team: Team | None = None
    cases: list["Case"] = field(default_factory=list)
    counts_as_away: bool = False

    @classmethod
    def of(cls, spec: WorkerSpec, place: int) -> "Worker":
        return cls(
            spec=spec,
            index=place if spec.index is None else spec.index,
            status=spec.status,
            handed_over=spec.handed_over,
            holds=spec.holds,
            capacity=spec.capacity,
            started=spec.started,
            generation=spec.generation,
            spells=spec.spells,
            sickness_budget=spec.sickness_budget,
            parental_budget=spec.parental_budget,
            sickness_rate=spec.sickness_rate,
            parental_rate_per_year=spec.parental_rate_per_year,
            qualified=spec.qualified,
        )

    @property
    def identity(self) -> int:
        return self.spec.identity

    @property
    def present(self) -> bool:
        """Whether the person can be given a case."""
        return self.status is Status.PRESENT and not self.counts_as_away

    @property
    def at_work(self) -> bool:
        """Whether the person works for the council, there or away for a while."""
        return self.status not in (Status.EXPECTED, Status.GONE)


@dataclass(eq=False, slots=True)
class Case:
    """One child."""

    family: int
    child: int
    index: int
    opened: float
    team: Team
    stage: Stage = Stage.ASSESSMENT
    stage_end: float = math.inf
    """Infinite, as is the next step, until work on the stage begins."""
    step_at: float = math.inf
    changes: int = 0
    workers_met: int = 0
    will_be_looked_after: bool = False
    entered: float = 0.0
    """When the case entered its stage."""
    waits_since: float = math.inf
    worker: Worker | None = None

    @property
    def is_open(self) -> bool:
        return self.stage is not Stage.CLOSED

    @property
    def name(self) -> CaseName:
        return self.family, self.child
