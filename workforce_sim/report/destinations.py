"""Chart: where the people who left their council went, year by year."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workforce_sim.report.chart import Chart
from workforce_sim.report.heights import spread
from workforce_sim.report.style import CATEGORIES, HATCHES, TEXT_CATEGORIES
from workforce_sim.report.words import in_a_sentence, possessive, years_named

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("time_period", "destination", "leavers_fte")
_LIGHT_TEXT_ON = {0: True, 1: False, 2: True, 3: False}


@dataclass(frozen=True)
class DestinationWords:
    """What surrounds the numbers."""

    file_name: str
    area: str
    scenario: str
    caption: str
    note: str = ""


def destination_chart(
    words: DestinationWords,
    years: Sequence[int],
    destinations: Sequence[tuple[str, Sequence[float]]],
) -> Chart:
    """Return stacked bars: for each destination, mean full-time equivalent leavers by year.

    Means are drawn, not medians, because only means add up to the mean of the total.
    """
    parts = [(name, tuple(round(v) for v in values)) for name, values in destinations]
    last = {name: values[-1] for name, values in parts}
    total = sum(last.values()) or 1
    name, most = max(last.items(), key=lambda item: item[1])
    share = round(100 * most / total)
    whose = possessive(in_a_sentence(words.area))
    alt_parts = "; ".join(f"{n} {v:,}" for n, v in last.items())
    return Chart(
        name=words.file_name,
        title=f"Simulated: {share}% of {whose} leavers in {years[-1]} {name}",
        subtitle=(
            f"Leavers (full-time equivalent) by destination, {words.area}, {_years_to(years)}, "
            "mean of the simulated futures. "
            f"Scenario: {words.scenario}.{words.note}"
        ),
        caption=words.caption,
        alt=(
            f"Stacked bar chart of leavers by destination in {words.area}, scenario "
            f"{words.scenario}. In {years[-1]}: {alt_parts}. The largest group, {share}%, "
            f"{name}.{words.note}"
        ),
        columns=COLUMNS,
        rows=tuple(
            (year, part, values[index])
            for index, year in enumerate(years)
            for part, values in parts
        ),
        draw=lambda axes: _draw(axes, years, parts),
    )


def _years_to(years: Sequence[int]) -> str:
    span = years_named(years[0], years[-1])
    return f"{'year' if len(years) == 1 else 'years'} to 30 September {span}"


def _draw(axes: Axes, years: Sequence[int], parts: Sequence[tuple[str, Sequence[float]]]) -> None:
    base = [0.0] * len(years)
    middles = []
    for index, (_, values) in enumerate(parts):
        axes.bar(
            years,
            values,
            bottom=base,
            width=0.72,
            color=CATEGORIES[index],
            edgecolor="white",
            linewidth=0.8,
            hatch=HATCHES[index],
        )
        for year, low, value in zip(years, base, values, strict=True):
            if value > 0.06 * max(sum(v[i] for _, v in parts) for i in range(len(years))):
                axes.annotate(
                    f"{value:,}",
                    (year, low + value / 2),
                    ha="center",
                    va="center",
                    fontsize=7.5,
                    color="white" if _LIGHT_TEXT_ON[index] else "black",
                    bbox={
                        "facecolor": CATEGORIES[index],
                        "edgecolor": "none",
                        "pad": 1.0,
                    },
                )
        middles.append(base[-1] + values[-1] / 2)
        base = [low + value for low, value in zip(base, values, strict=True)]
    top = max(base) * 1.05 or 1.0
    axes.set_ylim(0, top)
    span = max(1, years[-1] - years[0] + 1)
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6 + 0.30 * span)
    axes.set_xticks(list(years))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    heights = spread(middles, 0.1 * top, 0.05 * top, 0.95 * top)
    for index, ((name, _), y) in enumerate(zip(parts, heights, strict=True)):
        axes.annotate(
            textwrap.fill(name, 18),
            (years[-1] + 0.42, y),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            fontweight="bold",
            color=TEXT_CATEGORIES[index],
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )
