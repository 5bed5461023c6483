"""What the twin starts from and what it shows: plain descriptions, no behaviour.

Times are in days, rates per day unless a name says otherwise. A case is named by
``(family, child)``, a worker by identity, a team by its place in the list of its council, a council
by its place in the baseline. Stages double as the kinds of team.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import IntEnum
from typing import Any, Final, NamedTuple

from tests.twin.keyed import normal_quantile

DAYS_IN_YEAR: Final = 365.25
TEAM_LIMIT: Final = 48

CaseName = tuple[int, int]
"""Family and child."""


class Stage(IntEnum):
    """Where a case is, and what kind of work a team does."""

    ASSESSMENT = 0
    SAFEGUARDING = 1
    LOOKED_AFTER = 2
    CLOSED = 3


class Status(IntEnum):
    """Where a worker is."""

    EXPECTED = 0
    """Has the post, works out notice elsewhere."""
    PRESENT = 1
    SICK = 2
    PARENTAL_LEAVE = 3
    GONE = 4
    AWAITED = 5
    """Seated on the first day of the warm-up, but service begins within it; away until then."""


class Kind(IntEnum):
    """What happens: the events of the queue in the order of simultaneous ones, then the office."""

    ARRIVAL = 0
    STEP = 1
    SICKNESS = 2
    HAND_OVER = 3
    ABSENCE_ENDS = 4
    PARENTAL_LEAVE = 5
    LEAVE = 6
    START = 7
    JOIN = 8
    """Not in the queue: somebody joins a team during the office round."""
    HOLDING_ENDS = 9
    """Not in the queue: a promotion ends case-holding."""
    REBALANCE = 10
    """Not in the queue: one team is rebalanced and its waiting list served."""
    CASES_SET = 11
    """Not in the queue: the number of open cases is set."""


class LogNormal(NamedTuple):
    """A length of time with a log median and a standard deviation of the log."""

    log_median: float
    log_sd: float

    @classmethod
    def of_median(cls, median: float, log_sd: float) -> "LogNormal":
        return cls(math.log(median), log_sd)

    @classmethod
    def of_mean(cls, mean: float, log_sd: float) -> "LogNormal":
        return cls(math.log(mean) - log_sd**2 / 2, log_sd)

    def at(self, uniform: float) -> float:
        """The length below which a share ``uniform`` of all lengths lie."""
        return math.exp(self.log_median + self.log_sd * normal_quantile(uniform))


@dataclass(frozen=True, slots=True)
class Rules:
    """Every number of the register that the page names for a running council."""

    family_share: tuple[float, ...]
    sibling_likeness: float
    assessment: LogNormal
    safeguarding: LogNormal
    looked_after: LogNormal
    looked_after_delay_ratio: float
    looked_after_share: float
    team_changes_per_year: float
    ceiling: float
    rebalance_threshold: float
    rebalance_share: float
    ramp_weeks: float
    ramp_start: float
    newly_qualified_load: float
    short_sickness: LogNormal
    """In calendar days, like long_sickness."""
    long_sickness: LogNormal
    long_share: float
    handover_after_days: float
    parental_mean_days: float
    ratio_per_case: float
    ratio_floor: float
    first_contact_share: float
    first_contact_load: float
    assessment_load: float
    assessment_due: float
    """In calendar days, like conference_due."""
    conference_share: float
    conference_in_time: float
    conference_late_per_case: float
    conference_late_per_agency: float
    conference_due: float
    length_load: float
    overload_threshold: float
    overload_length: float
    overload_months: float
    length_least: float
    length_most: float

    @classmethod
    def from_register(cls, numbers: Mapping[str, float]) -> "Rules":
        """From entries of the register by their names, in the register's own units."""
        calendar = 365 / numbers["absence.working_days"]
        return cls(
            family_share=tuple(numbers[f"casework.family_share.{n}"] for n in range(1, 7)),
            sibling_likeness=numbers["casework.sibling_likeness"],
            assessment=LogNormal.of_median(
                numbers["casework.assessment_median_days"], numbers["casework.assessment_log_sd"]
            ),
            safeguarding=LogNormal.of_median(
                numbers["casework.safeguarding_median_days"],
                numbers["casework.safeguarding_log_sd"],
            ),
            looked_after=LogNormal.of_mean(
                numbers["casework.looked_after_mean_days"], numbers["casework.looked_after_log_sd"]
            ),
            looked_after_delay_ratio=numbers["casework.looked_after_delay_ratio"],
            looked_after_share=numbers["casework.looked_after_share"],
            team_changes_per_year=numbers["casework.looked_after_team_change_rate"],
            ceiling=numbers["casework.ceiling"],
            rebalance_threshold=numbers["casework.rebalance_threshold"],
            rebalance_share=numbers["casework.rebalance_share"],
            ramp_weeks=numbers["casework.ramp_weeks"],
            ramp_start=numbers["casework.ramp_start"],
            newly_qualified_load=numbers["casework.newly_qualified_load"],
            short_sickness=LogNormal.of_mean(
                numbers["absence.short_mean_days"] * calendar, numbers["absence.short_log_sd"]
            ),
            long_sickness=LogNormal.of_mean(
                numbers["absence.long_mean_days"] * calendar, numbers["absence.long_log_sd"]
            ),
            long_share=numbers["absence.long_share"],
            handover_after_days=numbers["absence.handover_after_days"],
            parental_mean_days=numbers["absence.parental_mean_days"],
            ratio_per_case=numbers["absence.ratio_per_case"],
            ratio_floor=numbers["absence.ratio_floor"],
            first_contact_share=numbers["children.first_contact_share"],
            first_contact_load=numbers["children.first_contact_load_elasticity"],
            assessment_load=numbers["children.assessment_load_elasticity"],
            assessment_due=numbers["children.assessment_due_days"] * calendar,
            conference_share=numbers["children.conference_share"],
            conference_in_time=numbers["children.conference_in_time_share"],
            conference_late_per_case=numbers["children.conference_late_per_case"],
            conference_late_per_agency=numbers["children.conference_late_per_agency_share"],
            conference_due=numbers["children.conference_due_days"] * calendar,
            length_load=numbers["children.length_load_elasticity"],
            overload_threshold=numbers["children.overload_threshold"],
            overload_length=numbers["children.overload_length"],
            overload_months=numbers["children.overload_months"],
            length_least=numbers["children.length_least"],
            length_most=numbers["children.length_most"],
        )


