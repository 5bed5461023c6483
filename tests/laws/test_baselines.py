"""Estimators of the baseline against a second computation: loops, one council at a time."""

import csv
from collections import defaultdict
from math import isfinite, isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_sim.baseline import load_baseline
from workforce_sim.baseline.areas import DATA
from workforce_sim.baseline.drift_sizes import half_life, local_drift
from workforce_sim.baseline.shrink import fill_to_total, shrink, shrink_share

pytestmark = pytest.mark.property
Panel = list[list[float]]


def panel(seed: int, years: int, councils: int, holes: float) -> tuple[Panel, Panel, list[int]]:
    """Counts, exposure and regions, with cells that are not published."""
    draw = np.random.default_rng(seed)
    exposure = np.tile(np.exp(draw.normal(4.5, 0.9, councils)), (years, 1))
    rate = 0.15 * draw.gamma(20, 0.05, councils) * draw.gamma(15, 1 / 15, (years, councils))
    amounts = draw.poisson(rate * exposure).astype(float)
    amounts[:-1][draw.random((years - 1, councils)) < holes] = nan
    return amounts.tolist(), exposure.tolist(), [i % 3 for i in range(councils)]


def credibility(amounts: Panel, exposure: Panel, region: list[int]) -> tuple[list[float], ...]:
    """Estimates of the last year and long-run levels, by the formulas of the module's page."""
    years, councils = range(len(amounts)), range(len(region))
    known = [[not isnan(amounts[t][i]) for i in councils] for t in years]
    nation = [
        sum(amounts[t][i] for i in councils if known[t][i])
        / sum(exposure[t][i] for i in councils if known[t][i])
        for t in years
    ]
    expected = [
        [exposure[t][i] * nation[t] if known[t][i] else 0.0 for i in councils] for t in years
    ]
    seen = [[amounts[t][i] if known[t][i] else 0.0 for i in councils] for t in years]

    def level_of(i: int, when: range | list[int]) -> float:
        return sum(seen[t][i] for t in when) / sum(expected[t][i] for t in when)

    # Variance over the years of a council, less the chance of its counts, weighted by size.
    top = base = 0.0
    for i in councils:
        mine = [t for t in years if known[t][i]]
        if len(mine) < 2:
            continue
        for t in mine:
            square = (seen[t][i] / expected[t][i] - level_of(i, mine)) ** 2 / (1 - 1 / len(mine))
            top += expected[t][i] * (square - 1 / expected[t][i])
            base += expected[t][i]
    within = max(top / base, 0.0)

    def centre(i: int, when: list[int]) -> float:
        mine = [j for j in councils if region[j] == region[i]]
        return sum(seen[t][j] for t in when for j in mine) / sum(
            expected[t][j] for t in when for j in mine
        )

    every = list(years)
    top = base = 0.0
    for i in councils:
        total = sum(expected[t][i] for t in every)
        chance = 1 / total + within / sum(known[t][i] for t in every)
        top += total * ((level_of(i, every) - centre(i, every)) ** 2 - chance)
        base += total
    between = max(top / base, 0.0)

    def level(i: int, when: list[int]) -> tuple[float, float]:
        """A council's lasting level, shrunk to its region's, and what is still unknown of it."""
        total = sum(expected[t][i] for t in when)
        if total == 0.0:
            return centre(i, when), between
        chance = 1 / total + within / sum(known[t][i] for t in when)
        weight = between / (between + chance)
        own = level_of(i, when)
        return centre(i, when) + weight * (own - centre(i, when)), between * (1 - weight)

    last = every[-1]
    estimates, lasting = [], []
    for i in councils:
        prior, unknown = level(i, every[:-1])
        chance = 1 / expected[last][i]
        weight = (unknown + within) / (unknown + within + chance)
        estimates.append(prior + weight * (seen[last][i] / expected[last][i] - prior))
        lasting.append(level(i, every)[0])
    return estimates, lasting


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(3, 7), st.sampled_from((0.0, 0.15)))
def test_estimates_are_those_of_credibility_theory(seed: int, years: int, holes: float) -> None:
    amounts, exposure, region = panel(seed, years, 24, holes)
    estimates, lasting = credibility(amounts, exposure, region)
    found = shrink(np.array(amounts), np.array(exposure), np.array(region))
    np.testing.assert_allclose(found.estimate, estimates, rtol=1e-9)
    np.testing.assert_allclose(found.long_run, lasting, rtol=1e-9)


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_a_share_is_shrunk_by_what_chance_explains(seed: int) -> None:
    draw = np.random.default_rng(seed)
    whole = draw.uniform(5, 80, 18)
    part = whole * draw.beta(6, 4, 18)
    region = [i % 2 for i in range(18)]
    middle = []
    for r in region:
        mine = [i for i in range(18) if region[i] == r]
        middle.append(sum(part[i] for i in mine) / sum(whole[i] for i in mine))
    chance = [m * (1 - m) for m in middle]
    excess = sum(
        whole[i] * ((part[i] / whole[i] - middle[i]) ** 2 - chance[i] / whole[i]) for i in range(18)
    ) / sum(whole)
    excess = max(excess, 1e-9)
    for i, found in enumerate(shrink_share(part, whole, np.array(region))):
        strength = max(chance[i] / excess - 1, 0.0)
        assert found == pytest.approx((part[i] + strength * middle[i]) / (whole[i] + strength))


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.sets(st.integers(0, 8), min_size=2, max_size=5))
def test_holes_share_what_their_region_leaves_in_proportion(seed: int, holes: set[int]) -> None:
    draw = np.random.default_rng(seed)
    truth, prior = draw.uniform(1, 100, 9), draw.uniform(1, 50, 9)
    region = [i % 3 for i in range(9)]
    totals = [sum(truth[i] for i in range(9) if region[i] == r) for r in range(3)]
    values = np.array([nan if i in holes else truth[i] for i in range(9)])
    found = fill_to_total(values, prior, np.array(totals), np.array(region), float(truth.sum()))
    for i in holes:
        mine = [j for j in holes if region[j] == region[i]]
        left = sum(truth[j] for j in mine)
        assert found[i] == pytest.approx(left * prior[i] / sum(prior[j] for j in mine))


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(4, 8))
def test_drift_fits_half_mean_squared_differences(seed: int, years: int) -> None:
    """The best autocorrelation of the grid, and the variance by least squares at it."""
    draw = np.random.default_rng(seed)
    u = np.cumsum(draw.normal(0.0, 0.1, (years, 30)), axis=0)
    noise = np.full_like(u, 0.0004)
    sd, r = local_drift(u, noise)
    half, number = [], []
    for h in range(1, years):
        jumps = [u[t + h, i] - u[t, i] for t in range(years - h) for i in range(30)]
        limit = 3.0 * 1.4826 * float(np.median(np.abs(jumps)))
        squares = [min(abs(jump), limit) ** 2 / 2 - 0.0004 for jump in jumps]
        half.append(sum(squares) / len(squares))
        number.append(len(squares))

    def fit(q: float) -> tuple[float, float]:
        shape = [1 - q**h for h in range(1, years)]
        variance = sum(n * s * d for n, s, d in zip(number, shape, half, strict=True)) / max(
            sum(n * s * s for n, s in zip(number, shape, strict=True)), 1e-300
        )
        variance = max(variance, 0.0)
        return variance, sum(
            n * (d - variance * s) ** 2 for n, s, d in zip(number, shape, half, strict=True)
        )

    assert 0 <= r <= 1 - 1 / (2 * years) + 0.005
    assert sd**2 == pytest.approx(fit(r)[0], rel=1e-9)
    steps = int((1 - 1 / (2 * years)) * 100)
    assert fit(r)[1] <= min(fit(k / 100)[1] for k in range(steps + 1)) * (1 + 1e-9) + 1e-15


