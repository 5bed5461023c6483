"""Compiled code is found again by what the code means, wherever it lies."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.compiled_code import ROOT, compile_model
from workforce_sim.model.compiled import cache_folder

SIMULATE = "from workforce_sim.model import warm_up; warm_up()"


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


def folder_of(clone: Path, memory: Path) -> str:
    """The folder in which the package of a clone looks for compiled code."""
    ask = "from workforce_sim.model.compiled import cache_folder; print(cache_folder().name)"
    return subprocess.run(
        [sys.executable, "-c", ask],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(clone), "WORKFORCE_SIM_CACHE_DIR": str(memory)},
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
    same = folder_of(clone, tmp_path / "memory")
    assert same == cache_folder().name
    change(clone, "model/casework.py", '"""', '"""In other words: ')
    change(clone, "model/state.py", "\nclass ", "\n# Why.\n\n\nclass ")
    assert folder_of(clone, tmp_path / "memory") == same
    change(clone, "model/core.py", "_SPARE_EVENTS = 64", "_SPARE_EVENTS = 65")
    assert folder_of(clone, tmp_path / "memory") == same, "no compiled function rests on it"
    change(clone, "model/state.py", "DAYS_A_YEAR = 365.25", "DAYS_A_YEAR = 365.0")
    assert folder_of(clone, tmp_path / "memory") != same


@pytest.mark.slow
@pytest.mark.needs_compiled
def test_a_second_clone_compiles_nothing(clone: Path) -> None:
    compile_model()
    folder = cache_folder()
    change(clone, "model/cases.py", '"""', '"""In other words: ')
    (folder / "complete").unlink(missing_ok=True)
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.nb?")}
    assert len(before) > 100
    subprocess.run(
        [sys.executable, "-c", SIMULATE],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(clone)},
        check=True,
    )
    assert {path.name: path.stat().st_mtime_ns for path in folder.glob("*.nb?")} == before
