"""Parts of charts that need no run: bytes, bands, single futures, what is said of few futures."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from workforce_sim.report.chart import Chart
from workforce_sim.report.destinations import DestinationWords, destination_chart
from workforce_sim.report.differences import DifferenceWords, difference_chart
from workforce_sim.report.dots import Dot, DotWords, dot_chart
from workforce_sim.report.effects import Difference
from workforce_sim.report.heights import spread
from workforce_sim.report.projection import Fan, ProjectionWords, Published, projection_chart
from workforce_sim.report.shares import Futures, Shares
from workforce_sim.report.words import Format, roughness

pytestmark = pytest.mark.unit

RATE = Format(
    "vacancy rate", "Vacancy rate (FTE)", "vacancy rate", 1, "%", "", " percentage points"
)
CAPTION = "Source: Department for Education (Open Government Licence v3.0); 100 futures, seed 1."


def fan(year: int, middle: float, spread_: float) -> Fan:
    steps = (-2.0, -1.3, -0.7, 0.7, 1.3, 2.1)
    return Fan(year, middle, *(middle + step * spread_ for step in steps))


def projection(*, history: bool = True, fall: float = 0.25) -> Chart:
    past = [Published(2017 + i, value) for i, value in enumerate((16.9, 16.5, 16.3, 17.3))]
    fans = [fan(2020 + i, 17.3 - fall * i, 0.4 * math.sqrt(i)) for i in range(1, 9)]
    words = ProjectionWords("vacancies", "Title", "England", "Do nothing", RATE, CAPTION, 100)
    return projection_chart(words, past if history else [], Published(2020, 17.3), fans)


def shares(year: int, *, parameters: bool = True) -> Shares:
    parts = {"chance": (0.25, 0.1, 0.4), "drift": (0.375, 0.05, 0.9)}
    if parameters:
        parts["parameters"] = (0.375, 0.125, 0.625)
    else:
        parts["drift"] = (0.75, 0.6, 0.9)
    return Shares(year, parts, 20)


def nested_projection(*, parameters: bool = True) -> Chart:
    fans = [
        replace(
            fan(2020 + i, 17.3 - 0.25 * i, 0.4 * i**0.5),
            shares=shares(2020 + i, parameters=parameters),
        )
        for i in range(1, 9)
    ]
    words = ProjectionWords("vacancies", "Title", "England", "Do nothing", RATE, CAPTION, 100)
    return projection_chart(words, [], Published(2020, 17.3), fans)


def nested_difference() -> Chart:
    line = [Difference(2009 + i, -i / 4, -i / 4 - 0.3, -i / 4 + 0.3) for i in range(6)]
    futures = Futures(
        {d.year: (d.mean - 2 * (d.year - 2009), d.mean + d.year - 2009) for d in line},
        {d.year: shares(d.year) for d in line[1:]},
    )
    words = DifferenceWords("effect", "Title", "England", "do nothing", RATE, CAPTION)
    return difference_chart(words, [("Pay supplement", line)], [futures])


def destinations() -> Chart:
    words = DestinationWords("leavers", "England", "Do nothing", CAPTION)
    groups = {"take other work": [2900.4, 2950.2], "move to another council": [1500.0, 1480.0]}
    return destination_chart(words, [2025, 2026], groups)


def test_settings_of_the_user_change_no_byte_of_a_chart(tmp_path: Path) -> None:
    import matplotlib as mpl

    first = projection().save(tmp_path / "first")
    assert [path.suffix for path in first] == [".svg", ".png", ".txt", ".csv"]
    with mpl.rc_context({"lines.linewidth": 7.0, "font.size": 20.0, "svg.hashsalt": "other"}):
        second = projection().save(tmp_path / "second")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_words_in_the_svg_are_text_with_a_font_that_browsers_have(tmp_path: Path) -> None:
    svg = projection().save(tmp_path)[0].read_text(encoding="utf-8")
    assert "sans-serif" in svg
    assert "<dc:date>" not in svg
    assert "<image" not in svg


def test_where_leavers_went_is_told_as_simulated_and_one_year_is_named_once() -> None:
    assert destinations().title == ("Simulated: 67% of England's leavers in 2026 take other work")
    words = DestinationWords("leavers", "England", "Do nothing", CAPTION)
    one = destination_chart(words, [2025], {"retired": [5.0]})
    assert ", England, year to 30 September 2025, mean" in one.subtitle


def test_charts_of_few_futures_say_so() -> None:
    assert roughness(9) == " Rough: only 9 simulated futures."
    assert roughness(10) == ""


def test_one_future_has_no_interval_on_any_chart(tmp_path: Path) -> None:
    line = [Difference(2025, -1.0, -1.0, -1.0, False)]
    words = DifferenceWords("effect", "Title", "England", "do nothing", RATE, CAPTION)
    about = ProjectionWords("vacancies", "Title", "England", "Do nothing", RATE, CAPTION, 1)
    dots = DotWords("councils", "Title", "Subtitle.", CAPTION, RATE, True, has_interval=False)
    for chart in (
        difference_chart(words, [("Pay", line)]),
        projection_chart(about, [], Published(2024, 17.3), [fan(2025, 16.0, 0.0)]),
        dot_chart(dots, [Dot("Leeds", "pays", -1.0, -1.0, -1.0)]),
    ):
        assert chart.rows[-1][-2:] == (None, None)
        assert "95%" not in chart.alt + chart.subtitle
        assert len(chart.save(tmp_path)) == 4


def test_without_history_the_starting_level_is_named() -> None:
    chart = projection(history=False)
    assert "starts from 17.3% in 2020" in chart.alt
    assert [row[1] for row in chart.rows].count("DfE statistics") == 0


def test_labels_are_pushed_apart_within_the_picture() -> None:
    placed = spread([0.0, 0.01, 0.02, 9.99], 1.0, 0.0, 10.0)
    assert placed == sorted(placed)
    assert all(b - a >= 1.0 - 1e-9 for a, b in zip(placed, placed[1:], strict=False))
    assert placed[0] >= 0.0
    assert placed[-1] <= 10.0


@pytest.mark.parametrize("parameters", [True, False])
def test_bands_lie_inside_one_another_and_the_subtitle_says_their_shares(parameters: bool) -> None:
    chart = nested_projection(parameters=parameters)
    rows = [dict(zip(chart.columns, row, strict=True)) for row in chart.rows]
    last = rows[-1]
    middle, low, high = (float(last[key] or 0) for key in ("value", "p2_5", "p97_5"))
    assert float(last["chance_p2_5"] or 0) == pytest.approx(middle + (low - middle) / 2, abs=0.051)
    assert low <= float(last["chance_p2_5"] or 0) <= middle <= float(last["chance_p97_5"] or 0)
    assert float(last["chance_p97_5"] or 0) <= high
    assert ("chance_drift_p2_5" in chart.columns) == parameters
    assert "f the variance in 2028: chance 25% (10 to 40), drift" in chart.subtitle
    assert ("Roughly, of" in chart.subtitle) == parameters  # that drift is known to 40 points
    assert ("parameters 38% (12 to 62)" in chart.subtitle) == parameters
    assert rows[0]["chance_p2_5"] is None


def test_a_difference_shows_single_futures_and_the_interval_of_the_mean() -> None:
    chart = nested_difference()
    assert "bars for its 95% interval, and bands for 95% of the futures" in chart.subtitle
    last = dict(zip(chart.columns, chart.rows[-1], strict=True))
    assert (last["futures_p2_5"], last["futures_p97_5"]) == (-11.2, 3.8)
    assert (last["chance_p2_5"], last["chance_p97_5"]) == (-6.2, 1.2)
    first = dict(zip(chart.columns, chart.rows[0], strict=True))
    assert first["futures_p2_5"] == first["chance_p2_5"] == 0.0
    assert first["chance_percent"] is None


def test_a_split_that_partners_do_not_resolve_is_not_given_as_known() -> None:
    parts = {"chance": (0.9, 0.0, 1.0), "drift": (0.1, 0.0, 1.0)}
    assert Shares(2028, parts, 8).sentence == (
        "8 partners do not resolve the variance in 2028: chance 90% (0 to 100), "
        "drift 10% (0 to 100)."
    )
