"""Monthly supervision: what each worker can carry, and how fast their risks run until the next one.

Each risk is a budget of one unit exponential that the hazard consumes; when it will run out before
the next supervision, the event is planned at that moment. A lower hazard can only delay it.
"""

from typing import NamedTuple

import numpy as np

from workforce_sim.model import queue as events
from workforce_sim.model.absences import plan_sickness
from workforce_sim.model.allocation import (
    choose_worker,
    detach,
    hold,
    place,
    serve_waiting,
    set_absent,
    set_capacity,
)
from workforce_sim.model.careers import age_band, promotion_rates
from workforce_sim.model.compiled import compiled
from workforce_sim.model.randomness import Purpose, exponential, uniform
from workforce_sim.model.rules import CaseRules, HazardRules
from workforce_sim.model.state import (
    NO_ONE,
    Absence,
    CouncilCount,
    EventKind,
    Floats,
    LeaveKind,
    Risk,
    Role,
    State,
    Status,
)

_STAFF = int(Status.STAFF)
_AGENCY = int(Status.AGENCY)
_NOT_YET_STARTED = int(Absence.NOT_YET_STARTED)
_CASE_HOLDER = int(Role.CASE_HOLDER)
_EXIT = int(Risk.EXIT)
_TO_AGENCY = int(Risk.AGENCY)
_MOVE = int(Risk.MOVE)
_PROMOTION = int(Risk.PROMOTION)
_PARENTAL = int(Risk.PARENTAL)
_LEAVE = int(EventKind.LEAVE)
_PARENTAL_START = int(EventKind.PARENTAL_START)
_KIND_EXIT = int(LeaveKind.EXIT)
_KIND_RETIRED = int(LeaveKind.RETIRED)
_KIND_AGENCY = int(LeaveKind.TO_AGENCY)
_P_RETIREMENT = int(Purpose.RETIREMENT)
_P_MOVE = int(Purpose.BUDGET_MOVE)
_HANDOVERS = int(CouncilCount.HANDOVERS)

_LEAST_RATIO = 0.05
DAYS_A_YEAR = 365.25
SEARCH_COUNTERS = 4096


class Programmes(NamedTuple):
    """What being in a programme does, by bit of the people's mask."""

    hazard_ratio: Floats  # (63, 4) on exit, to agency, move, promotion
    capacity: Floats  # (63,) factor on what a person can carry
    ramp: Floats  # (63,) factor on the length of the ramp-up


@compiled()
def service_band(years: float) -> int:
    """Index of the band of service with the present employer."""
    if years < 1.0:
        return 0
    if years < 2.0:
        return 1
    if years < 5.0:
        return 2
    if years < 10.0:
        return 3
    return 4


@compiled()
def refresh_capacity(
    state: State, rules: HazardRules, programmes: Programmes, worker: int, now: float
) -> None:
    """What a worker can carry now, in units of a settled full-time case holder."""
    people = state.people
    role = people[worker].role
    capacity = people[worker].fte * rules.role_capacity[role] * people[worker].factor
    ramp_days = rules.ramp_days
    mask = people[worker].programmes
    bit = 0
    while mask != 0:
        if mask & 1:
            capacity *= programmes.capacity[bit]
            ramp_days *= programmes.ramp[bit]
        mask >>= 1
        bit += 1
    settled = (now - people[worker].started) / max(ramp_days, 1.0)
    if settled < 1.0:
        capacity *= rules.ramp_start + (1.0 - rules.ramp_start) * max(settled, 0.0)
    if now - people[worker].qualified < DAYS_A_YEAR:
        capacity *= rules.newly_qualified_load
    set_capacity(state, worker, capacity)


@compiled()
def programme_ratio(
    state: State, rules: HazardRules, programmes: Programmes, worker: int, risk: int
) -> float:
    """Combined effect of a person's programmes on a risk, never below the floor."""
    mask = state.people[worker].programmes
    ratio = 1.0
    bit = 0
    while mask != 0:
        if mask & 1:
            ratio *= programmes.hazard_ratio[bit, risk]
        mask >>= 1
        bit += 1
    return float(max(ratio, rules.programme_floor))


@compiled()
def refresh_workload(state: State) -> None:
    """Work to be done relative to people present, per council; 0 as at the start."""
    councils = state.councils
    for council in range(councils.active.size):
        if councils[council].active == 0:
            continue
        needed = 0.0
        present = 0.0
        for team in range(councils[council].first_team[0], councils[council].first_team[3]):
            standard = councils[council].standard[state.teams[team].kind]
            needed += state.teams[team].n_cases / max(standard, 1e-9)
            for seat in range(state.teams[team].n_members):
                present += max(state.teams[team].able[seat], 0.0)
        efficiency = councils[council].efficiency
        if present > 0.0:
            councils[council].workload = min(needed / (present * efficiency) - 1.0, 2.0)
        else:
            councils[council].workload = 0.0 if needed == 0.0 else 2.0


