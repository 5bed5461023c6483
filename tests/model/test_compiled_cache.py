"""Compiled code is kept where only the user can write, is believed when whole, and is done without
where there is no such place.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.compiled_code import ROOT, compile_model
from workforce_sim import caches
from workforce_sim.caches import VARIABLE
from workforce_sim.model.engine.compiled import DISPATCHERS, compiled
from workforce_sim.model.engine.compiled_cache import Store, store

POSIX = pytest.mark.skipif(os.name == "nt", reason="folders of Windows have no such modes")
IS_ROOT = os.name != "nt" and os.geteuid() == 0
COUNCIL = "{name: Rutland, base: england-2024, end: 2025, scope: {councils: [Rutland]}}"


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that the user names, not there yet; the temporary one is a folder of the test."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv(VARIABLE, str(tmp_path / "named"))
    monkeypatch.setattr(
        "workforce_sim.model.engine.compiled_cache.digest", lambda _memory: "meaning"
    )
    store.cache_clear()
    yield tmp_path / "named"
    store.cache_clear()


def file(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    folder.write_bytes(b"")


def read_only(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    folder.mkdir(mode=0o555)


def shared(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    folder.chmod(0o775)


def of_another(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """As root a folder of another user; else every folder but the temporary one, which is new."""
    folder.mkdir()
    if IS_ROOT:
        os.chown(folder, 1, 1)
    else:
        stat = Path.stat
        other = os.stat_result((0o40755, 0, 0, 0, os.geteuid() + 1, 0, 0, 0, 0, 0))
        patch.setattr(
            Path, "stat", lambda self, **how: other if self == folder else stat(self, **how)
        )


def full(folder: Path, patch: pytest.MonkeyPatch) -> None:
    make = tempfile.TemporaryFile

    def refuse(dir: Path, **how: Any) -> Any:
        if dir.is_relative_to(folder):
            raise OSError(28, "No space left on device")
        return make(dir=dir, **how)

    patch.setattr(tempfile, "TemporaryFile", refuse)


@pytest.mark.unit
@POSIX
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (file, "exists"),
        pytest.param(
            *(read_only, "denied"), marks=pytest.mark.skipif(IS_ROOT, reason="root may write")
        ),
        (shared, "others may write there"),
        (of_another, "belongs to somebody else"),
        (full, "No space left"),
    ],
)
def test_a_place_that_will_not_do_is_replaced_in_one_line(
    named: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path, pytest.MonkeyPatch], None],
    reason: str,
) -> None:
    spoil(named, monkeypatch)
    kept = store()
    assert kept.folder is not None
    assert kept.folder.is_relative_to(named.parent / "temporary")
    (line,) = kept.note.splitlines()
    assert f"not in {named} (" in line
    assert reason in line
    assert f"Set {VARIABLE} to" in line
    assert kept.folder.stat().st_mode & 0o022 == 0


@pytest.mark.unit
def test_a_folder_of_ones_own_is_used_without_a_word(named: Path) -> None:
    kept = store()
    assert kept.folder is not None
    assert (kept.folder.parent, kept.note) == (named, "")
    assert not list(kept.folder.iterdir()), "room is measured without a trace"


@pytest.fixture
def add(named: Path) -> Iterator[Any]:
    """A function that has not been compiled, in a store of its own."""

    @compiled()
    def add(a: Any, b: Any) -> Any:
        return a + b

    yield add
    DISPATCHERS.remove(add)


@pytest.mark.unit
@pytest.mark.needs_compiled
def test_each_kind_of_arguments_is_found_again(named: Path, add: Any) -> None:
    assert (add(1, 2), add(0.5, 1.0)) == (3, 1.5)
    again = compiled()(add.py_func)
    assert (again(1, 2), again(0.5, 1.0), again(1, 0.5)) == (3, 1.5, 1.5)
    assert (sum(again.stats.cache_hits.values()), sum(again.stats.cache_misses.values())) == (2, 1)
    DISPATCHERS.remove(again)


@pytest.mark.unit
@pytest.mark.needs_compiled
@pytest.mark.parametrize("when", ["from the start", "on the way"])
def test_without_a_place_code_is_compiled_and_one_line_says_so(
    named: Path, add: Any, when: str
) -> None:
    if when == "from the start":
        named.write_bytes(b"")
        (named.parent / "temporary").rmdir()
        (named.parent / "temporary").write_bytes(b"")
        kept = store()
        assert kept.folder is None
    else:
        kept = store()
        shutil.rmtree(named)
    assert add(1, 2) == 3
    kept.complete()
    (line,) = kept.note.splitlines()
    assert str(named) in line
    assert f"Set {VARIABLE} to" in line
    assert not kept.is_complete


@pytest.mark.property
@given(st.binary(max_size=200), st.integers(0, 300), st.binary(max_size=3))
def test_only_what_is_whole_is_believed(content: bytes, place: int, other: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = Store(Path(folder))
        kept.write("function", content)
        path = Path(folder) / "function"
        whole = path.read_bytes()
        damaged = whole[:place] + other
        path.write_bytes(damaged)
        assert kept.read("function") == (content if damaged == whole else None)
        assert kept.read("another") is None


@pytest.mark.slow
@pytest.mark.needs_compiled
def test_a_run_without_a_home_says_one_line(tmp_path: Path) -> None:
    """A user with neither home nor settings, whose temporary folder holds the prepared model."""
    compile_model()
    prepared = store().folder
    assert prepared is not None
    temporary = tmp_path / "temporary"
    shutil.copytree(prepared.parent, temporary / f"workforce-sim-{caches._user()}")
    kept = {k: v for k, v in os.environ.items() if k not in (VARIABLE, "MPLCONFIGDIR")}
    scenario = tmp_path / "rutland.yaml"
    scenario.write_text(COUNCIL, encoding="utf-8")
    words = ("--replications", "2", "--processes", "2", "--out", str(tmp_path / "run"))
    done = subprocess.run(
        [sys.executable, "-m", "workforce_sim", "run", str(scenario), *words],
        env={**kept, "HOME": os.devnull, "TMPDIR": str(temporary), "XDG_CACHE_HOME": ""},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    title, note = sorted(done.stderr.splitlines(), key=lambda line: VARIABLE in line)
    assert title == "Rutland: 2 simulations."
    assert os.devnull in note
    assert str(temporary) in note
