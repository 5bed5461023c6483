"""Failures of a run that are nobody's mistake; what was finished stays, and the message says how
to go on.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from pathlib import Path

from workforce_sim.errors import UserError, ran_out_of_memory
from workforce_sim.experiment.executor import STARTED_AGAIN, WorkerDied
from workforce_sim.stop import heeding_signals

_KILLED_FOR_MEMORY = {-9, -6}
"""Exit codes of a process that the system killed (SIGKILL), or that ended itself (SIGABRT), when
there was no memory left.
"""


class RunFailed(UserError):
    """The run could not finish: a conservation law broke, a worker died, the disk is full.

    `what` is the message without how to go on.
    """

    exit_code = 1

    def __init__(self, what: str, how_to_go_on: str = "") -> None:
        super().__init__(f"{what} {how_to_go_on}".rstrip())
        self.what = what


class OutOfMemory(RunFailed):
    """There was not enough memory for so many processes at a time."""


class RunInterrupted(RunFailed):
    """The user, or the system, stopped the run; finished replications are kept."""

    exit_code = 1


class NoMainGuard(UserError, SystemExit):
    """A script that starts itself again in each worker process. Uncaught, it ends the script with
    its sentence alone.
    """

    def __init__(self) -> None:
        super().__init__(
            "Each process of a run reads the script that started it, and would start the run "
            "again. Put what the script does below this line: if __name__ == '__main__':"
        )
        self.code = str(self)


def how_to_go_on(folder: Path, done: int, total: int) -> str:
    """The sentence that follows every failure after which a run can be resumed."""
    return (
        f"{done} of {total} replications are finished and kept. To go on, repeat the command with "
        f"--resume --out {folder}"
    )


def name_too_long(folder: Path) -> UserError:
    """The refusal of a folder or a scenario whose name leaves no room for those of the results."""
    return UserError(
        f"Names of files in {folder} would be longer than this system allows. Give the scenario "
        "file a shorter name, or name a shorter folder with --out."
    )


@contextmanager
def explained(folder: Path, processes: int, how_to_go_on: Callable[[], str]) -> Iterator[None]:
    """Turn what can go wrong on the way into a message that says how to go on.

    `folder`: of the results. `processes`: how many simulate at a time.
    """

    def advice() -> str:
        if folder.is_dir():
            return how_to_go_on()
        return (
            f"{folder} is no longer there: it was moved or removed meanwhile. What is finished "
            "lies in it; to go on, repeat the command with --resume --out and its new place."
        )

    def out_of_memory(what: str = "There was not enough memory") -> OutOfMemory:
        fewer = (
            f"{processes} processes at a time. Use fewer: --processes 1"
            if processes > 1
            else "one simulation at a time. Close other programs, or use a computer with more"
        )
        return OutOfMemory(f"{what} for {fewer}.", advice())

    try:
        with heeding_signals():
            yield
    except KeyboardInterrupt:
        raise RunInterrupted("Stopped.", advice()) from None
    except WorkerDied as error:
        if STARTED_AGAIN in error.exit_codes:
            raise NoMainGuard from None
        if error.exit_codes & _KILLED_FOR_MEMORY:
            killed = "A worker process was killed, as happens when there is not enough memory"
            raise out_of_memory(killed) from error
        raise RunFailed(f"A worker process died ({error}).", advice()) from error
    except BrokenExecutor as error:
        raise RunFailed("A worker died.", advice()) from error
    except (MemoryError, ImportError, OSError) as error:
        if ran_out_of_memory(error):
            raise out_of_memory() from error
        if not isinstance(error, OSError):
            raise
        if error.errno == errno.ENAMETOOLONG:
            raise name_too_long(folder) from error
        if not folder.is_dir():
            raise RunFailed(advice()) from error
        raise RunFailed(_what_failed(error, folder), advice()) from error


def _what_failed(error: OSError, results: Path) -> str:
    """The sentence about a file of the results, or another, that the computer refused."""
    place = error.filename2 or error.filename
    reason = error.strerror or str(error)
    if place and not Path(str(place)).absolute().is_relative_to(results.absolute()):
        return f"{place}: {reason}."
    name = f" ({Path(str(place)).name})" if place else ""
    return f"Results could not be written to {results}: {reason}{name}."
