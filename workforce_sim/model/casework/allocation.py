"""Who holds which case: allocation, waiting, hand-over, joining and leaving a team.

The rules: brothers and sisters go to the worker who already holds one of them in that team;
otherwise the case goes to the present colleague with most spare capacity; when nobody is there or
everybody is at the ceiling, or at the council's limit, it waits, first come first served, and work
on it does not begin. Nobody leaves holding cases.
"""

import numpy as np

from workforce_sim.model.casework.stages import begin_stage
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.rules import CaseRules
from workforce_sim.model.engine.state import DAYS_A_YEAR, NO_ONE, TEAM_CAPACITY, State


@compiled()
def set_absent(state: State, worker: int, absent: int) -> None:
    """Say why a worker is away (0 when present), and show it in the team."""
    people = state.people
    people[worker].absent = absent
    team = people[worker].team
    if team != NO_ONE and people[worker].seat != NO_ONE:
        able = people[worker].capacity if absent == 0 else -1.0
        state.teams[team].able[people[worker].seat] = able


@compiled()
def set_capacity(state: State, worker: int, capacity: float) -> None:
    """Say how much a worker can carry, and show it in the team."""
    people = state.people
    people[worker].capacity = capacity
    team = people[worker].team
    if team != NO_ONE and people[worker].absent == 0 and people[worker].seat != NO_ONE:
        state.teams[team].able[people[worker].seat] = capacity


@compiled(inline=True)
def choose_worker(state: State, rules: CaseRules, council: int, team: int, case: int) -> int:
    """The worker of ``team`` who should take ``case`` (position in the block), or NO_ONE."""
    people = state.people
    cases = state.cases
    teams = state.teams
    first = state.blocks[council].first_case
    limited = state.councils[council].case_limit > 0.0
    sibling = cases[first + case].sibling
    while sibling != case:
        holder = cases[first + sibling].worker
        if (
            holder != NO_ONE
            and cases[first + sibling].team == team
            and people[holder].absent == 0
            and people[holder].seat != NO_ONE
            and (not limited or people[holder].n_cases + 1 <= people[holder].case_limit)
        ):
            return int(holder)
        sibling = cases[first + sibling].sibling
    standard = state.councils[council].standard[teams[team].kind]
    standard *= state.councils[council].efficiency
    best = NO_ONE
    most_spare = -np.inf
    for seat in range(teams[team].n_members):
        able = teams[team].able[seat]
        if able >= 0.0:
            if limited:
                worker = teams[team].members[seat]
                if people[worker].n_cases + 1 > people[worker].case_limit:
                    continue
            spare = able * standard - teams[team].load[seat]
            if spare > most_spare:
                most_spare = spare
                best = seat
    if best == NO_ONE or most_spare < -(rules.ceiling - 1.0) * teams[team].able[best] * standard:
        return NO_ONE
    return int(teams[team].members[best])


@compiled(inline=True)
def hold(state: State, council: int, case: int, worker: int) -> None:
    """Put a case in front of those that a worker holds."""
    people = state.people
    cases = state.cases
    first = state.blocks[council].first_case
    here = first + case
    head = people[worker].head
    cases[here].worker = worker
    cases[here].next = head
    cases[here].previous = NO_ONE
    if head != NO_ONE:
        cases[first + head].previous = case
    people[worker].head = case
    people[worker].n_cases += 1
    state.teams[people[worker].team].load[people[worker].seat] += 1


@compiled(inline=True)
def attach(state: State, council: int, case: int, worker: int) -> None:
    """Give a case to a worker whom the child has not had until now."""
    hold(state, council, case, worker)
    here = state.blocks[council].first_case + case
    state.cases[here].workers += 1
    state.cases[here].workers_year += 1


@compiled(inline=True)
def queue_waiting(state: State, council: int, case: int, team: int, now: float) -> None:
    """Put a case that nobody can take at the end of the team's waiting list."""
    cases = state.cases
    first = state.blocks[council].first_case
    here = first + case
    tail = state.teams[team].waiting_tail
    cases[here].worker = NO_ONE
    cases[here].next = NO_ONE
    cases[here].previous = tail
    if tail == NO_ONE:
        state.teams[team].waiting_head = case
    else:
        cases[first + tail].next = case
    state.teams[team].waiting_tail = case
    state.teams[team].waiting += 1
    # The day on which it ends is added when it does; the census does so for those who wait on.
    state.councils[council].waiting_days -= now


@compiled(inline=True)
def place(state: State, rules: CaseRules, council: int, case: int, team: int, now: float) -> None:
    """Bring a case into a team: to a worker, or to the waiting list."""
    state.cases[state.blocks[council].first_case + case].team = team
    state.teams[team].n_cases += 1
    worker = choose_worker(state, rules, council, team, case)
    if worker == NO_ONE:
        queue_waiting(state, council, case, team, now)
    else:
        attach(state, council, case, worker)


