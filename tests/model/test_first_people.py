"""The people of the first day: whole heads, exact hours, bands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_sim.assumptions import load_register
from workforce_sim.model.careers.headcount import age_band
from workforce_sim.model.careers.leaving import service_band
from workforce_sim.model.careers.people import band_of, in_band, person_rules
from workforce_sim.model.engine.state import PERSON, table
from workforce_sim.model.first_day.population import settle_hours, whole_numbers

RULES = person_rules(load_register().values())
FTES = st.lists(st.integers(3, 10).map(lambda tenths: tenths / 10.0), min_size=1, max_size=30)


@pytest.mark.property
@given(FTES, st.floats(RULES.least_fte, 1.0), st.integers(0, 3), st.integers(0, 3))
def test_hours_add_up_exactly_and_nobody_works_too_little_or_too_much(
    ftes: list[float], per_head: float, before: int, after: int
) -> None:
    people = table(PERSON, before + len(ftes) + after)
    people.fte[:] = 0.77
    last = before + len(ftes)
    people.fte[before:last] = ftes
    total = per_head * len(ftes)
    settle_hours(people, RULES, before, last, total)
    settled = people.fte[before:last]
    assert float(settled.sum()) == pytest.approx(total, abs=1e-9)
    assert (settled >= RULES.least_fte - 1e-12).all()
    assert (settled <= 1.0 + 1e-12).all()
    # Others keep their hours, and all change in the same direction.
    assert (people.fte[:before] == 0.77).all()
    assert (people.fte[last:] == 0.77).all()
    change = settled - np.array(ftes)
    assert (change >= -1e-12).all() or (change <= 1e-12).all()
    # At most one of those who change stops short of where such a change ends.
    ends = [RULES.least_fte, RULES.part_time_low, 1.0]
    partly = (np.abs(change) > 1e-9) & ~np.isclose(settled[:, None], ends).any(axis=1)
    assert partly.sum() <= 1


@pytest.mark.property
@given(
    st.lists(st.floats(0.0, 50.0), min_size=1, max_size=30).filter(
        lambda shares: sum(shares) > 0.1
    ),
    st.integers(0, 3000),
)
def test_whole_numbers_add_up_and_stay_within_one_of_the_exact_share(
    shares: list[float], total: int
) -> None:
    wanted = np.array(shares)
    numbers = whole_numbers(wanted, total)
    exact = wanted / wanted.sum() * total
    assert numbers.sum() == total
    assert (np.abs(numbers - exact) < 1.0 + 1e-9).all()
    # The largest remainders are rounded up.
    up = numbers > np.floor(exact + 1e-12)
    remainder = exact - np.floor(exact)
    assert remainder[up].min(initial=1.0) >= remainder[~up].max(initial=0.0) - 1e-9


@pytest.mark.unit
def test_whole_numbers_keep_the_shape_of_the_table() -> None:
    assert whole_numbers(np.array([[1.0, 1.0], [2.0, 0.0]]), 8).tolist() == [[2, 2], [4, 0]]


@pytest.mark.property
@given(st.floats(20.0, 75.0), st.floats(0.0, 5000.0))
def test_ages_fall_into_the_bands_of_dfe(age: float, now: float) -> None:
    band = age_band(now - age * 365.25, now)
    assert band == min(max(int(age // 10) - 2, 0), 4) or abs(age - round(age, -1)) < 1e-6
    assert 0 <= service_band(age) <= 4


@pytest.mark.property
@given(st.integers(0, 4), st.floats(0.0, 0.999))
def test_drawn_ages_and_years_of_service_stay_in_their_band(band: int, u: float) -> None:
    age = in_band(RULES.age_edges, band, u)
    assert age_band(-age * 365.25, 0.0) == band
    assert service_band(in_band(RULES.service_edges, band, u)) == band


@pytest.mark.property
@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=8), st.floats(0.0, 1.0))
def test_a_uniform_falls_into_a_band_by_its_share(shares: list[float], u: float) -> None:
    cumulative = np.cumsum(shares) / np.sum(shares)
    band = band_of(cumulative, u)
    assert u <= cumulative[band] + 1e-12
    assert band == 0 or u > cumulative[band - 1]
