"""`workforce-sim councils [TEXT]`: how to write a council's name, and what it reported."""

from __future__ import annotations

import rich_click as click

from workforce_sim.cli.failures import debug_option
from workforce_sim.cli.listing import format_option, show_listing
from workforce_sim.cli.suggest import did_you_mean


@click.command()
@click.argument("text", required=False, nargs=-1)
@format_option
@debug_option
def councils(text: tuple[str, ...], style: str) -> None:
    """List councils whose name, region or code contains TEXT; all of them without TEXT."""
    from workforce_sim.baseline import load_baseline
    from workforce_sim.errors import UserError
    from workforce_sim.report.council_lists import list_councils, matching_councils

    baseline, wanted = load_baseline("england-2024"), " ".join(text)
    found = matching_councils(baseline, wanted)
    if not found:
        names = (*baseline.la_name, *baseline.region_names)
        raise UserError(
            f"No council or region is called '{wanted}'.{did_you_mean(wanted, names)} "
            "To see them all: workforce-sim councils"
        )
    show_listing(list_councils(baseline, found), style)
