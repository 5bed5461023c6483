"""Consoles that work on every terminal: no emoji, plain text when piped, ASCII when needed."""

from __future__ import annotations

import codecs
import sys
from typing import TYPE_CHECKING, Any, TextIO

import rich_click as click

from workforce_sim.texts import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

PIPED_WIDTH = 220
"""Columns when nobody is looking: wide enough that no cell of a table is cut."""

_PLAIN = {
    "£": "GBP ",
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2026": "...",
    "\u00b1": "+/-",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u00d7": "x",
    "\u00b7": "-",
}


def plain_text(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: replace what the terminal cannot show by its nearest plain text."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_PLAIN.get(character, "?") for character in missing), error.end


def make_output_safe() -> None:
    """Make standard output and error accept any character, whatever the terminal's encoding."""
    codecs.register_error("workforce_sim.plain", plain_text)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="workforce_sim.plain")


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text; what would harm a terminal is escaped, whoever wrote it."""
    click.echo(printable(text), err=err, nl=nl)


def console_for(stream: TextIO) -> Console:
    """Return a rich console on a stream: colours and boxes only where a person is reading."""
    from rich.console import Console

    class Careful(Console):
        """Escapes what would harm a terminal, in lines, cells and headings."""

        def render_str(self, text: str, **how: Any) -> Text:
            return super().render_str(printable(text), **how)

    terminal = stream.isatty()
    return Careful(
        file=stream,
        width=None if terminal else PIPED_WIDTH,
        emoji=False,
        markup=False,
        highlight=False,
        safe_box=True,
        no_color=None if terminal else True,
    )


def output() -> Console:
    """Return the console for results (standard output)."""
    return console_for(sys.stdout)


def messages() -> Console:
    """Return the console for progress and messages (standard error)."""
    return console_for(sys.stderr)
