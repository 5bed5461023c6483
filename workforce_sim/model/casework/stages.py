"""The stages of a case: work on one begins when somebody holds the case, and then has its length.

Until then the case stands on a waiting list with no step to come (``step_at`` is infinite), and
``stage_end`` keeps the day on which it entered the stage.
"""

import numpy as np

from workforce_sim.model.engine import queue as events
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Purpose, draw, exponential, normal_quantile
from workforce_sim.model.engine.rules import CaseRules
from workforce_sim.model.engine.state import EventKind, Stage, State

_CASE_STEP = int(EventKind.CASE_STEP)
_ASSESSMENT = int(Stage.ASSESSMENT)
_SAFEGUARDING = int(Stage.SAFEGUARDING)
_LOOKED_AFTER = int(Stage.LOOKED_AFTER)
_P_FAMILY = int(Purpose.CASE_FAMILY)
_P_SAFEGUARDING = int(Purpose.CASE_SAFEGUARDING)
_P_LOOKED_AFTER = int(Purpose.CASE_LOOKED_AFTER)
_P_TEAM_CHANGE = int(Purpose.CASE_TEAM_CHANGE)
_P_CONFERENCE = int(Purpose.CASE_CONFERENCE)

FAMILY_COUNTER = 15
"""Child number that stands for the whole family in its shared draws."""
_INSTANT = 1e-6
"""Days between the steps of brothers and sisters at one moment, so that no two events tie."""


@compiled(inline=True)
def plan_case(state: State, council: int, case: int, when: float) -> None:
    """Plan the next step of a case; it enters the queue once its month has come."""
    state.cases[state.blocks[council].first_case + case].step_at = when
    if when < state.blocks[council].horizon:
        events.push(state, council, when, events.encode(_CASE_STEP, 0, case))


@compiled(inline=True)
def plan_step(
    state: State, rules: CaseRules, key: tuple[int, int], council: int, case: int, now: float
) -> None:
    """Plan the end of the stage, or before it a change of team while looked after."""
    cases = state.cases
    here = state.blocks[council].first_case + case
    when = cases[here].stage_end
    if cases[here].stage == _LOOKED_AFTER and rules.team_change_rate > 0.0:
        counter = int(cases[here].child) * 4096 + int(cases[here].changes)
        wait = exponential(key, _P_TEAM_CHANGE, cases[here].family, counter)
        when = min(when, now + wait / rules.team_change_rate)
    plan_case(state, council, case, when)


@compiled(inline=True)
def await_worker(state: State, council: int, case: int, now: float) -> None:
    """Nobody holds a case that enters a stage: no step comes until somebody does."""
    here = state.blocks[council].first_case + case
    state.cases[here].stage_end = now
    state.cases[here].step_at = np.inf


@compiled()
def begin_stage(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    council: int,
    case: int,
    waited: float,
    now: float,
) -> None:
    """Work on the stage of a case begins, because somebody holds it after ``waited`` days."""
    cases = state.cases
    here = state.blocks[council].first_case + case
    family = cases[here].family
    child = cases[here].child
    stage = cases[here].stage
    councils = state.councils
    load = councils[council].workload
    if stage == _ASSESSMENT:
        days = assessment_days(rules, key, family)
        contact = rules.first_contact_share * days * (1.0 + rules.first_contact_load * load)
        councils[council].first_contacts += 1.0
        councils[council].days_to_first_contact += waited + contact
        days *= 1.0 + rules.assessment_load * load
    elif stage == _SAFEGUARDING:
        days = safeguarding_days(rules, key, family, child) * councils[council].length_ratio
        days *= councils[council].stage_scale
        if cases[here].care == 1:
            days *= rules.looked_after_delay_ratio
        days *= overload_ratio(rules, councils[council].sustained)
        held, late = draw(key, _P_CONFERENCE, family, 0)
        if held < rules.conference_share:
            in_time = (
                rules.conference_in_time
                - rules.conference_late_per_case * load * councils[council].reference_caseload
                - rules.conference_late_per_agency * councils[council].agency_rise
            )
            councils[council].conferences += 1.0
            if late < in_time and waited <= rules.conference_due:
                councils[council].conferences_in_time += 1.0
    else:
        days = looked_after_days(rules, key, family, child) * councils[council].stage_scale
    cases[here].stage_end = now + (days + child * _INSTANT)
    plan_step(state, rules, key, council, case, now)


@compiled(inline=True)
def overload_ratio(rules: CaseRules, sustained: float) -> float:
    """Length of help relative to usual: flat near the usual load, longer where overload lasts."""
    beyond = max(sustained - rules.overload_threshold, 0.0)
    ratio = 1.0 + rules.length_load * sustained + rules.overload_length * beyond
    return float(min(max(ratio, rules.length_least), rules.length_most))


@compiled(inline=True)
def assessment_days(rules: CaseRules, key: tuple[int, int], family: int) -> float:
    """Days of assessment of a family's children."""
    z = normal_quantile(draw(key, _P_FAMILY, family, 0)[1])
    return float(np.exp(rules.assessment_log_median + rules.assessment_log_sd * z))


@compiled(inline=True)
def safeguarding_days(rules: CaseRules, key: tuple[int, int], family: int, child: int) -> float:
    """Days of safeguarding of a case that does not end in care, in a council of usual length."""
    shared, own = draw(key, _P_SAFEGUARDING, family, 2 * child)
    if shared < rules.sibling_likeness:
        own = draw(key, _P_SAFEGUARDING, family, 2 * FAMILY_COUNTER)[1]
    z = normal_quantile(own)
    return float(np.exp(rules.safeguarding_log_median + rules.safeguarding_log_sd * z))


@compiled(inline=True)
def looked_after_days(rules: CaseRules, key: tuple[int, int], family: int, child: int) -> float:
    """Days in care, in a council of usual length."""
    shared, own = draw(key, _P_LOOKED_AFTER, family, child)
    if shared < rules.sibling_likeness:
        own = draw(key, _P_LOOKED_AFTER, family, FAMILY_COUNTER)[1]
    z = normal_quantile(own)
    return float(np.exp(rules.looked_after_log_median + rules.looked_after_log_sd * z))
