"""One replication from a scenario: a pure function of (scenario, seed, replication)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from workforce_sim.assumptions import Values, load_register, purpose_number
from workforce_sim.assumptions.world_2009 import BASE_2009, name_in_2009
from workforce_sim.baseline import Baseline, load_baseline
from workforce_sim.levers.timing import months_after
from workforce_sim.limits import SEEDS
from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.model.careers import supervision
from workforce_sim.model.careers.leaving import move_hazards
from workforce_sim.model.careers.programmes import ProgrammeBook
from workforce_sim.model.casework import cases
from workforce_sim.model.councils.levels import first_levels
from workforce_sim.model.engine.calendar import Process, Turn
from workforce_sim.model.engine.compiled import quick
from workforce_sim.model.engine.randomness import Origin, Purpose, pack_identity, uniform, uniforms
from workforce_sim.model.engine.state import ROLES, Ints, State, Status, begin_year
from workforce_sim.model.engine.stopwatch import Stopwatch
from workforce_sim.model.engine.storage import with_half_as_much_again
from workforce_sim.model.first_day import opening
from workforce_sim.model.first_day.population import initial_people
from workforce_sim.model.first_day.setup import Setup, make_setup
from workforce_sim.model.market.entrants import arrive_from_elsewhere, graduate
from workforce_sim.model.market.posts import openings, tally
from workforce_sim.model.market.training import Cohort, FurtherTraining, cohorts
from workforce_sim.model.month import event_loop
from workforce_sim.model.month.monthly_round import (
    FIRST_MONTH_NUMBER,
    STEPS,
    Step,
    expect_entrants,
    hire_once,
    office,
)
from workforce_sim.model.month.published_steps import published_steps
from workforce_sim.model.month.world import World
from workforce_sim.model.recorder import Recorder
from workforce_sim.scenario.resolved import ResolvedScenario

_graduate = quick(graduate)
_supervise = quick(supervision.supervise)
_refresh_spans = quick(supervision.refresh_spans)
_begin_month = quick(cases.begin_month)
_advance = quick(event_loop.advance)
_tally = quick(tally)
WARM_UP_MONTHS = 12
MARKET_MONTHS = 6
"""Months of hiring before the first day, whose starts after it are under way when it begins."""


def run_values(scenario: ResolvedScenario, key: tuple[int, int]) -> Values:
    """The numbers of one replication: central values, or keyed draws, with overrides."""
    draw: Callable[[str], float] | None = None
    if scenario.uncertainty == "parameters":

        def draw(name: str) -> float:
            return float(uniform(key, int(Purpose.ASSUMPTION), purpose_number(name), 0))

    values = load_register().values(scenario.assumptions, draw)
    if scenario.base != BASE_2009:
        return values
    numbers, centrals = dict(values), {name: values.central(name) for name in values}
    for name in values:
        other = name_in_2009(name)
        if other in numbers:
            centrals[name] = values.central(other)
            if name not in scenario.assumptions:
                numbers[name] = values[other]
    return Values(numbers, centrals)


def councils_in_scope(scenario: ResolvedScenario, baseline: Baseline) -> Ints:
    """1 for each council in scope."""
    return np.array(
        [
            scenario.scope.contains(name, baseline.region_names[region])
            for name, region in zip(baseline.la_name, baseline.region_index, strict=True)
        ],
        dtype=np.int64,
    )


def run_in(state: State, setup: Setup, key: tuple[int, int], programmes: ProgrammeBook) -> State:
    """A year of casework with the staff of the first day, none leaving; ends at day 0."""
    world = state
    for month in range(WARM_UP_MONTHS):
        begins = (month - WARM_UP_MONTHS) * 365.0 / 12.0
        ends = (month + 1 - WARM_UP_MONTHS) * 365.0 / 12.0
        _supervise(
            world,
            setup.hazards,
            setup.cases,
            programmes.table,
            key,
            begins,
            ends,
            setup.patience,
            False,
        )
        # What load is usual is known only at the end.
        world.councils.workload[:] = 0.0
        world.councils.sustained[:] = 0.0
        _begin_month(world, key, month + FIRST_MONTH_NUMBER - WARM_UP_MONTHS, begins)
        council = 0
        n = world.councils.active.size
        while council < n:
            council = _advance(world, setup.cases, key, council, ends, ends)
            if council < n:
                world = with_half_as_much_again(world, np.arange(n) == council)
    return world


def first_day(baseline: Baseline, values: Values, active: Ints, key: tuple[int, int]) -> World:
    """The world at day 0: published stocks, caseloads as the rules make them, hiring under way."""
    setup = make_setup(baseline, values, active)
    people, status = initial_people(baseline, values, active, key)
    start = -365.0
    state, shares = opening.open_books(
        baseline, people, status, values, setup.cases, setup.hazards, active, key, start
    )
    state = run_in(state, setup, key, ProgrammeBook())
    wanted = np.rint(baseline.cases).astype(np.int64) * active
    opening.set_cases(state, setup.cases, key, wanted, np.cumsum(shares[:, :3], axis=1), 0.0)
    opening.set_standard(state)
    hold_share = np.ascontiguousarray(shares[:, 3:])
    world = World(baseline, values, active, state, setup, hold_share, key, baseline.base_year)
    _tally(state, world.market, 0.0)
    agency = state.councils.agency_fte
    staff = agency + state.councils.filled.sum(axis=1)
    state.councils.usual_agency[:] = agency / np.maximum(staff, 1e-9)
    vacancy_share = values.vector("workforce.vacancy_role_share", ROLES)
    vacancy_share = vacancy_share / vacancy_share.sum()
    state.councils.posts[:] = (
        state.councils.filled + baseline.vacancy_fte[:, None] * active[:, None] * vacancy_share
    )
    world.first = first_levels(baseline, values, setup, state)
    state.councils.leaving[:] = setup.leaving_level[:, None]
    _refresh_spans(state, setup.hazards)
    state.councils.first_span[:] = state.councils.span
    begin_year(state.councils)
    opening.begin_assignments(state, setup.agency.assignment_days, key)
    hire_before_first_day(world)
    world.market.usual_openings[:] = [
        openings(world.state, council) for council in range(baseline.count)
    ]
    return world


def hire_before_first_day(world: World) -> None:
    """Let the market run before the first day, keeping only those who start after it."""
    key = world.key
    regular = cohorts(
        world.values,
        _months_before(world, MARKET_MONTHS),
        world.calendar.start,
    )
    for month in range(-MARKET_MONTHS, 0):
        now = month * 365.25 / 12.0
        number = month + FIRST_MONTH_NUMBER
        expect_entrants(world)
        slots = world.staff()
        people = world.state.people
        chance = np.asarray(
            move_hazards(world.state, world.setup.hazards, world.programmes.table, 0.0)[slots]
        )
        drawn = uniforms(
            key, int(Purpose.PERSON_SEEKING), np.ascontiguousarray(people.ident[slots]), number
        )
        new = slots[(drawn < chance / 12.0) & (people.seeking[slots] == 0)]
        people.seeking[new] = 1
        people.seeking_since[new] = now
        agency_slots = np.flatnonzero(world.state.status == Status.AGENCY)
        drawn = uniforms(
            key,
            int(Purpose.PERSON_SEEKING),
            np.ascontiguousarray(people.ident[agency_slots]),
            number,
        )
        new = agency_slots[drawn < world.setup.agency.permanent_rate / 12.0]
        people.seeking[new] = 1
        people.seeking_since[new] = now
        former = world.former()
        drawn = uniforms(
            key, int(Purpose.PERSON_SEEKING), np.ascontiguousarray(people.ident[former]), number
        )
        years = (now - people.started[former]) / 365.25
        rate = world.setup.entrants.return_rate * np.exp(
            -world.setup.entrants.return_decline * np.maximum(years, 0.0)
        )
        returning = former[drawn < rate / 12.0]
        world.invite(returning)
        people.seeking_since[returning] = now
        arrive_from_elsewhere(
            world.state,
            world.setup.entrants,
            world.setup.persons,
            world.market.supply,
            world.market.pay,
            key,
            number,
            now,
        )
        for cohort in regular:
            day = world.calendar.day(cohort.qualifies)
            if now - 20.0 < day <= now + 10.4:
                qualify(world, cohort, day)
        _tally(world.state, world.market, now)
        hire_once(world, month, now, 0.0)


def _months_before(world: World, months: int) -> date:
    """First day of the month so many months before the first day."""
    start = world.calendar.start
    total = start.year * 12 + start.month - 1 - months
    return start.replace(year=total // 12, month=total % 12 + 1)


def qualify(world: World, cohort: Cohort, day: float) -> None:
    """A regular cohort comes to the market: as many as pay drew when they applied."""
    students = round(cohort.students * drawn_by_pay(world, cohort))
    world.expect_people(students * cohort.children_share * world.near_share())
    _graduate(
        world.state,
        world.setup.entrants,
        world.setup.persons,
        world.key,
        int(Origin.GRADUATE),
        cohort.route,
        cohort.year,
        students,
        cohort.finish_share,
        cohort.children_share,
        day,
        day,
    )
    world.take_off_market(world.slots_of(world.closed_places, "candidate"))


def drawn_by_pay(world: World, cohort: Cohort) -> float:
    """Students who began a course relative to its usual intake.

    Applicants answer the pay of their last year before it; as places are rationed, only a part of
    more or fewer applicants shows in starters.
    """
    first, begins = world.calendar.start, cohort.begins
    month = 12 * (begins.year - first.year) + begins.month - first.month
    seen = world.pay_so_far[max(month - 12, 0) : max(month, 0)]
    pay = (sum(seen) + max(12 - len(seen), 0)) / max(len(seen), 12)
    share = world.values["training.starters_per_applicant"]
    return float(pay ** (share * world.values["training.pay_elasticity_applicants"]))


def graduations(world: World) -> Process:
    """Regular cohorts qualify on their dates."""
    calendar = world.calendar
    for cohort in cohorts(world.values, calendar.start, calendar.date(calendar.last_day)):
        if calendar.day(cohort.qualifies) > world.now:
            yield world.until(cohort.qualifies)
        qualify(world, cohort, world.now)
        for training in world.further_training:
            if training.first <= cohort.qualifies <= training.last:
                slots = _on_the_market(world, cohort)
                slots = slots[np.isin(world.where(slots), training.councils)]
                training.trainees[cohort] = world.idents(slots), world.where(slots)
                world.take_off_market(slots)
                world.env.process(_end_of_training(world, cohort, training))


def _end_of_training(world: World, cohort: Cohort, training: FurtherTraining) -> Process:
    """Bring those of a cohort's trainees who pass back to the market when they are done."""
    yield world.until(months_after(cohort.qualifies, training.months))
    before = _on_the_market(world, cohort)
    share = cohort.finish_share * training.pass_share
    qualify(world, replace(cohort, finish_share=share), world.now)
    came = np.setdiff1d(_on_the_market(world, cohort), before)
    back = np.isin(world.idents(came), training.trainees.pop(cohort)[0])
    world.take_off_market(came[~back])
    training.passed.append((world.now, world.idents(came[back])))