@compiled()
def extra_cases(state: State, worker: int) -> float:
    """Effective workload above the council's starting level, in cases of a full-time holder."""
    people = state.people
    council = people[worker].council
    councils = state.councils
    team = people[worker].team
    relative = councils[council].workload
    if team != NO_ONE and people[worker].absent == 0 and people[worker].capacity > 0.0:
        standard = councils[council].standard[state.teams[team].kind]
        own = people[worker].n_cases / (
            people[worker].capacity * max(standard, 1e-9) * councils[council].efficiency
        )
        relative = min(max(own - 1.0, -1.0), 2.0)
    return float(relative * councils[council].reference_caseload)


@compiled()
def yearly_hazards(
    state: State, rules: HazardRules, programmes: Programmes, worker: int, now: float
) -> tuple[float, float, float]:
    """Hazards a year of leaving the profession, going to agency and starting to look elsewhere."""
    people = state.people
    councils = state.councils
    council = people[worker].council
    band = age_band(people[worker].born, now)
    years = (now - people[worker].started) / DAYS_A_YEAR
    common = (
        rules.service_ratio[service_band(years)]
        * rules.role_ratio[people[worker].role]
        * np.exp(rules.log_hr_per_case * extra_cases(state, worker))
        * councils[council].leadership
    )
    role = people[worker].role
    own_pay = people[worker].supplement / (rules.salary[role] * councils[council].pay_level)
    pay = (1.0 + own_pay) ** rules.pay_elasticity_national if own_pay != 0.0 else 1.0
    relative_pay = max(1.0 + own_pay - councils[council].market_pay[role], 0.1)
    staying = relative_pay**rules.pay_elasticity_move if relative_pay != 1.0 else 1.0
    route = people[worker].route
    exit_hazard = rules.exit_by_age[band] * common * pay * rules.route_exit[route]
    if now - people[worker].qualified < DAYS_A_YEAR:
        exit_hazard *= rules.newly_qualified_exit
    agency_hazard = rules.agency_by_age[band] * common * pay
    move_hazard = rules.move_by_age[band] * common * staying * rules.route_move[route]
    return (
        exit_hazard
        * councils[council].leaving[0]
        * programme_ratio(state, rules, programmes, worker, 0),
        agency_hazard
        * councils[council].leaving[1]
        * programme_ratio(state, rules, programmes, worker, 1),
        move_hazard
        * councils[council].leaving[2]
        * programme_ratio(state, rules, programmes, worker, 2),
    )


@compiled()
def plan_leaving(
    state: State,
    rules: HazardRules,
    programmes: Programmes,
    key: tuple[int, int],
    worker: int,
    now: float,
    until: float,
    patience: float,
) -> None:
    """Consume the leaving budgets of one permanent worker up to ``until``."""
    people = state.people
    span = (until - now) / DAYS_A_YEAR
    exit_hazard, agency_hazard, move_hazard = yearly_hazards(state, rules, programmes, worker, now)
    budget = people.budget
    person = people[worker].ident
    exit_in = budget[worker, _EXIT] / exit_hazard if exit_hazard > 0.0 else np.inf
    agency_in = budget[worker, _TO_AGENCY] / agency_hazard if agency_hazard > 0.0 else np.inf
    if min(exit_in, agency_in) < span:
        kind = _KIND_AGENCY
        if exit_in <= agency_in:
            share = rules.retired_share_by_age[age_band(people[worker].born, now)]
            retires = uniform(key, _P_RETIREMENT, person, people[worker].episode) < share
            kind = _KIND_RETIRED if retires else _KIND_EXIT
        when = now + min(exit_in, agency_in) * DAYS_A_YEAR
        people[worker].leave_kind = kind
        people[worker].leaves = when
        code = events.encode(_LEAVE, people[worker].generation, worker)
        events.push(state, people[worker].council, when, code)
        return
    budget[worker, _EXIT] -= exit_hazard * span
    budget[worker, _TO_AGENCY] -= agency_hazard * span
    if people[worker].seeking == 1:
        if now - people[worker].seeking_since > patience:
            people[worker].seeking = 0
            people[worker].searches += 1
            counter = people[worker].episode * SEARCH_COUNTERS + people[worker].searches
            budget[worker, _MOVE] = exponential(key, _P_MOVE, person, counter)
    else:
        budget[worker, _MOVE] -= move_hazard * span
        if budget[worker, _MOVE] <= 0.0:
            people[worker].seeking = 1
            people[worker].seeking_since = now


