"""Tries mistakes: each is made in a copy of the package, where the law that it names must fail."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.compiled_code import ROOT
from tests.mutants.mistake import Mistake, read_mistakes

LISTS = Path(__file__).parent / "lists"
PARTS = ("workforce_sim", "tests", "scenarios", "docs", "pyproject.toml")
"""What a copy needs for its tests."""
_PASSED, _FAILED = 0, 1


class Outcome(NamedTuple):
    """What came of one mistake."""

    mistake: Mistake
    noticed: bool
    said: str
    """The end of what pytest printed."""


def all_mistakes() -> list[Mistake]:
    """Every mistake of every list, room by room."""
    return [each for path in sorted(LISTS.glob("*.txt")) for each in read_mistakes(path)]


def try_all(mistakes: Sequence[Mistake], jobs: int, laws_hold: bool = False) -> Iterator[Outcome]:
    """Whether each is noticed, in order.

    The laws must hold without a mistake, if that is not known; ValueError if they do not.
    """
    with TemporaryDirectory() as folder:
        laws = [] if laws_hold else sorted({each.law for each in mistakes})
        code, said = _pytest(_copy(Path(folder) / "untouched"), laws) if laws else (_PASSED, "")
        if code != _PASSED:
            raise ValueError(f"laws fail without any mistake:\n{said}")
        with ThreadPoolExecutor(jobs) as pool:
            places = [Path(folder) / f"mistake-{i}" for i in range(len(mistakes))]
            yield from pool.map(_try, mistakes, places)


def _try(mistake: Mistake, place: Path) -> Outcome:
    _copy(place)
    path = place / source_of(mistake)
    path.write_text(mistake.made(path.read_text(encoding="utf-8")), encoding="utf-8")
    code, said = _pytest(place, [mistake.law])
    shutil.rmtree(place)
    return Outcome(mistake, code == _FAILED and " failed" in said, said)


def source_of(mistake: Mistake) -> Path:
    """The file in which it is made, from the root of the repository."""
    return Path("workforce_sim", mistake.room, f"{mistake.file}.py")


def _copy(place: Path) -> Path:
    place.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "_build")
            shutil.copytree(ROOT / part, place / part, ignore=ignored)
        else:
            shutil.copy(ROOT / part, place / part)
    return place


def _pytest(place: Path, laws: Sequence[str]) -> tuple[int, str]:
    """Run some tests in a copy; the compiled code is that of the clone where the meaning is."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x",
         "--hypothesis-profile=quick to fail", *laws],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr)[-3_000:]
