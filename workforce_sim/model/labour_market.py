"""The monthly labour market: people who look for a post meet the councils that have one.

Candidates are workers whose move risk has fired, agency workers who want a permanent post, former
workers who would return, new graduates, and entrants from elsewhere or abroad. Each weighs the
reachable vacancies: how many there are, pay, workload, leadership, distance, and a taste of their
own that is the same in every scenario. Councils take experienced candidates first, and newly
qualified ones only as far as they can supervise them. Then notice runs.
"""

from typing import NamedTuple

import numpy as np

from workforce_sim.model import queue as events
from workforce_sim.model.compiled import compiled
from workforce_sim.model.population import new_spell
from workforce_sim.model.posts import MarketState, openings, vacant_posts
from workforce_sim.model.randomness import Purpose, exponential, fill_uniforms, uniform
from workforce_sim.model.rules import HazardRules
from workforce_sim.model.state import (
    DAYS_A_YEAR,
    NO_ONE,
    EventKind,
    Floats,
    Ints,
    LeaveKind,
    Role,
    StarterOrigin,
    State,
    Status,
    Table,
)

_FREE = int(Status.FREE)
_STAFF = int(Status.STAFF)
_AGENCY = int(Status.AGENCY)
_CANDIDATE = int(Status.CANDIDATE)
_POOL = int(Status.POOL)
_NOTICE = int(Status.NOTICE)
_FORMER = int(Status.FORMER)
_LEAVE = int(EventKind.LEAVE)
_START = int(EventKind.START)
_MOVED = int(LeaveKind.MOVED)
_AGENCY_TO_PERMANENT = int(LeaveKind.AGENCY_TO_PERMANENT)
_NEWLY_QUALIFIED = int(StarterOrigin.NEWLY_QUALIFIED)
_FROM_COUNCIL = int(StarterOrigin.OTHER_COUNCIL)
_FROM_AGENCY = int(StarterOrigin.AGENCY)
_CASE_HOLDER = int(Role.CASE_HOLDER)
_SENIOR = int(Role.SENIOR_PRACTITIONER)
_WITHOUT_CASES = int(Role.QUALIFIED_WITHOUT_CASES)
_P_TASTE = int(Purpose.TASTE)
_P_OUTSIDE = int(Purpose.OUTSIDE_OPTION)
_P_NOTICE = int(Purpose.NOTICE)
_P_PRIORITY = int(Purpose.PERSON_PRIORITY)
_P_HOLDS = int(Purpose.PERSON_HOLDS)
_SMALLEST_OPENING = 0.05


class MarketRules(NamedTuple):
    """What candidates and councils go by."""

    reach: Ints  # (councils, k) nearest councils of each home, itself first
    reach_km: Floats
    distance_cost: float  # utility lost per km
    vacancy_exponent: float
    taste_scale: float
    reach_pull: Floats  # (councils, k) what distance leaves of a council's pull
    outside_pull: float  # pull of going on looking
    pay_utility: float  # utility per log pay
    workload_utility: float  # utility per extra case
    leadership_utility: float
    offers_share: float  # share of vacancies that can be filled in a month
    least_offers: float  # FTE that a council can fill in a month however few are vacant
    own_role_weight: float  # pull of a vacancy in the role that a candidate has
    new_share_of_hires: float  # most newly qualified among a month's hires
    new_per_supervisor: float  # newly qualified that one supervisor can support
    notice_experienced: float  # days
    notice_new: float
    senior_years: float  # years qualified for senior posts


@compiled()
def suitable_role(
    state: State, rules: MarketRules, council: int, slot: int, experienced_years: float
) -> int:
    """The role in which a council has an opening for a candidate, or NO_ONE."""
    role = state.people[slot].role
    fte = state.people[slot].fte
    best = NO_ONE
    most = 0.0
    for other in range(6):
        suits = other == role
        if role == _CASE_HOLDER or role == _SENIOR or role == _WITHOUT_CASES:
            if other == _CASE_HOLDER:
                suits = suits or role != _CASE_HOLDER
            elif other == _SENIOR or other == _WITHOUT_CASES:
                suits = suits or experienced_years >= rules.senior_years
        if suits:
            vacant = vacant_posts(state, council, other)
            weight = vacant * (rules.own_role_weight if other == role else 1.0)
            if vacant >= fte - 1e-9 and weight > most:
                most = weight
                best = other
    return best


