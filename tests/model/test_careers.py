"""Pay and leaving by role, steps up and aside, and the first day in practice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.worlds import HAZARDS, KEY, RULES, VALUES, one_council
from workforce_sim.model.careers.first_and_last_day import promotion_rates, start_work
from workforce_sim.model.careers.leaving import yearly_hazards
from workforce_sim.model.careers.programmes import ProgrammeBook
from workforce_sim.model.engine.rules import HazardRules, as_record, hazard_rules
from workforce_sim.model.engine.state import NO_ONE, Ints, Role, StarterOrigin, State, Status
from workforce_sim.model.market.posts import MarketState, promote

PROGRAMMES = ProgrammeBook().table
NEVER_ASIDE: HazardRules = as_record(hazard_rules(VALUES)._replace(aside_rate=0.0))
SHARES = st.floats(0.0, 0.5)
ROLES = st.sampled_from(Role)
UP, ASIDE = Role.SENIOR_PRACTITIONER, Role.QUALIFIED_WITHOUT_CASES


def one_of(role: int) -> State:
    """Somebody of a role, qualified for ten years, for five with a council like England's."""
    state = one_council([[1.0], [], []])
    state.people.role[0] = role
    state.people.born[0] = -40 * 365.25
    state.people.qualified[0] = -10 * 365.25
    state.people.started[0] = -5 * 365.25
    return state


def hazards(state: State) -> tuple[float, float, float]:
    """Leaving the profession, going to an agency, and looking elsewhere; a year."""
    exit_hazard, agency, move = yearly_hazards(state, HAZARDS, PROGRAMMES, 0, 0.0)
    return float(exit_hazard), float(agency), float(move)


@pytest.mark.property
@given(ROLES, ROLES, SHARES)
def test_what_others_offer_draws_those_in_the_role_that_it_is_offered_to(
    role: int, offered_to: int, share: float
) -> None:
    state = one_of(role)
    before = hazards(state)
    state.councils.market_pay[0, offered_to] = share
    felt = share if role == offered_to else 0.0
    ratio = (1.0 - felt) ** HAZARDS.pay_elasticity_move
    assert hazards(state) == pytest.approx((before[0], before[1], before[2] * ratio))


@pytest.mark.property
@given(ROLES, SHARES, st.floats(0.7, 1.5))
def test_own_pay_counts_against_what_the_role_earns_there(
    role: int, share: float, level: float
) -> None:
    state = one_of(role)
    exit_hazard, agency, move = hazards(state)
    state.councils.pay_level[0] = level
    state.people.supplement[0] = share * level * float(HAZARDS.salary[role])
    for_all = (1.0 + share) ** VALUES["leaving.pay_elasticity_national"]
    for_movers = (1.0 + share) ** HAZARDS.pay_elasticity_move
    expected = (exit_hazard * for_all, agency * for_all, move * for_movers)
    assert hazards(state) == pytest.approx(expected)


@pytest.mark.property
@given(ROLES, st.floats(0.0, 40.0))
def test_steps_up_and_aside_have_hazards_of_their_own(role: int, years: float) -> None:
    up, aside = promotion_rates(HAZARDS, role, -years * 365.25, 0.0)
    may_step_aside = role in (Role.CASE_HOLDER, Role.SENIOR_PRACTITIONER) and (
        years >= VALUES["promotion.minimum_years.qualified_without_cases"]
    )
    rate = VALUES["promotion.to_qualified_without_cases_rate"]
    assert aside == (rate if may_step_aside else 0.0)
    assert (up, 0.0) == promotion_rates(NEVER_ASIDE, role, -years * 365.25, 0.0)
    if role in (Role.SENIOR_MANAGER, Role.QUALIFIED_WITHOUT_CASES):
        assert up == 0.0


def many_ready(first_ident: int) -> State:
    """144 experienced case holders who are all due for a step."""
    state = one_council([[1.0] * 48] * 3)
    ready = state.status == Status.STAFF
    state.people.ident[ready] = first_ident + np.arange(np.count_nonzero(ready))
    state.people.qualified[:] = -10 * 365.25
    state.people.budget[:] = np.inf
    state.people.budget[ready, 3] = -1.0
    state.people.ready[ready] = 1
    return state


def promoted(state: State) -> Ints:
    """The new roles of those 144; who holds cases goes on doing so."""
    market = MarketState(
        attraction=np.zeros(1),
        supply=np.ones(1),
        returns=np.ones(1),
        posts_answer=np.zeros(1),
        posts_added=np.zeros((1, 6)),
        offer_pay=np.zeros((1, 6)),
        pay=np.ones((1, 6)),
        usual_openings=np.zeros(1),
        hires_newly_qualified=np.zeros(1),
        supervisors=np.zeros(1),
        hold_share=np.ones((1, 7)),
        outside_vacancies=np.zeros(1),
    )
    assert promote(state, HAZARDS, market, KEY, 0.0).size == 0
    return np.asarray(state.people.role[state.status == Status.STAFF])


@pytest.mark.statistical
def test_the_two_hazards_share_those_who_step_as_they_stand_to_each_other() -> None:
    """Binomial, four standard errors; false-alarm rate: 1 in 10,000 keys."""
    roles: list[int] = []
    for group in range(20):
        state = many_ready(1000 * group)
        state.councils.posts[0] = 1000.0
        roles += promoted(state).tolist()
    assert set(roles) == {UP, ASIDE}
    up, aside = promotion_rates(HAZARDS, int(Role.CASE_HOLDER), -10 * 365.25, 0.0)
    share = aside / (up + aside)
    spread = np.sqrt(share * (1.0 - share) / len(roles))
    assert abs(roles.count(ASIDE) / len(roles) - share) < 4.0 * spread


@pytest.mark.property
@given(st.integers(0, 200), st.integers(0, 200))
def test_whoever_finds_no_post_on_one_path_takes_one_on_the_other(up: int, aside: int) -> None:
    """Posts are filled as far as they go, by those who wanted them first of all."""
    state = many_ready(0)
    state.councils.posts[0, [UP, ASIDE]] = up, aside
    roles = promoted(state).tolist()
    everybody = many_ready(0)
    everybody.councils.posts[0] = 1000.0
    wanted = promoted(everybody).tolist()
    too_many_up = max(wanted.count(UP) - up, 0)
    too_many_aside = max(wanted.count(ASIDE) - aside, 0)
    assert roles.count(UP) == min(up, wanted.count(UP) + too_many_aside)
    assert roles.count(ASIDE) == min(aside, wanted.count(ASIDE) + too_many_up)
    filled = state.councils.filled[0]
    assert filled[[UP, ASIDE]].tolist() == [roles.count(UP), roles.count(ASIDE)]
    assert filled.sum() == 0.0


@pytest.mark.unit
@pytest.mark.parametrize("origin", StarterOrigin)
def test_the_first_year_in_practice_begins_with_the_first_post(origin: StarterOrigin) -> None:
    state = one_council([[1.0], [], []])
    state.status[1] = Status.NOTICE
    state.people.origin[1] = origin
    state.people.qualified[1] = -100.0
    state.people.holds[1] = 1
    start_work(state, RULES, KEY, 0, 1, 50.0)
    assert (state.status[1], state.people.started[1]) == (Status.STAFF, 50.0)
    first = origin == StarterOrigin.NEWLY_QUALIFIED
    assert state.people.qualified[1] == (50.0 if first else -100.0)
    assert state.people.team[1] != NO_ONE
