"""What the program raises when the person at the keyboard can put it right.

The command line prints the message as it stands and ends with the exit code; it never shows a
traceback for these. Anything that is not a `UserError` is a defect of the program.
"""

from __future__ import annotations

import errno
from typing import ClassVar

from workforce_sim.texts import printable


class UserError(Exception):
    """The user's input is wrong. The message says what, where, and what to write instead."""

    exit_code: ClassVar[int] = 2

    def __str__(self) -> str:
        """Return the message, fit for any screen whatever it quotes."""
        return printable(super().__str__())


def ran_out_of_memory(error: BaseException) -> bool:
    """Whether it was raised for want of memory: nobody's defect."""
    if isinstance(error, ImportError):  # the system's words for a library that it could not load
        return "failed to map segment" in str(error) or "allocate memory" in str(error)
    return isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM
