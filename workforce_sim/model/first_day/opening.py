"""The councils, teams and cases on the first day.

Casework runs in for a year before the first day with the staff of the first day, so that caseloads,
absences and waiting lists are those that the model's own rules produce; then the number of open
cases is set to the published one.
"""

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.baseline import Baseline
from workforce_sim.model.casework.allocation import (
    detach,
    place,
    serve_waiting,
    set_absent,
    team_of_area,
)
from workforce_sim.model.casework.cases import (
    becomes_looked_after,
    close_case,
    family_size,
    join_siblings,
    open_case,
)
from workforce_sim.model.casework.stages import plan_step, safeguarding_days
from workforce_sim.model.engine import queue as events
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import (
    Origin,
    Purpose,
    draw,
    exponential,
    normal_quantile,
    pack_identity,
    uniform,
)
from workforce_sim.model.engine.rules import (
    CaseRules,
    HazardRules,
    spell_mean_calendar_days,
    stage_weights,
)
from workforce_sim.model.engine.state import (
    COUNCIL,
    FAMILY_LIMIT,
    NO_ONE,
    TEAM_CAPACITY,
    Absence,
    Bytes,
    EventKind,
    Floats,
    Ints,
    Stage,
    State,
    Status,
    Table,
    make_state,
    table,
)
from workforce_sim.model.engine.storage import make_blocks
from workforce_sim.model.first_day.case_flow import case_flow, stage_means
from workforce_sim.model.first_day.teams import choose_holders, make_teams

_P_INITIAL = int(Purpose.CASE_INITIAL)
_P_HISTORY = int(Purpose.CASE_INITIAL_HISTORY)
_P_FAMILY = int(Purpose.CASE_FAMILY)
_P_AREA = int(Purpose.CASE_AREA)
_P_TEAM_AREA = int(Purpose.TEAM_AREA)
_INITIAL_CASE = int(Origin.INITIAL_CASE)
_AGENCY = int(Status.AGENCY)
_P_ASSIGNMENT = int(Purpose.AGENCY_ASSIGNMENT)
_ABSENCE_END = int(EventKind.ABSENCE_END)
_NOT_YET_STARTED = int(Absence.NOT_YET_STARTED)
_ASSESSMENT = int(Stage.ASSESSMENT)
_SAFEGUARDING = int(Stage.SAFEGUARDING)
_LOOKED_AFTER = int(Stage.LOOKED_AFTER)
_KINDS = len(Stage)


def make_councils(
    baseline: Baseline,
    values: Values,
    active: Ints,
    first_team: Ints,
    flow: Floats,
    scale: Floats,
    mean_family: float,
) -> Table:
    """Levels of every council on the first day."""
    n = baseline.count
    spells = 365.0 / spell_mean_calendar_days(values)
    away = baseline.absence_rate / 100.0
    councils = table(COUNCIL, n)
    councils.active[:] = active
    councils.first_team[:] = first_team
    councils.arrival_rate[:] = flow / mean_family
    councils.short_share[:] = values["casework.end_after_assessment_share"]
    councils.stage_scale[:] = scale
    councils.rereferral_share[:] = values["children.rereferral_share"]
    councils.sickness[:] = spells * away / (1.0 - away) / 365.0
    for column in (
        "standard",
        "leaving",
        "efficiency",
        "leadership",
        "management",
        "reference_caseload",
        "looked_after_ratio",
        "length_ratio",
        "agency_price",
        "pay_level",
    ):
        councils[column] = 1.0
    return councils


@compiled()
def sample_family(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    council: int,
    cohort: int,
    ordinal: int,
    stage_cumulative: Floats,
    limit: int,
    now: float,
) -> int:
    """Add a family that has been open for some time, as found by a census; its number of children.

    Lengths are drawn as a census meets them: in proportion to themselves.
    """
    cases = state.cases
    family = pack_identity(_INITIAL_CASE, council, cohort, ordinal)
    size = min(family_size(rules, draw(key, _P_FAMILY, family, 0)[0]), limit)
    area = draw(key, _P_AREA, family, 0)[0]
    which, _ = draw(key, _P_INITIAL, family, 0)
    stage = 0
    while stage < 2 and which > stage_cumulative[stage]:
        stage += 1
    scale = state.councils[council].stage_scale
    first_child = NO_ONE
    for child in range(size):
        case = open_case(state, council, family, child, now)
        if first_child == NO_ONE:
            first_child = case
        else:
            join_siblings(state, council, case, first_child)
        here = state.blocks[council].first_case + case
        cases[here].stage = stage
        shared, own = draw(key, _P_INITIAL, family, 1 + child)
        if stage == _ASSESSMENT or shared < rules.sibling_likeness:
            own = draw(key, _P_INITIAL, family, 15)[1]
        passed = draw(key, _P_INITIAL, family, 16)[0]
        z = normal_quantile(own)
        if stage == _ASSESSMENT:
            length = np.exp(
                rules.assessment_log_median
                + rules.assessment_log_sd * (z + rules.assessment_log_sd)
            )
        elif stage == _SAFEGUARDING:
            # A census meets long stages more often than they begin.
            care = rules.looked_after_share * rules.looked_after_delay_ratio
            met = care / (1.0 - rules.looked_after_share + care)
            cases[here].care = becomes_looked_after(rules, key, met, family, child)
            delay = rules.looked_after_delay_ratio if cases[here].care == 1 else 1.0
            length = (
                delay
                * scale
                * np.exp(
                    rules.safeguarding_log_median
                    + rules.safeguarding_log_sd * (z + rules.safeguarding_log_sd)
                )
            )
        else:
            length = scale * np.exp(
                rules.looked_after_log_median
                + rules.looked_after_log_sd * (z + rules.looked_after_log_sd)
            )
        opened = now - passed * length
        if stage > _ASSESSMENT:
            v = draw(key, _P_HISTORY, family, 0)[0]
            opened -= np.exp(
                rules.assessment_log_median + rules.assessment_log_sd * normal_quantile(v)
            )
        if stage == _LOOKED_AFTER:
            days = safeguarding_days(rules, key, family, child)
            opened -= rules.looked_after_delay_ratio * scale * days
        cases[here].opened = opened
        cases[here].stage_end = now + (1.0 - passed) * length + child * 1e-6
        plan_step(state, rules, key, council, case, now)
        place(state, rules, council, case, team_of_area(state, council, stage, area), now)
    return size


@compiled()
def fill_cases(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    council: int,
    cohort: int,
    wanted: int,
    stage_cumulative: Floats,
    now: float,
) -> None:
    """Add families until the council has ``wanted`` open cases."""
    ordinal = 0
    while state.councils[council].n_cases < wanted:
        missing = wanted - state.councils[council].n_cases
        sample_family(
            state,
            rules,
            key,
            council,
            cohort,
            ordinal,
            stage_cumulative,
            min(missing, FAMILY_LIMIT),
            now,
        )
        ordinal += 1


@compiled(allocates=True)
def end_surplus(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, wanted: int, now: float
) -> None:
    """Close keyed-random cases until ``wanted`` are left."""
    cases = state.cases
    surplus = state.councils[council].n_cases - wanted
    if surplus <= 0:
        return
    first = state.blocks[council].first_case
    room = state.blocks[council].reached
    order = np.full(room, np.inf)
    for case in range(room):
        if cases[first + case].team != NO_ONE:
            order[case] = uniform(
                key, _P_INITIAL, cases[first + case].family, 100 + cases[first + case].child
            )
    closing = np.argsort(order, kind="mergesort")[:surplus]
    for case in closing:
        team = cases[first + case].team
        detach(state, council, case, now)
        close_case(state, council, case, now)
        if state.teams[team].waiting > 0:
            serve_waiting(state, rules, key, council, team, now)


def open_books(
    baseline: Baseline,
    people: Table,
    status: Bytes,
    values: Values,
    rules: CaseRules,
    hazards: HazardRules,
    active: Ints,
    key: tuple[int, int],
    start: float,
) -> tuple[State, Floats]:
    """The state at the beginning of the warm-up, and the shares of stages among open cases."""
    hold_share = choose_holders(people, status, baseline, values, key)
    flow, scale = case_flow(baseline, rules, values)
    means = stage_means(rules, values["casework.end_after_assessment_share"])
    stage_stock = np.column_stack((np.full(scale.size, means[0]), scale[:, None] * means[1:]))
    stage_share = stage_stock / stage_stock.sum(axis=1, keepdims=True)
    weights = stage_weights(values)
    teams, first_team = make_teams(people, active, stage_share, weights, values, key)
    steps = np.diff(np.concatenate(([0.0], rules.family_cumulative)))
    mean_family = float((steps * np.arange(1, steps.size + 1)).sum())
    councils = make_councils(baseline, values, active, first_team, flow, scale, mean_family)
    wanted = np.rint(baseline.cases).astype(np.int64) * active
    rooms = np.where(active == 1, (wanted * 1.5).astype(np.int64) + 64, 0)
    staff = np.bincount(people.council, minlength=baseline.count) * active
    blocks, cases, queue = make_blocks(rooms, rooms + 8 * staff + 64)
    state = make_state(people, cases, teams, councils, blocks, queue, status)
    _set_first_standard(state, stage_share, weights, wanted, hazards.role_capacity, start)
    fill_councils(state, rules, key, 0, wanted, np.cumsum(stage_share, axis=1), start)
    return state, np.concatenate((stage_share, hold_share), axis=1)


@compiled()
def fill_councils(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    cohort: int,
    wanted: Ints,
    stage_cumulative: Floats,
    now: float,
) -> None:
    """Plan the first days of those who join during the warm-up, and open every council's cases."""
    people = state.people
    for worker in range(people.ident.size):
        if people[worker].team != NO_ONE and people[worker].started > now and cohort == 0:
            set_absent(state, worker, _NOT_YET_STARTED)
            code = events.encode(_ABSENCE_END, people[worker].generation, worker)
            events.push(state, people[worker].council, people[worker].started, code)
    for council in range(wanted.size):
        if state.councils[council].active == 1:
            fill_cases(
                state, rules, key, council, cohort, wanted[council], stage_cumulative[council], now
            )


@compiled(allocates=True)
def set_cases(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    wanted: Ints,
    stage_cumulative: Floats,
    now: float,
) -> None:
    """Bring every council to exactly ``wanted`` open cases."""
    for council in range(wanted.size):
        if state.councils[council].active == 1:
            end_surplus(state, rules, key, council, wanted[council], now)
    fill_councils(state, rules, key, 1, wanted, stage_cumulative, now)


def _set_first_standard(
    state: State,
    stage_share: Floats,
    weights: Floats,
    wanted: Ints,
    role_capacity: Floats,
    start: float,
) -> None:
    """Cases per unit of the capacity there is when the warm-up begins."""
    people, councils = state.people, state.councils
    holding = (people.holds == 1) & (people.started <= start)
    people.capacity[holding] = (
        people.fte[holding] * role_capacity[people.role[holding]] * people.factor[holding]
    )
    seated = np.flatnonzero(people.team != NO_ONE)
    state.teams.able[people.team[seated], people.seat[seated]] = people.capacity[seated]
    capacity = np.zeros(councils.active.size)
    np.add.at(capacity, people.council[holding], people.capacity[holding])
    need = (stage_share * weights).sum(axis=1)
    mean = wanted / np.maximum(capacity, 1e-9)
    councils.standard[:] = mean[:, None] * need[:, None] / weights[None, :]
    councils.reference_caseload[:] = np.maximum(mean, 1e-9)


def set_standard(state: State) -> None:
    """Cases per unit of present capacity as they are now: the reference of effective workload."""
    councils, teams, people = state.councils, state.teams, state.people
    for c in np.flatnonzero(councils.active):
        total_cases = 0.0
        total_capacity = 0.0
        for kind in range(_KINDS):
            span = slice(councils.first_team[c, kind], councils.first_team[c, kind + 1])
            # Behind the last member stand those who have left.
            taken = np.arange(TEAM_CAPACITY) < teams.n_members[span][:, None]
            seated = teams.members[span][taken]
            here = seated[people.absent[seated] == Absence.PRESENT]
            capacity = float(people.capacity[here].sum())
            cases = float(teams.n_cases[span].sum())
            if capacity > 0.0 and cases > 0.0:
                councils.standard[c, kind] = cases / capacity
            total_cases += cases
            total_capacity += capacity
        if total_capacity > 0.0:
            councils.reference_caseload[c] = max(total_cases / total_capacity, 1e-9)
    councils.workload[:] = 0.0
    councils.sustained[:] = 0.0


@compiled()
def begin_assignments(state: State, mean_days: float, key: tuple[int, int]) -> None:
    """Plan the end of the assignments that run on the first day."""
    people = state.people
    for slot in range(people.ident.size):
        if state.status[slot] == _AGENCY:
            length = mean_days * exponential(key, _P_ASSIGNMENT, people[slot].ident, 0)
            people[slot].starts = length
