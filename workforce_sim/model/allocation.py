"""Who holds which case: allocation, waiting, hand-over, joining and leaving a team.

The rules: brothers and sisters go to the worker who already holds one of them in that team;
otherwise the case goes to the present colleague with most spare capacity; when nobody is there or
everybody is at the ceiling it waits, first come first served. Nobody leaves holding cases.
"""

import numpy as np
from numba import njit

from workforce_sim.model.rules import CaseRules
from workforce_sim.model.state import NO_ONE, TEAM_CAPACITY, CouncilCount, State

_HANDOVERS = int(CouncilCount.HANDOVERS)
_WAITING_DAYS = int(CouncilCount.WAITING_DAYS)


@njit(cache=True)
def choose_worker(state: State, rules: CaseRules, council: int, team: int, case: int) -> int:
    """The worker of ``team`` who should take ``case`` (position in the block), or NO_ONE."""
    people = state.people
    cases = state.cases
    first = state.blocks.first_case[council]
    sibling = cases.sibling[first + case]
    while sibling != case:
        holder = cases.worker[first + sibling]
        if holder != NO_ONE and people.team[holder] == team and people.absent[holder] == 0:
            return int(holder)
        sibling = cases.sibling[first + sibling]
    standard = state.councils.standard[council, state.teams.kind[team]]
    best = NO_ONE
    most_spare = -np.inf
    for i in range(state.teams.n_members[team]):
        worker = state.teams.members[team, i]
        if people.absent[worker] == 0:
            spare = people.capacity[worker] * standard - people.n_cases[worker]
            if spare > most_spare:
                most_spare = spare
                best = worker
    if best != NO_ONE and most_spare < -(rules.ceiling - 1.0) * people.capacity[best] * standard:
        return NO_ONE
    return int(best)


@njit(cache=True)
def attach(state: State, council: int, case: int, worker: int) -> None:
    """Give a case to a worker."""
    people = state.people
    cases = state.cases
    first = state.blocks.first_case[council]
    here = first + case
    head = people.head[worker]
    cases.worker[here] = worker
    cases.next[here] = head
    cases.previous[here] = NO_ONE
    if head != NO_ONE:
        cases.previous[first + head] = case
    people.head[worker] = case
    people.n_cases[worker] += 1
    cases.workers[here] += 1
    cases.workers_year[here] += 1


@njit(cache=True)
def queue_waiting(state: State, council: int, case: int, team: int, now: float) -> None:
    """Put a case that nobody can take at the end of the team's waiting list."""
    cases = state.cases
    first = state.blocks.first_case[council]
    here = first + case
    tail = state.teams.waiting_tail[team]
    cases.worker[here] = NO_ONE
    cases.next[here] = NO_ONE
    cases.previous[here] = tail
    if tail == NO_ONE:
        state.teams.waiting_head[team] = case
    else:
        cases.next[first + tail] = case
    state.teams.waiting_tail[team] = case
    state.teams.waiting[team] += 1
    cases.waiting_since[here] = now


@njit(cache=True)
def place(
    state: State, rules: CaseRules, council: int, case: int, team: int, now: float
) -> None:
    """Bring a case into a team: to a worker, or to the waiting list."""
    state.cases.team[state.blocks.first_case[council] + case] = team
    state.teams.n_cases[team] += 1
    worker = choose_worker(state, rules, council, team, case)
    if worker == NO_ONE:
        queue_waiting(state, council, case, team, now)
    else:
        attach(state, council, case, worker)


