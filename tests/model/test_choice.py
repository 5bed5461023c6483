"""Candidates take the offer of highest utility, taste included."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.worlds import one_council
from workforce_sim.model.engine.randomness import Purpose, uniform
from workforce_sim.model.engine.state import NO_ONE, Floats, StarterOrigin, Status
from workforce_sim.model.market.choice import MarketRules, choose_council, pull_of

COUNCILS = 12
KM = np.arange(COUNCILS, dtype=np.float64)[None, :].repeat(COUNCILS, axis=0) * 4.0


def rules(taste: float, outside: float) -> MarketRules:
    numbers = dict.fromkeys(MarketRules._fields, 1.0)
    reach = np.arange(COUNCILS)[None, :].repeat(COUNCILS, axis=0)
    return MarketRules(
        **numbers
        | {
            "reach": reach,
            "reach_km": KM,
            "distance_cost": 0.03,
            "taste_scale": taste,
            "reach_pull": np.exp(-0.03 * KM / taste),
            "outside_option": outside,
        }  # type: ignore[arg-type]
    )


def gumbel(purpose: Purpose, person: int, counter: int, key: tuple[int, int]) -> float:
    return float(-np.log(-np.log(uniform(key, int(purpose), person, counter))))


@pytest.mark.property
@given(
    st.integers(0, 2**20),
    st.sampled_from([0.05, 0.3, 1.0, 2.5]),
    st.floats(-3.0, 3.0),
    st.lists(st.floats(-12.0, 12.0), min_size=COUNCILS, max_size=COUNCILS),
    st.sets(st.integers(0, COUNCILS - 1)),
)
def test_the_earliest_clock_is_the_highest_utility(
    person: int, taste: float, outside: float, utility: list[float], closed: set[int]
) -> None:
    key, month = (3, person % 5), 17
    state = one_council([[1.0]] * 3)
    # All other councils lie outside the scope: any role will do there.
    state = state._replace(
        councils=np.repeat(np.asarray(state.councils), COUNCILS).view(type(state.councils))
    )
    state.councils.active[:] = 0
    state.status[0] = Status.CANDIDATE
    state.people[0].ident = person
    state.people[0].council = 0
    state.people[0].origin = StarterOrigin.ELSEWHERE
    open_posts = np.ones(COUNCILS)
    open_posts[list(closed)] = 0.0
    appeal = np.array(utility)
    by = rules(taste, outside)
    pull: Floats = np.array([[pull_of(by, each)] * 6 for each in utility])
    room, tastes = np.full(COUNCILS, np.inf), np.empty(COUNCILS)
    chosen = choose_council(state, by, open_posts, pull, room, room, tastes, key, 0, month, 0.0)
    offers = {
        council: appeal[council]
        - 0.03 * KM[0, council]
        + taste * gumbel(Purpose.TASTE, person, council, key)
        for council in range(COUNCILS)
        if council not in closed
    }
    offers[NO_ONE] = outside + taste * gumbel(Purpose.OUTSIDE_OPTION, person, month, key)
    assert chosen == max(offers, key=lambda council: offers[council])


@pytest.mark.unit
@pytest.mark.parametrize("utility", [-1e6, 1e6])
def test_a_clock_runs_and_ends_whatever_the_utility(utility: float) -> None:
    """Infinite times nothing would be no number, and nobody would choose."""
    rate = pull_of(rules(0.05, 0.0), utility)
    assert 0.0 < rate < np.inf
    assert 0.0 < rate * rules(0.05, 0.0).reach_pull.min() < np.inf
