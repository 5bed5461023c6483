"""Failures of a run that are nobody's mistake; what was finished stays, and the message says how
to go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
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


@contextmanager
def explained(folder: Path, how_to_go_on: Callable[[], str]) -> Iterator[None]:
    """Turn what can go wrong on the way into a message that says how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        raise RunInterrupted(f"Stopped. {how_to_go_on()}") from None
    except BrokenExecutor as error:
        raise RunFailed(
            "A worker process died, perhaps for want of memory (try fewer --processes). From a "
            f"script, call run() below `if __name__ == '__main__':`. {how_to_go_on()}"
        ) from error
    except OSError as error:
        raise RunFailed(f"{_what_failed(error, folder)} {how_to_go_on()}") from error


def _what_failed(error: OSError, results: Path) -> str:
    """The sentence about a file of the results, or another, that the computer refused."""
    place = error.filename2 or error.filename
    reason = error.strerror or str(error)
    if place and not Path(str(place)).absolute().is_relative_to(results.absolute()):
        return f"{place}: {reason}."
    name = f" ({Path(str(place)).name})" if place else ""
    return f"Results could not be written to {results}: {reason}{name}."
