"""Drawing by inversion: inside the range, monotone, one entry at a time."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_sim.assumptions import Distribution, load_register, purpose_number
from workforce_sim.assumptions.draws import CUT, HALF_WIDTH_95, draw

PROBABILITY = st.floats(0.0, 1.0, exclude_max=True)
REGISTER = load_register()
UNCERTAIN = tuple(entry for entry in REGISTER if entry.uncertain)
OVERRIDABLE = tuple(entry for entry in UNCERTAIN if not entry.refused)


def spread(seed: int) -> Callable[[str], float]:
    """A stand-in for keyed uniform numbers: a function of the name and the seed only."""

    def uniform(name: str) -> float:
        mixed = (purpose_number(name) * 2654435761 + seed * 40503) % 2**32
        return mixed / 2**32

    return uniform


@pytest.mark.property
@given(u=PROBABILITY)
def test_every_entry_is_drawn_within_its_documented_bounds(u: float):
    for entry in UNCERTAIN:
        value = draw(entry.distribution, entry.low, entry.central, entry.high, u)
        if entry.distribution in ("triangular", "uniform"):
            assert entry.low <= value <= entry.high, entry.name
        elif entry.distribution == "normal":
            reach = CUT * (entry.high - entry.low) / (2 * HALF_WIDTH_95) * (1 + 1e-12)
            assert entry.central - reach <= value <= entry.central + reach, entry.name
            assert value >= 0.0 or entry.low < 0.0, entry.name


@pytest.mark.property
@given(
    distribution=st.sampled_from(["triangular", "uniform", "normal", "lognormal"]),
    ends=st.tuples(st.floats(0.01, 100.0), st.floats(0.01, 100.0), st.floats(0.01, 100.0)),
    probabilities=st.tuples(PROBABILITY, PROBABILITY),
)
def test_a_draw_never_falls_when_its_probability_rises(
    distribution: Distribution,
    ends: tuple[float, float, float],
    probabilities: tuple[float, float],
):
    low, central, high = sorted(ends)
    first, second = sorted(probabilities)
    smaller = draw(distribution, low, central, high, first)
    larger = draw(distribution, low, central, high, second)
    assert math.isfinite(smaller)
    assert smaller <= larger * (1 + 1e-12)


@pytest.mark.property
@given(seed=st.integers(0, 2**20), fixed=st.sampled_from(OVERRIDABLE))
def test_fixing_one_entry_leaves_every_other_draw_unchanged(seed: int, fixed):
    drawn = REGISTER.values(uniforms=spread(seed))
    with_one_fixed = REGISTER.values({fixed.name: fixed.central}, uniforms=spread(seed))
    changed = {name for name in drawn if drawn[name] != with_one_fixed[name]}
    assert changed <= {fixed.name}


@pytest.mark.unit
def test_without_uniforms_everything_is_central():
    values = REGISTER.values()
    assert {name: values[name] for name in values} == {e.name: e.central for e in REGISTER}


@pytest.mark.unit
def test_fixed_entries_are_never_drawn():
    asked: list[str] = []

    def uniform(name: str) -> float:
        asked.append(name)
        return 0.5

    REGISTER.values(uniforms=uniform)
    assert asked == [entry.name for entry in UNCERTAIN]


@pytest.mark.unit
@pytest.mark.parametrize("u", [-0.1, 1.1, math.nan])
def test_a_number_that_is_no_probability_is_refused(u: float):
    with pytest.raises(ValueError, match="between 0 and 1"):
        draw("triangular", 0.0, 0.5, 1.0, u)


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("distribution", "mean", "deviation"),
    [
        ("triangular", (1.0 + 2.0 + 6.0) / 3, math.sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18)),
        ("uniform", 3.5, 5.0 / math.sqrt(12)),
    ],
)
def test_moments_of_bounded_draws(distribution: Distribution, mean: float, deviation: float):
    """Midpoint integration over the probabilities: no chance is involved, so no false alarms."""
    steps = (np.arange(20_000) + 0.5) / 20_000
    drawn = np.array([draw(distribution, 1.0, 2.0, 6.0, float(u)) for u in steps])
    assert drawn.mean() == pytest.approx(mean, rel=1e-4)
    assert drawn.std() == pytest.approx(deviation, rel=1e-3)


@pytest.mark.statistical
def test_normal_and_lognormal_read_the_range_as_a_95_percent_interval():
    """Quantiles by inversion, no chance; the cut at three deviations moves them by under 0.3%."""
    assert draw("normal", 8.0, 10.0, 12.0, 0.025) == pytest.approx(8.0, rel=3e-3)
    assert draw("normal", 8.0, 10.0, 12.0, 0.5) == pytest.approx(10.0)
    assert draw("normal", 8.0, 10.0, 12.0, 0.975) == pytest.approx(12.0, rel=3e-3)
    assert draw("lognormal", 5.0, 10.0, 20.0, 0.5) == pytest.approx(10.0)
    assert draw("lognormal", 5.0, 10.0, 20.0, 0.975) == pytest.approx(20.0, rel=1e-2)
    assert draw("lognormal", 5.0, 10.0, 20.0, 0.025) == pytest.approx(5.0, rel=1e-2)


@pytest.mark.unit
def test_a_normal_rate_is_cut_at_zero():
    assert 0.0 <= draw("normal", 0.0, 0.5, 1.0, 0.0) < 1e-12
    assert -1e-12 < draw("normal", -1.0, -0.5, 0.0, 1.0) <= 0.0
