"""Which characters a text may hold, and how one that holds others is shown.

Names end in pictures, tables, logs and on terminals. Each of these is broken or misled by control
characters, by those that turn the direction of writing, by halves of characters and by code points
that are no characters. So they are refused where text comes in, and escaped where it goes out.
"""

from __future__ import annotations

import re

_PLANES = range(0, 0x110000, 0x10000)
_NO_CHARACTERS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in _PLANES)
_HARMFUL = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but for tab and line feed
    "\u2028\u2029"  # separators of lines and paragraphs
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # the direction of writing
    "\ud800-\udfff"  # halves of characters, and bytes of file names that are no UTF-8
    f"\ufdd0-\ufdef{_NO_CHARACTERS}"
)
_UNFIT = re.compile(f"[{_HARMFUL}]")
_UNFIT_IN_A_LINE = re.compile(f"[\t\n{_HARMFUL}]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def unfit(text: str) -> list[int]:
    """Return where in a text of several lines characters stand that may not."""
    return [found.start() for found in _UNFIT.finditer(text)]


def unfit_in_a_line(text: str) -> list[int]:
    """Return where in a text of one line characters stand that may not."""
    return [found.start() for found in _UNFIT_IN_A_LINE.finditer(text)]


def joined_halves(text: str) -> str:
    """Return a text in which two halves that belong together are one character, as JSON has it."""
    return _PAIR.sub(_joined, text)


def without_unfit(text: str) -> str:
    """Return a text without what may not stand in it."""
    return _UNFIT.sub("", text)


def printable(text: str) -> str:
    r"""Return a text for a screen or log: what may not stand in it is escaped, such as \x1b."""
    return _UNFIT.sub(_escaped, text)


def one_line(text: str) -> str:
    """Return a text for a screen or log on one line, whatever it holds."""
    return _UNFIT_IN_A_LINE.sub(_escaped, text)


def _joined(found: re.Match[str]) -> str:
    return found[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