class Planned(NamedTuple):
    """An event of a person that is in the queue when the twin begins."""

    time: float
    kind: Kind
    generation: int | None = None
    """None: the worker's own, so that it is not void."""


@dataclass(frozen=True, slots=True)
class CaseSpec:
    """One open case. Who has it is said by WorkerSpec.cases or TeamSpec.waiting."""

    family: int
    child: int
    stage: Stage
    opened: float
    stage_end: float
    """Infinite until work on the stage begins."""
    step_at: float
    """When its event is due: the end of the stage or, while looked after, a change of team."""
    changes: int = 0
    workers_met: int = 0
    will_be_looked_after: bool = False
    """Decided on entering safeguarding; read at its end."""
    entered: float = 0.0
    """When it entered the stage; read where work on the stage has not begun."""
    index: int | None = None
    """Orders simultaneous steps. None: the place in the list; new cases get the next numbers."""


@dataclass(frozen=True, slots=True)
class WorkerSpec:
    """One person of one council."""

    identity: int
    capacity: float
    status: Status = Status.PRESENT
    handed_over: bool = False
    """Whether the cases have been handed over in this sickness."""
    cases: Sequence[CaseName] = ()
    """From the front of the list."""
    generation: int = 0
    spells: int = 0
    sickness_budget: float = math.inf
    parental_budget: float = math.inf
    sickness_rate: float = 0.0
    parental_rate_per_year: float = 0.0
    planned: Sequence[Planned] = ()
    holds: bool = True
    fte: float = 1.0
    role_capacity: float = 1.0
    factor: float = 1.0
    agency: bool = False
    started: float = -math.inf
    qualified: float = -math.inf
    newly_qualified: bool = False
    """Whether this is the first post: the first year in practice begins with it."""
    programme_capacities: Sequence[float] = ()
    programme_ramps: Sequence[float] = ()
    ramp_weeks: float | None = None
    """Where it is not the number of the rules."""
    index: int | None = None
    """The slot: orders simultaneous events of people. None: the place in the list."""


@dataclass(frozen=True, slots=True)
class TeamSpec:
    """One team; teams stand in the order of the council."""

    kind: Stage
    upper: float
    """Upper end of its areas."""
    members: Sequence[int]
    """Identities in the order of joining."""
    waiting: Sequence[CaseName] = ()
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class CouncilSpec:
    """One council with its teams, people, open cases and levels of the moment."""

    position: int
    month: int
    teams: Sequence[TeamSpec]
    workers: Sequence[WorkerSpec] = ()
    cases: Sequence[CaseSpec] = ()
    standard: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Cases per unit of capacity: assessment, safeguarding, looked after."""
    arrival_rate: float = 0.0
    """Families a day."""
    next_family: int = 0
    """Number of the family that arrives next in this month."""
    arrival_at: float | None = None
    """When it arrives, if it is planned."""
    void_arrivals: Sequence[tuple[float, int, int]] = ()
    """Time, month and number of those still in the queue from an earlier month."""
    short_share: float = 0.5
    care_ratio: float = 1.0
    length_scale: float = 1.0
    length_ratio: float = 1.0
    efficiency: float = 1.0
    sickness_rate: float = 0.0
    reference_caseload: float = 1.0
    workload: float = 0.0
    sustained: float = 0.0
    agency_rise: float = 0.0
    rereferral_share: float = 0.0
    timeliness: Sequence[float] = (0.0,) * 7
    """First contacts, their days, assessments, those in time, conferences, those in time, children
    referred again."""
    opened: int = 0
    closed: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    hand_overs: int = 0
    team_transfers: int = 0
    rings: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Children of a family in the order of the ring, where it is not the order of the page."""


