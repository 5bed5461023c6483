"""Sickness and parental leave: spells begin and end, and long ones trigger hand-over."""

import numpy as np

from workforce_sim.model.casework.allocation import hand_over_all, serve_waiting, set_absent
from workforce_sim.model.engine import queue as events
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Purpose, draw, exponential, normal_quantile
from workforce_sim.model.engine.rules import CaseRules
from workforce_sim.model.engine.state import (
    NO_ONE,
    Absence,
    EventKind,
    Risk,
    State,
    Status,
)

_SICK_START = int(EventKind.SICK_START)
_HAND_OVER = int(EventKind.HAND_OVER)
_ABSENCE_END = int(EventKind.ABSENCE_END)
_STAFF = int(Status.STAFF)
_PRESENT = int(Absence.PRESENT)
_SICK = int(Absence.SICK)
_SICK_HANDED_OVER = int(Absence.SICK_HANDED_OVER)
_PARENTAL = int(Absence.PARENTAL)
_NOT_YET_STARTED = int(Absence.NOT_YET_STARTED)
_RISK_SICKNESS = int(Risk.SICKNESS)
_RISK_PARENTAL = int(Risk.PARENTAL)
_P_SPELL = int(Purpose.SPELL_LENGTH)
_P_PARENTAL = int(Purpose.PARENTAL_LENGTH)
_P_SICKNESS_BUDGET = int(Purpose.BUDGET_SICKNESS)
_P_PARENTAL_BUDGET = int(Purpose.BUDGET_PARENTAL)
_MISSED = 2048
"""Added to the counter of spells when a spell could not happen."""


@compiled()
def spell_days(rules: CaseRules, key: tuple[int, int], person: int, counter: int) -> float:
    """Calendar days of a sickness spell: mostly short, some long."""
    which, length = draw(key, _P_SPELL, person, counter)
    z = normal_quantile(length)
    if which < rules.short_share_of_spells:
        return float(np.exp(rules.short_log_median + rules.short_log_sd * z))
    return float(np.exp(rules.long_log_median + rules.long_log_sd * z))


@compiled()
def start_absence(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    council: int,
    worker: int,
    parental: bool,
    now: float,
) -> None:
    """A worker falls ill or goes on parental leave."""
    people = state.people
    if people[worker].absent != _PRESENT:
        # Away already for another reason: this spell does not happen, a later one may.
        risk = _RISK_PARENTAL if parental else _RISK_SICKNESS
        purpose = _P_PARENTAL_BUDGET if parental else _P_SICKNESS_BUDGET
        counter = people[worker].spells + _MISSED
        people[worker].budget[risk] = exponential(key, purpose, people[worker].ident, counter)
        return
    person = people[worker].ident
    people[worker].absent_since = now
    code_generation = people[worker].generation
    if parental:
        set_absent(state, worker, _PARENTAL)
        length = np.exp(rules.parental_log_mean_days) * (
            0.5 + draw(key, _P_PARENTAL, person, people[worker].spells)[0]
        )
        if people[worker].team != NO_ONE:
            hand_over_all(state, rules, council, worker, now)
    else:
        set_absent(state, worker, _SICK)
        length = spell_days(rules, key, person, people[worker].spells)
        if length > rules.hand_over_after:
            events.push(
                state,
                council,
                now + rules.hand_over_after,
                events.encode(_HAND_OVER, code_generation, worker),
            )
    events.push(state, council, now + length, events.encode(_ABSENCE_END, code_generation, worker))


@compiled()
def count_sick_days(state: State, rules: CaseRules, council: int, worker: int, now: float) -> None:
    """Add the sick days since the spell or the last census began, and start counting afresh."""
    people = state.people
    absent = people[worker].absent
    if state.status[worker] == _STAFF and (absent == _SICK or absent == _SICK_HANDED_OVER):
        days = (now - people[worker].absent_since) * rules.working_days_share
        state.councils[council].working_days_lost_fte += days * people[worker].fte
        people[worker].absent_since = now


@compiled()
def end_absence(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    council: int,
    worker: int,
    now: float,
    until: float,
) -> None:
    """A worker comes back (or, before the start, begins); waiting cases may go to them at once."""
    people = state.people
    count_sick_days(state, rules, council, worker, now)
    person = people[worker].ident
    was = people[worker].absent
    set_absent(state, worker, _PRESENT)
    if was != _NOT_YET_STARTED:
        people[worker].spells += 1
        counter = people[worker].spells
        if was == _PARENTAL:
            people[worker].budget[_RISK_PARENTAL] = exponential(
                key, _P_PARENTAL_BUDGET, person, counter
            )
        else:
            people[worker].budget[_RISK_SICKNESS] = exponential(
                key, _P_SICKNESS_BUDGET, person, counter
            )
            plan_sickness(state, council, worker, now, until)
    team = people[worker].team
    if team != NO_ONE and state.teams[team].waiting > 0:
        serve_waiting(state, rules, key, council, team, now)


@compiled()
def plan_sickness(state: State, council: int, worker: int, now: float, until: float) -> None:
    """Use up the sickness budget to ``until``; plan the spell if it runs out before."""
    people = state.people
    rate = people[worker].sick_rate
    budget = people[worker].budget[_RISK_SICKNESS]
    if rate > 0.0 and budget <= rate * (until - now):
        events.push(
            state,
            council,
            now + budget / rate,
            events.encode(_SICK_START, people[worker].generation, worker),
        )
        people[worker].budget[_RISK_SICKNESS] = np.inf
    else:
        people[worker].budget[_RISK_SICKNESS] = budget - rate * (until - now)
