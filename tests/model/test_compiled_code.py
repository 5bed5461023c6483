"""Compiled code is found again by what the code means, wherever it lies."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.compiled_code import ROOT, compile_model
from workforce_sim.caches import FILE_BYTES
from workforce_sim.model.engine.code_digest import digest
from workforce_sim.model.engine.compiled_cache import FILES, store

DIGEST = (
    "import sys; from pathlib import Path; "
    "from workforce_sim.model.engine.code_digest import digest; "
    "print(digest(Path(sys.argv[1])))"
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Another checkout of the package, with other times of its files."""
    shutil.copytree(
        ROOT / "workforce_sim",
        tmp_path / "workforce_sim",
        copy_function=shutil.copyfile,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return tmp_path


def python(clone: Path, *words: str) -> str:
    """What Python prints with the package of a clone."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(clone)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def change(clone: Path, file: str, before: str, after: str) -> None:
    path = clone / "workforce_sim" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.unit
def test_words_change_nothing_and_meaning_everything(clone: Path, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    same = digest(memory)
    assert python(clone, "-c", DIGEST, str(memory)) == same
    change(clone, "model/month/event_loop.py", '"""', '"""In other words: ')
    change(clone, "measures/beyond_dfe.py", "Funded posts (FTE)", "Posts with money (FTE)")
    change(clone, "model/engine/state.py", "\nclass ", "\n# Why.\n\n\nclass ")
    assert python(clone, "-c", DIGEST, str(memory)) == same
    change(clone, "model/month/inner_world.py", "_SPARE_EVENTS = 64", "_SPARE_EVENTS = 65")
    assert python(clone, "-c", DIGEST, str(memory)) == same, "no compiled function rests on it"
    change(clone, "measures/beyond_dfe.py", 'column="ended"', 'column="ended_after"')
    other_columns = python(clone, "-c", DIGEST, str(memory))
    change(clone, "model/engine/state.py", "DAYS_A_YEAR = 365.25", "DAYS_A_YEAR = 365.0")
    assert len({same, other_columns, python(clone, "-c", DIGEST, str(memory))}) == 3


@pytest.mark.slow
@pytest.mark.needs_compiled
def test_a_second_clone_compiles_nothing(clone: Path) -> None:
    compile_model()
    folder = store().folder
    assert folder is not None
    change(clone, "model/casework/cases.py", '"""', '"""In other words: ')
    for marker in folder.glob("complete-*"):
        marker.unlink()
    kept = [path for path in folder.iterdir() if path.suffix != ".lock" and path.name[0] != "."]
    before = {path: path.stat().st_mtime_ns for path in kept}
    assert len(before) > 100
    assert str(folder) in python(clone, "-m", "workforce_sim", "prepare")
    assert {path: path.stat().st_mtime_ns for path in kept} == before


@pytest.mark.slow
@pytest.mark.needs_compiled
@pytest.mark.xfail(reason="42 MB since the last levers, 40 MB are asked for", strict=True)
def test_the_probe_asks_for_as_much_room_as_compiled_code_takes() -> None:
    compile_model()
    folder = store().folder
    assert folder is not None
    kept = [path for path in folder.iterdir() if path.suffix != ".lock" and path.name[0] != "."]
    assert sum(path.stat().st_size for path in kept) < FILES * FILE_BYTES
