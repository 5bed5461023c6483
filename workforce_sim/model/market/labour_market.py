"""The monthly labour market: people who look for a post meet the councils that have one.

Candidates are workers whose move risk has fired, agency workers who want a permanent post, former
workers who would return, new graduates, and entrants from elsewhere or abroad. Each weighs the
reachable vacancies: how many there are, pay, workload, leadership, distance, and a taste of their
own that is the same in every scenario. Councils take experienced candidates first, and newly
qualified ones only as far as they can supervise them. Then notice runs.
"""

import numpy as np

from workforce_sim.model.careers.spells import copy_person, new_spell
from workforce_sim.model.engine import queue as events
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Purpose, uniform
from workforce_sim.model.engine.rules import HazardRules
from workforce_sim.model.engine.slots import first_free
from workforce_sim.model.engine.state import (
    DAYS_A_YEAR,
    NO_ONE,
    EventKind,
    Floats,
    LeaveKind,
    StarterOrigin,
    State,
    Status,
)
from workforce_sim.model.market.choice import MarketRules, choose_council, suitable_role, weigh
from workforce_sim.model.market.posts import MarketState

_FREE = int(Status.FREE)
_STAFF = int(Status.STAFF)
_AGENCY = int(Status.AGENCY)
_CANDIDATE = int(Status.CANDIDATE)
_POOL = int(Status.POOL)
_NOTICE = int(Status.NOTICE)
_LEAVE = int(EventKind.LEAVE)
_START = int(EventKind.START)
_MOVED = int(LeaveKind.MOVED)
_AGENCY_TO_PERMANENT = int(LeaveKind.AGENCY_TO_PERMANENT)
_NEWLY_QUALIFIED = int(StarterOrigin.NEWLY_QUALIFIED)
_FROM_COUNCIL = int(StarterOrigin.OTHER_COUNCIL)
_FROM_AGENCY = int(StarterOrigin.AGENCY)
_P_NOTICE = int(Purpose.NOTICE)
_P_PRIORITY = int(Purpose.PERSON_PRIORITY)
_P_HOLDS = int(Purpose.PERSON_HOLDS)


@compiled()
def hire(
    state: State,
    hazards: HazardRules,
    rules: MarketRules,
    market: MarketState,
    key: tuple[int, int],
    slot: int,
    council: int,
    free_slot: int,
    now: float,
    earliest: float,
) -> bool:
    """Agree a start after notice. ``free_slot`` takes the new spell of those now at work.

    False, with nothing changed, when the start would lie before ``earliest`` (hires before the
    first day that are already in post) or at a council outside the scope that is simply left for.
    """
    people = state.people
    status = state.status[slot]
    person = people[slot].ident
    new = status == _CANDIDATE and people[slot].origin == _NEWLY_QUALIFIED
    days = rules.notice_new if new else rules.notice_experienced
    wait = uniform(key, _P_NOTICE, person, people[slot].episode)
    start = now + days * (0.5 + wait)
    if start < earliest:
        return False
    years = (now - people[slot].qualified) / DAYS_A_YEAR
    target = slot
    old_generation = people[slot].generation
    if status == _STAFF or status == _AGENCY:
        people[slot].seeking = 0
        people[slot].leave_kind = _MOVED if status == _STAFF else _AGENCY_TO_PERMANENT
        people[slot].leaves = start
        code = events.encode(_LEAVE, old_generation, slot)
        events.push(state, people[slot].council, start, code)
        if state.councils[council].active == 0:
            return True
        target = free_slot
        copy_person(people, slot, target)
        people[target].origin = _FROM_COUNCIL if status == _STAFF else _FROM_AGENCY
    else:
        people[target].episode += 1
        if status == _POOL:
            people[target].origin = _FROM_AGENCY
    role = suitable_role(state, rules, council, target, years)
    people[target].generation += 1
    people[target].role = role
    people[target].council = council
    state.status[target] = _NOTICE
    new_spell(people, key, target)
    people[target].starts = start
    people[target].started = start
    holds = uniform(key, _P_HOLDS, person, people[target].episode)
    people[target].holds = 1 if holds < market.hold_share[council, role] else 0
    # The first year in practice begins with the first post, however long it took to find.
    first_year = new or start - people[target].qualified < DAYS_A_YEAR
    load = hazards.newly_qualified_load if first_year else 1.0
    people[target].capacity = (
        people[target].fte
        * hazards.role_capacity[role]
        * people[target].factor
        * hazards.ramp_start
        * load
    )
    state.councils[council].pending[role] += people[target].fte
    state.councils[council].people += 1.0
    code = events.encode(_START, people[target].generation, target)
    events.push(state, council, start, code)
    return True


