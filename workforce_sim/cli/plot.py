"""`workforce-sim plot DIR`: charts from a finished run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import rich_click as click

from workforce_sim.cli.console import say
from workforce_sim.cli.failures import debug_option, remember_run_folder

WAYS = ("year", "scenario", "region", "council", "destination")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="MEASURE",
    help="Measure to draw, such as vacancy_rate_fte. Repeatable.",
)
@click.option(
    "--area",
    "areas",
    multiple=True,
    metavar="AREA",
    help="England, a region or a council, by name or code. Repeatable.",
)
@click.option(
    "--by",
    type=click.Choice(WAYS),
    help="year: history and projection; scenario: difference from the reference; region or "
    "council: areas beside one another; destination: where leavers went.",
)
@click.option(
    "--scenario", metavar="ID", help="Which scenario of the run; the main one without it."
)
@debug_option
def plot(
    folder: Path,
    measures: tuple[str, ...],
    areas: tuple[str, ...],
    by: str | None,
    scenario: str | None,
) -> None:
    """Draw charts from the stored results of a run, as svg and png with alt text and CSV beside.

    Without options, the charts that the run itself draws. Of a sensitivity study, its charts.
    """
    from workforce_sim.experiment import RunFolder
    from workforce_sim.experiment.sensitivity import holds_study
    from workforce_sim.report.chart import save_all
    from workforce_sim.report.results import Results
    from workforce_sim.report.selection import Selection, chosen_charts

    if holds_study(folder):
        _plot_study(folder, measures, {"--area": areas, "--by": by, "--scenario": scenario})
        return
    run = RunFolder.open(folder)
    remember_run_folder(folder)
    selection = Selection(measures, areas, by, scenario)
    charts = (make() for make in chosen_charts(Results(run), selection))
    for files in save_all(charts, run.charts, partial(say, err=True)):
        say(str(files[0]))


def _plot_study(folder: Path, measures: tuple[str, ...], other: Mapping[str, object]) -> None:
    """Draw the charts of a sensitivity study, or those of some of its measures."""
    from workforce_sim.errors import UserError
    from workforce_sim.experiment.sensitivity import SensitivityFolder
    from workforce_sim.report.sensitivity_findings import draw_sensitivity, findings

    study = SensitivityFolder.open(folder)
    remember_run_folder(folder)
    given = [name for name, value in other.items() if value]
    if given:
        raise UserError(
            f"{folder} holds a sensitivity study, which has a chart for each measure and year. "
            f"Leave out {' and '.join(given)}."
        )
    known = list(dict.fromkeys(each.measure for each in findings(study)))
    missing = [name for name in measures if name not in known]
    if missing:
        raise UserError(
            f"The study in {folder} says nothing of {missing[0]}, only of {', '.join(known)}."
        )
    for files in draw_sensitivity(study, partial(say, err=True), measures or known):
        say(str(files[0]))
