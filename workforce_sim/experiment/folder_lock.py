"""One command at a time in a folder: the system knows who is there, also after a kill."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workforce_sim.errors import UserError

LOCK = ".running"
"""The file that is locked; of a command that was killed it may stay, and stops nobody."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep the folder to this command while the block lasts.

    Raises UserError, and changes nothing, if another command is at work there.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise UserError(
            f"Another command is at work in {folder}. Wait until it has ended, or stop it; then "
            "try again. Or name another folder with --out."
        ) from None
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written to ({error.strerror}). Name another folder with --out."
        ) from None
    try:
        yield
    finally:
        with suppress(OSError):  # on Windows the lock removes it when it lets go
            (folder / LOCK).unlink()
        lock.release()
