"""The life of a case.

A family arrives and its children are assessed; about half of episodes end there, the others move to
a safeguarding team, and some become looked after and may change team while they are.
"""

import numpy as np

from workforce_sim.model.casework.allocation import detach, place, serve_waiting, team_of_area
from workforce_sim.model.casework.stages import (
    FAMILY_COUNTER,
    await_worker,
    begin_stage,
    plan_step,
)
from workforce_sim.model.engine import queue as events
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import (
    Origin,
    Purpose,
    draw,
    exponential,
)
from workforce_sim.model.engine.rules import CaseRules
from workforce_sim.model.engine.state import (
    FAMILY_LIMIT,
    NO_ONE,
    EventKind,
    Stage,
    State,
)

_ARRIVAL = int(EventKind.ARRIVAL)
_CASE_STEP = int(EventKind.CASE_STEP)
_ASSESSMENT = int(Stage.ASSESSMENT)
_SAFEGUARDING = int(Stage.SAFEGUARDING)
_LOOKED_AFTER = int(Stage.LOOKED_AFTER)
_CASE = int(Origin.CASE)
_P_ARRIVAL = int(Purpose.CASE_ARRIVAL)
_P_FAMILY = int(Purpose.CASE_FAMILY)
_P_AREA = int(Purpose.CASE_AREA)
_P_REREFERRAL = int(Purpose.CASE_REREFERRAL)
_P_ASSESSMENT = int(Purpose.CASE_ASSESSMENT)
_P_SAFEGUARDING = int(Purpose.CASE_SAFEGUARDING)


@compiled()
def family_identity(council: int, month: int, ordinal: int) -> int:
    """Identity of the family that arrives as number ``ordinal`` in a council's month."""
    return (_CASE << 58) | (council << 48) | (month << 32) | ordinal


@compiled()
def plan_arrival(state: State, key: tuple[int, int], council: int, now: float) -> None:
    """Plan the next family of the present month, drawn by its place in the month."""
    councils = state.councils
    rate = councils[council].arrival_rate
    if rate <= 0.0:
        return
    ordinal = councils[council].next_ordinal
    month = councils[council].month
    gap = exponential(key, _P_ARRIVAL, family_identity(council, month, ordinal), 0)
    code = events.encode(_ARRIVAL, month, ordinal)
    events.push(state, council, now + gap / rate, code)


@compiled()
def begin_month(state: State, key: tuple[int, int], month: int, now: float) -> None:
    """Start numbering families afresh; ``month`` counts from the warm-up's first."""
    councils = state.councils
    for council in range(councils.active.size):
        if councils[council].active == 1:
            councils[council].month = month
            councils[council].next_ordinal = 0
            plan_arrival(state, key, council, now)


@compiled()
def bring_near(state: State, council: int, until: float) -> None:
    """Put the steps of cases before ``until`` into the queue; the rest stay with their cases.

    Lists stay short, and reading the block from end to end brings it into the cache.
    """
    cases = state.cases
    since = state.blocks[council].horizon
    events.open_month(state, council, until)
    first = state.blocks[council].first_case
    for case in range(state.blocks[council].reached):
        when = cases[first + case].step_at
        if when < until and when >= since:
            events.push(state, council, when, events.encode(_CASE_STEP, 0, case))


@compiled(inline=True)
def open_case(state: State, council: int, family: int, child: int, now: float) -> int:
    """Take a free position for a new case that stands alone (no siblings yet)."""
    cases = state.cases
    first = state.blocks[council].first_case
    case = state.blocks[council].first_free
    here = first + case
    state.blocks[council].first_free = cases[here].next
    state.blocks[council].reached = max(state.blocks[council].reached, case + 1)
    state.blocks[council].free_cases -= 1
    cases[here].family = family
    cases[here].child = child
    cases[here].stage = _ASSESSMENT
    cases[here].changes = 0
    cases[here].team = NO_ONE
    cases[here].worker = NO_ONE
    cases[here].next = NO_ONE
    cases[here].previous = NO_ONE
    cases[here].sibling = case
    cases[here].care = 0
    cases[here].workers = 0
    cases[here].workers_year = 0
    cases[here].opened = now
    state.councils[council].n_cases += 1
    return int(case)


@compiled(inline=True)
def join_siblings(state: State, council: int, case: int, sibling: int) -> None:
    """Put a case into the ring of its brothers and sisters."""
    first = state.blocks[council].first_case
    state.cases[first + case].sibling = state.cases[first + sibling].sibling
    state.cases[first + sibling].sibling = case


@compiled(inline=True)
def family_size(rules: CaseRules, u: float) -> int:
    """Number of children that come together."""
    size = 1
    while size < FAMILY_LIMIT and u > rules.family_cumulative[size - 1]:
        size += 1
    return size


@compiled(inline=True)
def enter_team(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    council: int,
    case: int,
    team: int,
    now: float,
) -> None:
    """Bring a case that enters a stage into a team; work begins when somebody there takes it.

    Before the first day it begins at once: those who left in that year are not there to take it.
    """
    place(state, rules, council, case, team, now)
    if now >= 0.0 and state.cases[state.blocks[council].first_case + case].worker == NO_ONE:
        await_worker(state, council, case, now)
    else:
        begin_stage(state, rules, key, council, case, 0.0, now)


