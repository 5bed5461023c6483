"""What the listing commands share: the `--format` option and printing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from workforce_sim.cli.console import output

if TYPE_CHECKING:
    from workforce_sim.report.listing import Listing

format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="A table to read, or CSV or JSON for another program.",
)


def show_listing(listing: Listing, style: str) -> None:
    """Print a listing in the format asked for."""
    if style == "csv":
        click.echo(listing.to_csv(), nl=False)
    elif style == "json":
        click.echo(listing.to_json())
    else:
        listing.show(output())
