"""`workforce-sim order`: what happens in a month, in which order."""

from __future__ import annotations

import rich_click as click

from workforce_sim.cli.failures import debug_option
from workforce_sim.cli.list_options import format_option, show_listing


@click.command()
@format_option
@debug_option
def order(style: str) -> None:
    """Print the order of a month as the code lives it: turns of the calendar, steps of the office.

    First stands the first day, last are the kinds of events in casework and the census.
    """
    from workforce_sim.report.month_order import month_order

    show_listing(month_order(), style)
