"""People who come to the labour market from outside: entrants, returners and graduates."""

from typing import NamedTuple

import numpy as np

from workforce_sim.model.careers.people import (
    PersonRules,
    band_of,
    draw_hours,
    draw_traits,
    in_band,
)
from workforce_sim.model.careers.spells import new_spell
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import (
    Origin,
    Purpose,
    draw,
    exponential,
    fill_draws,
    pack_identity,
    poisson,
    uniform,
)
from workforce_sim.model.engine.slots import next_free
from workforce_sim.model.engine.state import (
    DAYS_A_YEAR,
    Floats,
    Ints,
    Risk,
    Role,
    Route,
    StarterOrigin,
    State,
    Status,
)

_FREE = int(Status.FREE)
_CANDIDATE = int(Status.CANDIDATE)
_FORMER = int(Status.FORMER)
_CASE_HOLDER = int(Role.CASE_HOLDER)
_RISK_RETURN = int(Risk.RETURN)
_GRADUATE = int(Origin.GRADUATE)
_NEWLY_QUALIFIED = int(StarterOrigin.NEWLY_QUALIFIED)
_RETURNER = int(StarterOrigin.RETURNER)
_OVERSEAS_STARTER = int(StarterOrigin.OVERSEAS)
_ELSEWHERE_STARTER = int(StarterOrigin.ELSEWHERE)
_ELSEWHERE = int(Origin.ELSEWHERE)
_OVERSEAS = int(Origin.OVERSEAS)
_OUTSIDE_MOVER = int(Origin.OUTSIDE_MOVER)
_FROM_COUNCIL = int(StarterOrigin.OTHER_COUNCIL)
_ROUTE_OVERSEAS = int(Route.OVERSEAS)
_P_ENTRANTS = int(Purpose.ENTRANTS)
_P_AGE = int(Purpose.PERSON_AGE)
_P_ROLE = int(Purpose.PERSON_ROLE)
_P_OUTCOME = int(Purpose.STUDENT_OUTCOME)
_P_AREA = int(Purpose.STUDENT_AREA)
_P_RETURN = int(Purpose.BUDGET_RETURN)


class EntrantRules(NamedTuple):
    """How many come from outside, how old they are, and who returns."""

    elsewhere_rate: float  # a year, per head in post on the first day
    overseas_rate: float
    mover_rate: float  # a year, per head in councils outside the scope: would-be movers
    return_rate: float  # a year, per former worker in the first year after leaving
    return_decline: float  # yearly fall of the return rate with time away
    oldest_returner: float  # years; older former workers stay away
    full_time_share: float  # of entrants
    return_elasticity: float  # on improvement of what drove people out
    return_pay_elasticity: float
    entrant_pay_elasticity: float
    elsewhere_age: Floats  # cumulative by age band
    overseas_age: Floats
    mover_age: Floats
    graduate_age: Floats
    near: Ints  # (councils,) 1 when a home from which an active council can be reached
    heads: Floats  # (councils,) headcount on the first day
    area_cumulative: Floats  # cumulative share of councils as homes of graduates


@compiled()
def admit(
    state: State,
    persons: PersonRules,
    key: tuple[int, int],
    slot: int,
    ident: int,
    council: int,
    origin: int,
    ages: Floats,
    full_time_share: float,
    now: float,
) -> None:
    """Put a new person on the market: a candidate for permanent posts near ``council``."""
    people = state.people
    people[slot].ident = ident
    people[slot].episode = 0
    people[slot].generation += 1
    state.status[slot] = _CANDIDATE
    people[slot].council = council
    people[slot].origin = origin
    u, v = draw(key, _P_AGE, ident, 0)
    age = in_band(persons.age_edges, band_of(ages, u), v)
    new_spell(people, key, slot)
    draw_traits(people, persons, key, slot, age, False)
    people[slot].born += now
    people[slot].qualified += now
    people[slot].role = _CASE_HOLDER
    if origin == _NEWLY_QUALIFIED:
        people[slot].qualified = now
        people[slot].fte = 1.0
    else:
        people[slot].role = band_of(
            persons.outside_role_cumulative, uniform(key, _P_ROLE, ident, 0)
        )
        people[slot].fte = draw_hours(persons, key, ident, full_time_share)
    people[slot].seeking_since = now


@compiled()
def expected_entrants(rules: EntrantRules, supply: Floats, pay: Floats) -> float:
    """Mean number of a month's entrants from elsewhere and abroad, and of movers from outside."""
    heads = 0.0
    for council in range(supply.size):
        drawn = max(pay[council, _CASE_HOLDER] ** rules.entrant_pay_elasticity, 1.0)
        heads += rules.heads[council] * rules.near[council] * supply[council] * drawn
    return heads * (rules.elsewhere_rate + rules.overseas_rate + rules.mover_rate) / 12.0


