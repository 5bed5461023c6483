"""Intervals against scipy, against published tables and against their own promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workforce_sim.measures.intervals import mean_interval, ratio_of_means, t_quantile


@pytest.mark.unit
@pytest.mark.parametrize(
    ("degrees", "expected"), [(1, 12.706205), (4, 2.776445), (19, 2.093024), (199, 1.971957)]
)
def test_t_quantile_matches_the_printed_table(degrees: int, expected: float) -> None:
    assert t_quantile(0.975, degrees) == pytest.approx(expected, abs=5e-7)


@pytest.mark.property
@given(st.floats(0.001, 0.999), st.integers(1, 5000))
def test_t_quantile_matches_scipy(probability: float, degrees: int) -> None:
    assert t_quantile(probability, degrees) == pytest.approx(
        float(stats.t.ppf(probability, degrees)), rel=1e-8, abs=1e-9
    )


@pytest.mark.unit
@pytest.mark.parametrize(("probability", "degrees"), [(0.0, 3), (1.0, 3), (0.9, 0)])
def test_t_quantile_refuses_what_has_no_answer(probability: float, degrees: int) -> None:
    with pytest.raises(ValueError):
        t_quantile(probability, degrees)


@pytest.mark.property
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_mean_interval_is_scipys_one_sample_interval(values: list[float]) -> None:
    mean, low, high = mean_interval(np.array(values)[:, None])
    expected = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    scale = 1e-8 * (1.0 + max(abs(v) for v in values))
    assert mean[0] == pytest.approx(np.mean(values), abs=scale)
    if not math.isnan(expected.low):
        assert low[0] == pytest.approx(expected.low, abs=scale)
        assert high[0] == pytest.approx(expected.high, abs=scale)


@pytest.mark.unit
def test_unknown_values_are_left_out_cell_by_cell() -> None:
    values = np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan], [5.0, 7.0, np.nan]])
    mean, low, high = mean_interval(values)
    assert mean[:2].tolist() == [3.0, 6.0]
    assert low[1] == pytest.approx(6.0 - t_quantile(0.975, 1))
    assert high[0] == pytest.approx(3.0 + t_quantile(0.975, 2) * 2.0 / math.sqrt(3))
    assert np.isnan([mean[2], low[2], high[2]]).all()


@pytest.mark.unit
def test_one_replication_has_a_mean_and_no_interval() -> None:
    mean, low, high = mean_interval(np.array([[4.0]]))
    assert mean[0] == 4.0
    assert math.isnan(low[0])
    assert math.isnan(high[0])


@pytest.mark.unit
def test_no_difference_at_all_is_a_point() -> None:
    assert [float(part[0]) for part in mean_interval(np.zeros((5, 1)))] == [0.0, 0.0, 0.0]


@pytest.mark.statistical
def test_fieller_covers_the_true_ratio_as_often_as_it_says() -> None:
    """2,000 samples of 30.

    The coverage found has a standard error of 0.49 points, so a correct interval fails this about
    once in 10,000 times (3.9 standard errors).
    """
    samples = np.random.default_rng(20240930).normal(size=(2000, 30, 2))
    below = 10.0 + 4.0 * samples[:, :, 0]
    top = 30.0 + 3.0 * samples[:, :, 0] + 9.0 * samples[:, :, 1]
    found = [ratio_of_means(top[k], below[k]) for k in range(2000)]
    covered = [r.low <= 3.0 <= r.high for r in found if r.low is not None and r.high is not None]
    assert len(covered) == 2000
    assert abs(np.mean(covered) - 0.95) < 3.9 * math.sqrt(0.95 * 0.05 / 2000)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("gain", "reason"),
    [
        ([5.0], "at least two"),
        ([0.0, 0.0, 0.0], "no difference"),
        ([-1.0, -2.0, -3.0], "no gain"),
        ([-1.0, 1.0, 3.0], "includes zero"),
    ],
)
def test_a_ratio_without_a_sure_gain_is_not_defined_and_says_why(
    gain: list[float], reason: str
) -> None:
    ratio = ratio_of_means(np.full(len(gain), 100.0), np.array(gain))
    assert ratio.value is None
    assert ratio.low is None
    assert reason in ratio.reason


@pytest.mark.property
@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(50, 51)), min_size=3, max_size=20))
def test_a_defined_ratio_lies_within_its_limits(pairs: list[tuple[float, float]]) -> None:
    top, below = (np.array(column) for column in zip(*pairs, strict=True))
    ratio = ratio_of_means(top, below)
    assert ratio.value is not None
    assert ratio.low is not None
    assert ratio.high is not None
    assert ratio.low - 1e-9 <= ratio.value <= ratio.high + 1e-9