@compiled(allocates=True)
def meet(
    state: State,
    hazards: HazardRules,
    rules: MarketRules,
    market: MarketState,
    hiring_level: Floats,
    key: tuple[int, int],
    month: int,
    now: float,
    patience: float,
    earliest: float,
    hires: Floats,
) -> bool:
    """One month's market; adds to the ``hires`` of each council.

    False, with nothing changed but the slots of those who gave up, when more are needed first.
    """
    people = state.people
    n = state.councils.active.size
    waiting = 0
    moving = 0
    free = 0
    candidates = state.listed
    order = state.order
    for slot in range(people.ident.size):
        status = state.status[slot]
        if status == _CANDIDATE and now - people[slot].seeking_since > patience:
            state.status[slot] = _FREE
            people[slot].generation += 1
        if state.status[slot] == _FREE:
            free += 1
        elif _looks(state, slot):
            if status == _STAFF or status == _AGENCY:
                moving += 1
            candidates[waiting] = slot
            new = status == _CANDIDATE and people[slot].origin == _NEWLY_QUALIFIED
            order[waiting] = uniform(key, _P_PRIORITY, people[slot].ident, month) + (
                1.0 if new else 0.0
            )
            waiting += 1
    if free < waiting:
        return False
    free_slots = first_free(state, moving)
    # Councils outside the scope take whoever likes them.
    capacity = np.full(n, np.inf)
    new_capacity = np.full(n, np.inf)
    open_posts = np.zeros(n)
    pull = np.zeros((n, 6))
    tastes = np.empty(rules.reach.shape[1])
    for council in range(n):
        weigh(state, rules, market, council, open_posts, pull)
        if state.councils[council].active == 1:
            # A council with few vacancies fills them one by one; one with many cannot at once. Its
            # recruiters are as many as on the first day, also when fewer posts are open.
            vacant = max(open_posts[council], market.usual_openings[council])
            most = max(vacant * rules.offers_share, rules.least_offers)
            capacity[council] = most * hiring_level[council]
            new_capacity[council] = min(
                rules.new_per_supervisor * market.supervisors[council]
                - market.hires_newly_qualified[council],
                max(capacity[council] * rules.new_share_of_hires, 1.0),
            )
    used = 0
    for i in np.argsort(order[:waiting], kind="mergesort"):
        slot = candidates[i]
        council = choose_council(
            state,
            rules,
            open_posts,
            pull,
            capacity,
            new_capacity,
            tastes,
            key,
            slot,
            month,
            now,
        )
        if council == NO_ONE:
            continue
        status = state.status[slot]
        new = status == _CANDIDATE and people[slot].origin == _NEWLY_QUALIFIED
        inside = state.councils[council].active == 1
        if not inside and (status == _CANDIDATE or status == _POOL):
            state.status[slot] = _FREE
            people[slot].generation += 1
            continue
        fte = people[slot].fte
        if not hire(
            state,
            hazards,
            rules,
            market,
            key,
            slot,
            council,
            free_slots[used] if used < moving else NO_ONE,
            now,
            earliest,
        ):
            if status == _CANDIDATE:
                state.status[slot] = _FREE
                people[slot].generation += 1
            else:
                people[slot].seeking = 0
            continue
        if inside:
            weigh(state, rules, market, council, open_posts, pull)
            capacity[council] -= fte
            if new:
                new_capacity[council] -= 1.0
            if status == _STAFF or status == _AGENCY:
                used += 1
            hires[council] += 1.0
    return True


@compiled(inline=True)
def _looks(state: State, slot: int) -> bool:
    """Whether somebody is looking for a permanent post."""
    status = state.status[slot]
    return bool(
        status == _CANDIDATE
        or (
            (status == _STAFF or status == _AGENCY or status == _POOL)
            and state.people[slot].seeking == 1
            and not np.isfinite(state.people[slot].leaves)
        )
    )
