"""Failures of a run that are nobody's mistake; what was finished stays, and the message says how
to go on.
"""

from __future__ import annotations

from pathlib import Path

from workforce_sim.errors import UserError


class RunFailed(UserError):
    """The run could not finish: a conservation law broke, a worker died, the disk is full."""

    exit_code = 1


class RunInterrupted(RunFailed):
    """The user stopped the run (Ctrl+C); finished replications are kept."""

    exit_code = 1


def how_to_go_on(folder: Path, done: int, total: int) -> str:
    """The sentence that follows every failure after which a run can be resumed."""
    return (
        f"{done} of {total} replications are finished and kept. To go on, repeat the command with "
        f"--resume --out {folder}"
    )
