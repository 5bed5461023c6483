"""Months as levers count them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_sim.levers.timing import months_after, months_from_to

DATES = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("when", "months", "then"),
    [
        (date(2009, 9, 1), 22, date(2011, 7, 1)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 12, 1), 0.5, date(2024, 12, 16)),
        (date(2024, 12, 1), 0, date(2024, 12, 1)),
    ],
)
def test_months_go_by_the_calendar(when: date, months: float, then: date) -> None:
    assert months_after(when, months) == then


@pytest.mark.property
@given(DATES, st.floats(0.0, 600.0))
def test_a_month_is_a_month(when: date, months: float) -> None:
    later = months_after(when, months)
    assert abs((later - when) - timedelta(days=months * 365.25 / 12.0)) < timedelta(days=4)


@pytest.mark.property
@given(DATES, st.integers(0, 600))
def test_a_period_touches_its_months(when: date, months: int) -> None:
    first = when.replace(day=1)
    assert months_from_to(first, months_after(first, months + 1) - timedelta(days=1)) == months + 1
