"""However a run ends, it says in a sentence why and how to go on, and nothing that was finished is
lost.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.experiment.fake_world import BASELINE, HOOKS, FakeScenario, simulate
from tests.experiment.test_processes import content
from workforce_sim.errors import UserError
from workforce_sim.experiment import RunFailed, RunFolder, run_experiment
from workforce_sim.experiment.listeners import Quiet
from workforce_sim.experiment.run_failures import OutOfMemory
from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.stop import HEEDED, Terminated, heeding_signals

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="sends signals to processes")
ROOT = Path(__file__).parents[2]


def run(
    out: Path, replications: int = 4, resume: bool = False, scenario: FakeScenario = BASELINE
) -> RunFolder:
    return run_experiment([scenario], replications, 1, 1, out, resume, hooks=HOOKS)


SLOW_RUN = """
import signal
import sys
from dataclasses import replace
from tests.experiment import fake_world, test_endings
from workforce_sim.experiment import RunInterrupted, run_experiment
from workforce_sim.experiment.interfaces import OneByOne

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    hooks = replace(fake_world.HOOKS, simulate_all=OneByOne(test_endings.slowly))
    try:
        run_experiment([fake_world.BASELINE], 500, 1, 2, sys.argv[1], hooks=hooks)
    except RunInterrupted as stop:
        print(stop)
        sys.exit(stop.exit_code)
"""


def slowly(scenario: FakeScenario, seed: int, replication: int) -> ReplicationRecord:
    time.sleep(0.1)
    return simulate(scenario, seed, replication)


def started(script: str, folder: Path, *words: str) -> subprocess.Popen[str]:
    """Python with this script, in a session of its own."""
    (folder / "script.py").write_text(script, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(folder / "script.py"), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


@pytest.mark.slow
@needs_signals
@pytest.mark.parametrize("told", HEEDED[:2])
def test_whoever_tells_it_to_stop_hears_how_to_go_on(tmp_path: Path, told: signal.Signals) -> None:
    out = tmp_path / "run"
    running = started(SLOW_RUN, tmp_path, str(out))
    deadline = time.monotonic() + 60
    while not list(out.glob("parts/*.json")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(running.pid, told)
    said, errors = running.communicate(timeout=60)
    assert running.returncode == 1
    assert errors == ""
    assert said.startswith("Stopped. ")
    assert "of 525 replications are finished and kept" in said  # 25 of them partners
    assert "--resume" in said
    names = [path.name for path in (out / "parts").iterdir()]
    receipts = [name for name in names if name.endswith(".json")]
    if told == signal.SIGINT:  # it waits for what is under way
        assert not [name for name in names if name.endswith(".tmp")]
        assert len(names) == 5 * len(receipts)
    again = run_experiment([BASELINE], 1, 1, 1, out, True, hooks=HOOKS, only=[1])
    assert len(again.manifest["replications"]) == 500


@pytest.mark.unit
@needs_signals
def test_signals_that_somebody_ignores_stay_ignored() -> None:
    for each in HEEDED[1:]:
        before = signal.signal(each, signal.SIG_DFL)
        with heeding_signals(), pytest.raises(Terminated):
            os.kill(os.getpid(), each)
        assert signal.getsignal(each) == signal.SIG_DFL
        signal.signal(each, signal.SIG_IGN)
        with heeding_signals():
            os.kill(os.getpid(), each)
        assert signal.signal(each, before) == signal.SIG_IGN


@pytest.mark.slow
@needs_signals
@pytest.mark.parametrize(
    ("breaks", "kind", "words"),
    [
        ("die", RunFailed, r"worker process died \(exit code 1\)\. .*kept.*--resume"),
        ("killed", OutOfMemory, r"not enough memory for 2 .*--processes 1\. .*kept.*--resume"),
        ("memory", OutOfMemory, r"not enough memory for 2 .*--processes 1\. .*kept.*--resume"),
    ],
)
def test_a_worker_that_dies_is_explained(
    tmp_path: Path, breaks: str, kind: type[RunFailed], words: str
) -> None:
    dying = replace(BASELINE, breaks=breaks)
    with pytest.raises(kind, match=words) as failure:
        run_experiment([dying], 5, 1, 2, tmp_path / "run", hooks=HOOKS)
    assert failure.value.exit_code == 1
    assert run(tmp_path / "run", 5, resume=True).manifest["status"] == "complete"


class Hears(Quiet):
    def __init__(self) -> None:
        self.heard: list[str] = []

    def note(self, words: str) -> None:
        self.heard.append(words)


@pytest.mark.slow
@needs_signals
def test_a_worker_that_somebody_stops_is_named_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.executor.LOOK_SECONDS", 0.2)
    stopping, progress = replace(BASELINE, breaks="stop"), Hears()
    done = run_experiment([stopping], 4, 1, 2, tmp_path / "run", hooks=HOOKS, progress=progress)
    (message,) = progress.heard
    assert "was stopped" in message
    assert content(done.path) == content(run(tmp_path / "other").path)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("breaks", "words"),
    [
        ("disk", r"No space left on device.*2 of 4.*--resume"),
        ("memory", r"not enough memory for one simulation at a time.*2 of 4.*--resume"),
        ("map", r"not enough memory for one simulation at a time.*2 of 4.*--resume"),
        ("interrupt", r"Stopped\. 2 of 4 .*--resume"),
    ],
)
def test_what_is_nobodys_defect_keeps_what_is_finished(
    tmp_path: Path, breaks: str, words: str
) -> None:
    with pytest.raises(RunFailed, match=words) as failure:
        run(tmp_path / "run", scenario=replace(BASELINE, breaks=breaks))
    assert failure.value.exit_code == 1
    assert content(run(tmp_path / "run", resume=True).path) == content(run(tmp_path / "b").path)


@pytest.mark.unit
def test_a_folder_that_is_moved_meanwhile_is_said_to_be(tmp_path: Path) -> None:
    out, moved = tmp_path / "run", tmp_path / "moved"

    def move(*what: object) -> Iterable[ReplicationRecord]:
        if what[-1] == 3:
            out.rename(moved)
        return HOOKS.simulate_all(*what)

    with pytest.raises(RunFailed, match="moved or removed.*--resume --out and its new") as failure:
        run_experiment([BASELINE], 4, 1, 1, out, hooks=replace(HOOKS, simulate_all=move))
    assert " of 4" not in str(failure.value)
    assert content(run(moved, resume=True).path) == content(run(tmp_path / "other").path)


@pytest.mark.unit
@pytest.mark.parametrize("length", [210, 240, 300])
def test_a_name_that_leaves_no_room_for_those_of_results_is_refused_at_once(
    tmp_path: Path, length: int
) -> None:
    with pytest.raises(UserError, match="longer than this system allows.*shorter name") as refusal:
        run(tmp_path / "run", scenario=replace(BASELINE, slug=length * "x"))
    assert refusal.value.exit_code == 2
    assert "--resume" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


UNGUARDED = """
import sys
from tests.experiment import fake_world
from workforce_sim.experiment import run_experiment

run_experiment([fake_world.BASELINE], 4, 1, 2, sys.argv[1], hooks=fake_world.HOOKS)
"""


@pytest.mark.slow
def test_a_script_without_a_main_guard_is_told_so_in_one_line(tmp_path: Path) -> None:
    running = started(UNGUARDED, tmp_path, str(tmp_path / "run"))
    said, errors = running.communicate(timeout=120)
    assert (running.returncode, said) == (1, "")
    (line,) = errors.splitlines()
    assert "if __name__ == '__main__':" in line
    assert not (tmp_path / "run").exists()
