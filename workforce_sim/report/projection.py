"""Chart: what DfE has published and what the simulated futures hold, in one picture."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workforce_sim.cells import Cell
from workforce_sim.report.chart import Chart
from workforce_sim.report.shares import BANDS, WHOLE_NAMES, Shares, nested
from workforce_sim.report.style import (
    BAND_COLOURS,
    DARK_BLUE,
    KEY_ABOVE,
    QUIET_TEXT,
    TEXT,
    TEXT_CATEGORIES,
)
from workforce_sim.report.three_bands import band_limits, draw_bands, label_bands
from workforce_sim.report.words import NO_INTERVAL, Format, rounded_to

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("time_period", "kind", "value", "p2_5", "p10", "p25", "p75", "p90", "p97_5")
WITHOUT = "median without"


@dataclass(frozen=True)
class Published:
    """An official figure: a reporting year and its value."""

    year: int
    value: float


@dataclass(frozen=True)
class Fan:
    """The spread of one measure over the simulated futures at one census."""

    year: int
    median: float
    p2_5: float
    p10: float
    p25: float
    p75: float
    p90: float
    p97_5: float
    shares: Shares | None = field(default=None, kw_only=True)

    @property
    def spread(self) -> tuple[float, ...]:
        """The quantiles without the median, in rising order."""
        return (self.p2_5, self.p10, self.p25, self.p75, self.p90, self.p97_5)

    def rounded(self, decimals: int) -> Fan:
        """Return the same fan with each value rounded as it is shown."""
        values = (self.median, self.p2_5, self.p10, self.p25, self.p75, self.p90, self.p97_5)
        median, p2_5, p10, p25, p75, p90, p97_5 = (rounded_to(v, decimals) for v in values)
        return Fan(self.year, median, p2_5, p10, p25, p75, p90, p97_5, shares=self.shares)

    def nested(self) -> dict[str, tuple[float, float]]:
        """Where 95% of the futures would lie if only chance varied, if drift did too, and so on."""
        return nested(self.shares, self.median, self.p2_5, self.p97_5)


@dataclass(frozen=True)
class Without:
    """The scenario's reference: its name, its median by year, and in words what differs most."""

    name: str
    medians: Mapping[int, float]
    effect: str

    def rounded(self, decimals: int) -> Without:
        """Return the same with each median rounded as it is shown."""
        medians = {year: rounded_to(value, decimals) for year, value in self.medians.items()}
        return replace(self, medians=medians)


@dataclass(frozen=True)
class ProjectionWords:
    """What surrounds the numbers: the measure, the area, the scenario and where it comes from."""

    file_name: str
    title: str
    area: str
    scenario: str
    measure: Format
    caption: str
    replications: int


def projection_chart(
    words: ProjectionWords,
    history: Sequence[Published],
    start: Published | None,
    fans: Sequence[Fan],
    without: Without | None = None,
) -> Chart:
    """Return the chart of a measure's history and projection.

    `history` are the official figures up to and including the base year (empty when DfE published
    none); `start` is the level at the start of the simulation, None for a flow that nobody counted
    then; `fans` are later censuses in order; `without` is what the scenario is compared with.
    """
    if not fans:
        raise ValueError("a projection needs at least one simulated census")
    places = words.measure.decimals
    past = tuple(Published(point.year, rounded_to(point.value, places)) for point in history)
    origin = Published(start.year, rounded_to(start.value, places)) if start else None
    future = tuple(fan.rounded(places) for fan in fans)
    rows: list[tuple[Cell, ...]] = [
        (point.year, "DfE statistics", point.value, *[None] * 6) for point in past
    ]
    if origin is not None:
        rows.append((origin.year, "start of the simulation", origin.value, *[None] * 6))
    rows += [
        (f.year, "projection", f.median, *(f.spread if words.replications > 1 else [None] * 6))
        for f in future
    ]
    if without is not None:
        without = without.rounded(places)
        rows += [(year, WITHOUT, median, *[None] * 6) for year, median in without.medians.items()]
    known = {fan.year: fan.shares for fan in future if fan.shares is not None}
    bands = {fan.year: fan.nested() for fan in future if fan.shares is not None}
    limits = band_limits(bands, known, places)
    rows = [(*row, *limits.cells(int(row[0] or 0), row[1] == "projection")) for row in rows]
    low, high = _limits(past, origin, future, without)
    return Chart(
        name=words.file_name,
        title=words.title,
        subtitle=_subtitle(words, past, origin, future, without, starts_at_zero=low == 0.0),
        caption=words.caption,
        alt=_alt(words, past, origin, future, without),
        columns=(*COLUMNS, *limits.columns),
        rows=tuple(rows),
        draw=lambda axes: _draw(axes, words, past, origin, future, without, (low, high)),
        key=True,
    )


