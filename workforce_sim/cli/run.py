"""`workforce-sim run SCENARIO`: simulate a scenario and what it is compared with."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from workforce_sim.cli.failures import debug_option
from workforce_sim.cli.options import RunOptions, run_options


@click.command()
@click.argument("scenario", metavar="SCENARIO", type=click.Path(path_type=Path))
@run_options
@debug_option
def run(scenario: Path, options: RunOptions) -> None:
    """Simulate a scenario file beside its reference, the scenario that it names or extends.

    Without one, a scenario with levers is compared with the same without them.

    Results, charts and a manifest are stored; a table sums them up. Stop with Ctrl+C at any time:
    what is finished is kept, and the message says how to go on.
    """
    from workforce_sim.cli.execute import execute
    from workforce_sim.scenario import load_scenario

    asked = load_scenario(scenario)
    compared = [] if asked.reference is None else [asked.reference]
    execute("run", [scenario], [*compared, asked], options)
