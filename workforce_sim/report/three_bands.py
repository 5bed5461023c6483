"""Three bands inside one another: chance alone, with drift, and with doubt about the assumptions.

They are told apart by lightness and by the line at their edge, and named beside the last year, so
that nothing depends on colour.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workforce_sim.cells import Cell
from workforce_sim.measures.variance_parts import SOURCES
from workforce_sim.report.heights import spread
from workforce_sim.report.shares import NAMES, PERCENT, Shares
from workforce_sim.report.style import DARK_BLUE, NESTED_COLOURS, NESTED_EDGES
from workforce_sim.report.words import rounded_to

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Bands = Mapping[str, tuple[float, float]]
"""The limits of each band of one year by its outermost source, the innermost first."""


@dataclass(frozen=True)
class BandLimits:
    """The limits of the bands, and the shares behind them in per cent, as columns of a chart's
    CSV.
    """

    columns: tuple[str, ...]
    by_year: Mapping[int, tuple[Cell, ...]]

    def cells(self, year: int, is_simulated: bool) -> tuple[Cell, ...]:
        """Return the cells of one row; a row that was not simulated has none."""
        nothing: tuple[Cell, ...] = (None,) * len(self.columns)
        return self.by_year.get(year, nothing) if is_simulated else nothing


def band_limits(
    bands: Mapping[int, Bands],
    shares: Mapping[int, Shares],
    places: int,
    outermost: str = "",
) -> BandLimits:
    """Return the columns for bands by year, rounded as they are shown; the outermost band has none
    unless it is given a name.
    """
    inner = _sources(bands)
    names = {"chance": "chance", "drift": "chance_drift"}
    if inner and outermost:
        names[inner[-1]] = outermost
    inner = inner if outermost else inner[:-1]
    columns = [f"{names[each]}_{end}" for each in inner for end in ("p2_5", "p97_5")]
    columns += [f"{each}_{what}" for each in _sources(bands) for what in PERCENT]
    nothing: tuple[Cell, ...] = (None,) * (len(PERCENT) * len(_sources(bands)))
    rows = {
        year: (
            *(rounded_to(limit, places) for each in inner for limit in of_year[each]),
            *(shares[year].percent() if year in shares else nothing),
        )
        for year, of_year in bands.items()
        if of_year
    }
    return BandLimits(tuple(columns), rows)


def draw_bands(axes: Axes, bands: Mapping[int, Bands], start: tuple[int, float] | None) -> None:
    """Draw the bands, the widest first; `start` is a year and a level from which they open."""
    years = ([start[0]] if start is not None else []) + list(bands)
    lead = [start[1]] if start is not None else []
    for source in reversed(_sources(bands)):
        limits = [of_year.get(source, (float("nan"),) * 2) for of_year in bands.values()]
        lows, highs = [[*lead, *each] for each in zip(*limits, strict=True)]
        axes.fill_between(years, lows, highs, color=NESTED_COLOURS[source], linewidth=0)
        for edge in (lows, highs):
            axes.plot(years, edge, color="#4A6076", linewidth=0.8, linestyle=NESTED_EDGES[source])


def label_bands(
    axes: Axes,
    year: int,
    bands: Bands,
    middle: tuple[float, Sequence[str]],
    written: Callable[[float], str],
) -> None:
    """Name each band at its upper end beside the last year; write the middle, on as many lines as
    it has, and the lowest end.
    """
    bottom, top = axes.get_ylim()
    left, right = axes.get_xlim()
    gap = 0.058 * (top - bottom)
    tops = [(high, f"{written(high)}  {NAMES[source]}") for source, (_, high) in bands.items()]
    rising = [*((middle[0], text) for text in reversed(middle[1])), *tops]
    heights = spread([value for value, _ in rising], gap, bottom + 2 * gap, top - gap / 3)
    lowest = min(low for low, _ in bands.values())
    labels = [(lowest, written(lowest)), *rising]
    heights = [max(bottom + gap / 3, min(lowest, heights[0] - gap)), *heights]
    for number, ((value, text), y) in enumerate(zip(labels, heights, strict=True)):
        is_middle = number == len(middle[1])
        axes.annotate(
            text,
            (year, value),
            xytext=(year + 0.025 * (right - left), y),
            textcoords="data",
            va="center",
            fontsize=10 if is_middle else 8.5,
            fontweight="bold" if is_middle else "normal",
            color=DARK_BLUE,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            arrowprops={
                "arrowstyle": "-", "color": "#8496A8", "linewidth": 0.7, "shrinkA": 1, "shrinkB": 0,
                "relpos": (0.0, 0.5),
            },
            annotation_clip=False,
        )  # fmt: skip


def _sources(bands: Mapping[int, Bands]) -> list[str]:
    """The sources of the bands, the innermost first."""
    present = {source for of_year in bands.values() for source in of_year}
    return [source for source in SOURCES if source in present]
