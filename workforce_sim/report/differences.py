"""Chart: how scenarios differ from their reference over time, future by future."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workforce_sim.cells import Cell
from workforce_sim.report.chart import Chart
from workforce_sim.report.effects import Difference, decimals_of, largest
from workforce_sim.report.heights import spread
from workforce_sim.report.shares import Futures
from workforce_sim.report.style import (
    CATEGORIES,
    DARK_BLUE,
    LINE_STYLES,
    MARKERS,
    TEXT,
    TEXT_CATEGORIES,
)
from workforce_sim.report.three_bands import Bands, band_limits, draw_bands, label_bands
from workforce_sim.report.words import NO_INTERVAL, Format

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("scenario_name", "time_period", "mean_difference", "ci_low", "ci_high")
MOST_LINES = len(CATEGORIES)


@dataclass(frozen=True)
class DifferenceWords:
    """What surrounds the numbers."""

    file_name: str
    title: str
    area: str
    reference: str
    measure: Format
    caption: str


def difference_chart(
    words: DifferenceWords,
    scenarios: Sequence[tuple[str, Sequence[Difference]]],
    futures: Sequence[Futures] = (),
) -> Chart:
    """Return the chart of up to four scenarios against their reference.

    `scenarios` are names and yearly differences in order of year; `futures` how single futures
    spread, in the same order. One scenario is drawn with the bands of its futures.
    """
    if not scenarios or len(scenarios) > MOST_LINES:
        raise ValueError(f"between 1 and {MOST_LINES} scenarios fit on this chart")
    places = decimals_of([d for _, line in scenarios for d in line], words.measure.decimals)
    lines = [(name, tuple(d.rounded(places) for d in line)) for name, line in scenarios]
    rows: list[tuple[Cell, ...]] = [
        (name, d.year, d.mean, *((d.low, d.high) if d.has_interval else (None, None)))
        for name, line in lines
        for d in line
    ]
    first, last = lines[0][1][0].year, lines[0][1][-1].year
    bands: dict[int, Bands] = {}
    if len(lines) == 1 and futures and futures[0].shares:
        bands = {d.year: futures[0].bands(d.year, d.mean) for d in scenarios[0][1]}
    known = futures[0].shares if bands else {}
    limits = band_limits(bands, known, places, outermost="futures")
    if bands:
        rows = [(*row, *limits.cells(int(row[1] or 0), True)) for row in rows]
    is_known = all(d.has_interval for _, line in lines for d in line)
    spans = "mean and 95% interval of the mean." if is_known else f"{NO_INTERVAL}."
    if bands:
        spans = "mean, bars for its 95% interval, and bands for 95% of the futures."
    shares = _shares_note(lines, futures)
    return Chart(
        name=words.file_name,
        title=words.title,
        subtitle=(
            f"{words.measure.label}, {words.area}, {words.measure.dates(first, last)}: "
            f"difference from {words.reference} in the same simulated futures, {spans}{shares}"
        ),
        caption=words.caption,
        alt=_alt(words, scenarios, places) + _futures_said(words.measure, bands, places) + shares,
        columns=(*COLUMNS, *limits.columns),
        rows=tuple(rows),
        draw=lambda axes: _draw(axes, words.measure, lines, places, bands),
        left=0.115,
    )


def _shares_note(
    lines: Sequence[tuple[str, Sequence[Difference]]], futures: Sequence[Futures]
) -> str:
    """Say what the spread of single futures consists of at the end, scenario by scenario."""
    said = []
    for (name, line), each in zip(lines, futures, strict=False):
        shares = each.shares.get(line[-1].year)
        if shares is not None:
            said.append(shares.sentence if len(lines) == 1 else f"{name}: {shares.brief}")
    if not said:
        return ""
    if len(lines) == 1:
        return f" {said[0]}"
    return f" Of the variance of single futures in {lines[0][1][-1].year}: {'; '.join(said)}."


def _alt(
    words: DifferenceWords, lines: Sequence[tuple[str, Sequence[Difference]]], places: int
) -> str:
    """Say of each scenario the largest difference and its year, and the last."""
    parts = [
        f"Line chart of the difference in {words.measure.name}, {words.area}, "
        f"from {words.reference}."
    ]
    for name, line in lines:
        best, last = largest(line), line[-1]
        said = f"{name}: {best.called} in {best.year}, {_said(best, words.measure, places)}"
        if last is not best:
            said += f"; in {last.year} {_said(last, words.measure, places)}"
        parts.append(said + ("." if last.has_interval else f"; {NO_INTERVAL}."))
    return " ".join(parts)


def _futures_said(measure: Format, bands: Mapping[int, Bands], places: int) -> str:
    """Say between which differences single futures lie in the last year, if that is drawn."""
    if not bands:
        return ""
    year, of_year = list(bands.items())[-1]
    low, high = (measure.difference(v, places) for v in list(of_year.values())[-1])
    return f" In {year} 95% of single futures lie between {low} and {high}."


def _said(difference: Difference, measure: Format, places: int) -> str:
    """Write a difference with its interval, and whether it is clear."""
    mean = measure.difference(difference.mean, places)
    if difference.is_nothing:
        return f"{mean}, no difference in any future"
    if not difference.has_interval:
        return mean
    low, high = (measure.difference(v, places) for v in (difference.low, difference.high))
    unclear = "" if difference.is_clear else ", so no clear difference"
    return f"{mean} (95% interval {low} to {high}{unclear})"


def _draw(
    axes: Axes,
    measure: Format,
    lines: Sequence[tuple[str, Sequence[Difference]]],
    places: int,
    bands: Mapping[int, Bands],
) -> None:
    years = [d.year for d in lines[0][1]]
    outer = [limit for of_year in bands.values() for ends in of_year.values() for limit in ends]
    lows = [*(d.low for _, line in lines for d in line), *outer]
    highs = [*(d.high for _, line in lines for d in line), *outer]
    bottom, top = min(0.0, *lows), max(0.0, *highs)
    room = (top - bottom) * 0.1 or 1.0
    axes.set_ylim(bottom - room, top + room)
    axes.axhline(0.0, color=TEXT, linewidth=1.2)
    if bands:
        draw_bands(axes, bands, None)
        for d in lines[0][1]:
            axes.plot([d.year, d.year], [d.low, d.high], color=DARK_BLUE, linewidth=3.0, zorder=3)
    for (name, line), colour, style, marker in zip(
        lines, CATEGORIES, LINE_STYLES, MARKERS, strict=False
    ):
        if not bands:
            axes.fill_between(
                years,
                [d.low for d in line],
                [d.high for d in line],
                color=colour,
                alpha=0.16,
                linewidth=0,
            )
        axes.plot(
            years,
            [d.mean for d in line],
            color=colour,
            linestyle=style,
            linewidth=2.0,
            marker=marker,
            markersize=5,
            label=name,
        )
    span = max(1, years[-1] - years[0])
    axes.set_xlim(years[0] - 0.03 * span, years[-1] + 0.34 * span)
    step = max(1, math.ceil((span + 1) / 12))
    axes.set_xticks(range(years[-1] - step * (span // step), years[-1] + 1, step))
    axes.yaxis.set_major_formatter(
        lambda value, _: measure.difference_tick(value) if value else "no\ndifference"
    )
    if not bands:
        _label_lines(axes, measure, lines, places)
        return
    last = lines[0][1][-1]
    mean, interval = measure.plain(last.mean, places), _interval(last, measure, places)
    middle = (last.mean, [f"{mean} mean", interval])
    label_bands(axes, last.year, bands[last.year], middle, lambda v: measure.plain(v, places))


def _interval(difference: Difference, measure: Format, places: int) -> str:
    low, high = (measure.plain(v, places) for v in (difference.low, difference.high))
    return f"({low} to {high})"


def _label_lines(
    axes: Axes,
    measure: Format,
    lines: Sequence[tuple[str, Sequence[Difference]]],
    places: int,
) -> None:
    """Write each scenario's name and last value beside its line, pushed apart when close."""
    bottom, top = axes.get_ylim()
    gap = 0.2 * (top - bottom)
    order = sorted(range(len(lines)), key=lambda i: lines[i][1][-1].mean)
    heights = spread([lines[i][1][-1].mean for i in order], gap, bottom + gap / 2, top - gap / 2)
    for position, y in zip(order, heights, strict=True):
        name, line = lines[position]
        last = line[-1]
        axes.annotate(
            f"{_two_lines(name)}\n{measure.difference(last.mean, places)}"
            + (f"\n{_interval(last, measure, places)}" if last.has_interval else ""),
            (last.year, y),
            xytext=(9, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            color=TEXT_CATEGORIES[position],
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )


def _two_lines(name: str) -> str:
    """Return a name on at most two lines beside its line."""
    return "\n".join(textwrap.wrap(name, 25, max_lines=2, placeholder="..."))
