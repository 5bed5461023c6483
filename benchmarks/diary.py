"""What the office did in each council on the first of every month, read off a run of the model.

Hiring, promotion and the decision to leave belong to the calendar. A peer that lives the same
casework needs their outcome, not their rules: it gets them from this diary for nothing.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from workforce_sim.baseline import load_baseline
from workforce_sim.model import queue as queue_codes
from workforce_sim.model.calendar import Process, Turn
from workforce_sim.model.office import FIRST_MONTH_NUMBER, office
from workforce_sim.model.randomness import Purpose, draw
from workforce_sim.model.recorder import Recorder
from workforce_sim.model.replication import (
    censuses,
    councils_in_scope,
    first_day,
    graduations,
    run_values,
)
from workforce_sim.model.rules import CaseRules, HazardRules
from workforce_sim.model.state import (
    NO_ONE,
    CouncilCount,
    EventKind,
    Ints,
    Risk,
    StarterOrigin,
    Status,
)
from workforce_sim.model.world import World
from workforce_sim.scenario.resolved import ResolvedScenario

_SMALLEST_STAFF = 3.0
_COUNTED = {
    "events": CouncilCount.EVENTS,
    "opened": CouncilCount.CASES_OPENED,
    "closed": CouncilCount.CASES_CLOSED,
    "hand_overs": CouncilCount.HANDOVERS,
    "team_transfers": CouncilCount.TEAM_TRANSFERS,
}


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

    @property
    def events(self) -> int:
        """Events of casework in all councils."""
        return sum(counts.events for counts in self.counts.values())


def write_diary(scenario: ResolvedScenario, seed: int, replication: int) -> Diary:
    """Run one replication of a scenario without levers and write down what the office did."""
    key = (seed, replication)
    baseline = load_baseline(scenario.base)
    scope = councils_in_scope(scenario, baseline)
    active = scope * ((baseline.inpost_fte >= _SMALLEST_STAFF) & (baseline.cases >= 1))
    first = first_day(baseline, run_values(scenario, key), active, key)
    world = first.begun_again(scenario.end)
    recorder = Recorder(world, scope)
    diary = Diary(key, world.setup.cases, world.setup.hazards)
    # Before the census of the same moment, which sets the counts to zero.
    world.env.process(_count(world, diary))
    world.env.process(censuses(world, recorder))
    world.env.process(graduations(world))
    world.env.process(_watch(world, diary))
    world.env.process(office(world))
    world.env.run()
    return diary


def _count(world: World, diary: Diary) -> Process:
    totals = np.zeros((len(_COUNTED), world.active.size))
    for year, day in enumerate(world.calendar.month_days[::12]):
        yield world.env.at(day, Turn.CENSUS)
        counts = world.state.councils.counts[:, list(_COUNTED.values())].T
        totals += counts if year else 0.0
    for council in np.flatnonzero(world.active).tolist():
        diary.counts[council] = Counts(*(int(total) for total in totals[:, council]))


def _watch(world: World, diary: Diary) -> Process:
    """Look at the world just before and just after each office round."""
    days = world.calendar.month_days
    for council in np.flatnonzero(world.active).tolist():
        diary.first_days[council] = _first_day(world, council)
        diary.months[council] = []
    for month, day in enumerate(days[:-1]):
        yield world.env.at(day, Turn.POLICY)
        before = _Staff(world)
        # The office has waited for its turn since last month, and so comes first.
        yield world.wait_turn(Turn.OFFICE)
        _write_month(world, diary, month, days[month + 1], before)


class _Staff:
    """A copy of what the diary compares before and after an office round."""

    def __init__(self, world: World) -> None:
        self.people = np.asarray(world.state.people).view(np.ndarray).copy()
        self.status = np.asarray(world.state.status).copy()
        self.at_work = (self.status == Status.STAFF) | (self.status == Status.AGENCY)

    def widened(self, size: int) -> "_Staff":
        """The same with empty slots added, because the office made room for more people."""
        added = size - self.status.size
        if added:
            self.people = np.concatenate((self.people, np.zeros(added, self.people.dtype)))
            self.status = np.concatenate((self.status, np.zeros(added, self.status.dtype)))
            self.at_work = np.concatenate((self.at_work, np.zeros(added, np.bool_)))
        return self


def _write_month(world: World, diary: Diary, month: int, end: float, before: _Staff) -> None:
    after = _Staff(world)
    before.widened(after.status.size)
    number = month + FIRST_MONTH_NUMBER
    names = ("arrival_rate", "short_share", "looked_after_ratio", "sickness", "efficiency")
    councils = np.asarray(world.state.councils).view(np.ndarray)
    levels = np.stack([councils[name] for name in names], axis=1).tolist()
    pages = {
        council: Month(world.now, end, number, Levels(*levels[council])) for council in diary.months
    }
    people, earlier = after.people, before.people
    same_spell = people["generation"] == earlier["generation"]
    stays = before.at_work & after.at_work & same_spell
    council_of = people["council"].tolist()

    stopped = np.flatnonzero(stays & (earlier["holds"] == 1) & (people["holds"] == 0))
    first = np.argsort(earlier["budget"][stopped, Risk.PROMOTION], kind="stable")
    for slot in stopped[first].tolist():
        pages[council_of[slot]].stops.append(slot)

    began = after.status == Status.AGENCY
    began &= ~same_spell | (before.status != Status.AGENCY)
    for slot in _in_turn(diary.key, people, np.flatnonzero(began), month):
        pages[council_of[slot]].joins.append(_person(world, slot, joins=True))

    leaving = after.at_work & np.isfinite(people["leaves"])
    leaving &= ~(same_spell & np.isfinite(earlier["leaves"]))
    for slot in _in_queue_order(people, leaving, "leaves"):
        pages[council_of[slot]].leaves.append((float(people["leaves"][slot]), slot))

    hired = after.status == Status.NOTICE
    hired &= ~same_spell | (before.status != Status.NOTICE)
    for slot in _in_queue_order(people, hired, "starts"):
        page = pages[council_of[slot]]
        page.starts.append((float(people["starts"][slot]), _person(world, slot)))

    new = (people["fte"] != earlier["fte"]) | (people["role"] != earlier["role"])
    for slot in np.flatnonzero(stays & new).tolist():
        role_capacity = float(diary.hazards.role_capacity[people["role"][slot]])
        change = (slot, float(people["fte"][slot]), role_capacity)
        pages[council_of[slot]].changes.append(change)
    for council, page in pages.items():
        diary.months[council].append(page)


def _in_turn(key: tuple[int, int], people: Any, slots: Ints, month: int) -> list[int]:
    """Agency workers in the order in which they choose among assignments."""
    if not slots.size:
        return []
    turns = [
        draw(key, int(Purpose.AGENCY_FILL), int(people["ident"][slot]), month)[1] for slot in slots
    ]
    return [int(slots[i]) for i in np.argsort(np.array(turns), kind="stable")]


def _in_queue_order(people: Any, chosen: Any, when: str) -> list[int]:
    """Slots in the order in which the queue lives events of one kind."""
    slots = np.flatnonzero(chosen)
    order = np.lexsort((slots, people["generation"][slots], people[when][slots]))
    return [int(slot) for slot in slots[order]]


def _person(world: World, slot: int, joins: bool = False) -> Person:
    """A spell of work; of those who join today, with the capacity that they join with."""
    row = np.asarray(world.state.people).view(np.ndarray)[slot]
    hazards = world.setup.hazards
    fte, factor = float(row["fte"]), float(row["factor"])
    capacity = fte * factor * float(hazards.ramp_start) if joins else float(row["capacity"])
    return Person(
        slot=slot,
        ident=int(row["ident"]),
        generation=int(row["generation"]),
        spells=int(row["spells"]),
        fte=fte,
        role_capacity=float(hazards.role_capacity[row["role"]]),
        factor=factor,
        capacity=capacity,
        started=float(row["started"]),
        qualified=float(row["qualified"]),
        born=float(row["born"]),
        holds=bool(row["holds"]),
        newly_qualified=int(row["origin"]) == StarterOrigin.NEWLY_QUALIFIED,
    )


def _first_day(world: World, council: int) -> FirstDay:
    state = world.state
    row = np.asarray(state.councils).view(np.ndarray)[council]
    block = np.asarray(state.blocks).view(np.ndarray)[council]
    start, room = int(block["first_case"]), int(block["case_room"])
    cases = np.asarray(state.cases).view(np.ndarray)[start : start + room]
    people = np.asarray(state.people).view(np.ndarray)
    teams = np.asarray(state.teams).view(np.ndarray)
    first_team, last_team = int(row["first_team"][0]), int(row["first_team"][3])
    open_cases = np.flatnonzero(cases["team"] != NO_ONE).tolist()
    place = {case: number for number, case in enumerate(open_cases)}

    def chain(case: int) -> list[int]:
        found = []
        while case != NO_ONE:
            found.append(place[case])
            case = int(cases["next"][case])
        return found

    here = people["council"] == council
    at_work = here & ((state.status == Status.STAFF) | (state.status == Status.AGENCY))
    expected = here & (state.status == Status.NOTICE)
    return FirstDay(
        council=council,
        standard=tuple(row["standard"].tolist()),
        stage_scale=float(row["stage_scale"]),
        reference_caseload=float(row["reference_caseload"]),
        teams=[
            (
                int(team["kind"]),
                float(team["upper"]),
                team["members"][: team["n_members"]].tolist(),
                chain(int(team["waiting_head"])),
            )
            for team in teams[first_team:last_team]
        ],
        colleagues=[
            Colleague(
                _person(world, slot),
                int(person["team"]) - first_team if person["seat"] != NO_ONE else NO_ONE,
                int(person["absent"]),
                float(person["budget"][Risk.SICKNESS]),
                float(person["budget"][Risk.PARENTAL]),
                float(person["sick_rate"]),
                chain(int(person["head"])),
            )
            for slot in np.flatnonzero(at_work).tolist()
            for person in (people[slot],)
        ],
        cases=[_open_case(cases[case], first_team) for case in open_cases],
        rings=[[place[case] for case in ring] for ring in _rings(cases["sibling"], open_cases)],
        pending=_pending(world, council),
        expected=[_person(world, slot) for slot in np.flatnonzero(expected).tolist()],
    )


def _open_case(row: Any, first_team: int) -> OpenCase:
    return OpenCase(
        family=int(row["family"]),
        child=int(row["child"]),
        stage=int(row["stage"]),
        team=int(row["team"]) - first_team,
        opened=float(row["opened"]),
        stage_end=float(row["stage_end"]),
        step_at=float(row["step_at"]),
        changes=int(row["changes"]),
        care=bool(row["care"]),
    )


def _rings(siblings: Any, open_cases: list[int]) -> list[list[int]]:
    """Brothers and sisters with an open case, each ring once, in its order."""
    rings, seen = [], set()
    for case in open_cases:
        ring = []
        while case not in seen:
            seen.add(case)
            ring.append(case)
            case = int(siblings[case])
        if ring:
            rings.append(ring)
    return rings


def _pending(world: World, council: int) -> list[Pending]:
    """What waits in a council's queue, in its order."""
    block = np.asarray(world.state.blocks).view(np.ndarray)[council]
    first = int(block["first_event"])
    queue = np.asarray(world.state.queue).view(np.ndarray)[first : first + int(block["events"])]
    found = []
    for time, code in sorted(queue.tolist()):
        kind, slot = EventKind(queue_codes.kind_of(code)), int(queue_codes.index_of(code))
        found.append(Pending(time, kind, NO_ONE if kind == EventKind.ARRIVAL else slot))
    return found
