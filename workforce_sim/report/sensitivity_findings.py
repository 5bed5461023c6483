"""What a sensitivity study found: charts, a table, and what it could not tell."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_sim.experiment.sensitivity import SensitivityFolder
from workforce_sim.experiment.sensitivity.design import OTHERS
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.report.chart import Chart, save_all
from workforce_sim.report.formats import format_of
from workforce_sim.report.listing import Column, Listing
from workforce_sim.report.style import DARK_BLUE, GREY, QUIET_TEXT, TEXT
from workforce_sim.report.words import in_a_sentence, possessive

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("assumption", "meaning", "evidence", "share", "low", "high")
_LABEL_CHARACTERS = 42
_FRAME_INCHES = 2.6
_LINE_INCHES = 0.19


@dataclass(frozen=True)
class Bar:
    """One assumption, or all others, with its share of the variance in per cent."""

    name: str
    meaning: str
    evidence: str
    share: int
    low: int
    high: int

    @property
    def lines(self) -> list[str]:
        """What stands beside the bar."""
        text = f"{OTHERS} ({self.meaning})" if self.name == OTHERS else self.meaning
        return textwrap.wrap(text.rstrip("."), _LABEL_CHARACTERS, max_lines=3, placeholder=" ...")


@dataclass(frozen=True)
class Finding:
    """One measure at one time: its bars, the largest first, and how much of it is not resolved."""

    measure: str
    year: int
    bars: tuple[Bar, ...]
    deviation: float
    chance_left: float | None

    @property
    def leads(self) -> bool:
        """Whether the largest share is clear of every other single assumption's."""
        own = [bar for bar in self.bars if bar.name != OTHERS]
        return bool(own) and all(own[0].low > bar.high for bar in own[1:])


def findings(folder: SensitivityFolder) -> Iterator[Finding]:
    """Yield what was found for each measure and time, in the order asked for."""
    table = folder.shares()
    for (measure, year), rows in table.group_by("measure", "time_period", maintain_order=True):
        bars = tuple(_bar(row) for row in rows.sort("rank").to_dicts())
        first = rows.to_dicts()[0]
        yield Finding(
            str(measure), int(str(year)), bars, first["standard_deviation"], first["chance_left"]
        )


def draw_sensitivity(
    folder: SensitivityFolder,
    tell: Callable[[str], None] | None = None,
    measures: Container[str] = YEARLY,
) -> list[tuple[Path, ...]]:
    """Draw and store a chart for each measure and time; return the files of each."""
    found = (each for each in findings(folder) if each.measure in measures)
    charts = (sensitivity_chart(folder, each) for each in found)
    return list(save_all(charts, folder.charts, tell))


def sensitivity_chart(folder: SensitivityFolder, found: Finding) -> Chart:
    """Return bars with intervals: the share of variance by assumption."""
    study = folder.study
    written = format_of(YEARLY[found.measure])
    whose = f"{possessive(in_a_sentence(study['area']))} {written.short}"
    versus = _versus(study)
    # With a reference it is the difference that varies, not the level.
    what = f"the change in {whose}" if versus else whose
    named = [bar for bar in found.bars if bar.name != OTHERS]
    title = f"No assumption clearly leads in the variance of {what}"
    if found.leads:
        title = f"{named[0].share}% of the variance of {what} hangs on one assumption"
    bars = "; ".join(
        f"{' '.join(bar.lines)} {bar.share}% ({bar.low} to {bar.high})" for bar in found.bars
    )
    return Chart(
        name=f"sensitivity-{found.measure}-{found.year}",
        title=title,
        subtitle=(
            f"{written.label}, {study['area']}, {written.dates(found.year, found.year)}{versus}: "
            "share of the "
            "variance by assumption when all vary over their ranges (bars: Sobol total order; "
            "lines: 95% intervals). What assumptions do only together counts for each of them."
        ),
        caption=" ".join(
            [
                f"Source: workforce-sim, {study['simulations']:,} simulations, seed "
                f"{study['seed']}.",
                *unresolved(folder, found),
            ]
        ),
        alt=f"Bar chart. {title}. {bars}.",
        columns=COLUMNS,
        rows=tuple((b.name, b.meaning, b.evidence, b.share, b.low, b.high) for b in found.bars),
        draw=lambda axes: _draw(axes, found.bars),
        height=_FRAME_INCHES + _LINE_INCHES * sum(1 + len(bar.lines) for bar in found.bars),
        left=0.41,
    )


