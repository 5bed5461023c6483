"""A chart's picture, alt text and CSV say the same numbers, and the same input the same bytes."""

from __future__ import annotations

import csv
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from workforce_sim.report.chart import Chart
from workforce_sim.report.destinations import DestinationWords, destination_chart
from workforce_sim.report.differences import (
    Difference,
    DifferenceWords,
    difference_chart,
    headline,
    spread,
)
from workforce_sim.report.dots import Dot, DotWords, dot_chart
from workforce_sim.report.projection import Fan, ProjectionWords, Published, projection_chart
from workforce_sim.report.words import Format

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
    words = ProjectionWords("vacancies", "England", "Do nothing", RATE, CAPTION, 100)
    return projection_chart(words, past if history else [], Published(2020, 17.3), fans)


def difference(*, last: float = -1.5) -> Chart:
    line = [
        Difference(2009 + i, last * i / 5, last * i / 5 - 0.3, last * i / 5 + 0.3) for i in range(6)
    ]
    title = headline("Pay supplement", "England", RATE, line[-1], 1)
    words = DifferenceWords("effect", title, "England", "do nothing", RATE, CAPTION)
    return difference_chart(words, [("Pay supplement", line)])


def councils() -> Chart:
    dots = [
        Dot("Leeds", "pays", -2.1, -2.5, -1.7, focus=True),
        Dot("Bradford", "neighbour", 0.2, -0.1, 0.5),
        Dot("England", "", 0.01, -0.02, 0.04),
    ]
    return dot_chart(DotWords("councils", "Title", "Subtitle.", CAPTION, RATE, True), dots)


def destinations() -> Chart:
    words = DestinationWords("leavers", "England", "Do nothing", CAPTION)
    groups: list[tuple[str, list[float]]] = [
        ("left for other work", [2900.4, 2950.2]),
        ("moved to another council", [1500, 1480]),
    ]
    return destination_chart(words, [2025, 2026], groups)


CHARTS = {
    "projection": projection,
    "difference": difference,
    "councils": councils,
    "destinations": destinations,
}


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_the_same_chart_gives_the_same_bytes(make, tmp_path: Path) -> None:
    first = make().save(tmp_path / "first")
    second = make().save(tmp_path / "second")
    assert [path.suffix for path in first] == [".svg", ".png", ".txt", ".csv"]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_the_alt_text_says_only_numbers_that_the_csv_holds(make) -> None:
    chart = make()
    rows = list(csv.reader(chart.csv_text().splitlines()))
    held = {float(cell) for row in rows[1:] for cell in row if re.fullmatch(r"-?[\d.]+", cell)}
    held |= {50.0, 80.0, 95.0, 100.0}  # shares of futures and their number
    said = re.findall(r"-?\d[\d,]*(?:\.\d+)?", chart.alt)
    share = re.findall(r"(\d+)% of|group, (\d+)%", chart.alt)
    allowed = held | {float(a or b) for a, b in share}
    assert len(said) >= 4
    assert {float(text.replace(",", "")) for text in said} <= allowed


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_words_in_the_svg_are_text_with_a_title_for_screen_readers(make, tmp_path: Path) -> None:
    chart = make()
    svg = chart.save(tmp_path)[0].read_text(encoding="utf-8")
    titles = ET.fromstring(svg).findall("{http://www.w3.org/2000/svg}title")
    assert [element.text for element in titles] == [chart.title]
    words = ET.fromstring(svg).findall("{http://www.w3.org/2000/svg}desc")
    assert [element.text for element in words] == [chart.alt]
    assert "sans-serif" in svg
    assert "<text" in svg
    assert "<dc:date>" not in svg
    assert "<image" not in svg


def test_a_title_claims_no_more_than_the_futures_allow() -> None:
    assert "likely to fall" in projection(fall=0.12).title
    assert "set to fall" in projection(fall=0.6).title
    assert "No clear change" in projection(fall=0.0).title
    assert (
        difference(last=-1.5).title
        == "Pay supplement lowers England's vacancy rate by 1.5 points in 2014"
    )
    assert "no clear change" in difference(last=-0.1).title


def test_without_history_the_starting_level_is_named() -> None:
    chart = projection(history=False)
    assert "starts from 17.3% in 2020" in chart.alt
    assert [row[1] for row in chart.rows].count("DfE statistics") == 0


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_titles_are_short(make) -> None:
    assert len(make().title.split()) <= 12


def test_labels_are_pushed_apart_within_the_picture() -> None:
    placed = spread([0.0, 0.01, 0.02, 9.99], 1.0, 0.0, 10.0)
    assert placed == sorted(placed)
    assert all(b - a >= 1.0 - 1e-9 for a, b in zip(placed, placed[1:], strict=False))
    assert placed[0] >= 0.0
    assert placed[-1] <= 10.0