def _subtitle(
    words: ProjectionWords,
    past: Sequence[Published],
    origin: Published | None,
    future: Sequence[Fan],
    without: Without | None,
    *,
    starts_at_zero: bool,
) -> str:
    dates = words.measure.dates(_first_year(past, origin, future), future[-1].year)
    text = f"{words.measure.label}, {words.area}, {dates}. Scenario: {words.scenario}."
    if without is not None:
        text += f" Without: {without.name}. {without.effect}"
    if words.replications == 1 and without is None:
        text += " One future: no interval."
    if not starts_at_zero:
        text += " The scale does not start at zero."
    shares = future[-1].shares
    if shares is None:
        return text
    return f"{text} {BANDS[len(shares.by_source)]} {shares.sentence}"


def _alt(
    words: ProjectionWords,
    past: Sequence[Published],
    origin: Published | None,
    future: Sequence[Fan],
    without: Without | None,
) -> str:
    show, last = words.measure.level, future[-1]
    parts = [f"Line chart of {words.measure.name} in {words.area}, scenario {words.scenario}."]
    if past:
        parts.append(
            f"DfE statistics go from {show(past[0].value)} in {past[0].year} to "
            f"{show(past[-1].value)} in {past[-1].year}."
        )
    elif origin is not None:
        parts.append(f"The simulation starts from {show(origin.value)} in {origin.year}.")
    if words.replications == 1:
        parts.append(f"It is {show(last.median)} in {last.year}; {NO_INTERVAL}.")
    else:
        parts += _alt_of_futures(words, last)
    if without is not None:
        year, value = list(without.medians.items())[-1]
        parts += [f"Without ({without.name}) it is {show(value)} in {year}.", without.effect]
    return " ".join(parts)


def _alt_of_futures(words: ProjectionWords, last: Fan) -> Iterator[str]:
    """Yield what the bands show in the last year, and what makes them."""
    show = words.measure.level
    yield (
        f"In the middle of {words.replications} simulated futures it is {show(last.median)} in "
        f"{last.year}: half of them lie between {show(last.p25)} and {show(last.p75)}, 80% between "
        f"{show(last.p10)} and {show(last.p90)}, 95% between {show(last.p2_5)} and "
        f"{show(last.p97_5)}."
    )
    if last.shares is not None:
        for source, (low, high) in last.nested().items():
            yield (
                f"Bands show where 95% of the futures would lie: {show(low)} to {show(high)} with "
                f"{WHOLE_NAMES[source]}."
            )
        yield last.shares.sentence


def _first_year(past: Sequence[Published], origin: Published | None, future: Sequence[Fan]) -> int:
    first = past[0] if past else origin
    return first.year if first is not None else future[0].year


def _limits(
    past: Sequence[Published],
    origin: Published | None,
    future: Sequence[Fan],
    without: Without | None,
) -> tuple[float, float]:
    """Return the vertical limits: from zero, unless that would flatten everything worth seeing."""
    others = without.medians.values() if without is not None else ()
    values = [*(point.value for point in (*past, *([origin] if origin else []))), *others]
    low = min([*values, *(fan.p2_5 for fan in future)])
    high = max([*values, *(fan.p97_5 for fan in future)])
    if low < 0.6 * high:
        return min(0.0, low), high * 1.08 or 1.0
    margin = max(0.15 * (high - low), 0.01 * abs(high))
    return low - margin, high + margin


