"""Chart: where the people who left their council went, year by year."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workforce_sim.report.chart import Chart
from workforce_sim.report.heights import spread
from workforce_sim.report.style import CATEGORIES, HATCHES, TEXT_CATEGORIES
from workforce_sim.report.words import dates, in_a_sentence, possessive, rounded_to

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("time_period", "destination", "leavers_fte")
_MANY = 100
"""Below so many leavers a year their parts are written with a decimal."""
Groups = Mapping[str, Sequence[float]]
"""Mean full-time equivalent leavers by destination, a number for each year."""
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
    destinations: Groups,
    without: tuple[str, Groups] | None = None,
) -> Chart:
    """Return stacked bars: for each destination, mean full-time equivalent leavers by year.

    Means are drawn, not medians, because only means add up to the mean of the total. `without` is
    what the scenario is compared with: its name and its leavers.
    """
    places = 0 if max(map(sum, zip(*destinations.values(), strict=True))) >= _MANY else 1
    parts = [
        (name, tuple(rounded_to(v, places) for v in line)) for name, line in destinations.items()
    ]
    most = max(destinations, key=lambda each: destinations[each][-1])
    share = _percent(destinations, most)
    where, scenario = in_a_sentence(words.area), words.scenario
    title = f"Simulated: {share} of {possessive(where)} leavers in {years[-1]} {most}"
    group = f" The largest group, {share}, {most}."
    if share is None:
        title, group = f"Simulated: nobody leaves {where} in {years[-1]}", ""
    if without is not None:
        scenario += f". Without: {without[0]}"
        other = _percent(without[1], most)
        if share and other:
            title += f" (without: {other})"
            group += f" Without ({without[0]}): {other}."
    each = "; ".join(f"{name} {line[-1]:,.{places}f}" for name, line in parts)
    return Chart(
        name=words.file_name,
        title=title,
        subtitle=(
            f"Leavers (full-time equivalent) by destination, {words.area}, "
            f"{dates(years[0], years[-1], flow=True)}, mean of the simulated futures. "
            f"Scenario: {scenario}.{words.note}"
        ),
        caption=words.caption,
        alt=(
            f"Stacked bar chart of leavers by destination in {words.area}, scenario "
            f"{words.scenario}. In {years[-1]}: {each}.{group}{words.note}"
        ),
        columns=COLUMNS,
        rows=tuple((year, name, line[at]) for at, year in enumerate(years) for name, line in parts),
        draw=lambda axes: _draw(axes, years, parts, places),
    )


def _percent(groups: Groups, name: str) -> str | None:
    """Write the share of a destination in the last year's leavers; None if there are none."""
    total = sum(line[-1] for line in groups.values())
    return f"{round(100 * groups[name][-1] / total)}%" if total else None


def _draw(
    axes: Axes, years: Sequence[int], parts: Sequence[tuple[str, Sequence[float]]], places: int
) -> None:
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
                    f"{value:,.{places}f}",
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
