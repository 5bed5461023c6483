"""The life of a case: a family arrives, its children are assessed, about half of episodes end there,
the others move to a safeguarding team, some become looked after and may change team while they are.
"""

import numpy as np
from numba import njit

from workforce_sim.model import queue as events
from workforce_sim.model.allocation import detach, place, serve_waiting, team_of_area
from workforce_sim.model.randomness import Origin, Purpose, draw, exponential, normal_quantile
from workforce_sim.model.rules import CaseRules
from workforce_sim.model.state import FAMILY_LIMIT, NO_ONE, CouncilCount, EventKind, Stage, State

_ARRIVAL = int(EventKind.ARRIVAL)
_CASE_STEP = int(EventKind.CASE_STEP)
_ASSESSMENT = int(Stage.ASSESSMENT)
_SAFEGUARDING = int(Stage.SAFEGUARDING)
_LOOKED_AFTER = int(Stage.LOOKED_AFTER)
_CASES_OPENED = int(CouncilCount.CASES_OPENED)
_CASES_CLOSED = int(CouncilCount.CASES_CLOSED)
_CHILDREN_CLOSED = int(CouncilCount.CHILDREN_CLOSED)
_CHILDREN_CLOSED_3PLUS = int(CouncilCount.CHILDREN_CLOSED_3PLUS)
_ENDED_3_MONTHS = int(CouncilCount.ENDED_3_MONTHS)
_TEAM_TRANSFERS = int(CouncilCount.TEAM_TRANSFERS)
_CASE = int(Origin.CASE)
_P_ARRIVAL = int(Purpose.CASE_ARRIVAL)
_P_FAMILY = int(Purpose.CASE_FAMILY)
_P_AREA = int(Purpose.CASE_AREA)
_P_ASSESSMENT = int(Purpose.CASE_ASSESSMENT)
_P_SAFEGUARDING = int(Purpose.CASE_SAFEGUARDING)
_P_LOOKED_AFTER = int(Purpose.CASE_LOOKED_AFTER)
_P_TEAM_CHANGE = int(Purpose.CASE_TEAM_CHANGE)

_FAMILY_COUNTER = 15
"""Child number that stands for the whole family in its shared draws."""
_INSTANT = 1e-6
"""Days between the steps of brothers and sisters at one moment, so that no two events tie."""


@njit(cache=True)
def family_identity(council: int, month: int, ordinal: int) -> int:
    """Identity of the family that arrives as number ``ordinal`` in a council's month."""
    return (_CASE << 58) | (council << 48) | (month << 32) | ordinal


@njit(cache=True)
def plan_arrival(state: State, key: tuple[int, int], council: int, now: float) -> None:
    """Plan the next family of the present month, drawn by its place in the month."""
    councils = state.councils
    rate = councils.arrival_rate[council]
    if rate <= 0.0:
        return
    ordinal = councils.next_ordinal[council]
    month = councils.month[council]
    gap = exponential(key, _P_ARRIVAL, family_identity(council, month, ordinal), 0)
    code = events.encode(_ARRIVAL, month, ordinal)
    events.push(state, council, now + gap / rate, code)


@njit(cache=True)
def begin_month(state: State, key: tuple[int, int], month: int, now: float) -> None:
    """Start numbering families afresh; ``month`` counts from the warm-up's first."""
    councils = state.councils
    for council in range(councils.active.size):
        if councils.active[council] == 1:
            councils.month[council] = month
            councils.next_ordinal[council] = 0
            plan_arrival(state, key, council, now)


@njit(cache=True)
def open_case(state: State, council: int, family: int, child: int, now: float, area: float) -> int:
    """Take a free position for a new case that stands alone (no siblings yet)."""
    cases = state.cases
    first = state.blocks.first_case[council]
    state.blocks.free_cases[council] -= 1
    case = cases.free[first + state.blocks.free_cases[council]]
    here = first + case
    cases.family[here] = family
    cases.child[here] = child
    cases.stage[here] = _ASSESSMENT
    cases.changes[here] = 0
    cases.team[here] = NO_ONE
    cases.worker[here] = NO_ONE
    cases.next[here] = NO_ONE
    cases.previous[here] = NO_ONE
    cases.sibling[here] = case
    cases.workers[here] = 0
    cases.workers_year[here] = 0
    cases.opened[here] = now
    cases.area[here] = area
    state.councils.n_cases[council] += 1
    return int(case)


