"""Which council's offer a candidate takes, and in which role."""

from typing import NamedTuple

import numpy as np

from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Purpose, exponential, fill_uniforms
from workforce_sim.model.engine.state import (
    DAYS_A_YEAR,
    NO_ONE,
    Floats,
    Ints,
    Role,
    StarterOrigin,
    State,
    Status,
)
from workforce_sim.model.market.posts import MarketState, openings, vacant_posts

_STAFF = int(Status.STAFF)
_CANDIDATE = int(Status.CANDIDATE)
_NEWLY_QUALIFIED = int(StarterOrigin.NEWLY_QUALIFIED)
_FROM_COUNCIL = int(StarterOrigin.OTHER_COUNCIL)
_CASE_HOLDER = int(Role.CASE_HOLDER)
_SENIOR = int(Role.SENIOR_PRACTITIONER)
_WITHOUT_CASES = int(Role.QUALIFIED_WITHOUT_CASES)
_P_TASTE = int(Purpose.TASTE)
_P_OUTSIDE = int(Purpose.OUTSIDE_OPTION)
_SMALLEST_OPENING = 0.05
_MOST_STAKE = 0.95
_STEEPEST = 600.0
"""Log of the fastest clock: beyond any choice, and its products with distance are still numbers."""


class MarketRules(NamedTuple):
    """What candidates and councils go by."""

    reach: Ints  # (councils, k) nearest councils of each home, itself first
    reach_km: Floats
    distance_cost: float  # utility lost per km
    vacancy_exponent: float
    taste_scale: float
    reach_pull: Floats  # (councils, k) what distance leaves of a council's pull
    outside_option: float  # utility of going on looking
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
def pull_of(rules: MarketRules, utility: float) -> float:
    """How fast the clock of a utility runs, relative to that of going on looking."""
    above = (utility - rules.outside_option) / rules.taste_scale
    return float(np.exp(min(max(above, -_STEEPEST), _STEEPEST)))


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

    Pull is the exponential of utility above that of going on looking, over the size of tastes:
    see ``choose_council``.
    """
    councils = state.councils
    inside = councils[council].active == 1
    open_posts[council] = openings(state, council) if inside else market.outside_vacancies[council]
    if open_posts[council] < _SMALLEST_OPENING:
        return
    common = market.attraction[council] + rules.vacancy_exponent * np.log(open_posts[council])
    if not inside:
        pull[council, :] = pull_of(rules, common)
        return
    work = councils[council].workload * councils[council].reference_caseload
    lead = np.log(councils[council].leadership)
    for role in range(6):
        utility = (
            common
            + rules.pay_utility * np.log(market.pay[council, role])
            + rules.workload_utility * work
            - rules.leadership_utility * lead
        )
        pull[council, role] = pull_of(rules, utility)


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
    # Who owes it to the council at home to work there weighs others as paying so much less.
    stake = min(people[slot].stake, _MOST_STAKE) if state.status[slot] == _CANDIDATE else 0.0
    best = NO_ONE
    earliest = exponential(key, _P_OUTSIDE, person, month)
    fill_uniforms(key, _P_TASTE, person, rules.reach[home], tastes)
    for j in range(rules.reach.shape[1]):
        council = rules.reach[home, j]
        if open_posts[council] < _SMALLEST_OPENING or (works_there and council == home):
            continue
        if capacity[council] < fte or (new and new_capacity[council] < 1.0):
            continue
        rate = pull[council, role] * rules.reach_pull[home, j]
        if stake > 0.0 and council != home:
            rate *= (1.0 - stake) ** (rules.pay_utility / rules.taste_scale)
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
