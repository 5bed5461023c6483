"""Dates and days, who comes first at one moment, and casework before everything."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from workforce_sim.model.engine.calendar import Calendar, Office, Process, Turn
from workforce_sim.model.month.monthly_round import STEPS

BASES = st.dates(date(2000, 1, 1), date(2060, 12, 31)).map(lambda day: date(day.year, 9, 30))


@pytest.mark.property
@given(BASES, st.integers(1, 40))
def test_month_days_are_those_of_the_wall_calendar(census: date, years: int) -> None:
    calendar = Calendar(census, census.year + years)
    assert calendar.months == 12 * years
    assert calendar.date(calendar.last_day) == date(census.year + years, 10, 1)
    assert (calendar.month_days[0], calendar.month_starts[0]) == (0.0, census + timedelta(days=1))
    lengths = [monthrange(first.year, first.month)[1] for first in calendar.month_starts[:-1]]
    days = calendar.month_days
    assert [after - before for before, after in zip(days, days[1:], strict=False)] == lengths
    assert all(first.day == 1 for first in calendar.month_starts)


@pytest.mark.property
@given(BASES, st.integers(-4000, 20_000))
def test_a_day_and_its_date_are_the_same(census: date, day: int) -> None:
    calendar = Calendar(census, census.year + 1)
    assert calendar.day(calendar.date(float(day))) == day
    assert calendar.date(day + 0.999 if day >= 0 else day) == calendar.date(float(day))


def noting(env: Office, notes: list[str], day: float, turn: Turn, name: str) -> Process:
    yield env.at(day, turn)
    notes.append(f"{name} {env.now:g}")


@pytest.mark.property
@given(
    st.permutations(
        [
            (day, turn)
            for day in (0.0, 31.0, 61.5)
            for turn in (Turn.CENSUS, Turn.POLICY, Turn.OFFICE)
        ]
    )
)
def test_casework_runs_up_to_each_moment_once_and_turns_keep_their_order(
    planned: list[tuple[float, Turn]],
) -> None:
    notes: list[str] = []
    env = Office(lambda until: notes.append(f"casework to {until:g}"))
    for day, turn in planned:
        env.process(noting(env, notes, day, turn, turn.name))
    env.run()
    turns = [
        f"{name} {day}" for day in ("0", "31", "61.5") for name in ("CENSUS", "POLICY", "OFFICE")
    ]
    assert notes == [
        *turns[:3],
        "casework to 31",
        *turns[3:6],
        "casework to 61.5",
        *turns[6:],
    ]


@pytest.mark.unit
def test_a_moment_that_has_passed_means_now() -> None:
    notes: list[str] = []
    env = Office(lambda until: None)

    def late() -> Process:
        yield env.at(10.0)
        yield env.at(3.0, Turn.OFFICE)
        notes.append(f"late {env.now:g}")

    env.process(late())
    env.run()
    assert notes == ["late 10"]


@pytest.mark.unit
def test_nothing_runs_when_nothing_is_planned() -> None:
    env = Office(lambda until: pytest.fail("casework ran without an end"))
    env.run()
    with pytest.raises(simpy.core.EmptySchedule):
        env.step()
    assert env.now == 0.0


@pytest.mark.unit
def test_people_come_before_they_are_hired_and_everybody_is_paid_after() -> None:
    """Later steps of the monthly round read what earlier ones write."""
    order = [step.__name__ for step in STEPS]
    assert order[0] == "levels"
    assert order.index("arrivals") < order.index("hiring") < order.index("supervisions")
    assert order.index("promotions") < order.index("hiring") < order.index("agency_round")
    assert order.index("supervisions") < order.index("money") < order.index("settle")
    assert len(set(order)) == len(order)
