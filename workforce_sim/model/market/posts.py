"""Posts: who fills them, what is vacant, who is coming, and promotion into open ones."""

from typing import NamedTuple

import numpy as np

from workforce_sim.model.careers.first_and_last_day import promotion_rates
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Purpose, uniform
from workforce_sim.model.engine.rules import HazardRules
from workforce_sim.model.engine.state import (
    DAYS_A_YEAR,
    Bools,
    Floats,
    Ints,
    Role,
    StarterOrigin,
    State,
    Status,
)

_STAFF = int(Status.STAFF)
_AGENCY = int(Status.AGENCY)
_NOTICE = int(Status.NOTICE)
_NEWLY_QUALIFIED = int(StarterOrigin.NEWLY_QUALIFIED)
_CASE_HOLDER = int(Role.CASE_HOLDER)
_SENIOR = int(Role.SENIOR_PRACTITIONER)
_WITHOUT_CASES = int(Role.QUALIFIED_WITHOUT_CASES)
_P_HOLDS = int(Purpose.PERSON_HOLDS)
_P_PROMOTION = int(Purpose.BUDGET_PROMOTION)
_P_PATH = int(Purpose.PROMOTION_PATH)


class MarketState(NamedTuple):
    """Levels of the market that the calendar changes."""

    attraction: Floats  # (councils,) fitted so that councils' starters are as published
    supply: Floats  # (councils,) people who come from outside, relative to the first day
    returns: Floats  # (councils,) hazard of former workers coming back, likewise
    posts_answer: Floats  # (councils,) log of what caseload has added to posts since the first day
    posts_added: Floats  # (councils, roles) FTE on top of what grows
    offer_pay: Floats  # (councils, roles) supplement offered, share of salary
    pay: Floats  # (councils, roles) pay offered against pay outside, 1 on the first day
    usual_openings: Floats  # (councils,) posts without somebody coming on the first day, FTE
    hires_newly_qualified: Floats  # (councils,) newly qualified at work or coming
    supervisors: Floats  # (councils,)
    hold_share: Floats  # (councils, 7) share that holds cases, by role and agency
    outside_vacancies: Floats  # (councils,) vacancies of councils outside the scope


@compiled()
def tally(state: State, market: MarketState, now: float) -> None:
    """Count who fills which posts, and who is coming."""
    people = state.people
    councils = state.councils
    councils.filled[:] = 0.0
    councils.pending[:] = 0.0
    councils.people[:] = 0.0
    councils.agency_fte[:] = 0.0
    councils.holders_fte[:] = 0.0
    market.hires_newly_qualified[:] = 0.0
    market.supervisors[:] = 0.0
    for slot in range(people.ident.size):
        status = state.status[slot]
        if status != _STAFF and status != _AGENCY and status != _NOTICE:
            continue
        council = people[slot].council
        councils[council].people += 1.0
        if status == _STAFF:
            role = people[slot].role
            councils[council].filled[role] += people[slot].fte
            if now - people[slot].qualified < DAYS_A_YEAR:
                market.hires_newly_qualified[council] += 1.0
            if role == _SENIOR or role == _SENIOR - 1:
                market.supervisors[council] += people[slot].fte
        elif status == _AGENCY and people[slot].leaves > now:
            councils[council].agency_fte += people[slot].fte
        elif status == _NOTICE:
            councils[council].pending[people[slot].role] += people[slot].fte
            if people[slot].origin == _NEWLY_QUALIFIED:
                market.hires_newly_qualified[council] += 1.0
        if people[slot].n_cases > 0:
            councils[council].holders_fte += people[slot].fte


@compiled()
def vacant_posts(state: State, council: int, role: int) -> float:
    """Open FTE of one role without somebody coming; negative when above establishment.

    A frozen post is vacant but not open.
    """
    councils = state.councils
    vacant = (
        councils[council].posts[role]
        - councils[council].filled[role]
        - councils[council].pending[role]
    )
    if councils[council].frozen[role] == 1:
        return float(min(vacant, 0.0))
    return float(vacant)


@compiled()
def openings(state: State, council: int) -> float:
    """Vacant posts without somebody coming, FTE."""
    total = 0.0
    for role in range(6):
        total += max(vacant_posts(state, council, role), 0.0)
    return float(total)