def _draw(
    axes: Axes,
    words: ProjectionWords,
    past: Sequence[Published],
    origin: Published | None,
    future: Sequence[Fan],
    without: Without | None,
    limits: tuple[float, float],
) -> None:
    measure, alone = words.measure, words.replications == 1
    lead = [origin.value] if origin is not None else []
    years = [*([origin.year] if origin is not None else []), *(fan.year for fan in future)]
    bands = {fan.year: fan.nested() for fan in future}
    is_nested = bool(bands[future[-1].year])
    if is_nested:
        draw_bands(axes, bands, (origin.year, origin.value) if origin is not None else None)
    elif not alone:
        _draw_fan(axes, years, lead, future)
    axes.plot(
        years,
        [*lead, *(fan.median for fan in future)],
        color=DARK_BLUE,
        linewidth=2.2,
        linestyle=(0, (5, 1.5)),
        label="one simulated future" if alone else "median" if without is None else "median with",
    )
    if without is not None:
        axes.plot(
            [*years[: len(lead)], *without.medians],
            [*lead, *without.medians.values()],
            color=TEXT_CATEGORIES[3],
            linewidth=1.6,
            label="the same without" if alone else WITHOUT,
        )
    if past:
        axes.plot(
            *_with_gaps(past),
            color=TEXT,
            linewidth=2.0,
            marker="o",
            markersize=4.5,
            label="DfE statistics",
        )
    first = _first_year(past, origin, future)
    span = years[-1] - first
    room = max(0.30 * span, 0.9) if is_nested else max(0.10 * span, 0.35)
    axes.set_xlim(first - 0.02 * span - 0.2, years[-1] + room)
    axes.set_ylim(*limits)
    if origin is not None:
        _label_start(axes, measure, origin, named=not past)
    if is_nested:
        last = future[-1]
        middle = (last.median, [f"{measure.level(last.median)} median"])
        label_bands(axes, last.year, bands[last.year], middle, measure.level)
    else:
        _label_end(axes, measure, future[-1], limits, alone=alone)
    step = max(1, math.ceil((span + 1) / 12))
    axes.set_xticks(range(years[-1] - step * (span // step), years[-1] + 1, step))
    axes.yaxis.set_major_formatter(lambda value, _: measure.tick(value))
    keys, labels = axes.get_legend_handles_labels()
    axes.legend(keys[::-1], labels[::-1], **KEY_ABOVE)


def _draw_fan(
    axes: Axes, years: Sequence[int], lead: Sequence[float], future: Sequence[Fan]
) -> None:
    """Draw where half, 80% and 95% of the futures lie."""
    for share, lows, highs in (
        (95, [f.p2_5 for f in future], [f.p97_5 for f in future]),
        (80, [f.p10 for f in future], [f.p90 for f in future]),
        (50, [f.p25 for f in future], [f.p75 for f in future]),
    ):
        axes.fill_between(
            years,
            [*lead, *lows],
            [*lead, *highs],
            color=BAND_COLOURS[share],
            linewidth=0,
            label=f"{share}%" if share < 95 else "95% of futures",
        )


def _with_gaps(past: Sequence[Published]) -> tuple[list[int], list[float]]:
    """Return years and values in which a year that DfE left out breaks the line."""
    known = {point.year: point.value for point in past}
    years = list(range(past[0].year, past[-1].year + 1))
    return years, [known.get(year, math.nan) for year in years]


def _label_start(axes: Axes, measure: Format, origin: Published, *, named: bool) -> None:
    axes.axvline(origin.year, color=QUIET_TEXT, linewidth=1.0, linestyle=(0, (4, 3)))
    # One label at the top, because one beside the point would lie on the lines.
    axes.annotate(
        f"projection starts from {measure.level(origin.value)}" if named else "projection starts",
        (origin.year, 0.985),
        xycoords=("data", "axes fraction"),
        xytext=(4, 0),
        textcoords="offset points",
        va="top",
        fontsize=8.5,
        color=QUIET_TEXT,
    )
    if named:
        axes.plot([origin.year], [origin.value], marker="o", color=TEXT, markersize=7, zorder=5)


def _label_end(
    axes: Axes, measure: Format, last: Fan, limits: tuple[float, float], *, alone: bool
) -> None:
    """Write the last census's numbers beside the bands, pushed apart so that none overlaps."""
    gap = 0.05 * (limits[1] - limits[0])
    labels = (
        (last.median, last.median, 10.5, "bold"),
        (max(last.p97_5, last.median + gap), last.p97_5, 8.5, "normal"),
        (min(last.p2_5, last.median - gap), last.p2_5, 8.5, "normal"),
    )
    for y, value, size, weight in labels[: 1 if alone else None]:
        axes.annotate(
            measure.level(value),
            (last.year, y),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=size,
            fontweight=weight,
            color=DARK_BLUE,
        )
