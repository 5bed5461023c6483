"""A generated world from its beginning to its end, lived twice.

Between runs of the queue the calendar acts on both: levels move, people change hours, stop holding
cases, leave, are hired or begin an assignment, the number of open cases is set. Then both are
supervised. What a new spell of work begins with (budgets, whether cases are held) is drawn by the
program for one and by the page for the other.
"""

import math
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np

from tests.twin.adapter import Kernel, worker_spec
from tests.twin.agreement import Pair
from tests.twin.council import Council
from tests.twin.keyed import Purpose, draw, exponential
from tests.twin.twin import Casework
from tests.twin.world import Kind, Planned, Status
from tests.twin.worlds import VALUES, World
from workforce_sim.baseline import load_baseline
from workforce_sim.model.careers.first_and_last_day import leave_post
from workforce_sim.model.careers.programmes import ProgrammeBook
from workforce_sim.model.engine import queue
from workforce_sim.model.engine import state as arrays
from workforce_sim.model.engine.state import EventKind, Floats, Ints, LeaveKind
from workforce_sim.model.engine.storage import more_room
from workforce_sim.model.first_day import opening
from workforce_sim.model.first_day.population import initial_people
from workforce_sim.model.first_day.setup import make_setup
from workforce_sim.model.market import agency, choice, labour_market
from workforce_sim.model.market.posts import MarketState
from workforce_sim.model.month.monthly_round import FIRST_MONTH_NUMBER
from workforce_sim.model.replication import WARM_UP_MONTHS

_HOLD_SHARE = 0.75


def live(world: World, twin: type[Casework] = Casework, every: int = 20) -> Pair:
    """Both through all rounds of a world; Disagreement where they part."""
    rng, now = world.rng, world.now
    # The first stretch is not supervised, so that what was made uneven stays so for a while.
    end = now + rng.choice((15.0, 20.5, 30.0))
    pair = Pair(world.kernel, now, end, twin, every)
    pair.run(end)
    sets_cases = rng.randint(1, world.recipe.rounds)
    for number in range(1, world.recipe.rounds + 1):
        until = end + rng.choice((20.0, 28.0, 31.0, 30.4375))
        _the_calendar_acts(pair, world, until)
        if number == sets_cases:
            _set_cases(pair, rng)
            pair.compare(f"after cases were set on day {pair.now}")
        pair.supervise(until, world.month + number)
        pair.run(until)
        end = until
    return pair


def warm_up(council: str, key: tuple[int, int]) -> Pair:
    """The year before the first day of a real council, and the setting of its cases."""
    baseline = load_baseline("england-2024")
    active = np.zeros(baseline.count, np.int64)
    active[baseline.index_of(council)] = 1
    setup = make_setup(baseline, VALUES, active)
    people, status = initial_people(baseline, VALUES, active, key)
    state, shares = opening.open_books(
        baseline, people, status, VALUES, setup.cases, setup.hazards, active, key, -365.0
    )
    kernel = Kernel(state, setup.cases, setup.hazards, ProgrammeBook().table, key)
    ends = [(month - WARM_UP_MONTHS) * 365.0 / 12.0 for month in range(WARM_UP_MONTHS + 1)]
    pair = Pair(kernel, ends[0], ends[1], every=50)
    for month, (now, until) in enumerate(pairwise(ends)):
        assert pair.now == now
        pair.supervise(until, month + FIRST_MONTH_NUMBER - WARM_UP_MONTHS)
        for position, lived in pair.twin.councils.items():
            lived.workload = lived.sustained = 0.0
            row = kernel.councils[position]
            row["workload"] = row["sustained"] = 0.0
        pair.run(until)
    wanted = np.rint(baseline.cases).astype(np.int64) * active
    _set_number_of_cases(pair, wanted, np.cumsum(shares[:, :3], axis=1))
    _set_standard(pair)
    pair.compare("on the first day")
    return pair


