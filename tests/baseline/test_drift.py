"""The sizes of drift come back from panels made with known sizes."""

import numpy as np
import pytest

from workforce_sim.baseline.drift_sizes import half_life, local_drift, national_drift

YEARS = 8


def autoregression(draw, sd, r, years, columns):
    path = np.empty((years, columns))
    path[0] = draw.normal(0, sd, columns)
    for t in range(1, years):
        path[t] = r * path[t - 1] + draw.normal(0, sd * np.sqrt(1 - r * r), columns)
    return path


@pytest.mark.statistical
@pytest.mark.parametrize(("sd", "r"), [(0.3, 0.5), (0.2, 0.8), (0.25, 0.2)])
def test_local_drift_is_recovered_without_sampling_noise(sd, r):
    """4,000 councils: sd within 8%, r within 0.08, each over six standard errors wide."""
    draw = np.random.default_rng(7)
    count = 40.0
    level = draw.normal(0, 0.5, 4000)
    noise = draw.normal(0, np.sqrt(1 / count), (YEARS, 4000))
    y = level + autoregression(draw, sd, r, YEARS, 4000) + noise
    found_sd, found_r = local_drift(y - y.mean(axis=1, keepdims=True), np.full_like(y, 1 / count))
    assert found_sd == pytest.approx(sd, rel=0.08)
    assert found_r == pytest.approx(r, abs=0.08)


@pytest.mark.statistical
def test_noise_left_in_would_be_taken_for_drift():
    """The subtraction matters: without it the same panel shows at least half as much again."""
    draw = np.random.default_rng(11)
    y = autoregression(draw, 0.15, 0.5, YEARS, 2000) + draw.normal(0, 0.2, (YEARS, 2000))
    u = y - y.mean(axis=1, keepdims=True)
    with_noise, _ = local_drift(u, np.zeros_like(u))
    without, _ = local_drift(u, np.full_like(u, 0.2**2))
    assert with_noise > 1.5 * without


@pytest.mark.statistical
@pytest.mark.parametrize("trend", [False, True])
def test_national_variance_is_unbiased_for_a_short_series(trend):
    """Mean of 4,000 series of five years with known r; within 5% (over five standard errors)."""
    draw = np.random.default_rng(3)
    sd, r = 0.1, 0.5
    paths = autoregression(draw, sd, r, 5, 4000) + 0.03 * np.arange(5)[:, None] * trend
    variances = [national_drift(paths[:, k], 0.0, trend, fallback=r)[0] ** 2 for k in range(4000)]
    assert np.mean(variances) == pytest.approx(sd**2, rel=0.05)


@pytest.mark.unit
def test_half_life():
    assert half_life(0.5) == pytest.approx(1.0)
    assert half_life(0.25) == pytest.approx(0.5)
    assert half_life(0.0) == 0.0
