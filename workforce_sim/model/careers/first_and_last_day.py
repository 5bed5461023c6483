"""The first and the last day of a spell of work."""

import numpy as np

from workforce_sim.model.careers.headcount import count_leaver
from workforce_sim.model.casework.absences import count_sick_days
from workforce_sim.model.casework.allocation import join_team, leave_team, neediest_team, set_absent
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Purpose, exponential
from workforce_sim.model.engine.rules import CaseRules, HazardRules
from workforce_sim.model.engine.state import (
    NO_ONE,
    Absence,
    Ints,
    LeaveKind,
    Risk,
    Role,
    StarterOrigin,
    State,
    Status,
)

_STAFF = int(Status.STAFF)
_CASE_HOLDER = int(Role.CASE_HOLDER)
_SENIOR = int(Role.SENIOR_PRACTITIONER)
_NEWLY_QUALIFIED = int(StarterOrigin.NEWLY_QUALIFIED)
_POOL = int(Status.POOL)
_FORMER = int(Status.FORMER)
_FREE = int(Status.FREE)
_PRESENT = int(Absence.PRESENT)
_NOT_YET_STARTED = int(Absence.NOT_YET_STARTED)
_EXIT = int(LeaveKind.EXIT)
_TO_AGENCY = int(LeaveKind.TO_AGENCY)
_ASSIGNMENT_ENDED = int(LeaveKind.ASSIGNMENT_ENDED)
_RISK_RETURN = int(Risk.RETURN)
_P_RETURN_BUDGET = int(Purpose.BUDGET_RETURN)


@compiled()
def promotion_rates(
    rules: HazardRules, role: int, qualified: float, now: float
) -> tuple[float, float]:
    """Yearly hazards of a step up, and of a step aside to a post without cases."""
    years = (now - qualified) / 365.25
    up = rules.promotion_by_role[role] if years >= rules.promotion_minimum_years[role] else 0.0
    aside = 0.0
    if (role == _CASE_HOLDER or role == _SENIOR) and years >= rules.aside_minimum_years:
        aside = rules.aside_rate
    return up, aside


@compiled()
def leave(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, worker: int, now: float
) -> None:
    """A spell of work ends: cases are handed over, and the person goes where they are going."""
    people = state.people
    kind = people[worker].leave_kind
    count_sick_days(state, rules, council, worker, now)
    set_absent(state, worker, _NOT_YET_STARTED)
    leave_team(state, rules, council, worker, now)
    count_leaver(state, council, worker, now)
    people[worker].generation += 1
    if kind != _ASSIGNMENT_ENDED:
        people[worker].seeking = 0
    people[worker].holds = 0
    people[worker].census_council = NO_ONE
    people[worker].supplement = 0.0
    people[worker].stake = 0.0
    people[worker].leaves = np.inf
    people[worker].absent = _PRESENT
    if kind == _EXIT:
        state.status[worker] = _FORMER
        people[worker].episode += 1
        people[worker].started = now
        people[worker].budget[_RISK_RETURN] = exponential(
            key, _P_RETURN_BUDGET, people[worker].ident, people[worker].episode
        )
    elif kind == _TO_AGENCY or kind == _ASSIGNMENT_ENDED:
        state.status[worker] = _POOL
        people[worker].episode += 1
        people[worker].started = now
    else:
        state.status[worker] = _FREE


@compiled()
def start_work(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, worker: int, now: float
) -> None:
    """Notice has run out: the person begins, in the team that needs somebody most."""
    people = state.people
    state.status[worker] = _STAFF
    people[worker].started = now
    if people[worker].origin == _NEWLY_QUALIFIED:
        people[worker].qualified = now  # the first year in practice begins with the first post
    state.councils[council].vacancies_filled += people[worker].fte
    people[worker].absent = _PRESENT
    if people[worker].holds == 1:
        team = neediest_team(state, council)
        if team == NO_ONE:
            people[worker].holds = 0
        else:
            join_team(state, rules, key, council, team, worker, now)


@compiled()
def leave_post(state: State, rules: CaseRules, slots: Ints, now: float) -> None:
    """People stay with their employer but stop holding cases: every case is handed over."""
    for i in range(slots.size):
        slot = slots[i]
        absent = state.people[slot].absent
        state.people[slot].holds = 0
        # Away while the cases go, so that none comes back with a brother or sister.
        set_absent(state, slot, _NOT_YET_STARTED)
        leave_team(state, rules, state.people[slot].council, slot, now)
        state.people[slot].absent = absent
