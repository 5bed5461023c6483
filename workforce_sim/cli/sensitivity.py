"""`workforce-sim sensitivity SCENARIO`: which assumptions the result hangs on."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import rich_click as click

from workforce_sim.cli.console import say
from workforce_sim.cli.counts import (
    PROCESSES,
    REPLICATIONS,
    SAMPLES,
    SEED,
    TOP,
    TRAJECTORIES,
    YEAR,
)
from workforce_sim.cli.failures import debug_option, remember_run_folder


@click.command()
@click.argument("scenario", metavar="SCENARIO", type=click.Path(path_type=Path))
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="MEASURE",
    help="Measure to explain, such as vacancy_rate_fte. Repeatable; four headlines without it.",
)
@click.option(
    "--time",
    "times",
    type=YEAR,
    multiple=True,
    metavar="YEAR",
    help="Reporting year to explain. Repeatable; the last one without it.",
)
@click.option(
    "--samples",
    type=SAMPLES,
    default=64,
    show_default=True,
    metavar="N",
    help="Base sample, a power of two: more narrow the intervals.",
)
@click.option(
    "--top",
    type=TOP,
    default=8,
    show_default=True,
    metavar="N",
    help="How many assumptions get a share of their own; all others get one together.",
)
@click.option(
    "--assumption",
    "assumptions",
    multiple=True,
    metavar="NAME",
    help="Assumption that gets a share of its own, instead of a screening that chooses. "
    "Repeatable; all others get one together.",
)
@click.option(
    "--trajectories",
    type=TRAJECTORIES,
    default=4,
    show_default=True,
    metavar="N",
    help="How often the screening that chooses them tries each assumption.",
)
@click.option(
    "--futures",
    type=REPLICATIONS,
    default=2,
    show_default=True,
    metavar="N",
    help="Futures that each point is averaged over, the same for all, so that chance cancels.",
)
@click.option(
    "--level",
    is_flag=True,
    help="Explain the level of a scenario with levers, not its difference from the reference.",
)
@click.option("--seed", type=SEED, metavar="S", help="Root of all random draws.")
@click.option(
    "--processes",
    type=PROCESSES,
    metavar="K",
    help="Processes to use; one per processor without it. It never changes a result.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for the results. Without it: outputs/SCENARIO/sensitivity-DATE-TIME.",
)
@click.option("--resume", is_flag=True, help="Go on with the study in --out.")
@click.option("--quiet", is_flag=True, help="Print nothing but the folder of the results.")
@debug_option
def sensitivity(
    scenario: Path,
    measures: tuple[str, ...],
    times: tuple[int, ...],
    samples: int,
    top: int,
    assumptions: tuple[str, ...],
    trajectories: int,
    futures: int,
    level: bool,
    seed: int | None,
    processes: int | None,
    out: Path | None,
    resume: bool,
    quiet: bool,
) -> None:
    """Share the variance of a result out over the assumptions (Sobol total order).

    All uncertain assumptions that the scenario reads vary over their ranges, in the same few
    futures. A scenario with levers is explained by its difference from what it extends.
    """
    from workforce_sim.cli.console import messages, output
    from workforce_sim.cli.progress import listener
    from workforce_sim.errors import UserError
    from workforce_sim.experiment.sensitivity import Question, holds_study, run_sensitivity
    from workforce_sim.experiment.sensitivity.folder import new_folder
    from workforce_sim.experiment.sensitivity.question import MEASURES
    from workforce_sim.report.sensitivity_findings import (
        draw_sensitivity,
        findings,
        sensitivity_listing,
        unexplained,
    )
    from workforce_sim.scenario import distinct_slugs, load_scenario

    if resume and out is None:
        raise UserError("--resume needs --out DIR, the folder of the study to go on with.")
    asked = load_scenario(scenario)
    question = Question(
        measures or MEASURES,
        times,
        samples,
        top,
        trajectories,
        futures,
        asked.seed if seed is None else seed,
        assumptions,
    )
    compared = asked.reference if asked.levers and not level else None
    scenarios = distinct_slugs([asked] if compared is None else [compared, asked])
    folder = out or new_folder(scenarios[-1].slug)
    if not folder.exists() or holds_study(folder):
        remember_run_folder(folder)
    found = run_sensitivity(
        scenarios,
        question,
        folder,
        processes,
        resume,
        listener(messages(), asked.name.rstrip("."), quiet=quiet),
    )
    charts = draw_sensitivity(found, partial(say, err=True))
    if quiet:
        say(str(found.path))
        return
    for each in findings(found):
        sensitivity_listing(found, each).show(output())
        say("")
    for line in unexplained(found):
        say(line)
    say(f"Results: {found.path}  ({len(charts)} charts in {found.charts})")
