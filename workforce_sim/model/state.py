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

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Table = Any
"""A numpy record array: ``table.column[row]``; numpy's types cannot name its columns."""


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


class CouncilCount(IntEnum):
    """Columns of the running counts per council since the last census."""

    CASES_OPENED = 0
    CASES_CLOSED = 1
    HANDOVERS = 2
    SICK_DAYS = 3
    WAITING_DAYS = 4
    CHILDREN_CLOSED = 5
    CHILDREN_CLOSED_3PLUS = 6
    VACANCIES_FILLED = 7
    VACANCY_MONTHS = 8
    ENDED_3_MONTHS = 9
    ENDED_6_MONTHS = 10
    ENDED_1_YEAR = 11
    ENDED_2_YEARS = 12
    ENDED_2_YEARS_PLUS = 13
    TEAM_TRANSFERS = 14
    EVENTS = 15
    AGENCY_DAYS = 16


NO_ONE = -1
AGE_BANDS: Sequence[str] = ("20_29", "30_39", "40_49", "50_59", "60_plus")
SERVICE_BANDS: Sequence[str] = ("under_1", "1_2", "2_5", "5_10", "over_10")
ROLES: Sequence[str] = tuple(role.name.lower() for role in Role)
ROUTES: Sequence[str] = tuple(route.name.lower() for route in Route)
STAGES: Sequence[str] = tuple(stage.name.lower() for stage in Stage)
RISKS = len(Risk)
TEAM_CAPACITY = 48
FAMILY_LIMIT = 6
DAYS_A_YEAR = 365.25


PERSON = np.dtype(
    [
        # First what allocation reads of every colleague: it fits one cache line.
        ("absent", np.int64),
        ("n_cases", np.int64),
        ("capacity", np.float64),  # work that the person can carry now, in full-time case holders
        ("team", np.int64),
        ("head", np.int64),  # first case held, position in the council's block
        ("status", np.int64),
        ("council", np.int64),  # employer; for people outside, the council they live nearest to
        ("generation", np.int64),  # raised when the spell ends: older events are void
        ("ident", np.int64),  # packed identity, the same in every scenario
        ("episode", np.int64),  # how many spells this person has had: the counter of the budgets
        ("role", np.int64),
        ("route", np.int64),
        ("origin", np.int64),  # StarterOrigin of the present spell
        ("holds", np.int64),  # 1 when cases may be allocated
        ("programmes", np.int64),  # bit mask of the programmes the person is in
        ("seeking", np.int64),  # 1 when looking for a (permanent) post
        ("census_council", np.int64),  # council of the post held at the last census
        ("leave_kind", np.int64),
        ("spells", np.int64),  # absences so far: counter of their draws
        ("searches", np.int64),  # searches for a post given up so far
        ("fte", np.float64),
        ("born", np.float64),
        ("qualified", np.float64),
        ("started", np.float64),
        ("seeking_since", np.float64),
        ("starts", np.float64),  # day on which a NOTICE turns into work
        ("leaves", np.float64),  # agreed last day, infinity when none
        ("absent_since", np.float64),
        ("factor", np.float64),  # personal capacity relative to others
        ("supplement", np.float64),  # pay on top of the scale, GBP a year
        ("tied_until", np.float64),
        ("sick_rate", np.float64),  # spells a day at present
        ("budget", np.float64, (RISKS,)),
    ]
)
"""One row per spell of work or of looking for it, by slot."""

CASE = np.dtype(
    [
        # What moving a case reads and writes comes first: one cache line.
        ("team", np.int64),
        ("worker", np.int64),
        ("next", np.int64),  # next case of the same worker, or of the waiting list
        ("previous", np.int64),
        ("sibling", np.int64),  # ring of open siblings
        ("stage", np.int64),
        ("workers", np.int64),  # workers met since opening
        ("workers_year", np.int64),  # workers met since the last census
        ("free", np.int64),  # stack of free positions, per block
        ("family", np.int64),  # packed identity of the family
        ("child", np.int64),  # number of the child in the family
        ("changes", np.int64),  # counter of draws within the stage
        ("opened", np.float64),
        ("stage_end", np.float64),
        ("waiting_since", np.float64),
        ("area", np.float64),  # where the family lives, 0 to 1 within the council
    ]
)
"""One row per open case, in one block per council."""

