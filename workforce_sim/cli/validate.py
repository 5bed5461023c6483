"""`workforce-sim validate FILE...`: every problem at once."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from workforce_sim.cli.console import say
from workforce_sim.cli.failures import debug_option


@click.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@debug_option
@click.pass_context
def validate(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Check scenario files: every problem with line, column and what to write instead."""
    from workforce_sim.scenario import listed, validate_files

    problems = validate_files(files)
    errors = [problem for problem in problems if problem.is_error]
    for line in listed(problems):
        say(line, err=True)
    if errors:
        found = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        say(f"{found}. Nothing was run.", err=True)
        ctx.exit(2)
    say("1 file is valid." if len(files) == 1 else f"{len(files)} files are valid.")
