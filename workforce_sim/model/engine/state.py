"""The arrays that hold the simulated world, in the shapes that compiled code wants.

One row per person, child's case, team and council, as numpy records: all that is known of a person
lies together in memory. Cases and the queue of events live in one contiguous block per council, so
that a council's casework stays in cache; references to a case are positions inside its council's
block. Times are days since the start, rates are per day.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from workforce_sim.measures.beyond_dfe import AGE_BANDS as AGES
from workforce_sim.model.engine.records import copied, records
from workforce_sim.model.engine.tallies import AS_IT_HAPPENS_FIELDS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
Table = Any
"""Records of one kind: ``table.column[row]`` or ``table[row].column`` (see ``records``)."""


class Status(IntEnum):
    """Where a person stands."""

    FREE = 0
    STAFF = 1
    AGENCY = 2
    POOL = 3
    CANDIDATE = 4
    FORMER = 5
    NOTICE = 6


class Role(IntEnum):
    """The six DfE organisational roles."""

    SENIOR_MANAGER = 0
    MIDDLE_MANAGER = 1
    FIRST_LINE_MANAGER = 2
    SENIOR_PRACTITIONER = 3
    CASE_HOLDER = 4
    QUALIFIED_WITHOUT_CASES = 5


class Route(IntEnum):
    """Routes into the profession."""

    UNDERGRADUATE = 0
    POSTGRADUATE = 1
    FAST_TRACK = 2
    APPRENTICESHIP = 3
    CONVERSION = 4
    OVERSEAS = 5


class StarterOrigin(IntEnum):
    """Where a starter came from; the order of the starters_* measures."""

    NEWLY_QUALIFIED = 0
    OTHER_COUNCIL = 1
    AGENCY = 2
    RETURNER = 3
    OVERSEAS = 4
    ELSEWHERE = 5


class LeaveKind(IntEnum):
    """How a spell of work ends."""

    NONE = 0
    EXIT = 1
    RETIRED = 2
    TO_AGENCY = 3
    MOVED = 4
    ASSIGNMENT_ENDED = 5
    AGENCY_TO_PERMANENT = 6


class Absence(IntEnum):
    """Why a worker is away; cases are handed over in the states from HANDED_OVER on."""

    PRESENT = 0
    SICK = 1
    SICK_HANDED_OVER = 2
    PARENTAL = 3
    NOT_YET_STARTED = 4


class Risk(IntEnum):
    """Columns of the budgets: one unit exponential per person and risk."""

    EXIT = 0
    AGENCY = 1
    MOVE = 2
    PROMOTION = 3
    SICKNESS = 4
    PARENTAL = 5
    RETURN = 6


class Stage(IntEnum):
    """Stages of a case, and the kinds of team that hold them."""

    ASSESSMENT = 0
    SAFEGUARDING = 1
    LOOKED_AFTER = 2


class EventKind(IntEnum):
    """What the casework queue can hold."""

    ARRIVAL = 0
    CASE_STEP = 1
    SICK_START = 2
    HAND_OVER = 3
    ABSENCE_END = 4
    PARENTAL_START = 5
    LEAVE = 6
    START = 7


NO_ONE = -1
AGE_BANDS: Sequence[str] = tuple(AGES)
SERVICE_BANDS: Sequence[str] = ("under_1", "1_2", "2_5", "5_10", "over_10")
ROLES: Sequence[str] = tuple(role.name.lower() for role in Role)
ROUTES: Sequence[str] = tuple(route.name.lower() for route in Route)
STAGES: Sequence[str] = tuple(stage.name.lower() for stage in Stage)
RISKS = len(Risk)
TEAM_CAPACITY = 48
FAMILY_LIMIT = 6
DAYS_A_YEAR = 365.25
QUEUE_PARTS = 256
"""Parts of the month in the queue of events: a few events stand in each."""


PERSON = np.dtype(
    [
        # A line of the processor's cache with what every pass over all people reads;
        ("absent", np.int8),
        ("role", np.int8),
        ("route", np.int8),
        ("origin", np.int8),  # StarterOrigin of the present spell
        ("holds", np.int8),  # 1 when cases may be allocated
        ("seeking", np.int8),  # 1 when looking for a (permanent) post
        ("leave_kind", np.int8),
        ("ready", np.int8),  # 1 when the budget of promotion has run out
        ("council", np.int16),  # employer; for people outside, the council they live nearest to
        ("census_council", np.int16),  # council of the post held at the last census
        ("n_cases", np.int16),
        ("seat", np.int16),  # place among the members of the team
        ("team", np.int32),
        ("head", np.int32),  # first case held, position in the council's block
        ("generation", np.int32),  # raised when the spell ends: older events are void
        ("episode", np.int32),  # how many spells this person has had: the counter of the budgets
        ("ident", np.int64),  # packed identity, the same in every scenario
        ("fte", np.float64),
        ("leaves", np.float64),  # agreed last day, infinity when none
        ("qualified", np.float64),
        # a line with what supervision reads besides;
        ("capacity", np.float64),  # work that the person can carry now, in full-time case holders
        ("factor", np.float64),  # personal capacity relative to others
        ("programmes", np.int64),  # bit mask of the programmes the person is in
        ("started", np.float64),
        ("born", np.float64),
        ("sick_rate", np.float64),  # spells a day at present
        ("supplement", np.float64),  # pay on top of the scale, GBP a year
        ("seeking_since", np.float64),
        # a line with what it uses up;
        ("budget", np.float64, (RISKS,)),
        ("absent_since", np.float64),
        # and what is read now and then.
        ("starts", np.float64),  # day on which a NOTICE turns into work
        ("stake", np.float64),  # what leaving would cost beyond the salary, share of a year's pay
        ("spells", np.int32),  # absences so far: counter of their draws
        ("searches", np.int32),  # searches for a post given up so far
        ("case_limit", np.float64),  # most cases, where the council has a limit
        ("unused", np.int8, (32,)),  # fills the last line
    ]
)
"""One row per spell of work or of looking for it, by slot."""

CASE = np.dtype(
    [
        # One cache line in all.
        ("family", np.int64),  # packed identity of the family
        ("opened", np.float64),
        ("stage_end", np.float64),  # until work on the stage begins, the day of entering it
        ("step_at", np.float64),  # day of the next step; infinity when none, or no case
        ("team", np.int32),
        ("worker", np.int32),
        ("next", np.int32),  # next case of the same worker or waiting list, or next free position
        ("previous", np.int32),
        ("sibling", np.int32),  # ring of open siblings
        ("workers", np.int16),  # workers met since opening
        ("workers_year", np.int16),  # workers met since the last census
        ("changes", np.int16),  # counter of draws within the stage
        ("stage", np.int8),
        ("child", np.int8),  # number of the child in the family
        ("care", np.int32),  # 1 when safeguarding will end in care
    ]
)
"""One row per open case, in one block per council."""

TEAM = np.dtype(
    [
        ("council", np.int64),
        ("kind", np.int64),
        ("n_members", np.int64),
        ("n_cases", np.int64),
        ("waiting", np.int64),
        ("waiting_head", np.int64),
        ("waiting_tail", np.int64),
        ("upper", np.float64),  # upper end of the team's share of areas, within its kind
        ("able", np.float64, (TEAM_CAPACITY,)),  # capacity of each member, negative when away
        ("load", np.int32, (TEAM_CAPACITY,)),  # cases of each member
        ("members", np.int32, (TEAM_CAPACITY,)),  # slots of people
    ]
)
"""Teams of a council stand together, by kind."""

_TALLIES: list[Any] = [
    ("leavers", np.float64, (len(LeaveKind), len(AGE_BANDS))),  # FTE
    ("team_transfers", np.float64),
    ("events", np.float64),
]
"""Counted as it happens for a law or another measure; no measure itself."""

COUNCIL = np.dtype(
    [
        ("active", np.int64),  # 1 when simulated
        ("first_team", np.int64, (4,)),
        ("n_cases", np.int64),
        ("next_ordinal", np.int64),  # families arrived in the present month
        ("month", np.int64),  # month number of the arrivals' identities
        ("arrival_rate", np.float64),  # families a day
        ("short_share", np.float64),  # share of cases that end after assessment
        ("stage_scale", np.float64),  # own length of the later stages, relative to England
        ("standard", np.float64, (3,)),  # cases per unit of capacity at the start
        ("leaving", np.float64, (3,)),  # exit, agency, move relative to England's hazards
        ("sickness", np.float64),  # spells a day
        ("workload", np.float64),  # work per unit of capacity relative to the start, minus one
        ("sustained", np.float64),  # workload over the last months
        ("usual_agency", np.float64),  # share of staff who were agency workers on the first day
        ("agency_rise", np.float64),  # by how much the share is higher now
        ("rereferral_share", np.float64),  # of children referred
        ("efficiency", np.float64),  # capacity relative to the start: administration
        ("leadership", np.float64),  # hazard ratio of leadership relative to the start
        ("management", np.float64),  # time first-line managers have for their staff, of the start's
        ("managers", np.float64),  # first-line managers at work, FTE
        ("span", np.float64),  # people for each first-line manager at work
        ("first_span", np.float64),  # the same on the first day
        ("reference_caseload", np.float64),  # cases a full-time case holder had at the start
        ("pay_level", np.float64),  # pay relative to England's of the first day
        ("pay_lead", np.float64),  # gained on pay outside since the first day, share of the scale
        ("market_pay", np.float64, (6,)),  # the same in reachable councils, with supplements
        ("looked_after_ratio", np.float64),  # share becoming looked after relative to normal
        ("length_ratio", np.float64),  # length of safeguarding relative to normal
        ("case_limit", np.float64),  # most cases of a full-time worker; 0 when there is no limit
        ("case_limit_new", np.float64),  # the same in the first year in practice
        ("agency_price", np.float64),  # what an agency worker costs relative to the first day
        ("agency_years", np.float64),  # least years since qualifying to work for an agency
        ("cooling_off", np.float64),  # days before a leaver may come back by an agency
        ("frozen", np.int64, (6,)),  # 1 when vacant posts of a role are left open
        ("posts", np.float64, (6,)),  # funded FTE
        ("filled", np.float64, (6,)),  # in post FTE at the last count
        ("people", np.float64),  # at work or coming, at the last count and since
        ("agency_fte", np.float64),
        ("holders_fte", np.float64),  # FTE of those with at least one case, agency included
        ("pending", np.float64, (6,)),  # FTE of accepted offers not yet started
        # What is counted from one census to the next.
        *_TALLIES,
        *AS_IT_HAPPENS_FIELDS,
    ]
)
"""Levels of each council that the calendar changes and casework reads, and its running counts."""
SINCE_CENSUS = tuple(field[0] for field in (*_TALLIES, *AS_IT_HAPPENS_FIELDS))
"""The columns of running counts, all of which begin again at each census."""

BLOCK = np.dtype(
    [
        ("first_case", np.int64),
        ("case_room", np.int64),
        ("reached", np.int64),  # no position from here on has ever held a case
        ("free_cases", np.int64),
        ("first_free", np.int64),  # first free position; the others follow by ``next``
        ("first_event", np.int64),
        ("event_room", np.int64),
        ("events", np.int64),
        ("free_event", np.int64),  # first free place; the others follow by ``next``
        ("later", np.int64),  # first event behind the horizon, in no order
        ("horizon", np.float64),  # all that happens before this day stands in the queue, in order
        ("since", np.float64),  # day on which the stretch before the horizon begins
        ("parts_a_day", np.float64),
        ("part", np.int64),  # the part of the stretch that is running
        ("heads", np.int32, (QUEUE_PARTS,)),  # first event of each part
    ]
)
"""Where a council's cases and events lie, and how many places are free or taken."""