@njit(cache=True)
def join_siblings(state: State, council: int, case: int, sibling: int) -> None:
    """Put a case into the ring of its brothers and sisters."""
    first = state.blocks.first_case[council]
    state.cases.sibling[first + case] = state.cases.sibling[first + sibling]
    state.cases.sibling[first + sibling] = case


@njit(cache=True)
def family_size(rules: CaseRules, u: float) -> int:
    """Number of children that come together."""
    size = 1
    while size < FAMILY_LIMIT and u > rules.family_cumulative[size - 1]:
        size += 1
    return size


@njit(cache=True)
def arrive(state: State, rules: CaseRules, key: tuple[int, int], council: int, family: int, now: float) -> None:
    """A family is referred: one case per child, all to the assessment team of its area."""
    size_draw, length_draw = draw(key, _P_FAMILY, family, 0)
    area = draw(key, _P_AREA, family, 0)[0]
    length = np.exp(
        rules.assessment_log_median + rules.assessment_log_sd * normal_quantile(length_draw)
    )
    team = team_of_area(state, council, _ASSESSMENT, area)
    first_child = NO_ONE
    for child in range(family_size(rules, size_draw)):
        case = open_case(state, council, family, child, now, area)
        if first_child == NO_ONE:
            first_child = case
        else:
            join_siblings(state, council, case, first_child)
        here = state.blocks.first_case[council] + case
        state.cases.stage_end[here] = now + length + child * _INSTANT
        events.push(
            state, council, state.cases.stage_end[here], events.encode(_CASE_STEP, 0, case)
        )
        place(state, rules, council, case, team, now)
        state.councils.counts[council, _CASES_OPENED] += 1.0


@njit(cache=True)
def enter_stage(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, case: int, stage: int, now: float
) -> None:
    """Move a case that stands in no team into the next stage, and plan its next step."""
    cases = state.cases
    here = state.blocks.first_case[council] + case
    cases.stage[here] = stage
    cases.changes[here] = 0
    length = stage_length(state, rules, key, council, cases.family[here], cases.child[here], stage)
    cases.stage_end[here] = now + length
    plan_step(state, rules, key, council, case, now)
    team = team_of_area(state, council, stage, cases.area[here])
    place(state, rules, council, case, team, now)


@njit(cache=True)
def becomes_looked_after(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, family: int, child: int
) -> bool:
    """Whether safeguarding ends in care; brothers and sisters often share the course."""
    shared, own = draw(key, _P_SAFEGUARDING, family, 2 * child + 1)
    fate = own
    if shared < rules.sibling_likeness:
        fate = draw(key, _P_SAFEGUARDING, family, 2 * _FAMILY_COUNTER + 1)[1]
    share = rules.looked_after_share * state.councils.looked_after_ratio[council]
    return bool(fate < share)


@njit(cache=True)
def stage_length(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    council: int,
    family: int,
    child: int,
    stage: int,
) -> float:
    """Days that a case spends in safeguarding or looked after."""
    scale = state.councils.stage_scale[council]
    if stage == _SAFEGUARDING:
        shared, own = draw(key, _P_SAFEGUARDING, family, 2 * child)
        if shared < rules.sibling_likeness:
            own = draw(key, _P_SAFEGUARDING, family, 2 * _FAMILY_COUNTER)[1]
        days = np.exp(
            rules.safeguarding_log_median + rules.safeguarding_log_sd * normal_quantile(own)
        )
        if becomes_looked_after(state, rules, key, council, family, child):
            days *= rules.looked_after_delay_ratio
    else:
        shared, own = draw(key, _P_LOOKED_AFTER, family, child)
        if shared < rules.sibling_likeness:
            own = draw(key, _P_LOOKED_AFTER, family, _FAMILY_COUNTER)[1]
        days = np.exp(
            rules.looked_after_log_median + rules.looked_after_log_sd * normal_quantile(own)
        )
    return float(days * scale + child * _INSTANT)


