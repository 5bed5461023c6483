"""From scenarios to stored results, charts and a closing table: shared by `run` and `compare`."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import Exit

from workforce_sim.cli.console import messages, output
from workforce_sim.cli.failures import remember_run_folder
from workforce_sim.cli.options import RunOptions
from workforce_sim.cli.progress import listener

if TYPE_CHECKING:
    from workforce_sim.experiment import RunFolder
    from workforce_sim.scenario import ResolvedScenario


def execute(
    command: str,
    files: Sequence[Path],
    scenarios: Sequence[ResolvedScenario],
    options: RunOptions,
) -> None:
    """Simulate, store, draw, and print the closing table; `files` are as the user wrote them."""
    from workforce_sim.errors import UserError
    from workforce_sim.experiment import RunFailed, run_experiment

    if options.only and options.replications:
        raise UserError(
            "Write --replications N for futures 1 to N, or --replication N for that one alone; "
            "not both."
        )
    asked = scenarios[-1]
    replications = options.replications or max(each.replications for each in scenarios)
    seed = asked.seed if options.seed is None else options.seed
    out = options.out or (None if options.resume else _new_folder(scenarios, seed))
    if out is not None:
        remember_run_folder(out)
    for warning in dict.fromkeys(str(w) for each in scenarios for w in each.warnings):
        click.echo(warning, err=True)
    console = messages()
    try:
        run = run_experiment(
            scenarios,
            replications=replications,
            seed=seed,
            processes=options.processes,
            out=out,
            resume=options.resume,
            progress=listener(console, asked.name.rstrip("."), quiet=options.quiet),
            only=options.only or None,
        )
    except RunFailed as error:
        if "--resume" not in str(error):
            raise
        again = _resume_command(command, files, options, replications, seed, out)
        raise type(error)(f"{error}\nThe whole command:\n  {again}") from error
    try:
        _present(run, options)
    except KeyboardInterrupt:
        click.echo(
            f"Stopped. The results in {run.path} are complete; only charts are missing. "
            f"For them: workforce-sim plot {run.path}",
            err=True,
        )
        raise Exit(1) from None


def _present(run: RunFolder, options: RunOptions) -> None:
    """Draw the charts and print what the run found."""
    import datetime

    from workforce_sim.report.closing import show_closing
    from workforce_sim.report.gallery import Gallery
    from workforce_sim.report.results import Results

    results = Results(run)
    console = messages()
    if not options.quiet and console.is_terminal:
        with console.status("Drawing charts", spinner="line"):
            drawn = [make().save(run.charts) for make in Gallery(results).for_run()]
    else:
        drawn = [make().save(run.charts) for make in Gallery(results).for_run()]
    if options.quiet:
        click.echo(str(run.path))
        return
    show_closing(results, output(), datetime.date.today())
    click.echo("")
    click.echo(f"Results: {run.path}  ({len(drawn)} charts in {run.charts})")


def _new_folder(scenarios: Sequence[ResolvedScenario], seed: int) -> Path:
    from workforce_sim.experiment.outfolder import default_folder
    from workforce_sim.experiment.plan import make_plan

    return default_folder(make_plan(scenarios, 1, seed))


def _resume_command(
    command: str,
    files: Sequence[Path],
    options: RunOptions,
    replications: int,
    seed: int,
    out: Path | None,
) -> str:
    """Return the command that goes on with a stopped run, quoted for the user's shell."""
    words = ["workforce-sim", command, *map(str, files)]
    if options.only:
        words += [part for number in options.only for part in ("--replication", str(number))]
    else:
        words += ["--replications", str(replications)]
    words += ["--seed", str(seed)]
    if options.processes is not None:
        words += ["--processes", str(options.processes)]
    if out is not None:
        words += ["--out", str(out)]
    words.append("--resume")
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