@njit(cache=True)
def detach(state: State, council: int, case: int, now: float) -> int:
    """Take a case from its worker or the waiting list, and out of its team; the former worker."""
    people = state.people
    cases = state.cases
    first = state.blocks.first_case[council]
    here = first + case
    team = cases.team[here]
    worker = cases.worker[here]
    after = cases.next[here]
    before = cases.previous[here]
    if after != NO_ONE:
        cases.previous[first + after] = before
    if before != NO_ONE:
        cases.next[first + before] = after
    if worker != NO_ONE:
        if before == NO_ONE:
            people.head[worker] = after
        people.n_cases[worker] -= 1
    else:
        if before == NO_ONE:
            state.teams.waiting_head[team] = after
        if after == NO_ONE:
            state.teams.waiting_tail[team] = before
        state.teams.waiting[team] -= 1
        state.councils.counts[council, _WAITING_DAYS] += now - cases.waiting_since[here]
    state.teams.n_cases[team] -= 1
    cases.worker[here] = NO_ONE
    return int(worker)


@njit(cache=True)
def serve_waiting(state: State, rules: CaseRules, council: int, team: int, now: float) -> None:
    """Allocate waiting cases, oldest first, for as long as somebody can take them."""
    while state.teams.waiting[team] > 0:
        case = state.teams.waiting_head[team]
        worker = choose_worker(state, rules, council, team, case)
        if worker == NO_ONE:
            return
        detach(state, council, case, now)
        state.teams.n_cases[team] += 1
        attach(state, council, case, worker)


@njit(cache=True)
def hand_over_all(state: State, rules: CaseRules, council: int, worker: int, now: float) -> None:
    """Hand every case of a worker, who must be absent or out of the team, to colleagues."""
    team = state.people.team[worker]
    case = state.people.head[worker]
    while case != NO_ONE:
        detach(state, council, case, now)
        place(state, rules, council, case, team, now)
        state.councils.counts[council, _HANDOVERS] += 1.0
        case = state.people.head[worker]


@njit(cache=True)
def team_capacity(state: State, team: int) -> float:
    """Capacity of the members of a team who are present."""
    total = 0.0
    for i in range(state.teams.n_members[team]):
        worker = state.teams.members[team, i]
        if state.people.absent[worker] == 0:
            total += state.people.capacity[worker]
    return float(total)


@njit(cache=True)
def neediest_team(state: State, council: int) -> int:
    """The team with most cases for its capacity, relative to the standard of its kind."""
    best = NO_ONE
    highest = -1.0
    councils = state.councils
    for team in range(councils.first_team[council, 0], councils.first_team[council, 3]):
        if state.teams.n_members[team] >= TEAM_CAPACITY:
            continue
        standard = councils.standard[council, state.teams.kind[team]]
        pressure = state.teams.n_cases[team] / (
            standard * (team_capacity(state, team) + 0.5)
        )
        if pressure > highest:
            highest = pressure
            best = team
    return best


@njit(cache=True)
def join_team(state: State, rules: CaseRules, council: int, team: int, worker: int, now: float) -> None:
    """Make somebody a member of a team; waiting cases may go to them at once."""
    state.teams.members[team, state.teams.n_members[team]] = worker
    state.teams.n_members[team] += 1
    state.people.team[worker] = team
    if state.teams.waiting[team] > 0:
        serve_waiting(state, rules, council, team, now)


@njit(cache=True)
def leave_team(state: State, rules: CaseRules, council: int, worker: int, now: float) -> None:
    """Take somebody out of their team; every case is handed over."""
    team = state.people.team[worker]
    if team == NO_ONE:
        return
    members = state.teams.members
    size = state.teams.n_members[team]
    found = False
    for i in range(size):
        if found:
            members[team, i - 1] = members[team, i]
        elif members[team, i] == worker:
            found = True
    state.teams.n_members[team] = size - 1
    hand_over_all(state, rules, council, worker, now)
    state.people.team[worker] = NO_ONE


@njit(cache=True)
def team_of_area(state: State, council: int, kind: int, area: float) -> int:
    """The team of a kind that serves an area of the council (0 to 1)."""
    team = state.councils.first_team[council, kind]
    last = state.councils.first_team[council, kind + 1] - 1
    while team < last and area >= state.teams.upper[team]:
        team += 1
    return int(team)
