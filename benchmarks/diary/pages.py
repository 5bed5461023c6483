"""What a diary holds: a council's first day, and what its office did every month after it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from workforce_sim.model.engine.rules import CaseRules, HazardRules


class Counts(NamedTuple):
    """What happened in a council in the whole run."""

    events: int
    opened: int
    closed: int
    hand_overs: int
    team_transfers: int


class Person(NamedTuple):
    """One spell of work as it begins."""

    slot: int
    ident: int
    generation: int
    spells: int
    fte: float
    role_capacity: float
    factor: float
    capacity: float
    started: float
    qualified: float
    born: float
    holds: bool
    newly_qualified: bool


class Levels(NamedTuple):
    """What the month's office round set a council's levels to."""

    arrival_rate: float
    short_share: float
    looked_after_ratio: float
    sickness: float
    efficiency: float


@dataclass
class Month:
    """One office round in one council, in the order in which a peer lives it."""

    day: float
    end: float
    number: int
    levels: Levels
    stops: list[int] = field(default_factory=list)
    """Slots of those who no longer hold cases."""
    joins: list[Person] = field(default_factory=list)
    """Agency workers who begin today."""
    leaves: list[tuple[float, int]] = field(default_factory=list)
    """Day and slot of those who will leave."""
    starts: list[tuple[float, Person]] = field(default_factory=list)
    """Day and person of those who will start after notice."""
    changes: list[tuple[int, float, float]] = field(default_factory=list)
    """Slot, FTE and capacity of the role of those whose hours or role are new."""


class OpenCase(NamedTuple):
    """A case on the first day."""

    family: int
    child: int
    stage: int
    team: int
    opened: float
    stage_end: float
    step_at: float
    changes: int
    care: bool


class Colleague(NamedTuple):
    """Somebody at work on the first day."""

    person: Person
    team: int
    absent: int
    sickness_budget: float
    parental_budget: float
    sick_rate: float
    cases: list[int]
    """Positions in the list of cases, from the front."""


class Pending(NamedTuple):
    """An event that waits in the queue on the first day."""

    time: float
    kind: int
    slot: int


@dataclass
class FirstDay:
    """A council as the run begins. Cases are named by their place in ``cases``."""

    council: int
    standard: tuple[float, float, float]
    stage_scale: float
    reference_caseload: float
    teams: list[tuple[int, float, list[int], list[int]]]
    """Kind, upper end of the area, slots of members, waiting cases from the oldest."""
    colleagues: list[Colleague]
    cases: list[OpenCase]
    rings: list[list[int]]
    pending: list[Pending]
    expected: list[Person]
    """Those who were hired before the first day and start after it."""


@dataclass
class Diary:
    """Everything that a peer needs to live the casework of some councils."""

    key: tuple[int, int]
    rules: CaseRules
    hazards: HazardRules
    first_days: dict[int, FirstDay] = field(default_factory=dict)
    months: dict[int, list[Month]] = field(default_factory=dict)
    counts: dict[int, Counts] = field(default_factory=dict)
    """What the model counted, council by council."""
    events_everywhere: int = 0
    """Events of casework in all councils of the run, also those without a diary."""

    @property
    def events(self) -> int:
        """Events of casework in the councils of the diary."""
        return sum(counts.events for counts in self.counts.values())
