"""`workforce-sim new council NAME | package | example | lever NAME`: something to start from."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from workforce_sim.cli.console import say
from workforce_sim.cli.failures import debug_option

_out = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to a new file instead of printing; an existing file is never overwritten.",
)


@click.group()
@debug_option
def new() -> None:
    """Print or write a commented starter scenario, or start a lever."""


@new.command()
@click.argument("name", nargs=-1, required=True)
@_out
@debug_option
def council(name: tuple[str, ...], out: Path | None) -> None:
    """Start a pay scenario for one council, named as in `workforce-sim councils`."""
    from workforce_sim.scenario.templates import council_template

    _hand_over(council_template(" ".join(name)), out)


@new.command()
@_out
@debug_option
def package(out: Path | None) -> None:
    """Start a national package of levers with a budget."""
    from workforce_sim.scenario.templates import package_template

    _hand_over(package_template(), out)


@new.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Copy them all to DIR/scenarios instead of listing them.",
)
@debug_option
def example(out: Path | None) -> None:
    """List the scenarios that come with the program, or copy them to change them.

    Each can be named like a file: `workforce-sim run 2009/package-58m`.
    """
    from workforce_sim.scenario.shipped import copy_shipped, shipped_names

    if out is None:
        say("\n".join(shipped_names()))
    else:
        say(f"Wrote {copy_shipped(out)}")


@new.command()
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    metavar="DIR",
    help="Folder for the two files; this one when left out. What exists is never overwritten.",
)
@debug_option
def lever(name: str, out: Path) -> None:
    """Write NAME.py and NAME.yaml: a lever that works, to be changed into yours."""
    from workforce_sim.levers.template import write_lever

    code, entries = write_lever(name, out)
    say(f"Wrote {code}. Its numbers, with their evidence, are in {entries}. Change both")


def _hand_over(text: str, out: Path | None) -> None:
    """Print the text, or write it to a file that does not exist yet and say what comes next."""
    from workforce_sim.errors import UserError

    if out is None:
        say(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UserError(
            f"{out} already exists and is not overwritten. Name another file."
        ) from None
    except FileNotFoundError:
        raise UserError(
            f"There is no folder {out.parent}. Create it, or name another file."
        ) from None
    say(f"Wrote {out}. Change what you need, then: workforce-sim run {out}")
