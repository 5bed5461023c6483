"""`workforce-sim prepare`: compile the model before the first run needs it."""

from __future__ import annotations

import rich_click as click
from click.exceptions import Exit

from workforce_sim.cli.console import say
from workforce_sim.cli.failures import debug_option


@click.command()
@debug_option
def prepare() -> None:
    """Compile the model for this computer, so that the first run starts at once.

    Without it the first run does so. Exit code 1: there is no folder to keep what is compiled.
    """
    from workforce_sim.cli.console import messages
    from workforce_sim.cli.progress import listener
    from workforce_sim.model import prepare as prepare_once

    progress = listener(messages(), "", quiet=False)
    try:
        folder = prepare_once(progress)
    finally:
        progress.finished()
    if folder is None:
        say("Nothing is prepared: each process compiles the model for itself.", err=True)
        raise Exit(1)
    say(f"The model is prepared; compiled code is in {folder}")
