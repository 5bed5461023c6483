"""`workforce-sim plot DIR`: charts from a finished run."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

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

    Without options, the charts that the run itself draws.
    """
    from workforce_sim.experiment import RunFolder
    from workforce_sim.report.results import Results
    from workforce_sim.report.selection import Selection, chosen_charts

    run = RunFolder.open(folder)
    remember_run_folder(folder)
    selection = Selection(measures, areas, by, scenario)
    for make in chosen_charts(Results(run), selection):
        click.echo(str(make().save(run.charts)[0]))
