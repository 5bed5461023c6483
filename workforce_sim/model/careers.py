"""The first and the last day of a spell of work."""

import numpy as np
from numba import njit

from workforce_sim.model.allocation import join_team, leave_team, neediest_team
from workforce_sim.model.absences import count_sick_days
from workforce_sim.model.randomness import Purpose, exponential
from workforce_sim.model.rules import CaseRules
from workforce_sim.model.state import NO_ONE, Absence, CouncilCount, Ints, LeaveKind, Risk, State, Status

_STAFF = int(Status.STAFF)
_POOL = int(Status.POOL)
_FORMER = int(Status.FORMER)
_FREE = int(Status.FREE)
_PRESENT = int(Absence.PRESENT)
_NOT_YET_STARTED = int(Absence.NOT_YET_STARTED)
_VACANCIES_FILLED = int(CouncilCount.VACANCIES_FILLED)
_EXIT = int(LeaveKind.EXIT)
_TO_AGENCY = int(LeaveKind.TO_AGENCY)
_ASSIGNMENT_ENDED = int(LeaveKind.ASSIGNMENT_ENDED)
_RISK_RETURN = int(Risk.RETURN)
_P_RETURN_BUDGET = int(Purpose.BUDGET_RETURN)


@njit(cache=True)
def age_band(people_born: float, now: float) -> int:
    """Index of the DfE age band."""
    years = (now - people_born) / 365.25
    if years < 30.0:
        return 0
    if years < 40.0:
        return 1
    if years < 50.0:
        return 2
    if years < 60.0:
        return 3
    return 4


@njit(cache=True)
def leave(state: State, rules: CaseRules, key: tuple[int, int], council: int, worker: int, now: float) -> None:
    """A spell of work ends: cases are handed over, and the person goes where they are going."""
    people = state.people
    kind = people.leave_kind[worker]
    count_sick_days(state, rules, council, worker, now)
    people.absent[worker] = _NOT_YET_STARTED
    leave_team(state, rules, council, worker, now)
    if people.status[worker] == _STAFF and people.census_council[worker] == council:
        band = age_band(people.born[worker], now)
        state.councils.leavers[council, kind, band] += people.fte[worker]
        state.councils.leavers_headcount[council] += 1.0
    people.generation[worker] += 1
    if kind != _ASSIGNMENT_ENDED:
        people.seeking[worker] = 0
    people.holds[worker] = 0
    people.census_council[worker] = NO_ONE
    people.supplement[worker] = 0.0
    people.leaves[worker] = np.inf
    people.absent[worker] = _PRESENT
    if kind == _EXIT:
        people.status[worker] = _FORMER
        people.episode[worker] += 1
        people.started[worker] = now
        people.budget[worker, _RISK_RETURN] = exponential(
            key, _P_RETURN_BUDGET, people.ident[worker], people.episode[worker]
        )
    elif kind == _TO_AGENCY or kind == _ASSIGNMENT_ENDED:
        people.status[worker] = _POOL
        people.episode[worker] += 1
        people.started[worker] = now
    else:
        people.status[worker] = _FREE


@njit(cache=True)
def start_work(state: State, rules: CaseRules, key: tuple[int, int], council: int, worker: int, now: float) -> None:
    """Notice has run out: the person begins, in the team that needs somebody most."""
    people = state.people
    people.status[worker] = _STAFF
    people.started[worker] = now
    state.councils.counts[council, _VACANCIES_FILLED] += people.fte[worker]
    people.absent[worker] = _PRESENT
    if people.holds[worker] == 1:
        team = neediest_team(state, council)
        if team == NO_ONE:
            people.holds[worker] = 0
        else:
            join_team(state, rules, council, team, worker, now)


@njit(cache=True)
def leave_post(state: State, rules: CaseRules, slots: Ints, now: float) -> None:
    """People stay with their employer but stop holding cases: every case is handed over."""
    for i in range(slots.size):
        slot = slots[i]
        absent = state.people.absent[slot]
        state.people.holds[slot] = 0
        # Away while the cases go, so that none comes back with a brother or sister.
        state.people.absent[slot] = _NOT_YET_STARTED
        leave_team(state, rules, state.people.council[slot], slot, now)
        state.people.absent[slot] = absent
