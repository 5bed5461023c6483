"""`workforce-sim compare SCENARIO SCENARIO...`: the same futures under each."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from workforce_sim.cli.failures import debug_option
from workforce_sim.cli.options import RunOptions, run_options


@click.command()
@click.argument(
    "scenarios", metavar="SCENARIO SCENARIO...", nargs=-1, type=click.Path(path_type=Path)
)
@run_options
@debug_option
def compare(scenarios: tuple[Path, ...], options: RunOptions) -> None:
    """Simulate the same futures under several scenario files; the first is the reference.

    All must have the same base, end, scope and uncertainty. Where they ask for different seeds,
    that of the first is used; where they ask for different numbers of replications, the largest.
    """
    from workforce_sim.cli.execute import execute
    from workforce_sim.errors import UserError
    from workforce_sim.scenario import distinct_slugs
    from workforce_sim.scenario.comparable import refuse_incomparable
    from workforce_sim.scenario.load import load_scenarios

    if len(scenarios) < 2:
        raise UserError(
            "Name at least two scenario files: the reference first, then what to compare with it. "
            "For one scenario and what it extends: workforce-sim run SCENARIO"
        )
    loaded = distinct_slugs(load_scenarios(scenarios))
    refuse_incomparable(loaded)
    execute("compare", scenarios, loaded, options)
