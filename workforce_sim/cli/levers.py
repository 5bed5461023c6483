"""`workforce-sim levers [NAME]`: what can be written under `levers:`."""

from __future__ import annotations

import rich_click as click

from workforce_sim.cli.failures import debug_option
from workforce_sim.cli.list_options import format_option, show_listing
from workforce_sim.cli.suggest import did_you_mean


@click.command()
@click.argument("name", required=False)
@format_option
@debug_option
def levers(name: str | None, style: str) -> None:
    """List the policy levers, or the parameters of one with units, defaults and evidence."""
    from workforce_sim.errors import UserError
    from workforce_sim.levers.registry import all_levers
    from workforce_sim.report.lever_lists import list_levers, list_parameters

    found = all_levers()
    if name is None:
        show_listing(list_levers(found), style)
        return
    if name not in found:
        raise UserError(
            f"There is no lever '{name}'.{did_you_mean(name, found)} "
            "To see them all: workforce-sim levers"
        )
    show_listing(list_parameters(found[name]), style)
