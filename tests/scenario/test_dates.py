"""Months and days: a month starts on its first day and ends on its last."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from workforce_sim.levers.fields import EndDate, StartDate

START: TypeAdapter[date] = TypeAdapter(StartDate)
END: TypeAdapter[date] = TypeAdapter(EndDate)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.property
@given(DAYS)
def test_a_month_runs_from_its_first_to_its_last_day(day: date) -> None:
    month = f"{day:%Y-%m}"
    assert START.validate_python(month) == day.replace(day=1)
    assert (END.validate_python(month) + timedelta(days=1)).day == 1
    assert END.validate_python(month).month == day.month


@pytest.mark.property
@given(DAYS)
def test_a_day_is_itself_however_it_arrives(day: date) -> None:
    for adapter in (START, END):
        assert adapter.validate_python(day) == adapter.validate_python(day.isoformat()) == day
        assert adapter.validate_python(adapter.dump_python(day, mode="json")) == day


WAYS = [
    "{d.year}/{d.month:02}/{d.day:02}",
    "{d.day:02}/{d.month:02}/{d.year}",
    "{d.day}.{d.month}.{d.year}",
    "{d.year}-{d.month}-{d.day} ",
    "{d:%Y-%m-%d}T00:00:00",
    "{d.day} {name} {d.year}",
    "{d.year}\u2013{d.month:02}\u2013{d.day:02}",
]


@pytest.mark.property
@given(DAYS, st.sampled_from(WAYS))
def test_other_ways_to_write_a_day_are_recognised(day: date, way: str) -> None:
    text = way.format(d=day, name=calendar.month_name[day.month])
    with pytest.raises(ValueError) as caught:
        START.validate_python(text)
    (error,) = caught.value.errors()  # type: ignore[attr-defined]
    assert error["ctx"]["cure"].texts == (day.isoformat(),)


@pytest.mark.unit
@pytest.mark.parametrize(
    "text",
    ["2025-00", "2025-13", "2025-02-30", "2025-09-00", "1899-12", "soon", "", 2025, None, 1.5],
)
def test_what_is_no_date_is_refused_with_advice(text: object) -> None:
    with pytest.raises(ValueError) as caught:
        END.validate_python(text)
    (error,) = caught.value.errors()  # type: ignore[attr-defined]
    assert error["type"] == "not_a_date"
    cure = error["ctx"]["cure"]
    assert cure.words
    for written in cure.texts:
        END.validate_python(written)
