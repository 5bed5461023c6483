"""The options that `run` and `compare` share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import rich_click as click

from workforce_sim.cli.counts import PARTNERS, PROCESSES, REPLICATIONS, SEED


@dataclass(frozen=True)
class RunOptions:
    """What a user asked for; None means the scenario's or the machine's own value."""

    replications: int | None
    seed: int | None
    processes: int | None
    out: Path | None
    resume: bool
    only: tuple[int, ...]
    quiet: bool
    precision: tuple[str, ...]
    max_replications: int | None
    partners: int | None
    cluster: str | None
    cluster_fallback: str | None
    profile: bool


_OPTIONS = (
    click.option(
        "--replications",
        type=REPLICATIONS,
        metavar="N",
        help="How many futures to simulate. Without it, as the scenario says.",
    ),
    click.option(
        "--seed",
        type=SEED,
        metavar="S",
        help="Root of all random draws: the same seed gives the same futures.",
    ),
    click.option(
        "--processes",
        type=PROCESSES,
        metavar="K",
        help="Processes to use; one per processor without it. It never changes a result.",
    ),
    click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Folder for the results. Without it: outputs/SCENARIO/DATE-TIME-SEED.",
    ),
    click.option("--resume", is_flag=True, help="Go on with a run that was stopped."),
    click.option(
        "--replication",
        "only",
        type=REPLICATIONS,
        multiple=True,
        metavar="N",
        help="Simulate only this future, with the same numbers as in a whole run. Repeatable.",
    ),
    click.option(
        "--precision",
        multiple=True,
        metavar="MEASURE=HALFWIDTH",
        help="Add futures until the mean difference is known to this much to each side with 95% "
        "confidence, such as vacancy_rate_fte=0.2. Repeatable.",
    ),
    click.option(
        "--max-replications",
        type=REPLICATIONS,
        metavar="N",
        help="With --precision: stop after this many futures (1,000 without it), exit code 1.",
    ),
    click.option(
        "--partners",
        type=PARTNERS,
        metavar="K",
        help="How many of the futures, at most all, are simulated twice more, with the same "
        "assumptions but other luck, to tell chance, drift and parameters apart. 8 tell which is "
        "the largest; 0: none, unless the run that is resumed "
        "has some. Without it, one in 20 of 100 or more.",
    ),
    click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Simulate on the Dask cluster whose scheduler is at this address, such as "
        "tls://10.0.0.5:8786. Workers must share the folder of the results.",
    ),
    click.option(
        "--cluster-fallback",
        type=click.Choice(["stop", "local"]),
        help="With --cluster: what to do when it cannot be reached or is lost. stop (without it) "
        "keeps what is finished; local goes on here.",
    ),
    click.option(
        "--profile",
        is_flag=True,
        help="Afterwards, live through one future again with a stopwatch, and write the time of "
        "each step to profile.csv beside the results.",
    ),
    click.option("--quiet", is_flag=True, help="Print nothing but the folder of the results."),
)


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options to a command and hand them over as one `RunOptions`."""

    @wraps(command)
    def with_options(*args: Any, **kwargs: Any) -> None:
        names = RunOptions.__dataclass_fields__
        options = RunOptions(**{name: kwargs.pop(name) for name in names})
        command(*args, options=options, **kwargs)

    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options