def _the_calendar_acts(pair: Pair, world: World, until: float) -> None:
    """Levels move, and some people change hours, stop holding cases, leave or join."""
    rng, people = world.rng, pair.kernel.people
    for position, council in pair.twin.councils.items():
        _levels(pair, position, council, rng)
        slots = pair.kernel.people_of(position)
        at_work = [slot for slot in slots if pair.kernel.status[slot] != arrays.Status.NOTICE]
        for slot in at_work:
            what = rng.random()
            leaves = math.isfinite(people["leaves"][slot])
            if what < 0.05:
                _change_hours(pair, council, slot, rng.choice((0.5, 0.8, 1.0)))
            elif what < 0.08:
                leave_post(pair.kernel.state, pair.kernel.cases, np.array([slot]), pair.now)
                pair.twin.councils[position].end_holding(int(people["ident"][slot]))
                pair.seen[Kind.HOLDING_ENDS] += 1
            elif what < 0.11 and not leaves:
                when = rng.choice((pair.now, rng.uniform(pair.now, until)))
                _plan_leaving(pair, council, slot, when)
        for slot in world.pool + world.candidates:
            if people["council"][slot] != position or rng.random() < 0.6:
                continue
            if pair.kernel.status[slot] == arrays.Status.POOL:
                _assign(pair, position, council, slot)
            elif pair.kernel.status[slot] == arrays.Status.CANDIDATE:
                _hire(pair, position, council, slot)
    pair.compare(f"after the calendar acted on day {pair.now}")


def _levels(pair: Pair, position: int, council: Council, rng: Random) -> None:
    row = pair.kernel.councils[position]
    row["arrival_rate"] = council.arrival_rate = (
        rng.choice((0.0, 0.5, 1.0, 1.5)) * council.arrival_rate
    )
    row["agency_rise"] = council.agency_rise = rng.choice((-0.2, 0.0, 0.3))
    row["rereferral_share"] = council.rereferral_share = rng.choice((0.0, 0.2, 0.7))
    row["short_share"] = council.short_share = rng.uniform(0.1, 0.6)
    row["looked_after_ratio"] = council.care_ratio = rng.choice((0.0, 0.8, 1.0, 1.5))
    row["length_ratio"] = council.length_ratio = 0.7 + 0.3 * council.care_ratio
    row["efficiency"] = council.efficiency = rng.choice((0.8, 1.0, 1.2))
    row["sickness"] = council.sickness_rate = rng.choice((1.0, 2.0)) * council.sickness_rate


def _change_hours(pair: Pair, council: Council, slot: int, fte: float) -> None:
    person = pair.kernel.people[slot]
    person["fte"] = fte
    worker = council.workers[int(person["ident"])]
    worker.spec = replace(worker.spec, fte=fte)


def _plan_leaving(pair: Pair, council: Council, slot: int, when: float) -> None:
    person = pair.kernel.people[slot]
    person["leave_kind"] = LeaveKind.EXIT
    person["leaves"] = when
    code = queue.encode(int(EventKind.LEAVE), int(person["generation"]), slot)
    queue.push(pair.kernel.state, int(person["council"]), when, code)
    council.leave_at(int(person["ident"]), when)


def _set_cases(pair: Pair, rng: Random) -> None:
    """As on the first day: the number of open cases is set, and perhaps what is usual."""
    kernel = pair.kernel
    wanted = np.zeros(kernel.councils.size, np.int64)
    for position in pair.twin.councils:
        open_now = int(kernel.councils["n_cases"][position])
        wanted[position] = max(open_now + rng.randrange(-15, 25), 0)
    blocks = kernel.blocks
    short = np.maximum(wanted - blocks["free_cases"], 0)
    kernel.state = more_room(
        kernel.state, blocks["case_room"] + short, blocks["event_room"] + short
    )
    _set_number_of_cases(pair, wanted, np.tile(np.cumsum([0.3, 0.4, 0.3]), (wanted.size, 1)))
    if rng.random() < 0.5:
        _set_standard(pair)


def _set_number_of_cases(pair: Pair, wanted: Ints, shares: Floats) -> None:
    kernel = pair.kernel
    opening.set_cases(kernel.state, kernel.cases, kernel.key, wanted, shares, pair.now)
    done = pair.twin.set_cases(dict(enumerate(wanted.tolist())), 1, shares.tolist())
    pair.seen[Kind.CASES_SET] += len(done)


