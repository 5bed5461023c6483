"""Empirical Bayes: estimates lie between a council's own figure and its prior, and are better."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_sim.baseline.shrink import fill_to_total, shrink, shrink_share

REGIONS = 3
TENTHS = st.integers(0, 800).map(lambda tenths: tenths / 10)


def world(seed: int, councils: int = 150, years: int = 6, within: float = 0.05):
    """Councils with known relative rates: levels, deviations of the year, Poisson counts."""
    draw = np.random.default_rng(seed)
    size = np.exp(draw.normal(5.0, 0.8, councils))
    region = np.arange(councils) % REGIONS
    level = np.array([0.9, 1.0, 1.15])[region] * draw.gamma(1 / 0.04, 0.04, councils)
    year = draw.gamma(1 / within, within, (years, councils))
    truth = 0.15 * level * year
    exposure = np.tile(size, (years, 1))
    return draw.poisson(truth * exposure).astype(float), exposure, region, truth


@pytest.mark.property
@given(st.integers(0, 10_000), st.integers(2, 8))
def test_an_estimate_lies_between_own_figure_and_prior(seed, years):
    amounts, exposure, region, _ = world(seed, councils=30, years=years)
    result = shrink(amounts, exposure, region)
    low, high = np.minimum(result.own, result.prior), np.maximum(result.own, result.prior)
    assert (result.estimate >= low - 1e-12).all()
    assert (result.estimate <= high + 1e-12).all()
    assert ((result.weight >= 0) & (result.weight <= 1)).all()
    assert (result.long_run > 0).all()


@pytest.mark.property
@given(st.integers(0, 10_000))
def test_a_larger_council_keeps_more_of_its_own_figure(seed):
    amounts, exposure, region, _ = world(seed, councils=40)
    result = shrink(amounts, exposure, region)
    order = np.argsort(exposure[-1])
    if result.within > 0:
        assert result.weight[order[-1]] > result.weight[order[0]]


@pytest.mark.property
@given(st.integers(0, 10_000), st.integers(0, 29))
def test_a_council_without_a_figure_has_its_prior(seed, hole):
    amounts, exposure, region, _ = world(seed, councils=30)
    amounts[-1, hole] = np.nan
    result = shrink(amounts, exposure, region)
    assert result.weight[hole] == 0
    assert result.estimate[hole] == result.prior[hole]


@pytest.mark.unit
def test_a_council_with_nobody_in_post_takes_its_regions_rate():
    amounts, exposure, region, _ = world(1, councils=30)
    amounts[:, 0], exposure[:, 0] = 0.0, 0.0
    result = shrink(amounts, exposure, region)
    others = (region == region[0]) & (np.arange(30) != 0)
    rates = (amounts[:-1, others] / exposure[:-1, others]) / result.national[:-1, None]
    assert np.isfinite(result.estimate).all()
    assert rates.min() < result.estimate[0] < rates.max()


@pytest.mark.statistical
@pytest.mark.parametrize("seed", range(5))
def test_shrunk_rates_are_nearer_the_truth_than_either_figure_or_prior(seed):
    """With 600 councils the ordering of mean squared errors cannot go wrong by chance (< 1e-6)."""
    amounts, exposure, region, truth = world(seed, councils=600)
    result = shrink(amounts, exposure, region)
    goal = truth[-1] / result.national[-1]

    def error(estimate):
        return float(np.mean((estimate - goal) ** 2))

    assert error(result.estimate) < 0.9 * error(result.own)
    assert error(result.estimate) < 0.9 * error(result.prior)


@pytest.mark.statistical
def test_the_variances_are_recovered():
    """Mean over 20 worlds of 600 councils; tolerance is six standard errors (false alarm 1e-8)."""
    found = []
    for seed in range(20):
        amounts, exposure, region, _ = world(seed + 100, councils=600)
        result = shrink(amounts, exposure, region)
        found.append((result.between, result.within))
    mean = np.mean(found, axis=0)
    error = np.std(found, axis=0) / np.sqrt(len(found))
    # level ~ gamma(mean m, variance 0.04 m^2), m over regions; the year multiplies the level
    squares = np.mean(np.array([0.9, 1.0, 1.15]) ** 2) / np.mean([0.9, 1.0, 1.15]) ** 2
    wanted = np.array([0.04 * squares, 0.05 * squares * 1.04])
    assert (np.abs(mean - wanted) < 6 * error + 0.1 * wanted).all()


@pytest.mark.property
@given(st.lists(st.tuples(TENTHS, TENTHS), min_size=4, max_size=40))
def test_shares_stay_between_nothing_and_all(pairs):
    part = np.array([min(a, b) for a, b in pairs])
    whole = np.array([max(a, b) for a, b in pairs])
    if whole.sum() < 1:
        whole = whole + 1
    share = shrink_share(part, whole, np.arange(len(pairs)) % 2)
    assert ((share >= 0) & (share <= 1)).all()
    assert np.isfinite(share).all()


@pytest.mark.property
@given(st.integers(0, 10_000), st.sets(st.integers(0, 11), min_size=1, max_size=6))
def test_filled_councils_add_up_to_the_published_totals(seed, holes):
    draw = np.random.default_rng(seed)
    truth = draw.uniform(1, 100, 12)
    region = np.arange(12) % REGIONS
    totals = np.bincount(region, weights=truth).astype(np.float64)
    values = truth.copy()
    values[list(holes)] = np.nan
    filled = fill_to_total(values, draw.uniform(1, 50, 12), totals, region, truth.sum())
    assert np.bincount(region, weights=filled) == pytest.approx(totals)
    kept = [i for i in range(12) if i not in holes]
    assert (filled[kept] == truth[kept]).all()


@pytest.mark.unit
def test_a_council_that_the_total_leaves_out_has_nothing_unless_it_must_have_something():
    values, region = np.array([10.0, np.nan]), np.zeros(2, dtype=np.int64)
    prior, totals = np.array([10.0, 8.0]), np.array([10.0])
    assert fill_to_total(values, prior, totals, region, 10.0)[1] == 0
    assert fill_to_total(values, prior, totals, region, 10.0, least=0.1)[1] == 8
    assert fill_to_total(values, prior, totals, region, 10.0, rounding=5)[1] == 5