def sensitivity_listing(folder: SensitivityFolder, found: Finding) -> Listing:
    """Return the table for the screen."""
    study = folder.study
    written = format_of(YEARLY[found.measure])
    rows = tuple(
        (bar.name, f"{bar.share}% ({bar.low} to {bar.high})", bar.evidence, bar.meaning)
        for bar in found.bars
    )
    return Listing(
        columns=(
            Column("assumption", "Assumption"),
            Column("share", "Share (95% interval)"),
            Column("evidence", "Evidence"),
            Column("meaning", "Meaning"),
        ),
        rows=rows,
        before=f"{written.label}, {study['area']}, "
        f"{written.dates(found.year, found.year)}{_versus(study)}: "
        "share of the variance by assumption",
        after=" ".join(unresolved(folder, found)),
    )


def unresolved(folder: SensitivityFolder, found: Finding) -> list[str]:
    """Say what the study could not tell."""
    study, said = folder.study, []
    named = [bar for bar in found.bars if bar.name != OTHERS]
    if len(named) > 1 and not found.leads:
        rivals = sum(bar.high >= named[0].low for bar in named[1:])
        said.append(
            f"The order of the first {rivals + 1} is not resolved: their intervals overlap; more "
            "--samples narrow them."
        )
    futures = study["question"]["futures"]
    if found.chance_left is None:
        said.append("How much of it is chance is not known, because only one future was simulated.")
    elif found.chance_left >= 0.005:
        said.append(
            f"{round(100 * found.chance_left)}% of the variance is chance that averaging over "
            f"{futures} futures left; it is part of every share, so small ones say little. More "
            "--futures lower it."
        )
    others = next((bar for bar in found.bars if bar.name == OTHERS), None)
    if others is not None:
        said.append(f"{others.meaning} have no share of their own.".capitalize())
    said.append("Shares are as good as the ranges in the register; what has none is not varied.")
    return said


def unexplained(folder: SensitivityFolder) -> list[str]:
    """Name the measures and times whose values no assumption changes."""
    found = {(each.measure, each.year) for each in findings(folder)}
    study = folder.study
    return [
        f"{measure} in {year} does not depend on any assumption."
        for measure in study["question"]["measures"]
        for year in study["years"]
        if (measure, year) not in found
    ]


def _versus(study: Any) -> str:
    scenarios = study["scenarios"]
    if len(scenarios) == 1:
        return ""
    return f", difference from '{scenarios[0]['name'].rstrip('.')}' in the same futures"


def _bar(row: dict[str, Any]) -> Bar:
    share, low, high = (
        round(100 * row[key]) for key in ("total_order", "total_order_low", "total_order_high")
    )
    return Bar(row["assumption"], row["meaning"], row["evidence"], share, low, high)


def _draw(axes: Axes, bars: Sequence[Bar]) -> None:
    heights, ticks, at = [], [], 0.0
    for bar in bars:
        size = 1 + len(bar.lines)
        heights.append(0.6 * size)
        ticks.append(-(at + size / 2))
        at += size
    for bar, y, height in zip(bars, ticks, heights, strict=True):
        is_group = bar.name == OTHERS
        axes.barh(
            y,
            bar.share,
            height=height,
            color=GREY if is_group else DARK_BLUE,
            hatch="//" if is_group else "",
            edgecolor="white",
            linewidth=0.5,
        )
        axes.plot([bar.low, bar.high], [y, y], color="white", linewidth=4.2, zorder=3)
        axes.plot([bar.low, bar.high], [y, y], color=TEXT, linewidth=1.8, zorder=4)
        axes.annotate(
            f"{bar.share}%  ({bar.low} to {bar.high})",
            (max(bar.high, bar.share), y),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    axes.set_ylim(-at, 0.0)
    axes.set_yticks(
        ticks,
        ["\n".join([*bar.lines, *([f"evidence {bar.evidence}"] if bar.evidence else [])])
         for bar in bars],
        fontsize=8.5,
    )  # fmt: skip
    most = max(max(bar.high, bar.share) for bar in bars) or 1
    axes.set_xlim(0, most * 1.45)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}%")
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= max(100, most)])
    axes.set_xlim(0, most * 1.45)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.spines["left"].set_visible(True)
    axes.tick_params(axis="y", colors=QUIET_TEXT)