def _set_standard(pair: Pair) -> None:
    opening.set_standard(pair.kernel.state)
    pair.twin.set_standard()


def _assign(pair: Pair, position: int, council: Council, slot: int) -> None:
    """An agency worker begins an assignment."""
    kernel = pair.kernel
    _begin_spell(pair, council, slot, agency_worker=True)
    agency.assign(
        kernel.state,
        _agency_rules(kernel.councils.size),
        kernel.hazards,
        kernel.cases,
        _market(kernel.councils.size),
        kernel.key,
        slot,
        position,
        pair.now,
    )
    council.join(int(kernel.people["ident"][slot]))
    pair.seen[Kind.JOIN] += 1


def _hire(pair: Pair, position: int, council: Council, slot: int) -> None:
    """A candidate agrees to start after notice."""
    kernel = pair.kernel
    hired = labour_market.hire(
        kernel.state,
        kernel.hazards,
        _market_rules(kernel.councils.size),
        _market(kernel.councils.size),
        kernel.key,
        slot,
        position,
        slot,
        pair.now,
        pair.now,
    )
    assert hired
    _begin_spell(pair, council, slot, agency_worker=False)


def _begin_spell(pair: Pair, council: Council, slot: int, agency_worker: bool) -> None:
    """The twin's worker: before the assignment of the program's, or after its hire."""
    kernel = pair.kernel
    person = kernel.people[slot]
    who, episode = int(person["ident"]), int(person["episode"])
    start = [Planned(float(person["starts"]), Kind.START)]
    council.hire(
        replace(
            worker_spec(kernel, slot, pair.now, [], lambda case: (case, 0)),
            status=Status.EXPECTED,
            agency=agency_worker,
            cases=(),
            planned=() if agency_worker else start,
            # A candidate's has gone on already.
            generation=int(person["generation"]) + agency_worker,
            spells=4096 * episode,
            sickness_budget=_budget(pair, Purpose.BUDGET_SICKNESS, who, episode),
            parental_budget=_budget(pair, Purpose.BUDGET_PARENTAL, who, episode),
            sickness_rate=0.0,
            role_capacity=1.0 if agency_worker else _role_capacity(pair, slot),
            programme_capacities=(),
            programme_ramps=(),
            holds=draw(kernel.key, Purpose.PERSON_HOLDS, who, episode)[0] < _HOLD_SHARE,
        )
    )


def _role_capacity(pair: Pair, slot: int) -> float:
    return float(pair.kernel.hazards.role_capacity[pair.kernel.people["role"][slot]])


def _budget(pair: Pair, purpose: Purpose, who: int, episode: int) -> float:
    return exponential(pair.kernel.key, purpose, who, 4096 * episode)


def _agency_rules(n: int) -> agency.AgencyRules:
    """Only the length of assignments is read, and nobody's ends here."""
    numbers: dict[str, Any] = dict.fromkeys(agency.AgencyRules._fields, 0.0)
    councils = ("per_vacancy", "surplus", "initial_fte", "age_cumulative")
    numbers |= {name: np.zeros(n) for name in councils}
    numbers |= {"reach": np.zeros((n, 1), np.int64), "reach_pull": np.ones((n, 1))}
    return agency.AgencyRules(**numbers | {"assignment_days": 180.0})


def _market_rules(n: int) -> choice.MarketRules:
    """Only notice and the years before a senior post are read."""
    numbers: dict[str, Any] = dict.fromkeys(choice.MarketRules._fields, 1.0)
    numbers |= {"reach": np.zeros((n, 1), np.int64)}
    numbers |= {"reach_km": np.zeros((n, 1)), "reach_pull": np.ones((n, 1))}
    return choice.MarketRules(**numbers | {"notice_experienced": 20.0, "notice_new": 40.0})


def _market(n: int) -> MarketState:
    numbers = {name: np.zeros(n) for name in MarketState._fields}
    by_role = {"offer_pay": np.zeros((n, 6)), "pay": np.ones((n, 6))}
    by_role |= {"hold_share": np.full((n, 7), _HOLD_SHARE)}
    return MarketState(**numbers | by_role)