@dataclass(frozen=True, slots=True)
class WorldSpec:
    """Everything the twin starts from."""

    key: tuple[int, int]
    """Root seed and replication."""
    rules: Rules
    councils: Sequence[CouncilSpec]
    now: float = 0.0
    month_end: float = math.inf
    """To when budgets are run: the first of the next month."""


class Move(NamedTuple):
    """A case changes hands. A place is a worker, WAITING, CLOSED or, before it is open, None."""

    family: int
    child: int
    origin: "int | str | None"
    destination: "int | str"


WAITING: Final = "waiting"
CLOSED: Final = "closed"


class Happening(NamedTuple):
    """One event and what it did to the cases."""

    council: int
    time: float
    kind: Kind
    who: "int | CaseName"
    """The family that arrives, the case, the person; for REBALANCE the place of the team, for
    CASES_SET the number."""
    lived: bool
    """False: it was void, or did nothing because the person was not there for it."""
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class WorkerState:
    """What a snapshot says of a worker."""

    team: int | None
    status: Status
    handed_over: bool
    holds: bool
    capacity: float
    cases: tuple[CaseName, ...]
    generation: int
    spells: int
    sickness_budget: float
    parental_budget: float
    sickness_rate: float


@dataclass(frozen=True, slots=True)
class TeamState:
    """What a snapshot says of a team."""

    members: tuple[int, ...]
    waiting: tuple[CaseName, ...]


@dataclass(frozen=True, slots=True)
class CaseState:
    """What a snapshot says of an open case."""

    stage: Stage
    team: int
    worker: int | None
    opened: float
    stage_end: float
    step_at: float
    changes: int
    workers_met: int
    will_be_looked_after: bool
    next_in_ring: int
    """The child that follows in the ring of brothers and sisters; itself when alone."""


@dataclass(frozen=True, slots=True)
class CouncilState:
    """What a snapshot says of a council."""

    month: int
    next_family: int
    arrival_at: float | None
    opened: int
    closed: tuple[int, ...]
    hand_overs: int
    team_transfers: int
    workload: float
    sustained: float
    timeliness: tuple[float, ...]
    standard: tuple[float, ...]
    reference_caseload: float
    waiting_days: float
    """Days that cases have waited since the twin began, those that still wait included."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole twin at one moment; teams are named by council and place."""

    councils: dict[int, CouncilState]
    teams: dict[tuple[int, int], TeamState]
    workers: dict[int, WorkerState]
    cases: dict[CaseName, CaseState]


def differences(ours: Any, theirs: Any, tolerance: float = 1e-9, where: str = "") -> Iterator[str]:
    """Where two snapshots, states or lists of happenings differ; numbers to a relative tolerance.

    Times go through logarithms and exponentials, which two programs may round differently.
    """
    if ours is theirs or ours == theirs:
        return
    if is_dataclass(ours) and type(ours) is type(theirs):
        for part in fields(ours):
            yield from differences(
                getattr(ours, part.name),
                getattr(theirs, part.name),
                tolerance,
                f"{where}.{part.name}",
            )
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        for name in [*ours, *(name for name in theirs if name not in ours)]:
            if name not in theirs or name not in ours:
                yield f"{where}[{name}]: only {'ours' if name in ours else 'theirs'}"
            else:
                yield from differences(ours[name], theirs[name], tolerance, f"{where}[{name}]")
    elif (
        isinstance(ours, (list, tuple))
        and isinstance(theirs, (list, tuple))
        and len(ours) == len(theirs)
    ):
        for place, (our, their) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(our, their, tolerance, f"{where}[{place}]")
    elif isinstance(ours, float) and isinstance(theirs, (float, int)):
        if not (ours == theirs or abs(ours - theirs) <= tolerance * max(1.0, abs(ours))):
            yield f"{where}: {ours!r}, not {theirs!r}"
    elif ours != theirs:
        yield f"{where}: {ours!r}, not {theirs!r}"