@compiled()
def arrive(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, family: int, now: float
) -> None:
    """A family is referred: one case per child, all to the assessment team of its area."""
    size_draw = draw(key, _P_FAMILY, family, 0)[0]
    area = draw(key, _P_AREA, family, 0)[0]
    again = draw(key, _P_REREFERRAL, family, 0)[0] < state.councils[council].rereferral_share
    team = team_of_area(state, council, _ASSESSMENT, area)
    first_child = NO_ONE
    for child in range(family_size(rules, size_draw)):
        case = open_case(state, council, family, child, now)
        if first_child == NO_ONE:
            first_child = case
        else:
            join_siblings(state, council, case, first_child)
        enter_team(state, rules, key, council, case, team, now)
        state.councils[council].cases_opened += 1.0
        if again:
            state.councils[council].children_rereferred += 1.0


@compiled(inline=True)
def enter_stage(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    council: int,
    case: int,
    stage: int,
    now: float,
) -> None:
    """Move a case that stands in no team into the next stage."""
    cases = state.cases
    here = state.blocks[council].first_case + case
    cases[here].stage = stage
    cases[here].changes = 0
    if stage == _SAFEGUARDING:
        share = rules.looked_after_share * state.councils[council].looked_after_ratio
        cases[here].care = becomes_looked_after(
            rules, key, share, cases[here].family, cases[here].child
        )
    area = draw(key, _P_AREA, cases[here].family, 0)[0]
    enter_team(state, rules, key, council, case, team_of_area(state, council, stage, area), now)


@compiled(inline=True)
def becomes_looked_after(
    rules: CaseRules, key: tuple[int, int], share: float, family: int, child: int
) -> bool:
    """Whether safeguarding ends in care, as a ``share`` does; siblings often share the course."""
    shared, own = draw(key, _P_SAFEGUARDING, family, 2 * child + 1)
    fate = own
    if shared < rules.sibling_likeness:
        fate = draw(key, _P_SAFEGUARDING, family, 2 * FAMILY_COUNTER + 1)[1]
    return bool(fate < share)


@compiled(inline=True)
def close_case(state: State, council: int, case: int, now: float) -> None:
    """End an episode: count it and give its place free. The case must stand in no team."""
    cases = state.cases
    first = state.blocks[council].first_case
    here = first + case
    before = case
    while cases[first + before].sibling != case:
        before = cases[first + before].sibling
    cases[first + before].sibling = cases[here].sibling
    state.councils[council].cases_ended += 1.0
    state.councils[council].children_in_year += 1.0
    if cases[here].workers_year >= 3:
        state.councils[council].children_3plus_workers += 1.0
    months = (now - cases[here].opened) * 12.0 / 365.25
    band = 0
    if months > 24.0:
        band = 4
    elif months > 12.0:
        band = 3
    elif months > 6.0:
        band = 2
    elif months > 3.0:
        band = 1
    state.councils[council].ended[band] += 1.0
    cases[here].step_at = np.inf
    cases[here].next = state.blocks[council].first_free
    state.blocks[council].first_free = case
    state.blocks[council].free_cases += 1
    state.councils[council].n_cases -= 1
    cases[here].worker = NO_ONE
    cases[here].team = NO_ONE


@compiled()
def step_case(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, case: int, now: float
) -> None:
    """A case reaches the end of its stage, or changes team while looked after."""
    cases = state.cases
    here = state.blocks[council].first_case + case
    old_team = cases[here].team
    stage = cases[here].stage
    family = cases[here].family
    child = cases[here].child
    first_team = state.councils[council].first_team[_LOOKED_AFTER]
    teams = state.councils[council].first_team[_LOOKED_AFTER + 1] - first_team
    if now < cases[here].stage_end and teams == 1:
        # There is no other team to go to.
        cases[here].changes += 1
        plan_step(state, rules, key, council, case, now)
        return
    detach(state, council, case, now)
    if now < cases[here].stage_end:
        cases[here].changes += 1
        plan_step(state, rules, key, council, case, now)
        new_team = first_team + (old_team - first_team + 1) % teams
        place(state, rules, council, case, new_team, now)
        state.councils[council].team_transfers += 1.0
    else:
        ends = True
        if stage == _ASSESSMENT:
            state.councils[council].assessments += 1.0
            if now - cases[here].opened <= rules.assessment_due:
                state.councils[council].assessments_in_time += 1.0
            shared, own = draw(key, _P_ASSESSMENT, family, child)
            fate = own
            if shared < rules.sibling_likeness:
                fate = draw(key, _P_ASSESSMENT, family, FAMILY_COUNTER)[1]
            ends = fate < state.councils[council].short_share
        elif stage == _SAFEGUARDING:
            ends = cases[here].care == 0
        if ends:
            close_case(state, council, case, now)
        else:
            state.councils[council].team_transfers += 1.0
            enter_stage(state, rules, key, council, case, stage + 1, now)
    if state.teams[old_team].waiting > 0:
        serve_waiting(state, rules, key, council, old_team, now)
