"""`workforce-sim assumptions [NAME]`: every number of the real world that the model uses."""

from __future__ import annotations

import rich_click as click

from workforce_sim.cli.console import say
from workforce_sim.cli.failures import debug_option
from workforce_sim.cli.list_options import format_option, show_listing
from workforce_sim.cli.suggest import did_you_mean


@click.command()
@click.argument("name", required=False)
@format_option
@debug_option
def assumptions(name: str | None, style: str) -> None:
    """List the assumptions register, or one entry in full with its source.

    NAME may be a whole name, or the start of one up to a dot: `lever.frontline_pay`.
    """
    import datetime

    from workforce_sim.assumptions import load_register
    from workforce_sim.errors import UserError
    from workforce_sim.report.assumption_lists import describe_assumption, list_assumptions

    register, today = load_register(), datetime.date.today()
    if name is not None and name in register and style == "table":
        say(describe_assumption(register[name], today))
        return
    if name is None:
        chosen = tuple(register)
    else:
        chosen = (register[name],) if name in register else register.below(name.rstrip("."))
    if not chosen:
        raise UserError(
            f"There is no assumption '{name}'.{did_you_mean(name or '', register.names)} "
            "To see them all: workforce-sim assumptions"
        )
    show_listing(list_assumptions(chosen, today, with_sources=style != "table"), style)
