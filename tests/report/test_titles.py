"""Titles claim nothing that the numbers behind them do not hold."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.report.stored import is_shown_as
from workforce_sim.report.effects import Difference, decimals_of
from workforce_sim.report.titles import effect_title, level_title, next_door_title
from workforce_sim.report.words import Format

pytestmark = pytest.mark.property

RATE = Format(
    "vacancy rate", "Vacancy rate (FTE)", "vacancy rate", 1, "%", "", " percentage points"
)
LIMITS = st.tuples(*[st.floats(-20, 20)] * 3).map(sorted)
LINES = st.lists(LIMITS | st.just([0.0, 0.0, 0.0]), min_size=1, max_size=8)


@given(limits=LINES)
def test_whatever_a_title_claims_is_true_of_its_line(limits: list[list[float]]) -> None:
    line = [Difference(2010 + k, mid, low, high) for k, (low, mid, high) in enumerate(limits)]
    clear = [d for d in line if d.low > 0 or d.high < 0]
    title = effect_title("Pay", "England", RATE, line)
    if not clear:
        said = "no change" if all(d.low == d.high == 0 for d in line) else "no clear change"
        when = f"in any year to {line[-1].year}" if len(line) > 1 else "in 2010"
        assert title == f"Pay: {said} in England's vacancy rate {when}"
        return
    best = max(clear, key=lambda d: abs(d.mean))
    if "barely" in title:
        assert abs(best.mean) <= 0.05
        return
    found = re.fullmatch(
        r"Pay (\w+) England's vacancy rate by ([\d.]+) points in (\d+)"
        r"(?:, (?:unclear (in|from) (\d+)|(?:(\w+) it by )?([\d.]+) in (\d+)))?",
        title,
    )
    assert found, title
    way, amount, year, since, unclear, other, left, end = found.groups()
    assert year == str(best.year)
    assert way == ("raises" if best.mean > 0 else "lowers")
    assert is_shown_as(float(amount), abs(best.mean))
    last = line[-1]
    assert bool(unclear) == (last not in clear)
    if unclear:
        assert [d for d in clear if d.year >= int(unclear)] == []
        assert clear[-1].year == int(unclear) - 1
        assert (since == "in") == (int(unclear) == last.year)
    elif last is not best:
        assert (int(end), is_shown_as(float(left), abs(last.mean))) == (last.year, True)
        assert (other is None) == (last.mean * best.mean > 0)
        assert other in (None, "raises" if last.mean > 0 else "lowers")


@given(LINES, st.integers(0, 2))
def test_what_is_clear_looks_clear_in_the_decimals_that_are_shown(
    limits: list[list[float]], usual: int
) -> None:
    """Down to a thousandth of what is usual: below that it is shown as nothing."""
    line = [Difference(2010 + k, mid, low, high) for k, (low, mid, high) in enumerate(limits)]
    line += [replace(line[0], mean=20.0, high=20.0)]
    places = decimals_of(line, usual)
    for each in line:
        if each.low > 0.6 * 10.0 ** -(usual + 3):
            assert round(each.low, places) > 0.0
        if each.high < -0.6 * 10.0 ** -(usual + 3):
            assert round(each.high, places) < 0.0


def test_one_future_is_told_as_one() -> None:
    alone = Difference(2014, -1.0, -1.0, -1.0, False)
    assert effect_title("Pay", "England", RATE, [alone]) == (
        "Pay, one future: England's vacancy rate -1.0 points in 2014"
    )
    assert level_title("The 3 councils", RATE, 17.25, 2030, alone=True) == (
        "One simulated future: the 3 councils' vacancy rate 17.2% in 2030"
    )


@given(limits=LINES, beside=LIMITS)
@example(limits=[[1.0, 2.0, 3.0]], beside=[-2.0, -1.0, -0.5])
def test_a_title_about_neighbours_keeps_them_apart_from_the_council_that_pays(
    limits: list[list[float]], beside: list[float]
) -> None:
    line = [Difference(2010 + k, mid, low, high) for k, (low, mid, high) in enumerate(limits)]
    together = Difference(2010, beside[1], beside[0], beside[2])
    clear = [d for d in line if d.low > 0 or d.high < 0]
    title = next_door_title("Leeds", RATE, line, together)
    if not clear:
        assert re.match(r"No (clear )?change in Leeds' vacancy rate in ", title)
        return
    best = max(clear, key=lambda d: abs(d.mean))
    found = re.fullmatch(
        r"Leeds' vacancy rate ([\d.]+) points (lower|higher) in (\d+); "
        r"neighbours(: no clear change| ([\d.]+) (lower|higher))",
        title,
    )
    assert found, title
    assert is_shown_as(float(found.group(1)), abs(best.mean))
    assert (found.group(2), int(found.group(3))) == (_side(best.mean), best.year)
    if together.low > 0 or together.high < 0:
        assert is_shown_as(float(found.group(5)), abs(together.mean))
        assert found.group(6) == _side(together.mean)
    else:
        assert found.group(4) == ": no clear change"


def _side(mean: float) -> str:
    return "higher" if mean > 0 else "lower"
