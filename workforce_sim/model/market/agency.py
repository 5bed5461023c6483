"""The monthly agency market: councils cover vacancies with agency workers from a shared pool."""

from typing import NamedTuple

import numpy as np

from workforce_sim.model.careers.people import PersonRules, band_of, draw_traits, in_band
from workforce_sim.model.careers.spells import new_spell
from workforce_sim.model.casework.allocation import join_team, neediest_team
from workforce_sim.model.engine import queue as events
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import (
    Origin,
    Purpose,
    draw,
    exponential,
    fill_uniforms,
    pack_identity,
    poisson,
    uniform,
)
from workforce_sim.model.engine.rules import CaseRules, HazardRules
from workforce_sim.model.engine.slots import next_free
from workforce_sim.model.engine.state import (
    DAYS_A_YEAR,
    NO_ONE,
    EventKind,
    Floats,
    Ints,
    LeaveKind,
    Risk,
    Role,
    State,
    Status,
)
from workforce_sim.model.market.posts import MarketState

_FREE = int(Status.FREE)
_AGENCY = int(Status.AGENCY)
_POOL = int(Status.POOL)
_CASE_HOLDER = int(Role.CASE_HOLDER)
_LEAVE = int(EventKind.LEAVE)
_TO_AGENCY = int(LeaveKind.TO_AGENCY)
_ASSIGNMENT_ENDED = int(LeaveKind.ASSIGNMENT_ENDED)
_STOPS = int(LeaveKind.RETIRED)
_AGENCY_ENTRANT = int(Origin.AGENCY_ENTRANT)
_RISK_MOVE = int(Risk.MOVE)
_P_ASSIGNMENT = int(Purpose.AGENCY_ASSIGNMENT)
_P_FILL = int(Purpose.AGENCY_FILL)
_P_ENTRANTS = int(Purpose.AGENCY_ENTRANTS)
_P_PRIORITY = int(Purpose.AGENCY_PRIORITY)
_P_AGE = int(Purpose.PERSON_AGE)
_P_HOLDS = int(Purpose.PERSON_HOLDS)
_P_MOVE = int(Purpose.BUDGET_MOVE)
_AGENCY_COLUMN = 6


class AgencyRules(NamedTuple):
    """How councils use agency workers and how supply answers."""

    per_vacancy: Floats  # (councils,) agency FTE wanted per vacant FTE
    surplus: Floats  # (councils,) agency FTE wanted beyond vacancies
    initial_fte: Floats  # (councils,) agency FTE on the first day: where entrants live
    fill_probability: float  # chance that a free agency worker finds an assignment in a month
    assignment_days: float
    entry_rate: float  # entrants a year per agency worker, when nothing is short
    supply_elasticity: float  # on the price, and on what cover is short
    demand_elasticity: float  # on the price: how much less cover is wanted
    most_entrants: float  # relative to the usual number, however short cover is
    permanent_rate: float  # a year
    permanent_pay_elasticity: float  # on pay of permanent posts against pay outside
    exit_rate: float  # a year, of those without an assignment and in between
    age_cumulative: Floats
    region: Ints  # (councils,)
    reach: Ints
    reach_pull: Floats  # (councils, k) what distance leaves of a council's pull


@compiled()
def vacancies(state: State, council: int) -> float:
    """Vacant posts at the last count, whether or not somebody is coming or agency covers them."""
    posts = 0.0
    filled = 0.0
    for role in range(6):
        posts += state.councils[council].posts[role]
        filled += state.councils[council].filled[role]
    return float(max(posts - filled, 0.0))


@compiled()
def assign(
    state: State,
    rules: AgencyRules,
    hazards: HazardRules,
    case_rules: CaseRules,
    market: MarketState,
    key: tuple[int, int],
    slot: int,
    council: int,
    now: float,
) -> None:
    """Put an agency worker on an assignment at once."""
    people = state.people
    person = people[slot].ident
    people[slot].generation += 1
    new_spell(people, key, slot)
    state.status[slot] = _AGENCY
    state.councils[council].people += 1.0
    people[slot].council = council
    people[slot].role = _CASE_HOLDER
    people[slot].started = now
    episode = people[slot].episode
    people[slot].capacity = people[slot].fte * people[slot].factor * hazards.ramp_start
    length = rules.assignment_days * exponential(key, _P_ASSIGNMENT, person, episode)
    people[slot].starts = now + length
    share = market.hold_share[council, _AGENCY_COLUMN]
    people[slot].holds = 1 if uniform(key, _P_HOLDS, person, episode) < share else 0
    if people[slot].holds == 1:
        team = neediest_team(state, council)
        if team == NO_ONE:
            people[slot].holds = 0
        else:
            join_team(state, case_rules, key, council, team, slot, now)