def test_half_of_a_deviation_is_gone_after_the_half_life() -> None:
    for r in (0.2, 0.5, 0.9):
        assert r ** half_life(r) == pytest.approx(0.5)


STOCKS = (
    "inpost_fte", "inpost_headcount", "agency_fte", "agency_cover_fte", "vacancy_fte", "cases",
    "case_holders_fte",
)  # fmt: skip


def test_councils_stocks_are_the_published_cells_and_fill_up_their_regions() -> None:
    """Read again from the published file, cell by cell."""
    base = load_baseline("england-2024")
    cells: dict[str, dict[str, float]] = defaultdict(dict)
    with (DATA / "csww_indicators_2017_to_2024.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["time_period"] == "2024":
                level = row["geographic_level"]
                where = {"Local authority": row["new_la_code"], "Regional": row["region_name"]}
                for name in STOCKS:
                    text = row[name].replace(",", "")
                    number = float(text) if text.replace(".", "").isdigit() else nan
                    cells[name][where.get(level, level)] = number
    for name in STOCKS:
        stock = getattr(base, name)
        known = 0
        for i, code in enumerate(base.new_la_code):
            published = cells[name].get(code, nan)
            if isfinite(published):
                assert stock[i] == published, (name, code)
                known += 1
        assert known > 140
        for r, region in enumerate(base.region_names):
            total = cells[name][region]
            if isfinite(total):
                assert stock[base.region_index == r].sum() == pytest.approx(total, rel=5e-3, abs=1)
