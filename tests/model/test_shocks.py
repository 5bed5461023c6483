"""What passes when a shock has passed: leadership after an inadequate judgement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.levers.runs import watch
from tests.model.worlds import FAR_APART, KEY, VALUES, scenario
from workforce_sim.model.councils.leadership import (
    directors_move,
    leadership_ratio,
    leadership_rules,
)
from workforce_sim.model.engine.state import Floats
from workforce_sim.model.month.world import World
from workforce_sim.shocks.inadequate_judgement import InadequateJudgement

MONTHS = VALUES["leadership.months_to_effect"]


@pytest.mark.property
@given(st.floats(-3.0, 3.0), st.floats(-3.0, 0.0), st.integers(0, 36))
def test_staff_come_to_feel_a_passing_change_and_come_to_forget_it(
    quality: float, change: float, months: int
) -> None:
    rules = leadership_rules(VALUES)._replace(director_turnover=0.0)
    everywhere, directors = np.ones(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    own, felt, shift = (np.full(1, number) for number in (quality, quality, change))
    for month in range(months):
        directors_move(own, felt, shift, directors, everywhere, rules, KEY, month)
        worse = change * (1.0 - (1.0 - 1.0 / MONTHS) ** (month + 1))
        assert felt[0] == pytest.approx(quality + worse, abs=1e-9)
    shift[:] = 0.0
    for month in range(months, months + 200):
        before = felt[0]
        directors_move(own, felt, shift, directors, everywhere, rules, KEY, month)
        assert before - 1e-12 <= felt[0] <= quality + 1e-12
    assert felt[0] == pytest.approx(quality, abs=1e-9)
    assert own[0] == quality
    assert leadership_ratio(felt, rules) == pytest.approx(leadership_ratio(own, rules))


@pytest.mark.property
@pytest.mark.needs_compiled
def test_leadership_comes_back_after_an_inadequate_judgement_ends() -> None:
    """Rutland is judged for the year 2025; directors come and go as they would have."""

    def leadership(world: World) -> Floats:
        where = [world.baseline.index_of(name) for name in FAR_APART]
        return np.array(
            [
                world.leadership_felt[where],
                world.leadership_shift[where],
                world.state.councils.leadership[where],
            ]
        )

    judgement = InadequateJudgement.model_validate(
        {"from": "2025-01", "years": 1, "severity": 2, "councils": FAR_APART[:1]}
    )
    quiet, judged = (
        np.array(watch(scenario(years=5, shocks=shocks), leadership))
        for shocks in ((), (judgement,))
    )
    change = 2.0 * VALUES["shock.inadequate_judgement.leadership_change"]
    assert change < 0.0
    shifted = np.zeros(len(quiet))
    shifted[3:15] = change
    np.testing.assert_array_equal(judged[:, 1, 0], shifted)
    # Each month's office brings what staff feel a part nearer to what is.
    felt = np.zeros(len(quiet))
    for month in range(1, len(quiet)):
        felt[month] = felt[month - 1] + (shifted[month - 1] - felt[month - 1]) / MONTHS
    np.testing.assert_allclose(judged[:, 0, 0] - quiet[:, 0, 0], felt, atol=1e-9)
    assert felt.min() < 0.8 * change
    assert abs(felt[-1]) < 0.01 * abs(change)
    more_leave = judged[:, 2, 0] / quiet[:, 2, 0] - 1.0
    assert (more_leave[:4] == 0.0).all()
    assert more_leave.max() > 0.05
    assert abs(more_leave[-1]) < 0.02 * more_leave.max()
    np.testing.assert_array_equal(judged[:, :, 1], quiet[:, :, 1])
