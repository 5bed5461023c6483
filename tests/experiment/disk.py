"""A disk that loses what was not made to last when the power fails, and stops where it is told."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_PUT_IN_PLACE = Path.replace


class PowerCut(BaseException):
    """The machine stops, or the program is killed: nothing catches it."""


@dataclass
class Disk:
    """What has been written below a folder and would not survive a power cut.

    `left`: how many files can still be put in place before `fails` is raised; None is any number.
    """

    left: int | None = None
    fails: BaseException = field(default_factory=PowerCut)
    _placed: list[Path] = field(default_factory=list)
    _renamed: list[tuple[Path, bytes | None]] = field(default_factory=list)
    _lasting: set[int] = field(default_factory=set)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch what is put in place and what is made to last, until the block ends."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "replace", lambda path, target: self._replace(path, Path(target)))
            patch.setattr(os, "fsync", self._make_last)
            yield

    def fail(self) -> None:
        """Lose the power: names that are not on the disk are undone, content that is not is cut."""
        for target, before in reversed(self._renamed):
            if before is None:
                target.unlink(missing_ok=True)
            elif target.parent.is_dir():
                target.write_bytes(before)

    def fail_late(self) -> None:
        """Lose the power when all names are on the disk, but not yet what the files hold."""
        for target in self._placed:
            if target.is_file() and target.stat().st_ino not in self._lasting:
                target.write_bytes(target.read_bytes()[: target.stat().st_size // 2])

    def _replace(self, temporary: Path, target: Path) -> Path:
        if self.left == 0:
            if isinstance(self.fails, PowerCut):  # nothing removes what was being written
                shutil.copy(temporary, temporary.with_name(f".half{temporary.name}"))
            raise self.fails
        if self.left is not None:
            self.left -= 1
        self._placed.append(target)
        self._renamed.append((target, target.read_bytes() if target.is_file() else None))
        return _PUT_IN_PLACE(temporary, target)

    def _make_last(self, file: int) -> None:
        about = os.fstat(file)
        self._lasting.add(about.st_ino)
        self._renamed = [each for each in self._renamed if not _is_in(each[0], about)]


def _is_in(path: Path, folder: os.stat_result) -> bool:
    return path.parent.is_dir() and os.path.samestat(path.parent.stat(), folder)