@njit(cache=True)
def plan_step(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, case: int, now: float
) -> None:
    """Plan the end of the stage, or before it a change of team while looked after."""
    cases = state.cases
    here = state.blocks.first_case[council] + case
    when = cases.stage_end[here]
    if cases.stage[here] == _LOOKED_AFTER and rules.team_change_rate > 0.0:
        counter = cases.child[here] * 4096 + cases.changes[here]
        wait = exponential(key, _P_TEAM_CHANGE, cases.family[here], counter)
        when = min(when, now + wait / rules.team_change_rate)
    events.push(state, council, when, events.encode(_CASE_STEP, 0, case))


@njit(cache=True)
def close_case(state: State, council: int, case: int, now: float) -> None:
    """End an episode: count it and give its place free. The case must stand in no team."""
    cases = state.cases
    first = state.blocks.first_case[council]
    here = first + case
    counts = state.councils.counts
    before = case
    while cases.sibling[first + before] != case:
        before = cases.sibling[first + before]
    cases.sibling[first + before] = cases.sibling[here]
    counts[council, _CASES_CLOSED] += 1.0
    counts[council, _CHILDREN_CLOSED] += 1.0
    if cases.workers_year[here] >= 3:
        counts[council, _CHILDREN_CLOSED_3PLUS] += 1.0
    months = (now - cases.opened[here]) * 12.0 / 365.25
    band = 0
    if months > 24.0:
        band = 4
    elif months > 12.0:
        band = 3
    elif months > 6.0:
        band = 2
    elif months > 3.0:
        band = 1
    counts[council, _ENDED_3_MONTHS + band] += 1.0
    cases.free[first + state.blocks.free_cases[council]] = case
    state.blocks.free_cases[council] += 1
    state.councils.n_cases[council] -= 1
    cases.worker[here] = NO_ONE
    cases.team[here] = NO_ONE


@njit(cache=True)
def step_case(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, case: int, now: float
) -> None:
    """A case reaches the end of its stage, or changes team while looked after."""
    cases = state.cases
    here = state.blocks.first_case[council] + case
    old_team = cases.team[here]
    stage = cases.stage[here]
    family = cases.family[here]
    child = cases.child[here]
    detach(state, council, case, now)
    if now < cases.stage_end[here]:
        cases.changes[here] += 1
        plan_step(state, rules, key, council, case, now)
        first_team = state.councils.first_team[council, _LOOKED_AFTER]
        teams = state.councils.first_team[council, _LOOKED_AFTER + 1] - first_team
        new_team = first_team + (old_team - first_team + 1) % teams
        # The new team serves the child from now on, wherever the family lives.
        cases.area[here] = max(0.0, state.teams.upper[new_team] - 1e-9)
        place(state, rules, council, case, new_team, now)
        state.councils.counts[council, _TEAM_TRANSFERS] += 1.0
    else:
        ends = True
        if stage == _ASSESSMENT:
            shared, own = draw(key, _P_ASSESSMENT, family, child)
            fate = own
            if shared < rules.sibling_likeness:
                fate = draw(key, _P_ASSESSMENT, family, _FAMILY_COUNTER)[1]
            ends = fate < state.councils.short_share[council]
        elif stage == _SAFEGUARDING:
            ends = not becomes_looked_after(state, rules, key, council, family, child)
        if ends:
            close_case(state, council, case, now)
        else:
            state.councils.counts[council, _TEAM_TRANSFERS] += 1.0
            enter_stage(state, rules, key, council, case, stage + 1, now)
    if state.teams.waiting[old_team] > 0:
        serve_waiting(state, rules, council, old_team, now)