@compiled()
def arrive_from_elsewhere(
    state: State,
    rules: EntrantRules,
    persons: PersonRules,
    supply: Floats,
    pay: Floats,
    key: tuple[int, int],
    month: int,
    now: float,
) -> None:
    """A month's entrants from adults' services, other sectors and abroad."""
    people = state.people
    slot = 0
    for council in range(state.councils.active.size):
        if rules.near[council] == 0:
            continue
        for kind in range(3):
            # Staff of councils outside the scope look for other posts too.
            if kind == 2 and state.councils[council].active == 1:
                continue
            rate = rules.elsewhere_rate
            origin = _ELSEWHERE
            starter = _ELSEWHERE_STARTER
            ages = rules.elsewhere_age
            if kind == 1:
                rate = rules.overseas_rate
                origin = _OVERSEAS
                starter = _OVERSEAS_STARTER
                ages = rules.overseas_age
            elif kind == 2:
                rate = rules.mover_rate
                origin = _OUTSIDE_MOVER
                starter = _FROM_COUNCIL
                ages = rules.mover_age
            place = pack_identity(origin, council, month, 0)
            mean = rate * rules.heads[council] * supply[council] / 12.0
            if kind < 2:
                mean *= pay[council, _CASE_HOLDER] ** rules.entrant_pay_elasticity
            for ordinal in range(poisson(mean, key, _P_ENTRANTS, place, 0)):
                slot = next_free(state, slot)
                admit(
                    state,
                    persons,
                    key,
                    slot,
                    pack_identity(origin, council, month, ordinal),
                    council,
                    starter,
                    ages,
                    rules.full_time_share,
                    now,
                )
                if kind == 1:
                    people[slot].route = _ROUTE_OVERSEAS


@compiled()
def return_to_market(
    state: State,
    rules: EntrantRules,
    supply: Floats,
    pay: Floats,
    conditions: Floats,
    key: tuple[int, int],
    now: float,
    until: float,
) -> None:
    """Former workers consider coming back: sooner when what drove them out has improved.

    ``pay`` (councils, roles) is what councils offer against pay outside, 1 on the first day;
    ``conditions`` is the hazard of leaving near each home relative to the first day: below one
    means that work there has become easier to stay in.
    """
    people = state.people
    for slot in range(people.ident.size):
        if state.status[slot] != _FORMER:
            continue
        if (now - people[slot].born) / DAYS_A_YEAR > rules.oldest_returner:
            state.status[slot] = _FREE
            people[slot].generation += 1
            continue
        home = people[slot].council
        years = max((now - people[slot].started) / DAYS_A_YEAR, 0.0)
        rate = (
            rules.return_rate
            * np.exp(-rules.return_decline * years)
            * supply[home]
            * conditions[home] ** (-rules.return_elasticity)
            * pay[home, people[slot].role] ** rules.return_pay_elasticity
        )
        people[slot].budget[_RISK_RETURN] -= rate * (until - now) / DAYS_A_YEAR
        if people[slot].budget[_RISK_RETURN] <= 0.0:
            invite_back(state, key, slot, now)


@compiled()
def invite_back(state: State, key: tuple[int, int], slot: int, now: float) -> None:
    """A former worker becomes a candidate again."""
    people = state.people
    state.status[slot] = _CANDIDATE
    people[slot].generation += 1
    people[slot].origin = _RETURNER
    people[slot].seeking_since = now
    if people[slot].role < 2:
        people[slot].role = 2
    people[slot].budget[_RISK_RETURN] = exponential(
        key, _P_RETURN, people[slot].ident, people[slot].episode * 4096 + 1
    )


@compiled(allocates=True)
def graduate(
    state: State,
    rules: EntrantRules,
    persons: PersonRules,
    key: tuple[int, int],
    origin: int,
    route: int,
    cohort: int,
    students: int,
    finish_share: float,
    children_share: float,
    now: float,
    since: float,
) -> int:
    """A cohort qualifies; those who finish and want children's social work look for a post.

    Every student has a fate of their own, so that more places add people and change nobody.
    Returns the number who came to the market.
    """
    people = state.people
    slot = 0
    came = 0
    students = max(students, 0)
    finishing = np.empty(students)
    seeking = np.empty(students)
    areas = np.empty(students)
    first = pack_identity(origin, route, cohort, 0)
    fill_draws(key, _P_AREA, first, 0, areas, seeking)
    fill_draws(key, _P_OUTCOME, first, 0, finishing, seeking)
    for ordinal in range(students):
        if finishing[ordinal] >= finish_share or seeking[ordinal] >= children_share:
            continue
        ident = first + ordinal
        council = band_of(rules.area_cumulative, areas[ordinal])
        if rules.near[council] == 0:
            continue
        slot = next_free(state, slot)
        admit(
            state,
            persons,
            key,
            slot,
            ident,
            council,
            _NEWLY_QUALIFIED,
            rules.graduate_age,
            rules.full_time_share,
            now,
        )
        people[slot].route = route
        people[slot].seeking_since = since
        came += 1
    return came
