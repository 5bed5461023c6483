"""Folders for what can be made again, such as compiled code: which may be trusted and have room.

What lies there is run, so whoever can write there can run code as the user.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import ExitStack
from hashlib import shake_256
from pathlib import Path

VARIABLE = "WORKFORCE_SIM_CACHE_DIR"
"""Names the folder to use instead of the user's cache."""
FILE_BYTES = 2_000_000
"""Size of the files by whose number room is measured: limits may be on one file or on all."""


def roots() -> tuple[Path, ...]:
    """Where to look, best first: the folder that the user names, or else the user's cache; then a
    temporary folder, the same each time, so that it serves the next command too.
    """
    from platformdirs import user_cache_path

    named = os.environ.get(VARIABLE)
    wanted = Path(named).absolute() if named else user_cache_path("workforce-sim", appauthor=False)
    try:
        temporary = Path(tempfile.gettempdir()).absolute()
    except FileNotFoundError:
        return (wanted,)
    return wanted, temporary / f"workforce-sim-{_user()}"


def trouble(folder: Path) -> str:
    """Why a folder, which is made where it is missing, is not to be used, "" if it is.

    Only the user and the system's administrator may be able to write there.
    """
    if not folder.is_absolute():
        return "the user has no home"
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        link, behind = folder.lstat(), folder.stat()
    except OSError as error:
        return error.strerror or str(error)
    if os.name == "nt":
        return ""  # the user's folders there are the user's own
    if {link.st_uid, behind.st_uid} - {0, _user()}:
        return "it belongs to somebody else, whose code would run as yours"
    if behind.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "others may write there, and their code would run as yours"
    return ""


def lack(folder: Path, files: int) -> str:
    """Why so many files of 2 MB cannot be written to a folder, "" if they can."""
    content = shake_256(b"room").digest(FILE_BYTES)  # which no file system makes smaller
    try:
        with ExitStack() as probes:
            for _ in range(files):
                probe = probes.enter_context(tempfile.TemporaryFile(dir=folder, buffering=0))
                probe.write(content)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _user() -> int:
    """The user's number; Windows, where there is none, has a temporary folder for each user."""
    number = getattr(os, "geteuid", None)
    return int(number()) if number is not None else 0