TEAM = np.dtype(
    [
        ("council", np.int64),
        ("kind", np.int64),
        ("n_members", np.int64),
        ("members", np.int64, (TEAM_CAPACITY,)),  # slots of people
        ("n_cases", np.int64),
        ("waiting_head", np.int64),
        ("waiting_tail", np.int64),
        ("waiting", np.int64),
        ("upper", np.float64),  # upper end of the team's share of areas, within its kind
    ]
)
"""Teams of a council stand together, by kind."""

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
        (
            "workload",
            np.float64,
        ),  # case weight per unit of capacity relative to the start, minus one
        ("efficiency", np.float64),  # capacity relative to the start: administration
        ("leadership", np.float64),  # hazard ratio of leadership relative to the start
        ("reference_caseload", np.float64),  # cases a full-time case holder had at the start
        ("market_pay", np.float64),  # supplements in reachable councils, share of salary
        ("looked_after_ratio", np.float64),  # share becoming looked after relative to normal
        ("counts", np.float64, (len(CouncilCount),)),
        ("leavers", np.float64, (len(LeaveKind), 5)),  # FTE since the census
        ("leavers_headcount", np.float64),
        ("posts", np.float64, (6,)),  # funded FTE
        ("filled", np.float64, (6,)),  # in post FTE at the last count
        ("agency_fte", np.float64),
        ("holders_fte", np.float64),  # FTE of those with at least one case, agency included
        ("pending", np.float64, (6,)),  # FTE of accepted offers not yet started
    ]
)
"""Levels of each council that the calendar changes and casework reads."""

BLOCK = np.dtype(
    [
        ("first_case", np.int64),
        ("case_room", np.int64),
        ("free_cases", np.int64),
        ("first_event", np.int64),
        ("event_room", np.int64),
        ("events", np.int64),
    ]
)
"""Where a council's cases and events lie, and how many places are free or taken."""

EVENT = np.dtype([("time", np.float64), ("code", np.int64)])
"""An entry of a council's heap of events."""


class State(NamedTuple):
    """Everything that compiled code works on: one table of records each."""

    people: Table
    cases: Table
    teams: Table
    councils: Table
    blocks: Table
    queue: Table


def table(kind: np.dtype[Any], rows: int) -> Table:
    """A table of zeroed records."""
    return np.zeros(rows, np.dtype(kind.descr)).view(np.recarray)


def grown(old: Table, rows: int) -> Table:
    """The same records at the front of a larger table."""
    new = table(old.dtype, rows)
    new[: old.size] = old
    return new


def make_blocks(case_rooms: Ints, event_rooms: Ints) -> tuple[Table, Table, Table]:
    """Empty (blocks, cases, queue) with the given room per council."""
    blocks = table(BLOCK, case_rooms.size)
    blocks.case_room[:] = case_rooms
    blocks.event_room[:] = event_rooms
    blocks.free_cases[:] = case_rooms
    blocks.first_case[1:] = np.cumsum(case_rooms)[:-1]
    blocks.first_event[1:] = np.cumsum(event_rooms)[:-1]
    cases = table(CASE, int(case_rooms.sum()))
    free = cases.free
    for first, room in zip(blocks.first_case, case_rooms, strict=True):
        free[first : first + room] = np.arange(room - 1, -1, -1)
    cases.team[:] = NO_ONE
    return blocks, cases, table(EVENT, int(event_rooms.sum()))


def more_room(state: State, case_rooms: Ints, event_rooms: Ints) -> State:
    """The same state with larger blocks; positions inside a block stay as they are."""
    blocks, cases, queue = make_blocks(case_rooms, event_rooms)
    for c, old in enumerate(state.blocks):
        before = int(old.case_room)
        span = slice(int(blocks.first_case[c]), int(blocks.first_case[c]) + before)
        stack = cases.free[span.start : span.start + int(case_rooms[c])].copy()
        cases[span] = state.cases[old.first_case : old.first_case + before]
        added = int(case_rooms[c]) - before
        kept = int(old.free_cases)
        stack[added : added + kept] = cases.free[span.start : span.start + kept].copy()
        cases.free[span.start : span.start + stack.size] = stack
        blocks.free_cases[c] = added + kept
        blocks.events[c] = old.events
        queue[blocks.first_event[c] : blocks.first_event[c] + old.events] = state.queue[
            old.first_event : old.first_event + old.events
        ]
    return state._replace(blocks=blocks, cases=cases, queue=queue)