@compiled()
def plan_parental_leave(
    state: State, rules: HazardRules, worker: int, now: float, until: float
) -> None:
    """Consume the budget of parental leave up to ``until``."""
    people = state.people
    rate = rules.parental_by_age[age_band(people[worker].born, now)] / DAYS_A_YEAR
    budget = people[worker].budget[_PARENTAL]
    if rate > 0.0 and budget < rate * (until - now):
        code = events.encode(_PARENTAL_START, people[worker].generation, worker)
        events.push(state, people[worker].council, now + budget / rate, code)
        people[worker].budget[_PARENTAL] = np.inf
    else:
        people[worker].budget[_PARENTAL] = budget - rate * (until - now)


@compiled()
def rebalance_team(
    state: State, rules: HazardRules, case_rules: CaseRules, council: int, team: int, now: float
) -> None:
    """Managers move some cases from the most overloaded to those with room."""
    people = state.people
    standard = state.councils[council].standard[state.teams[team].kind]
    for i in range(state.teams[team].n_members):
        able = state.teams[team].able[i]
        if able < 0.0:
            continue
        excess = state.teams[team].load[i] - able * standard * rules.rebalance_threshold
        if excess < 1.0:
            continue
        worker = state.teams[team].members[i]
        moves = int(np.ceil(excess * rules.rebalance_share))
        for _ in range(moves):
            case = people[worker].head
            detach(state, council, case, now)
            set_absent(state, worker, _NOT_YET_STARTED)
            colleague = choose_worker(state, case_rules, council, team, case)
            if colleague == NO_ONE or people[colleague].n_cases + 1 >= (
                people[colleague].capacity * standard * rules.rebalance_threshold
            ):
                set_absent(state, worker, 0)
                state.teams[team].n_cases += 1
                hold(state, council, case, worker)  # no new worker is met
                break
            place(state, case_rules, council, case, team, now)
            set_absent(state, worker, 0)
            state.councils[council].counts[_HANDOVERS] += 1.0


@compiled()
def supervise(
    state: State,
    rules: HazardRules,
    case_rules: CaseRules,
    programmes: Programmes,
    key: tuple[int, int],
    now: float,
    until: float,
    patience: float,
    leaving: bool,
) -> None:
    """One supervision of everybody at work; ``leaving`` False during the warm-up."""
    people = state.people
    for worker in range(people.ident.size):
        if state.status[worker] == _STAFF or state.status[worker] == _AGENCY:
            refresh_capacity(state, rules, programmes, worker, now)
    refresh_workload(state)
    for worker in range(people.ident.size):
        status = state.status[worker]
        if status != _STAFF and status != _AGENCY:
            continue
        council = people[worker].council
        people[worker].sick_rate = state.councils[council].sickness * max(
            1.0 + rules.sickness_per_case * extra_cases(state, worker), rules.sickness_floor
        )
        if people[worker].absent == 0:
            plan_sickness(state, council, worker, now, until)
            plan_parental_leave(state, rules, worker, now, until)
        if leaving and status == _STAFF and not np.isfinite(people[worker].leaves):
            plan_leaving(state, rules, programmes, key, worker, now, until, patience)
            up, aside = promotion_rates(rules, people[worker].role, people[worker].qualified, now)
            if up + aside > 0.0:
                ratio = programme_ratio(state, rules, programmes, worker, 3)
                people[worker].budget[_PROMOTION] -= (
                    (up + aside) * ratio * (until - now) / DAYS_A_YEAR
                )
            people[worker].ready = people[worker].budget[_PROMOTION] <= 0.0
    councils = state.councils
    for council in range(councils.active.size):
        if councils[council].active == 0:
            continue
        for team in range(councils[council].first_team[0], councils[council].first_team[3]):
            rebalance_team(state, rules, case_rules, council, team, now)
            if state.teams[team].waiting > 0:
                serve_waiting(state, case_rules, council, team, now)


@compiled(allocates=True)
def move_hazards(state: State, rules: HazardRules, programmes: Programmes, now: float) -> Floats:
    """Yearly hazard of beginning to look elsewhere, per slot; 0 for those not in post."""
    hazards = np.zeros(state.people.ident.size)
    for slot in range(hazards.size):
        if state.status[slot] == _STAFF:
            hazards[slot] = yearly_hazards(state, rules, programmes, slot, now)[2]
    return hazards


@compiled(allocates=True)
def conditions(state: State, rules: HazardRules, first_leaving: Floats) -> Floats:
    """Hazard of leaving the profession per council relative to ``first_leaving``, the first day's.

    It counts levers, shocks, leadership and workload, and is never below ``_LEAST_RATIO``.
    """
    councils = state.councils
    relative = np.ones(councils.active.size)
    for c in range(relative.size):
        if councils[c].active == 1:
            hazard = councils[c].leaving[0] * councils[c].leadership / max(first_leaving[c], 1e-9)
            extra = councils[c].workload * councils[c].reference_caseload
            relative[c] = max(hazard, _LEAST_RATIO) * np.exp(rules.log_hr_per_case * extra)
    return relative