@compiled(inline=True)
def detach(state: State, council: int, case: int, now: float) -> int:
    """Take a case from its worker or the waiting list, and out of its team; the former worker."""
    people = state.people
    cases = state.cases
    first = state.blocks[council].first_case
    here = first + case
    team = cases[here].team
    worker = cases[here].worker
    after = cases[here].next
    before = cases[here].previous
    if after != NO_ONE:
        cases[first + after].previous = before
    if before != NO_ONE:
        cases[first + before].next = after
    if worker != NO_ONE:
        if before == NO_ONE:
            people[worker].head = after
        people[worker].n_cases -= 1
        if people[worker].seat != NO_ONE:
            state.teams[team].load[people[worker].seat] -= 1
    else:
        if before == NO_ONE:
            state.teams[team].waiting_head = after
        if after == NO_ONE:
            state.teams[team].waiting_tail = before
        state.teams[team].waiting -= 1
        state.councils[council].waiting_days += now
    state.teams[team].n_cases -= 1
    cases[here].worker = NO_ONE
    return int(worker)


@compiled()
def serve_waiting(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, team: int, now: float
) -> None:
    """Allocate waiting cases, oldest first, for as long as somebody can take them."""
    while state.teams[team].waiting > 0:
        case = state.teams[team].waiting_head
        worker = choose_worker(state, rules, council, team, case)
        if worker == NO_ONE:
            return
        detach(state, council, case, now)
        state.teams[team].n_cases += 1
        attach(state, council, case, worker)
        here = state.blocks[council].first_case + case
        if state.cases[here].step_at == np.inf:
            waited = now - state.cases[here].stage_end
            begin_stage(state, rules, key, council, case, waited, now)


@compiled()
def set_case_limit(state: State, worker: int, now: float) -> None:
    """Say how many cases a worker may have at most, if the council has a limit."""
    people = state.people
    council = people[worker].council
    limit = state.councils[council].case_limit
    if now - people[worker].qualified < DAYS_A_YEAR:
        limit = state.councils[council].case_limit_new
    people[worker].case_limit = limit * people[worker].fte


@compiled()
def keep_to_limit(state: State, rules: CaseRules, council: int, team: int, now: float) -> None:
    """Take cases from those who have more than the council's limit: to colleagues, or to wait."""
    people = state.people
    for seat in range(state.teams[team].n_members):
        worker = state.teams[team].members[seat]
        while people[worker].n_cases > people[worker].case_limit:
            case = people[worker].head
            detach(state, council, case, now)
            place(state, rules, council, case, team, now)
            state.councils[council].handovers += 1.0


@compiled()
def hand_over_all(state: State, rules: CaseRules, council: int, worker: int, now: float) -> None:
    """Hand every case of a worker, who must be absent or out of the team, to colleagues."""
    team = state.people[worker].team
    case = state.people[worker].head
    while case != NO_ONE:
        detach(state, council, case, now)
        place(state, rules, council, case, team, now)
        state.councils[council].handovers += 1.0
        case = state.people[worker].head


@compiled()
def team_capacity(state: State, team: int) -> float:
    """Capacity of the members of a team who are present."""
    total = 0.0
    for seat in range(state.teams[team].n_members):
        total += max(state.teams[team].able[seat], 0.0)
    return float(total)


@compiled()
def neediest_team(state: State, council: int) -> int:
    """The team with most cases for its capacity, relative to the standard of its kind."""
    best = NO_ONE
    highest = -1.0
    councils = state.councils
    for team in range(councils[council].first_team[0], councils[council].first_team[3]):
        if state.teams[team].n_members >= TEAM_CAPACITY:
            continue
        standard = councils[council].standard[state.teams[team].kind]
        pressure = state.teams[team].n_cases / (standard * (team_capacity(state, team) + 0.5))
        if pressure > highest:
            highest = pressure
            best = team
    return best


@compiled()
def join_team(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    council: int,
    team: int,
    worker: int,
    now: float,
) -> None:
    """Make somebody a member of a team; waiting cases may go to them at once."""
    seat = state.teams[team].n_members
    state.teams[team].members[seat] = worker
    state.teams[team].load[seat] = 0
    state.teams[team].n_members = seat + 1
    state.people[worker].team = team
    state.people[worker].seat = seat
    set_absent(state, worker, state.people[worker].absent)
    set_case_limit(state, worker, now)
    if state.teams[team].waiting > 0:
        serve_waiting(state, rules, key, council, team, now)


@compiled()
def leave_team(state: State, rules: CaseRules, council: int, worker: int, now: float) -> None:
    """Take somebody out of their team; every case is handed over."""
    people = state.people
    team = people[worker].team
    if team == NO_ONE:
        return
    teams = state.teams
    for seat in range(people[worker].seat, teams[team].n_members - 1):
        teams[team].members[seat] = teams[team].members[seat + 1]
        teams[team].load[seat] = teams[team].load[seat + 1]
        teams[team].able[seat] = teams[team].able[seat + 1]
        people[teams[team].members[seat]].seat = seat
    teams[team].n_members -= 1
    people[worker].seat = NO_ONE
    hand_over_all(state, rules, council, worker, now)
    people[worker].team = NO_ONE


@compiled(inline=True)
def team_of_area(state: State, council: int, kind: int, area: float) -> int:
    """The team of a kind that serves an area of the council (0 to 1)."""
    team = state.councils[council].first_team[kind]
    last = state.councils[council].first_team[kind + 1] - 1
    while team < last and area >= state.teams[team].upper:
        team += 1
    return int(team)
