"""From scenarios to stored results, charts and a closing table: shared by `run` and `compare`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from click.exceptions import Exit

from workforce_sim.cli.console import messages, output, say
from workforce_sim.cli.failures import remember_run_folder
from workforce_sim.cli.options import RunOptions
from workforce_sim.cli.precision_option import target_of
from workforce_sim.cli.progress import listener
from workforce_sim.cli.resume import resume_command
from workforce_sim.errors import UserError, ran_out_of_memory

if TYPE_CHECKING:
    from workforce_sim.experiment import Cluster, RunFolder
    from workforce_sim.scenario import ResolvedScenario


def execute(
    command: str,
    files: Sequence[Path],
    scenarios: Sequence[ResolvedScenario],
    options: RunOptions,
) -> None:
    """Simulate, store, draw, and print the closing table; `files` are as the user wrote them."""
    from workforce_sim.assumptions import load_register
    from workforce_sim.experiment import run_experiment
    from workforce_sim.experiment.run_failures import OutOfMemory
    from workforce_sim.scenario import listed
    from workforce_sim.scenario.comparable import shared_draws

    load_register()  # a damaged register is refused before anything is simulated
    if options.only and options.replications:
        raise UserError(
            "Write --replications N for futures 1 to N, or --replication N for that one alone; "
            "not both."
        )
    target, cluster = target_of(options), _cluster(options)
    draws = shared_draws(
        scenarios,
        seed=options.seed,
        replications=1 if target is not None or options.only else options.replications,
    )
    if target is None and not options.only:
        options = replace(options, replications=draws.replications)
    asked, seed = scenarios[-1], draws.seed
    out = options.out or (None if options.resume else _new_folder(scenarios, seed))
    for line in listed(list(dict.fromkeys(w for each in scenarios for w in each.warnings))):
        say(line, err=True)
    for note in draws.notes:
        say(note, err=True)
    console = messages()
    try:
        run = run_experiment(
            scenarios,
            replications=options.replications or 1,
            seed=seed,
            processes=options.processes,
            out=out,
            resume=options.resume,
            progress=listener(console, asked.name.rstrip("."), quiet=options.quiet),
            only=options.only or None,
            partners=options.partners,
            target=target,
            cluster=cluster,
            on_claim=remember_run_folder,
        )
    except UserError as error:
        if "finished and kept" not in str(error):
            raise
        if isinstance(error, OutOfMemory):
            options = replace(options, processes=1)
        again = resume_command(command, files, options, seed, out)
        raise type(error)(f"{error}\nThe whole command:\n  {again}") from error
    _say_fewer_partners(run, options.partners)
    _present(run, options)
    if options.profile:
        from workforce_sim.experiment.step_times import write_step_times

        written = write_step_times(run, asked, seed, options.only[0] if options.only else 1)
        say(f"Time of each step: {written}", err=options.quiet)
    _judge_precision(run, command, files, options, seed)


def _say_fewer_partners(run: RunFolder, asked: int | None) -> None:
    """Say so when there are fewer futures than were to have partners."""
    if asked is not None and asked > run.partners:
        verb = "has" if run.partners == 1 else "have"
        say(
            f"--partners {asked}: only {run.partners} {verb} partners, because no more futures "
            "are simulated. For more, raise --replications.",
            err=True,
        )


def _present(run: RunFolder, options: RunOptions) -> None:
    """Draw the charts and print what the run found."""
    import datetime

    from workforce_sim.report.closing import show_closing
    from workforce_sim.report.precision_words import precision_lines
    from workforce_sim.report.results import Results

    charts = _draw(run, options)
    if options.quiet:
        say(str(run.path))
        return
    show_closing(Results(run), output(), datetime.date.today())
    for line in precision_lines(run):
        say(f"\n{line}")
    say("")
    say(f"Results: {run.path}  ({charts} charts in {run.charts})")


def _draw(run: RunFolder, options: RunOptions) -> int:
    """Draw the charts; whatever stops it, the results stay complete."""
    from workforce_sim.report.gallery import draw_for_run

    console, tell = messages(), partial(say, err=True)
    try:
        if not options.quiet and console.is_terminal:
            with console.status("Drawing charts", spinner="line"):
                return len(draw_for_run(run, tell))
        return len(draw_for_run(run, tell))
    except (KeyboardInterrupt, MemoryError, ImportError, OSError, UserError) as error:
        if isinstance(error, KeyboardInterrupt):
            why = "Stopped"
        elif ran_out_of_memory(error):
            why = "Failed: there was not enough memory for the charts"
        elif isinstance(error, ImportError):
            raise
        else:
            why = f"Failed: {str(error).rstrip('.')}"
        say(
            f"{why}. The results in {run.path} are complete; only charts are missing. "
            f"For them: workforce-sim plot {run.path}",
            err=True,
        )
        raise Exit(1) from None


def _judge_precision(
    run: RunFolder, command: str, files: Sequence[Path], options: RunOptions, seed: int
) -> None:
    """End with exit code 1 if a precision that was asked for was not reached."""
    from workforce_sim.report.precision_words import (
        enough_replications,
        is_precise,
        precision_lines,
    )

    if is_precise(run):
        return
    if options.quiet:
        for line in precision_lines(run):
            say(line, err=True)
    more = replace(options, max_replications=enough_replications(run))
    again = resume_command(command, files, more, seed, run.path)
    say(
        "The largest number of replications was not enough for the precision asked for. The "
        f"results are complete all the same. To go on:\n  {again}",
        err=True,
    )
    raise Exit(1)


def _cluster(options: RunOptions) -> Cluster | None:
    from workforce_sim.experiment import Cluster

    if options.cluster is None:
        if options.cluster_fallback is not None:
            raise UserError("--cluster-fallback belongs to --cluster ADDRESS. Leave it out.")
        return None
    go_on = options.cluster_fallback == "local"
    return Cluster(options.cluster, or_local=go_on, say=partial(say, err=True))


def _new_folder(scenarios: Sequence[ResolvedScenario], seed: int) -> Path:
    from workforce_sim.experiment.outfolder import default_folder
    from workforce_sim.experiment.plan import make_plan

    return default_folder(make_plan(scenarios, 1, seed))