@compiled()
def weigh(
    state: State,
    rules: MarketRules,
    market: MarketState,
    council: int,
    open_posts: Floats,
    pull: Floats,
) -> None:
    """Set a council's open posts, FTE, and what draws anybody to it, by role of the candidate.

    Pull is the exponential of utility over the size of tastes: see ``choose_council``.
    """
    councils = state.councils
    inside = councils[council].active == 1
    open_posts[council] = openings(state, council) if inside else market.outside_vacancies[council]
    if open_posts[council] < _SMALLEST_OPENING:
        return
    common = market.attraction[council] + rules.vacancy_exponent * np.log(open_posts[council])
    if not inside:
        pull[council, :] = np.exp(common / rules.taste_scale)
        return
    work = councils[council].workload * councils[council].reference_caseload
    lead = np.log(councils[council].leadership)
    for role in range(6):
        utility = (
            common
            + rules.pay_utility * np.log(1.0 + market.offer_pay[council, role])
            + rules.workload_utility * work
            - rules.leadership_utility * lead
        )
        pull[council, role] = np.exp(utility / rules.taste_scale)


@compiled()
def choose_council(
    state: State,
    rules: MarketRules,
    open_posts: Floats,
    pull: Floats,
    capacity: Floats,
    new_capacity: Floats,
    tastes: Floats,
    key: tuple[int, int],
    slot: int,
    month: int,
    now: float,
) -> int:
    """The council whose offer a candidate takes this month, or NO_ONE.

    It is the one of highest utility plus a Gumbel taste, found as the earliest of exponential
    clocks that each run as fast as the pull: the same choice with half the logarithms.
    ``tastes`` is room for a draw for each council in reach.
    """
    people = state.people
    person = people[slot].ident
    home = people[slot].council
    role = people[slot].role
    fte = people[slot].fte
    works_there = state.status[slot] == _STAFF or (
        state.status[slot] == _CANDIDATE and people[slot].origin == _FROM_COUNCIL
    )
    new = state.status[slot] == _CANDIDATE and people[slot].origin == _NEWLY_QUALIFIED
    years = (now - people[slot].qualified) / DAYS_A_YEAR
    best = NO_ONE
    earliest = exponential(key, _P_OUTSIDE, person, month) / rules.outside_pull
    fill_uniforms(key, _P_TASTE, person, rules.reach[home], tastes)
    for j in range(rules.reach.shape[1]):
        council = rules.reach[home, j]
        if open_posts[council] < _SMALLEST_OPENING or (works_there and council == home):
            continue
        if capacity[council] < fte or (new and new_capacity[council] < 1.0):
            continue
        rate = pull[council, role] * rules.reach_pull[home, j]
        # A clock's time is -log(taste) / rate, and -log(taste) is never below 1 - taste.
        if 1.0 - tastes[j] >= earliest * rate:
            continue
        time = -np.log(tastes[j]) / rate
        if time < earliest and (
            state.councils[council].active == 0
            or suitable_role(state, rules, council, slot, years) != NO_ONE
        ):
            earliest = time
            best = council
    return int(best)


@compiled()
def copy_person(people: Table, source: int, target: int) -> None:
    """A second spell of the same person, beginning at another council."""
    people[target].ident = people[source].ident
    people[target].episode = people[source].episode + 1
    people[target].role = people[source].role
    people[target].route = people[source].route
    people[target].fte = people[source].fte
    people[target].born = people[source].born
    people[target].qualified = people[source].qualified
    people[target].factor = people[source].factor


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
) -> int:
    """One month's market; the number hired, or -1 when more free slots are needed first."""
    people = state.people
    n = state.councils.active.size
    waiting = 0
    free = 0
    candidates = np.empty(people.ident.size, np.int64)
    order = np.empty(people.ident.size)
    free_slots = np.empty(people.ident.size, np.int64)
    for slot in range(people.ident.size):
        status = state.status[slot]
        if status == _CANDIDATE and now - people[slot].seeking_since > patience:
            state.status[slot] = _FREE
            people[slot].generation += 1
        if state.status[slot] == _FREE:
            free_slots[free] = slot
            free += 1
        elif _looks(state, slot):
            candidates[waiting] = slot
            new = status == _CANDIDATE and people[slot].origin == _NEWLY_QUALIFIED
            order[waiting] = uniform(key, _P_PRIORITY, people[slot].ident, month) + (
                1.0 if new else 0.0
            )
            waiting += 1
    if free < waiting:
        return -1
    # Councils outside the scope take whoever likes them.
    capacity = np.full(n, np.inf)
    new_capacity = np.full(n, np.inf)
    open_posts = np.zeros(n)
    pull = np.zeros((n, 6))
    tastes = np.empty(rules.reach.shape[1])
    for council in range(n):
        weigh(state, rules, market, council, open_posts, pull)
        if state.councils[council].active == 1:
            vacant = open_posts[council]
            # A council with few vacancies fills them one by one; one with many cannot at once.
            most = max(vacant * rules.offers_share, rules.least_offers)
            capacity[council] = most * hiring_level[council]
            new_capacity[council] = min(
                rules.new_per_supervisor * market.supervisors[council]
                - market.hires_newly_qualified[council],
                max(capacity[council] * rules.new_share_of_hires, 1.0),
            )
    hired = 0
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
            free_slots[used],
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
            hired += 1
    return hired


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
