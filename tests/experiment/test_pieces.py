"""The small pieces: statistics of many cells, executors, whole files, the commit, lazy imports."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.experiment.fake_world import BASELINE, HOOKS
from workforce_sim.experiment import run_experiment
from workforce_sim.experiment.equality import differing_files
from workforce_sim.experiment.executor import InlineExecutor, run_all, sensible_processes
from workforce_sim.experiment.files import whole_file
from workforce_sim.experiment.manifest import git_commit
from workforce_sim.experiment.plan import make_plan
from workforce_sim.experiment.spread import spread

LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)


@pytest.mark.property
@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 12), st.integers(1, 4)),
        elements=st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))),
    )
)
def test_spread_is_numpys_over_the_known_values(values: np.ndarray) -> None:
    found = spread(values, LEVELS)
    for cell in range(values.shape[1]):
        known = values[~np.isnan(values[:, cell]), cell]
        assert found.count[cell] == len(known)
        if len(known) == 0:
            assert np.isnan(found.mean[cell])
            continue
        np.testing.assert_allclose(found.mean[cell], known.mean(), rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(
            found.quantiles[:, cell], np.quantile(known, LEVELS), rtol=1e-9, atol=1e-6
        )


def square(number: int) -> int:
    return number * number


@pytest.mark.unit
def test_every_task_is_done_once() -> None:
    done: list[int] = []
    run_all(InlineExecutor(), square, [1, 2, 3], done.append, lambda: 1)
    assert done == [1, 4, 9]
    with ThreadPoolExecutor(2) as pool:
        run_all(pool, square, range(50), done.append, lambda: 2)
    assert sorted(done[3:]) == [k * k for k in range(50)]


@pytest.mark.unit
def test_any_executor_of_the_standard_interface_gives_the_same_bytes(tmp_path: Path) -> None:
    plain = run_experiment([BASELINE], 3, 1, 1, tmp_path / "plain", hooks=HOOKS)
    with ThreadPoolExecutor(2) as pool:
        other = run_experiment([BASELINE], 3, 1, 2, tmp_path / "other", hooks=HOOKS, executor=pool)
    assert differing_files(plain, other) == []


@pytest.mark.unit
def test_processes_are_never_more_than_tasks() -> None:
    assert sensible_processes(8, 3) == 3
    assert sensible_processes(2, 30) == 2
    assert sensible_processes(None, 1) == 1


def fail_half_way(target: Path) -> None:
    with whole_file(target) as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise RuntimeError


@pytest.mark.unit
def test_a_file_is_whole_or_absent(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    with pytest.raises(RuntimeError):
        fail_half_way(target)
    assert list(tmp_path.iterdir()) == []
    with whole_file(target) as temporary:
        temporary.write_text("whole", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


@pytest.mark.unit
def test_whole_pairs_are_simulated_together() -> None:
    plan = make_plan([BASELINE, BASELINE], 2, 1)
    assert [(a.replication, a.scenario) for a in plan.addresses] == [
        (1, "baseline"), (1, "baseline-2"), (2, "baseline"), (2, "baseline-2"),
    ]  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize("layout", ["loose", "packed", "detached", "none"])
def test_the_commit_is_read_from_gits_own_files(tmp_path: Path, layout: str) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    package = tmp_path / "workforce_sim" / "experiment"
    package.mkdir(parents=True)
    if layout != "none":
        git = tmp_path / ".git"
        (git / "refs" / "heads").mkdir(parents=True)
        head = commit if layout == "detached" else "ref: refs/heads/main"
        (git / "HEAD").write_text(head + "\n", encoding="utf-8")
        if layout == "loose":
            (git / "refs" / "heads" / "main").write_text(commit + "\n", encoding="utf-8")
        if layout == "packed":
            packed = f"# pack-refs with: peeled\n{commit} refs/heads/main\n"
            (git / "packed-refs").write_text(packed, encoding="utf-8")
    assert git_commit(package) == (None if layout == "none" else commit)


@pytest.mark.unit
def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, workforce_sim\n"
        "assert not {'numpy', 'polars', 'numba', 'pydantic'} & set(sys.modules), sys.modules\n"
        "import workforce_sim.experiment\n"
        "assert not {'polars', 'numba', 'matplotlib', 'simpy'} & set(sys.modules)\n"
        "from workforce_sim.experiment.api import run\n"
        "assert workforce_sim.run is run\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
