"""Monthly supervision: what each worker can carry, who is overloaded, and what comes next."""

import numpy as np

from workforce_sim.model.careers.first_and_last_day import promotion_rates
from workforce_sim.model.careers.headcount import age_band
from workforce_sim.model.careers.leaving import extra_cases, plan_leaving, programme_ratio
from workforce_sim.model.careers.programmes import Programmes
from workforce_sim.model.casework.absences import plan_sickness
from workforce_sim.model.casework.allocation import (
    choose_worker,
    detach,
    hold,
    keep_to_limit,
    place,
    serve_waiting,
    set_absent,
    set_capacity,
    set_case_limit,
)
from workforce_sim.model.engine import queue as events
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.rules import CaseRules, HazardRules
from workforce_sim.model.engine.state import (
    NO_ONE,
    Absence,
    EventKind,
    Risk,
    Role,
    State,
    Status,
)

_STAFF = int(Status.STAFF)
_AGENCY = int(Status.AGENCY)
_FIRST_LINE = int(Role.FIRST_LINE_MANAGER)
_NOT_YET_STARTED = int(Absence.NOT_YET_STARTED)
_PROMOTION = int(Risk.PROMOTION)
_PARENTAL = int(Risk.PARENTAL)
_PARENTAL_START = int(EventKind.PARENTAL_START)

DAYS_A_YEAR = 365.25


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
def refresh_workload(state: State, rules: CaseRules) -> None:
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
        rise = councils[council].workload - councils[council].sustained
        councils[council].sustained += rise / rules.overload_months


@compiled()
def refresh_spans(state: State, rules: HazardRules) -> None:
    """People for each first-line manager at work, per council, up to the limit in the rules.

    Agency workers are supervised too. Vacancies among managers, their absence, and time that they
    give to other things all leave more people to each.
    """
    people, councils = state.people, state.councils
    for council in range(councils.active.size):
        councils[council].span = 0.0
        councils[council].managers = 0.0
    for worker in range(people.ident.size):
        status, role, council = state.status[worker], people[worker].role, people[worker].council
        if status == _AGENCY or (status == _STAFF and role > _FIRST_LINE):
            councils[council].span += people[worker].fte
        elif status == _STAFF and role == _FIRST_LINE and people[worker].absent == 0:
            councils[council].managers += people[worker].fte
    for council in range(councils.active.size):
        time = councils[council].managers * councils[council].management
        if councils[council].span < rules.most_span * time:
            councils[council].span /= time
        else:
            councils[council].span = rules.most_span


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
            state.councils[council].handovers += 1.0


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
            set_case_limit(state, worker, now)
    refresh_workload(state, case_rules)
    if leaving:
        refresh_spans(state, rules)
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
            if councils[council].case_limit > 0.0:
                keep_to_limit(state, case_rules, council, team, now)
            rebalance_team(state, rules, case_rules, council, team, now)
            if state.teams[team].waiting > 0:
                serve_waiting(state, case_rules, key, council, team, now)
