"""The compiled next-event loop of casework: the only place where cases and absences happen.

``advance`` runs one council after another to the given day; councils meet only at calendar moments.
"""

from workforce_sim.model.careers.first_and_last_day import leave, start_work
from workforce_sim.model.casework.absences import count_sick_days, end_absence, start_absence
from workforce_sim.model.casework.allocation import hand_over_all, set_absent
from workforce_sim.model.casework.cases import (
    arrive,
    bring_near,
    family_identity,
    plan_arrival,
    step_case,
)
from workforce_sim.model.engine import queue as events
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.rules import CaseRules
from workforce_sim.model.engine.state import (
    FAMILY_LIMIT,
    NO_ONE,
    Absence,
    EventKind,
    State,
)

_ARRIVAL = int(EventKind.ARRIVAL)
_CASE_STEP = int(EventKind.CASE_STEP)
_SICK_START = int(EventKind.SICK_START)
_HAND_OVER = int(EventKind.HAND_OVER)
_ABSENCE_END = int(EventKind.ABSENCE_END)
_PARENTAL_START = int(EventKind.PARENTAL_START)
_LEAVE = int(EventKind.LEAVE)
_START = int(EventKind.START)
_SICK = int(Absence.SICK)
_SICK_HANDED_OVER = int(Absence.SICK_HANDED_OVER)


@compiled()
def advance_council(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    council: int,
    until: float,
    month_end: float,
) -> bool:
    """Run a council's events up to ``until``; False when the cases need more room first."""
    people = state.people
    n_events = 0
    room = True
    if state.blocks[council].horizon < month_end:
        if state.blocks[council].events + state.councils[council].n_cases + FAMILY_LIMIT + 4 > (
            state.blocks[council].event_room
        ):
            return False
        bring_near(state, council, month_end)
    while events.next_time(state, council) < until:
        if state.blocks[council].free_cases < FAMILY_LIMIT or (
            state.blocks[council].events + FAMILY_LIMIT + 4 > state.blocks[council].event_room
        ):
            room = False
            break
        now, code = events.pop(state, council)
        kind = events.kind_of(code)
        index = events.index_of(code)
        n_events += 1
        if kind == _CASE_STEP:
            if state.cases[state.blocks[council].first_case + index].step_at == now:
                step_case(state, rules, key, council, index, now)
        elif kind == _ARRIVAL:
            if events.is_current(code, state.councils[council].month):
                family = family_identity(council, state.councils[council].month, index)
                arrive(state, rules, key, council, family, now)
                state.councils[council].next_ordinal = index + 1
                plan_arrival(state, key, council, now)
        elif events.is_current(code, people[index].generation):
            if kind == _SICK_START:
                start_absence(state, rules, key, council, index, False, now)
            elif kind == _HAND_OVER:
                if people[index].absent == _SICK:
                    count_sick_days(state, rules, council, index, now)
                    set_absent(state, index, _SICK_HANDED_OVER)
                    if people[index].team != NO_ONE:
                        hand_over_all(state, rules, council, index, now)
            elif kind == _ABSENCE_END:
                end_absence(state, rules, key, council, index, now, month_end)
            elif kind == _PARENTAL_START:
                start_absence(state, rules, key, council, index, True, now)
            elif kind == _LEAVE:
                leave(state, rules, key, council, index, now)
            elif kind == _START:
                start_work(state, rules, key, council, index, now)
    state.councils[council].events += n_events
    return room


@compiled()
def advance(
    state: State,
    rules: CaseRules,
    key: tuple[int, int],
    start_council: int,
    until: float,
    month_end: float,
) -> int:
    """Run every council from ``start_council`` on to ``until``; the first one that needs more
    room, or the number of councils when all are done. Nothing is lost by calling again.
    """
    n = state.councils.active.size
    for council in range(start_council, n):
        if state.councils[council].active == 1 and not advance_council(
            state, rules, key, council, until, month_end
        ):
            return council
    return n
