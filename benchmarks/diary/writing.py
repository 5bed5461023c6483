"""Run the model and write down what its office did."""

from collections.abc import Collection
from typing import Any

import numpy as np

from benchmarks.diary.first_day import read_first_day, spell_of_work
from benchmarks.diary.pages import Counts, Diary, Levels, Month
from workforce_sim.baseline import load_baseline
from workforce_sim.model.engine.calendar import Process, Turn
from workforce_sim.model.engine.randomness import Purpose, draw
from workforce_sim.model.engine.state import Ints, Risk, Status
from workforce_sim.model.month.monthly_round import FIRST_MONTH_NUMBER, office
from workforce_sim.model.month.world import World
from workforce_sim.model.recorder import Recorder
from workforce_sim.model.replication import (
    censuses,
    councils_in_scope,
    first_day,
    graduations,
    run_values,
)
from workforce_sim.scenario.resolved import ResolvedScenario

_COUNTED = {
    "events": "events",
    "opened": "cases_opened",
    "closed": "cases_ended",
    "hand_overs": "handovers",
    "team_transfers": "team_transfers",
}


def write_diary(
    scenario: ResolvedScenario, seed: int, replication: int, councils: Collection[int] | None = None
) -> Diary:
    """Run one replication of a scenario without levers and write down what the office did.

    Only some councils' diary is written when their numbers are given.
    """
    key = (seed, replication)
    baseline = load_baseline(scenario.base)
    scope = councils_in_scope(scenario, baseline)
    active = scope * baseline.simulated
    world = first_day(baseline, run_values(scenario, key), active, key)
    world.start_clock(scenario.end)
    recorder = Recorder(world, scope)
    written = np.flatnonzero(world.active).tolist() if councils is None else sorted(councils)
    diary = Diary(key, world.setup.cases, world.setup.hazards)
    # Before the census of the same moment, which sets the counts to zero.
    world.env.process(_count(world, diary, written))
    world.env.process(censuses(world, recorder))
    world.env.process(graduations(world))
    world.env.process(_watch(world, diary, written))
    world.env.process(office(world))
    world.env.run()
    return diary


def _count(world: World, diary: Diary, written: list[int]) -> Process:
    totals = np.zeros((len(_COUNTED), world.active.size))
    for year, day in enumerate(world.calendar.month_days[::12]):
        yield world.env.at(day, Turn.CENSUS)
        counts = np.array([world.state.councils[name] for name in _COUNTED.values()])
        totals += counts if year else 0.0
    for council in written:
        diary.counts[council] = Counts(*(int(total) for total in totals[:, council]))
    diary.events_everywhere = int(totals[list(_COUNTED).index("events")].sum())


def _watch(world: World, diary: Diary, written: list[int]) -> Process:
    """Look at the world just before and just after each office round."""
    days = world.calendar.month_days
    for council in written:
        diary.first_days[council] = read_first_day(world, council)
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
    written = np.isin(people["council"], list(pages))
    stays = before.at_work & after.at_work & same_spell & written
    council_of = people["council"].tolist()

    stopped = np.flatnonzero(stays & (earlier["holds"] == 1) & (people["holds"] == 0))
    first = np.argsort(earlier["budget"][stopped, Risk.PROMOTION], kind="stable")
    for slot in stopped[first].tolist():
        pages[council_of[slot]].stops.append(slot)

    began = written & (after.status == Status.AGENCY)
    began &= ~same_spell | (before.status != Status.AGENCY)
    for slot in _in_turn(diary.key, people, np.flatnonzero(began), month):
        pages[council_of[slot]].joins.append(spell_of_work(world, slot, joins=True))

    leaving = written & after.at_work & np.isfinite(people["leaves"])
    leaving &= ~(same_spell & np.isfinite(earlier["leaves"]))
    for slot in _in_queue_order(people, leaving, "leaves"):
        pages[council_of[slot]].leaves.append((float(people["leaves"][slot]), slot))

    hired = written & (after.status == Status.NOTICE)
    hired &= ~same_spell | (before.status != Status.NOTICE)
    for slot in _in_queue_order(people, hired, "starts"):
        page = pages[council_of[slot]]
        page.starts.append((float(people["starts"][slot]), spell_of_work(world, slot)))

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
