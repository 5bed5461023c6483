"""How many processes there are, and which scenarios share a task, changes not one byte."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.experiment.fake_world import BASELINE, HOOKS, POLICY
from workforce_sim.experiment import run_experiment
from workforce_sim.experiment.executor import local_executor
from workforce_sim.stop import HEEDED

IGNORED = {"manifest.json"}


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a run but its manifest."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in IGNORED
    }


@pytest.mark.slow
def test_one_two_and_three_processes_write_the_same_bytes(tmp_path: Path) -> None:
    runs = [
        run_experiment([BASELINE, POLICY], 7, 1, processes, tmp_path / str(processes), hooks=HOOKS)
        for processes in (1, 2, 3)
    ]
    first, second, third = (content(run.path) for run in runs)
    assert len(first) > 7 * 2 * 5
    assert first == second == third


@pytest.mark.slow
@pytest.mark.needs_compiled
def test_the_model_itself_gives_the_same_bytes_on_one_and_on_two_processes(tmp_path: Path) -> None:
    from tests.model.worlds import scenario

    councils = ("Rutland", "Isle of Wight")
    pair = [scenario(councils=councils), scenario(councils=councils, uncertainty="parameters")]
    runs = [
        run_experiment(pair, 3, 1, processes, tmp_path / str(processes)) for processes in (1, 2)
    ]
    first, second = (content(run.path) for run in runs)
    assert len(first) > 3 * 2 * 5
    assert first == second


@pytest.mark.unit
def test_a_scenario_alone_has_the_numbers_that_it_has_beside_another(tmp_path: Path) -> None:
    together = run_experiment([BASELINE, POLICY], 3, 1, 1, tmp_path / "together", hooks=HOOKS)
    alone = run_experiment([POLICY], 3, 1, 1, tmp_path / "alone", hooks=HOOKS)
    beside = content(together.path)
    for name, written in content(alone.path).items():
        if name.startswith("parts/"):
            assert beside[name] == written, name


def held_back(_: int) -> bool:
    """Whether signals that tell to stop are held back in this process, whatever they would do."""
    return set(HEEDED) <= signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals to hold back")
def test_only_the_parent_is_told_to_stop_from_the_first_moment_of_a_process_on() -> None:
    with local_executor(2, print) as executor:
        assert executor.submit(held_back, 0).result()
        assert not held_back(0)
