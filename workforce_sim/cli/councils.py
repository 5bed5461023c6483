"""`workforce-sim councils [TEXT]`: how to write a council's name, and what it reported."""

from __future__ import annotations

import rich_click as click

from workforce_sim.cli.console import say
from workforce_sim.cli.failures import debug_option
from workforce_sim.cli.list_options import format_option, show_listing
from workforce_sim.cli.suggest import did_you_mean


@click.command()
@click.argument("text", required=False, nargs=-1)
@format_option
@debug_option
def councils(text: tuple[str, ...], style: str) -> None:
    """List councils whose name, region or code contains TEXT; all of them without TEXT.

    Of a council that was divided or merged since, those that stand in its place.
    """
    from workforce_sim.baseline import load_baseline
    from workforce_sim.errors import UserError
    from workforce_sim.report.council_lists import list_councils, matching_councils
    from workforce_sim.scenario.places import places_of
    from workforce_sim.scenario.templates import DEFAULT_BASE

    baseline, wanted, places = load_baseline(DEFAULT_BASE), " ".join(text), places_of(DEFAULT_BASE)
    found = matching_councils(baseline, wanted)
    if not found and places is not None:
        change, names = places.changed(wanted) or ("", (places.council(wanted),))
        found = [baseline.index_of(name) for name in names if name]
        if change:
            say(f"{change}.", err=True)
    if not found:
        names = (*baseline.la_name, *baseline.region_names)
        raise UserError(
            f"No council or region is called '{wanted}'.{did_you_mean(wanted, names)} "
            "To see them all: workforce-sim councils"
        )
    show_listing(list_councils(baseline, found), style)