@compiled(allocates=True)
def tight_queues(state: State, events_each: int, spare: int, least_fte: float) -> Bools:
    """Councils whose queue may not take ``events_each`` more for everybody there or coming.

    Those who come are counted, and those who may yet: people of ``least_fte`` in every open post.
    """
    blocks = state.blocks
    tight = np.zeros(state.councils.active.size, np.bool_)
    for c in range(tight.size):
        if state.councils[c].active == 1:
            most = state.councils[c].people + openings(state, c) / least_fte
            needed = blocks[c].events + events_each * most + spare
            tight[c] = needed > blocks[c].event_room
    return tight


@compiled(allocates=True)
def month_of_posts(state: State, hazards: HazardRules, on_cost: float, premium: float) -> Floats:
    """A month's bills by filled post, (4, councils), and a count of vacant posts.

    The rows are GBP of pay, full-time years of work bought with it, and the same of agency work;
    ``on_cost`` and ``premium`` are shares of pay, the latter on the first day.
    """
    councils = state.councils
    bills = np.zeros((4, councils.active.size))
    for council in range(councils.active.size):
        if councils[council].active == 0:
            continue
        level = councils[council].pay_level * ((1.0 + on_cost) / 12.0)
        vacant = 0.0
        for role in range(6):
            there = councils[council].filled[role]
            bills[0, council] += there * hazards.salary[role] * level
            bills[1, council] += there / 12.0
            vacant += max(councils[council].posts[role] - there, 0.0)
        covered = councils[council].agency_fte
        price = (1.0 + premium) * councils[council].agency_price
        bills[2, council] = covered * hazards.salary[_CASE_HOLDER] * price * level
        bills[3, council] = covered / 12.0
        councils[council].filled_vacancy_months += vacant
    return bills


@compiled(allocates=True)
def pay_everybody(
    state: State, hazards: HazardRules, on_cost: float, premium: float, now: float
) -> Floats:
    """What each council pays for a month to those who work there, person by person, GBP."""
    people = state.people
    paid = np.zeros(state.councils.active.size)
    for slot in range(people.ident.size):
        status = state.status[slot]
        if status == _STAFF:
            full_time = hazards.salary[people[slot].role]
        elif status == _AGENCY and people[slot].leaves > now:
            price = (1.0 + premium) * state.councils[people[slot].council].agency_price
            full_time = hazards.salary[_CASE_HOLDER] * price
        else:
            continue
        council = people[slot].council
        level = state.councils[council].pay_level
        paid[council] += people[slot].fte * full_time * level * (1.0 + on_cost) / 12.0
    return paid


@compiled(allocates=True)
def promote(
    state: State, hazards: HazardRules, market: MarketState, key: tuple[int, int], now: float
) -> Ints:
    """Promote those whose time has come where a post is open.

    Returns the slots of those who stop holding cases.
    """
    people = state.people
    councils = state.councils
    ready = state.listed
    order = state.order
    n_ready = 0
    for slot in range(people.ident.size):
        if state.status[slot] == _STAFF and people[slot].ready == 1:
            role = people[slot].role
            if role >= 1 and role <= _CASE_HOLDER and not np.isfinite(people[slot].leaves):
                ready[n_ready] = slot
                order[n_ready] = people[slot].budget[3]
                n_ready += 1
    stopping = np.empty(n_ready, np.int64)
    n_stopping = 0
    for i in np.argsort(order[:n_ready], kind="mergesort"):
        slot = ready[i]
        council = people[slot].council
        role = people[slot].role
        fte = people[slot].fte
        person = people[slot].ident
        counter = people[slot].episode * 4096 + 1 + role
        up, aside = promotion_rates(hazards, role, people[slot].qualified, now)
        target = role - 1
        other = _WITHOUT_CASES
        if uniform(key, _P_PATH, person, counter) * (up + aside) < aside:
            target, other = other, target
        if vacant_posts(state, council, target) < fte:
            # The other path will do, if it is open to this person and a post on it is vacant.
            if min(up, aside) <= 0.0 or vacant_posts(state, council, other) < fte:
                continue
            target = other
        councils[council].filled[role] -= fte
        councils[council].filled[target] += fte
        people[slot].role = target
        people[slot].budget[3] = -np.log(uniform(key, _P_PROMOTION, person, counter))
        people[slot].ready = 0
        if people[slot].holds == 1:
            holds = uniform(key, _P_HOLDS, person, counter)
            if holds >= market.hold_share[council, target]:
                stopping[n_stopping] = slot
                n_stopping += 1
    return stopping[:n_stopping]