EVENT = np.dtype(
    [
        ("time", np.float64),
        ("code", np.int64),
        ("next", np.int32),  # next event of the same part, or next free place
        ("spare", np.int32),  # keeps the next row aligned
    ]
)
"""An entry of a council's queue of events."""


class State(NamedTuple):
    """Everything that compiled code works on: one table of records each."""

    people: Table
    cases: Table
    teams: Table
    councils: Table
    blocks: Table
    queue: Table
    status: Bytes
    """Where the person of each slot stands: apart from the rest, because all look at it."""
    listed: Ints
    """Room for a list of people, within one function; made once, because new memory is slow."""
    order: Floats
    """Room for the numbers by which such a list is put in order."""


def table(kind: np.dtype[Any], rows: int) -> Table:
    """A table of zeroed records."""
    return records(rows, np.dtype(kind.descr))


def begin_year(councils: Table) -> None:
    """Let everything that is counted from one census to the next begin again."""
    for name in SINCE_CENSUS:
        councils[name] = 0.0


def grown(old: Table, rows: int) -> Table:
    """The same records at the front of a larger table."""
    new = table(old.dtype, rows)
    new[: old.size] = old
    return new


def make_state(
    people: Table,
    cases: Table,
    teams: Table,
    councils: Table,
    blocks: Table,
    queue: Table,
    status: Bytes,
) -> State:
    """A state of these tables, with room for lists of people."""
    listed, order = np.empty(status.size, np.int64), np.empty(status.size)
    return State(people, cases, teams, councils, blocks, queue, status, listed, order)


def copy_of(state: State) -> State:
    """An independent state in which everything is the same."""
    return make_state(
        copied(state.people),
        copied(state.cases),
        copied(state.teams),
        copied(state.councils),
        copied(state.blocks),
        copied(state.queue),
        state.status.copy(),
    )
