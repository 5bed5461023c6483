"""Errors that a person can act on: the command line prints their message and never a traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something the user wrote or asked for is wrong; the message says what, and what to do instead.

    `exit_code` is what the command ends with: 2 when the input is wrong. Subclasses for failures that are
    nobody's mistake (a full disk, a worker that died) use 1.
    """

    exit_code = 2