@compiled()
def end_assignment(state: State, slot: int, kind: int, now: float) -> None:
    """Somebody leaves today."""
    people = state.people
    people[slot].leaves = now
    people[slot].leave_kind = kind
    code = events.encode(_LEAVE, people[slot].generation, slot)
    events.push(state, people[slot].council, now, code)


@compiled()
def agency_careers(
    state: State,
    rules: AgencyRules,
    key: tuple[int, int],
    month: int,
    now: float,
    until: float,
    patience: float,
    pay: Floats,
) -> None:
    """Assignments run out; some agency workers stop, or begin or cease to look for a post.

    Assignments end on the day of the office round, when cover is renewed, not between. Councils'
    agency FTE is counted afresh: those who stay.
    """
    people = state.people
    state.councils.agency_fte[:] = 0.0
    for slot in range(people.ident.size):
        status = state.status[slot]
        if status != _AGENCY and status != _POOL:
            continue
        # Where agency work pays less than on the first day, more give it up.
        unwilling = state.councils[people[slot].council].agency_price ** (-rules.supply_elasticity)
        stops = uniform(key, _P_PRIORITY, people[slot].ident, 200_000 + month) < (
            rules.exit_rate * unwilling / 12.0
        )
        if status == _POOL:
            if stops:
                state.status[slot] = _FREE
                people[slot].generation += 1
            continue
        if (stops or people[slot].starts <= now) and not np.isfinite(people[slot].leaves):
            end_assignment(state, slot, _STOPS if stops else _ASSIGNMENT_ENDED, now)
            continue
        if people[slot].leaves > now:
            state.councils[people[slot].council].agency_fte += people[slot].fte
        if people[slot].seeking == 1:
            if now - people[slot].seeking_since > patience:
                people[slot].seeking = 0
                people[slot].searches += 1
                counter = people[slot].episode * 4096 + people[slot].searches
                people[slot].budget[_RISK_MOVE] = exponential(
                    key, _P_MOVE, people[slot].ident, counter
                )
        else:
            drawn = pay[people[slot].council, _CASE_HOLDER] ** rules.permanent_pay_elasticity
            rate = rules.permanent_rate * unwilling * drawn
            people[slot].budget[_RISK_MOVE] -= rate * (until - now) / DAYS_A_YEAR
            if people[slot].budget[_RISK_MOVE] <= 0.0:
                people[slot].seeking = 1
                people[slot].seeking_since = now


@compiled()
def is_barred(state: State, rules: AgencyRules, slot: int, council: int, now: float) -> bool:
    """Whether a council may not take an agency worker: too new, or left the region just now."""
    people = state.people
    councils = state.councils
    if now - people[slot].qualified < councils[council].agency_years * DAYS_A_YEAR:
        return True
    left = rules.region[people[slot].council] == rules.region[council]
    came = people[slot].leave_kind == _TO_AGENCY and left
    return bool(came and now - people[slot].started < councils[council].cooling_off)


@compiled(allocates=True)
def hire_agency(
    state: State,
    rules: AgencyRules,
    hazards: HazardRules,
    case_rules: CaseRules,
    market: MarketState,
    persons: PersonRules,
    target_level: Floats,
    key: tuple[int, int],
    month: int,
    now: float,
) -> None:
    """Fill agency cover towards each council's target, from the pool and from new entrants.

    Councils' agency FTE, which is paid for the month, becomes that of those who are here now.
    """
    people = state.people
    n = state.councils.active.size
    gap = np.zeros(n)
    wanted = np.zeros(n)
    for council in range(n):
        if state.councils[council].active == 1:
            wish = target_level[council] * (
                rules.per_vacancy[council] * vacancies(state, council) + rules.surplus[council]
            )
            target = wish * state.councils[council].agency_price ** (-rules.demand_elasticity)
            gap[council] = target - state.councils[council].agency_fte
            wanted[council] = max(target, 0.0)
    before = gap.copy()
    end_surplus_assignments(state, gap, key, month, now)
    enter_agency(state, rules, persons, key, month, now, wanted)
    free = state.listed
    order = state.order
    tastes = np.empty(rules.reach.shape[1])
    count = 0
    for slot in range(people.ident.size):
        if state.status[slot] == _POOL:
            fill, priority = draw(key, _P_FILL, people[slot].ident, month)
            if fill < rules.fill_probability:
                free[count] = slot
                order[count] = priority
                count += 1
    for i in np.argsort(order[:count], kind="mergesort"):
        slot = free[i]
        home = people[slot].council
        best = NO_ONE
        earliest = np.inf
        fill_uniforms(key, _P_PRIORITY, people[slot].ident, rules.reach[home], tastes)
        for j in range(rules.reach.shape[1]):
            council = rules.reach[home, j]
            if gap[council] < people[slot].fte * 0.5 or is_barred(state, rules, slot, council, now):
                continue
            # The highest of log gap less distance plus a Gumbel taste (see ``choose_council``).
            rate = gap[council] * rules.reach_pull[home, j]
            if -np.log(tastes[j]) < earliest * rate:
                earliest = -np.log(tastes[j]) / rate
                best = council
        if best != NO_ONE:
            gap[best] -= people[slot].fte
            assign(state, rules, hazards, case_rules, market, key, slot, best, now)
    for council in range(n):
        state.councils[council].agency_fte += before[council] - gap[council]


@compiled(allocates=True)
def end_surplus_assignments(
    state: State, gap: Floats, key: tuple[int, int], month: int, now: float
) -> None:
    """Councils with more cover than they want end assignments, in a keyed order."""
    people = state.people
    slots = state.listed
    order = state.order
    count = 0
    for slot in range(people.ident.size):
        if (
            state.status[slot] == _AGENCY
            and gap[people[slot].council] < -1.0
            and not np.isfinite(people[slot].leaves)
        ):
            slots[count] = slot
            order[count] = uniform(key, _P_PRIORITY, people[slot].ident, 100_000 + month)
            count += 1
    for i in np.argsort(order[:count], kind="mergesort"):
        slot = slots[i]
        council = people[slot].council
        if gap[council] < -0.5 * people[slot].fte - 0.5:
            gap[council] += people[slot].fte
            end_assignment(state, slot, _ASSIGNMENT_ENDED, now)


@compiled()
def most_entrants_of_month(rules: AgencyRules, active: Ints) -> float:
    """Mean number who come into agency work in a month when cover is as short as can be."""
    workers = 0.0
    for council in range(active.size):
        workers += rules.initial_fte[council] * active[council]
    return rules.most_entrants * rules.entry_rate * workers / 12.0


@compiled()
def enter_agency(
    state: State,
    rules: AgencyRules,
    persons: PersonRules,
    key: tuple[int, int],
    month: int,
    now: float,
    wanted: Floats,
) -> None:
    """People come into agency work from outside; more when cover is short within their reach."""
    people = state.people
    slot = 0
    for council in range(state.councils.active.size):
        if state.councils[council].active == 0:
            continue
        short = 0.0
        present = 0.0
        for j in range(rules.reach.shape[1]):
            short += wanted[rules.reach[council, j]]
            present += state.councils[rules.reach[council, j]].agency_fte
        shortage = max(short, 1.0) / max(present, 1.0)
        drawn = (shortage * state.councils[council].agency_price) ** rules.supply_elasticity
        factor = min(drawn, rules.most_entrants) / 12.0
        mean = rules.entry_rate * rules.initial_fte[council] * factor
        place = pack_identity(_AGENCY_ENTRANT, council, month, 0)
        for ordinal in range(poisson(mean, key, _P_ENTRANTS, place, 0)):
            slot = next_free(state, slot)
            people[slot].ident = pack_identity(_AGENCY_ENTRANT, council, month, ordinal)
            people[slot].episode = 0
            people[slot].generation += 1
            state.status[slot] = _POOL
            people[slot].council = council
            people[slot].role = _CASE_HOLDER
            people[slot].fte = 1.0
            u, v = draw(key, _P_AGE, people[slot].ident, 0)
            band = band_of(rules.age_cumulative, u)
            draw_traits(people, persons, key, slot, in_band(persons.age_edges, band, v), False)
            # Traits are drawn as of the first day; these people are that age today.
            people[slot].born += now
            people[slot].qualified += now
            new_spell(people, key, slot)
            people[slot].started = now