def _on_the_market(world: World, cohort: Cohort) -> Ints:
    """Slots of a regular cohort's people who look for a post."""
    first = pack_identity(int(Origin.GRADUATE), cohort.route, cohort.year, 0)
    return world.slots_of(first + np.arange(cohort.students, dtype=np.int64), "candidate")


def censuses(world: World, recorder: Recorder) -> Process:
    """Monthly counts, and the census at the end of every 30 September."""
    for month, day in enumerate(world.calendar.month_days):
        yield world.env.at(day, Turn.CENSUS)
        recorder.month_end(world, month)
        if month % 12 == 0:
            recorder.census(world, month // 12)


def _what_begins(scenario: ResolvedScenario) -> str:
    """What decides the first day of a scenario's replication: equal text, equal day."""
    told = scenario.to_dict()
    return repr([told[name] for name in ("base", "scope", "assumptions", "uncertainty")])


def simulate_all(
    scenarios: Sequence[ResolvedScenario],
    seed: int,
    replication: int,
    parameter_draw: int | None = None,
    drift_draw: int | None = None,
) -> Iterator[ReplicationRecord]:
    """Run one replication of each scenario, one when asked for after the other.

    Neighbours that begin alike share the making of their first day; the last of them lives on in
    it, and the others in copies. ``parameter_draw`` numbers the draw of the assumptions,
    ``drift_draw`` the paths of drift; both are the replication's number when left out. Raises
    UserError when a number lies outside its range.
    """
    parameters = replication if parameter_draw is None else parameter_draw
    path = replication if drift_draw is None else drift_draw
    for number in (seed, replication, parameters, path):
        SEEDS.checked(number, "The seed, or the number of a replication")
    begins = [_what_begins(scenario) for scenario in scenarios]
    first: World | None = None
    for scenario, this, following in zip(scenarios, begins, [*begins[1:], ""], strict=True):
        world = first or _first_world(scenario, (seed, replication), (seed, parameters))
        first = world.copy() if this == following else None
        world.start_clock(scenario.end)
        world.drift_key = (seed, path)
        yield _live(world, scenario, replication)


def _first_world(
    scenario: ResolvedScenario, key: tuple[int, int], parameter_key: tuple[int, int]
) -> World:
    """A scenario's world on the first day."""
    baseline = load_baseline(scenario.base)
    scope = councils_in_scope(scenario, baseline)
    active = scope * baseline.simulated
    return first_day(baseline, run_values(scenario, parameter_key), active, key)


def processes(
    world: World,
    scenario: ResolvedScenario,
    recorder: Recorder,
    steps: Sequence[Step] = STEPS,
) -> Iterator[tuple[str, Process]]:
    """All that has a place in the calendar, by name, in the order in which it is put there.

    What falls on one moment happens by its turn, and within a turn in the order in which it asked
    for the moment.
    """
    yield "census", censuses(world, recorder)
    if scenario.base == BASE_2009:
        yield "published steps", published_steps(world)
    for shock in scenario.shocks:
        yield f"shock {shock.shock_name}", shock.process(world)
    for lever in scenario.levers:
        yield f"lever {lever.lever_name}", lever.process(world)
    yield "graduations", graduations(world)
    yield "office", office(world, steps)


def _live(world: World, scenario: ResolvedScenario, replication: int) -> ReplicationRecord:
    """Let a world on its first day live to the end of the scenario."""
    recorder = Recorder(world, councils_in_scope(scenario, world.baseline))
    for _, process in processes(world, scenario, recorder):
        world.env.process(process)
    world.env.run()
    record = recorder.record(world, replication)
    # Its processes hold the world in circles until garbage is collected; its tables need not wait.
    del world.state
    return record


def timed(scenario: ResolvedScenario, seed: int, replication: int) -> Stopwatch:
    """Live through one replication of a scenario with a stopwatch beside it, and return that.

    What happens is what `simulate_all` makes happen; nothing is measured within compiled code.
    """
    watch = Stopwatch()
    key = (seed, replication)
    world = watch.timing("first day", "first day", _first_world)(scenario, key, key)
    world.start_clock(scenario.end)
    world.drift_key = key
    recorder = Recorder(world, councils_in_scope(scenario, world.baseline))
    world.env.casework = watch.timing("casework", "casework", world.env.casework)
    steps = [watch.timing("office", step.__name__, step) for step in STEPS]
    for name, process in processes(world, scenario, recorder, steps):
        world.env.process(process if name == "office" else watch.through("calendar", name, process))
    watch.timing("whole", "all months", world.env.run)()
    return watch
