"""What the program raises when the person at the keyboard can put it right.

The command line prints the message as it stands and ends with the exit code; it never shows a
traceback for these. Anything that is not a `UserError` is a defect of the program.
"""

from __future__ import annotations

from typing import ClassVar

from workforce_sim.texts import printable


class UserError(Exception):
    """The user's input is wrong. The message says what, where, and what to write instead."""

    exit_code: ClassVar[int] = 2

    def __str__(self) -> str:
        """Return the message, fit for any screen whatever it quotes."""
        return printable(super().__str__())
