"""Chart: one dot with its interval per council, region or scenario."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workforce_sim.report.chart import Chart
from workforce_sim.report.effects import Difference, decimals_of
from workforce_sim.report.style import DARK_BLUE, ORANGE, QUIET_TEXT, TEXT
from workforce_sim.report.words import Format, rounded_to

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("name", "kind", "value", "low", "high")
_ROW_INCHES = 0.32
_TALL_ROW_INCHES = 0.40
_FRAME_INCHES = 2.1
_LABEL_CHARACTERS = 34


@dataclass(frozen=True)
class Dot:
    """A named value with its 95% interval; `kind` says why it is there ("pays", "neighbour").
    `inner`: the limits within which less of what varies would keep it, the innermost first.
    """

    name: str
    kind: str
    value: float
    low: float
    high: float
    focus: bool = False
    inner: tuple[tuple[float, float], ...] = ()

    def rounded(self, decimals: int) -> Dot:
        """Return the same dot with each value rounded as it is shown."""
        value, low, high = (rounded_to(v, decimals) for v in (self.value, self.low, self.high))
        inner = tuple((rounded_to(a, decimals), rounded_to(b, decimals)) for a, b in self.inner)
        return replace(self, value=value, low=low, high=high, inner=inner)


@dataclass(frozen=True)
class DotWords:
    """What surrounds the numbers. `change` says whether the values are differences,
    `has_interval` whether they have intervals, as those of a single future have not.
    """

    file_name: str
    title: str
    subtitle: str
    caption: str
    measure: Format
    change: bool
    has_interval: bool = True


def dot_chart(words: DotWords, dots: Sequence[Dot]) -> Chart:
    """Return a chart of rows in the order given, the first at the top."""
    if not dots:
        raise ValueError("a dot plot needs at least one row")
    places = words.measure.decimals
    if words.change:
        changes = [Difference(0, d.value, d.low, d.high, words.has_interval) for d in dots]
        places = decimals_of(changes, places)
    shown = tuple(dot.rounded(places) for dot in dots)
    tall = any(len(_label_lines(dot)) > 1 for dot in shown)
    longest = max(len(line) for dot in shown for line in _label_lines(dot))
    return Chart(
        name=words.file_name,
        title=words.title,
        subtitle=words.subtitle,
        caption=words.caption,
        alt=_alt(words, shown, places),
        columns=(*COLUMNS, *_inner_columns(shown)),
        rows=tuple(
            (
                *(d.name, d.kind, d.value),
                *((d.low, d.high) if words.has_interval else (None, None)),
                *_inner_cells(d, shown),
            )
            for d in shown
        ),
        draw=lambda axes: _draw(axes, words, shown, places),
        height=_FRAME_INCHES + (_TALL_ROW_INCHES if tall else _ROW_INCHES) * len(shown),
        left=min(0.45, 0.04 + 0.0098 * longest),
    )


def _inner_columns(dots: Sequence[Dot]) -> tuple[str, ...]:
    most = max(len(dot.inner) for dot in dots)
    columns = ("chance_low", "chance_high", "chance_drift_low", "chance_drift_high")
    return columns[: 2 * most]


def _inner_cells(dot: Dot, dots: Sequence[Dot]) -> tuple[float | None, ...]:
    cells = [limit for limits in dot.inner for limit in limits]
    return tuple(cells) if cells else (None,) * len(_inner_columns(dots))


def _label_lines(dot: Dot) -> list[str]:
    return textwrap.wrap(_label(dot), _LABEL_CHARACTERS)


def _label(dot: Dot) -> str:
    return f"{dot.name} ({dot.kind})" if dot.kind else dot.name


def _text(words: DotWords, value: float, places: int) -> str:
    return words.measure.plain(value, places) if words.change else words.measure.level(value)


def _alt(words: DotWords, dots: Sequence[Dot], places: int) -> str:
    rows = "; ".join(
        f"{_label(d)} {_text(words, d.value, places)}{_interval(words, d, places)}" for d in dots
    )
    return f"Dot plot. {words.subtitle} {rows}."


def _interval(words: DotWords, dot: Dot, places: int) -> str:
    if not words.has_interval:
        return ""
    low, high = _text(words, dot.low, places), _text(words, dot.high, places)
    return f" ({'95% interval' if words.change else '95% of futures'} {low} to {high})"


def _draw(axes: Axes, words: DotWords, dots: Sequence[Dot], places: int) -> None:
    from matplotlib.ticker import MaxNLocator

    rows = range(len(dots) - 1, -1, -1)
    for row, dot in zip(rows, dots, strict=True):
        colour = ORANGE if dot.focus else DARK_BLUE
        axes.plot([dot.low, dot.high], [row, row], color=colour, linewidth=2.4 - len(dot.inner) / 2)
        for limits, width in zip(dot.inner, (6.0, 3.4), strict=False):
            axes.plot(limits, [row, row], color=colour, linewidth=width)
        axes.plot(
            [dot.value],
            [row],
            marker="D" if dot.focus else "o",
            markersize=8 if dot.focus else 6.5,
            color=colour,
            markeredgecolor="white" if dot.inner else colour,
        )
        axes.annotate(
            _text(words, dot.value, places),
            (1.0, row),
            xycoords=("axes fraction", "data"),
            xytext=(-2, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=9,
            fontweight="bold" if dot.focus else "normal",
        )
    axes.set_ylim(-0.7, len(dots) - 0.3)
    axes.set_yticks(list(rows), ["\n".join(_label_lines(dot)) for dot in dots], fontsize=9)
    for tick, dot in zip(axes.get_yticklabels(), dots, strict=True):
        tick.set_fontweight("bold" if dot.focus else "normal")
    low, high = min(d.low for d in dots), max(d.high for d in dots)
    if words.change:
        low, high = min(low, 0.0), max(high, 0.0)
        axes.axvline(0.0, color=TEXT, linewidth=1.2)
    room = (high - low) * 0.06 or 1.0
    axes.set_xlim(low - room, high + 3.6 * room)
    ticks = MaxNLocator(nbins=6).tick_values(low, high)
    axes.set_xticks([tick for tick in ticks if low - room <= tick <= high + room])
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    if words.change:
        axes.xaxis.set_major_formatter(lambda value, _: words.measure.difference_tick(value))
        axes.annotate(
            "no difference",
            (0.0, len(dots) - 0.45),
            xytext=(-3 if high <= -low else 3, 0),
            textcoords="offset points",
            ha="right" if high <= -low else "left",
            fontsize=8,
            color=QUIET_TEXT,
        )
    else:
        axes.xaxis.set_major_formatter(lambda value, _: words.measure.tick(value))
