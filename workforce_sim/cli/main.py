"""The `workforce-sim` command. Nothing heavy is imported here, so that help is instant."""

from __future__ import annotations

import rich_click as click

from workforce_sim.cli.console import make_output_safe
from workforce_sim.cli.failures import debug_option
from workforce_sim.cli.lazy import LazyGroup
from workforce_sim.stop import heeding_signals

COMMANDS = {
    "new": "workforce_sim.cli.new:new",
    "prepare": "workforce_sim.cli.prepare:prepare",
    "validate": "workforce_sim.cli.validate:validate",
    "explain": "workforce_sim.cli.explain:explain",
    "run": "workforce_sim.cli.run:run",
    "compare": "workforce_sim.cli.compare:compare",
    "sensitivity": "workforce_sim.cli.sensitivity:sensitivity",
    "plot": "workforce_sim.cli.plot:plot",
    "verify": "workforce_sim.cli.verify:verify",
    "levers": "workforce_sim.cli.levers:levers",
    "councils": "workforce_sim.cli.councils:councils",
    "assumptions": "workforce_sim.cli.assumptions:assumptions",
    "order": "workforce_sim.cli.order:order",
}


@click.group(
    cls=LazyGroup,
    lazy_commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="workforce-sim", prog_name="workforce-sim")
@debug_option
def cli() -> None:
    """Simulate England's children's social workers and their cases, lever by lever.

    Start with `workforce-sim new council "Your council" --out mine.yaml`, then
    `workforce-sim run mine.yaml`. Exit codes: 0 done, 1 failed, 2 your input needs a change.
    """


def main() -> None:
    """Entry point of the installed command and of `python -m workforce_sim`."""
    make_output_safe()
    with heeding_signals():
        cli(prog_name="workforce-sim")
