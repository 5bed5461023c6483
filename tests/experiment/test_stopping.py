"""The stopping rule on synthetic numbers: does it keep its word about the coverage?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workforce_sim.experiment.stopping import (
    FEWEST,
    half_width,
    is_settled,
    next_look,
    replications_for,
)

MANY = 1500
LONGEST = 3000
NORMAL, LOPSIDED, HEAVY = stats.norm(), stats.expon(), stats.t(5)


def stopped(values: np.ndarray, wanted: float) -> np.ndarray:
    """The values at which a run stops that takes them one after another, looking as a run does."""
    count = FEWEST
    while (more := next_look(values[:count], wanted)) > count:
        count = more
        assert count <= len(values)
    return values[:count]


def coverage(world: Any, ideal: int) -> tuple[float, float]:
    """How often the truth lies within the interval as stored, and within the width asked for.

    `ideal` is how many replications would be enough if the spread were known.
    """
    wanted = 1.96 * float(world.std()) / ideal**0.5
    random = np.random.default_rng([20240930, ideal, int(1000 * world.std())])
    stored = asked = 0
    for _ in range(MANY):
        values = stopped(world.rvs(LONGEST, random_state=random), wanted)
        error = abs(values.mean() - world.mean())
        assert half_width(values) <= wanted
        stored += error <= half_width(values)
        asked += error <= wanted
    return stored / MANY, asked / MANY


# The stored interval covers 94.0% to 95.5% of such values (8,000 runs a cell). So 12,000
# runs together stay below 94% with a chance of less than one in a thousand.
@pytest.mark.slow
def test_the_stored_interval_covers_what_it_says() -> None:
    found = [coverage(world, ideal) for world in (NORMAL, HEAVY) for ideal in (10, 25, 40, 100)]
    assert sum(stored for stored, _ in found) / len(found) >= 0.94
    assert min(asked for _, asked in found) >= 0.95


@pytest.mark.statistical
@pytest.mark.parametrize("ideal", [10, 40, 100])
def test_lopsided_values_are_within_the_width_asked_for(ideal: int) -> None:
    """Exponential values, far more lopsided than a mean over a council: Student's own interval is
    short of 95% for them, whoever decides the number, but the width that was asked for holds.
    """
    stored, asked = coverage(LOPSIDED, ideal)
    assert asked >= 0.94
    assert stored >= 0.91


@pytest.mark.statistical
def test_stopping_at_the_first_narrow_interval_would_not_do() -> None:
    """What the rule is for: without it the truth is missed too often."""
    random, wanted, hits = np.random.default_rng(1), 1.96 / 25**0.5, 0
    for _ in range(MANY):
        values = random.standard_normal(400)
        count = next(n for n in range(3, 400) if half_width(values[:n]) <= wanted)
        hits += abs(values[:count].mean()) <= half_width(values[:count])
    assert hits / MANY < 0.93


@pytest.mark.property
@given(st.floats(1e-3, 1e3), st.floats(1e-2, 1e3))
def test_the_predicted_number_is_the_smallest_that_is_enough(spread: float, wanted: float) -> None:
    count = replications_for(spread, wanted)

    def width(n: int) -> float:
        return float(stats.t.ppf(0.975, n - 1) * spread / n**0.5)

    assert width(count) <= wanted * 1.0002
    assert count == 2 or width(count - 1) > wanted * 0.9998


@pytest.mark.property
@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=80), st.floats(0.01, 1e3))
def test_it_always_goes_on_or_is_settled(numbers: list[float], wanted: float) -> None:
    values = np.array(numbers)
    if is_settled(values, wanted):
        assert next_look(values, wanted) == len(values)
        assert half_width(values) <= wanted
        assert len(values) >= FEWEST
    else:
        assert next_look(values, wanted) > len(values)


@pytest.mark.unit
def test_what_never_differs_is_known_at_once() -> None:
    assert not is_settled(np.zeros(FEWEST - 1), 0.1)
    assert is_settled(np.zeros(FEWEST), 0.1)
