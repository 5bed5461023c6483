"""`workforce-sim explain SCENARIO`: what was understood, and where each value comes from."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from workforce_sim.cli.console import say
from workforce_sim.cli.failures import debug_option


@click.command()
@click.argument("scenario", metavar="SCENARIO", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text to read, or JSON for another program.",
)
@debug_option
def explain(scenario: Path, style: str) -> None:
    """Print what was understood of a scenario file: each value, and where it comes from.

    A value comes from a line of the file or of one that it extends, from the register, from an
    override of it, or is not written and has its default.
    """
    from workforce_sim.report.explanation import explanation_json, explanation_text
    from workforce_sim.scenario import listed
    from workforce_sim.scenario.explained import explained

    understood = explained(scenario)
    if style == "json":
        click.echo(explanation_json(understood))
    else:
        say(explanation_text(understood))
    for line in listed(understood.scenario.warnings):
        say(line, err=True)
