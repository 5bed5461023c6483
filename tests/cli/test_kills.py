"""The real command, killed at random moments, goes on to the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import COUNCIL, call, start
from tests.experiment.test_processes import content

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL"),
]

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", "58"))
"""Of the moments: another seed kills at other moments and must pass as well."""


def words(out: Path, processes: int) -> list[str]:
    return [
        "run", COUNCIL, "--replications", "6", "--partners", "2", "--processes",
        str(processes), "--quiet", "--out", str(out), "--resume",
    ]  # fmt: skip


def is_alive(session: int) -> bool:
    try:
        os.killpg(session, 0)
    except ProcessLookupError:
        return False
    return True


def end_of(session: int) -> None:
    """Wait until no process of the session is left."""
    deadline = time.monotonic() + 30
    while is_alive(session):
        assert time.monotonic() < deadline, "worker processes outlive their parent"
        time.sleep(0.05)


def moments(longest: float) -> Iterator[float]:
    """Moments between the first and the last instant of a run, for ever."""
    chance = random.Random(SEED)
    while True:
        yield chance.uniform(0.0, longest)


def test_a_run_killed_many_times_ends_with_the_same_bytes(tmp_path: Path) -> None:
    started = time.monotonic()
    assert call(*words(tmp_path / "whole", 1), seconds=0.05).returncode == 0
    longest = time.monotonic() - started
    whole = content(tmp_path / "whole")
    killed = runs = 0
    when = moments(longest)
    while killed < KILLS:
        out, runs = tmp_path / f"run-{runs}", runs + 1
        for attempt in range(10):
            process = start(*words(out, 1 + attempt % 2), seconds=0.05)
            try:
                _, said = process.communicate(timeout=next(when))
                break  # it was done before its moment came
            except subprocess.TimeoutExpired:
                # Every other time only the parent: its workers must notice and end too.
                if attempt % 2:
                    os.kill(process.pid, signal.SIGKILL)
                else:
                    os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            end_of(process.pid)
            killed += 1
        else:
            process = start(*words(out, 2))
            _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
        assert content(out) == whole
        assert not list(out.rglob(".*.tmp"))
    print(f"{killed} kills in {runs} runs")  # noqa: T201


def plain_environment(root: Path) -> dict[str, str]:
    """Without what measures coverage, which could not write its own file, and without keeping
    bytecode, which would be cut off.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return {**kept, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}


def test_files_that_may_not_grow_end_the_command_cleanly(tmp_path: Path) -> None:
    """The system's limit on the size of a file, set below that of the results: nearly a full
    disk.
    """
    script = (
        "import resource, runpy; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)); "
        "import sys; sys.argv[0] = 'workforce-sim'; "
        "runpy.run_module('tests.cli.slow_world', run_name='__main__', alter_sys=True)"
    )
    out = tmp_path / "run"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, *words(out, 1)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=root,
        env=plain_environment(root),
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "could not be written" in done.stderr
    assert "20 of 20 replications are finished and kept" in done.stderr
    finished = call(*words(out, 1))
    assert finished.returncode == 0, finished.stderr
    assert call(*words(tmp_path / "whole", 1)).returncode == 0
    assert content(out) == content(tmp_path / "whole")
