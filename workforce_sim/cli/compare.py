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
    """Simulate the same futures under several scenario files; the first is the reference."""
    from workforce_sim.cli.execute import execute
    from workforce_sim.errors import UserError
    from workforce_sim.scenario import distinct_slugs, load_scenario

    if len(scenarios) < 2:
        raise UserError(
            "Name at least two scenario files: the reference first, then what to compare with it. "
            "For one scenario and what it extends: workforce-sim run SCENARIO"
        )
    loaded = distinct_slugs([load_scenario(path) for path in scenarios])
    if len({each.base for each in loaded}) > 1:
        listed = ", ".join(f"{each.slug} from {each.base}" for each in loaded)
        raise UserError(
            f"These scenarios start from different baselines ({listed}), so nothing in them can "
            "be compared. Name scenarios with the same 'base'."
        )
    execute("compare", scenarios, loaded, options)
