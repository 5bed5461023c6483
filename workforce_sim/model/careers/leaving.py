"""Why people leave: how fast each risk of a worker runs, and when it runs out.

Each risk is a budget of one unit exponential that the hazard consumes; when it will run out before
the next supervision, the event is planned at that moment. A lower hazard can only delay it.
"""

import numpy as np

from workforce_sim.model.careers.headcount import age_band
from workforce_sim.model.careers.programmes import Programmes
from workforce_sim.model.engine import queue as events
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Purpose, exponential, uniform
from workforce_sim.model.engine.rules import HazardRules
from workforce_sim.model.engine.state import (
    NO_ONE,
    EventKind,
    Floats,
    LeaveKind,
    Risk,
    Role,
    State,
    Status,
)

_STAFF = int(Status.STAFF)
_FIRST_LINE = int(Role.FIRST_LINE_MANAGER)
_EXIT = int(Risk.EXIT)
_TO_AGENCY = int(Risk.AGENCY)
_MOVE = int(Risk.MOVE)
_PROMOTION = int(Risk.PROMOTION)
_LEAVE = int(EventKind.LEAVE)
_KIND_EXIT = int(LeaveKind.EXIT)
_KIND_RETIRED = int(LeaveKind.RETIRED)
_KIND_AGENCY = int(LeaveKind.TO_AGENCY)
_P_RETIREMENT = int(Purpose.RETIREMENT)
_P_MOVE = int(Purpose.BUDGET_MOVE)
_LEAST_RATIO = 0.05
_LEAST_PAY = 0.1
DAYS_A_YEAR = 365.25
SEARCH_COUNTERS = 4096


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
def programme_ratio(
    state: State, rules: HazardRules, programmes: Programmes, worker: int, risk: int
) -> float:
    """Combined effect of a person's programmes and ties on a risk, never below the floor.

    A tie is what leaving the employer would cost: it acts on leaving, not on promotion.
    """
    mask = state.people[worker].programmes
    ratio = 1.0
    bit = 0
    while mask != 0:
        if mask & 1:
            ratio *= programmes.hazard_ratio[bit, risk]
        mask >>= 1
        bit += 1
    stake = state.people[worker].stake
    if stake != 0.0 and risk < _PROMOTION:
        ratio *= max(np.exp(rules.log_hr_of_stake * stake), rules.stake_floor)
    return float(max(ratio, rules.programme_floor))


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
def span_ratio(state: State, rules: HazardRules, council: int) -> float:
    """Hazard ratio of leaving for those whom first-line managers supervise; 1 as at the start."""
    councils = state.councils
    return float(
        np.exp(rules.log_hr_in_span * (councils[council].span - councils[council].first_span))
    )


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
    if role > _FIRST_LINE:
        common *= span_ratio(state, rules, council)
    own_pay = people[worker].supplement / (rules.salary[role] * councils[council].pay_level)
    full_pay = 1.0 + councils[council].pay_lead + own_pay
    pay = max(full_pay, _LEAST_PAY) ** rules.pay_elasticity_national if full_pay != 1.0 else 1.0
    above_others = max(full_pay - councils[council].market_pay[role], _LEAST_PAY)
    staying = above_others**rules.pay_elasticity_move if above_others != 1.0 else 1.0
    route = people[worker].route
    exit_hazard = rules.exit_by_age[band] * common * pay * rules.route_exit[route]
    if now - people[worker].qualified < DAYS_A_YEAR:
        exit_hazard *= rules.newly_qualified_exit
    agency_hazard = rules.agency_by_age[band] * common * pay
    if now - people[worker].qualified < councils[council].agency_years * DAYS_A_YEAR:
        agency_hazard = 0.0
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

    It counts levers, shocks, leadership, supervision and workload, and is never below
    ``_LEAST_RATIO``.
    """
    councils = state.councils
    relative = np.ones(councils.active.size)
    for c in range(relative.size):
        if councils[c].active == 1:
            hazard = councils[c].leaving[0] * councils[c].leadership / max(first_leaving[c], 1e-9)
            hazard *= span_ratio(state, rules, c)
            extra = councils[c].workload * councils[c].reference_caseload
            relative[c] = max(hazard, _LEAST_RATIO) * np.exp(rules.log_hr_per_case * extra)
    return relative
