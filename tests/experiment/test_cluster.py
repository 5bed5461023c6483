"""A real Dask cluster of two workers: the same bytes as here, and trouble in plain words."""

from __future__ import annotations

import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.commands import COUNCIL, call
from tests.experiment import test_resume
from tests.experiment.dask_cluster import ROOT, DaskCluster, cluster
from tests.experiment.fake_world import BASELINE, HOOKS, POLICY
from tests.experiment.plug_in import LEVER, PACKAGE, install, seen
from tests.experiment.test_processes import content
from workforce_sim.errors import UserError
from workforce_sim.experiment import Cluster, RunFailed, RunFolder, connections, run_experiment
from workforce_sim.experiment.cluster import ClusterLost, ClusterUnreachable, check_workers
from workforce_sim.experiment.hooks import Hooks, OneByOne
from workforce_sim.experiment.identity import Identity
from workforce_sim.experiment.remote import introduce, run_here

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]

MANY = 12
SLOW = replace(HOOKS, simulate_all=OneByOne(test_resume.slowly))


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with cluster(tmp_path_factory.mktemp("dask"), 2) as running:
        yield running


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes that every run below must have."""
    out = tmp_path_factory.mktemp("local") / "run"
    return content(run_experiment([BASELINE, POLICY], MANY, 1, 1, out, hooks=HOOKS).path)


def run_on(there: Cluster | str, out: Path, resume: bool = False, hooks: Hooks = SLOW) -> RunFolder:
    place = Cluster(there) if isinstance(there, str) else there
    return run_experiment([BASELINE, POLICY], MANY, 1, 2, out, resume, hooks=hooks, cluster=place)


def when_parts_are_there(out: Path, number: int, then: object) -> threading.Thread:
    """Call something once so many replications are on disk."""

    def wait() -> None:
        deadline = time.monotonic() + 60
        while len(list(out.glob("parts/*.json"))) < number and time.monotonic() < deadline:
            time.sleep(0.01)
        assert callable(then)
        then()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_two_workers_write_the_same_bytes_as_local_processes(
    two_workers: DaskCluster, local: dict[str, bytes], tmp_path: Path
) -> None:
    run = run_on(two_workers.address, tmp_path / "run")
    assert content(run.path) == local
    writers = {path.stat().st_ino for path in (run.path / "parts").iterdir()}
    assert len(writers) == MANY * 2 * 5


def test_a_worker_killed_in_the_middle_costs_nothing(
    local: dict[str, bytes], tmp_path: Path
) -> None:
    with cluster(tmp_path / "dask", 2) as running:
        killer = when_parts_are_there(tmp_path / "run", 5, running.workers[0].kill)
        run = run_on(running.address, tmp_path / "run")
        killer.join()
        assert running.workers[0].wait() == -signal.SIGKILL
    assert content(run.path) == local


def test_a_cluster_that_dies_keeps_what_is_finished(
    local: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    with cluster(tmp_path / "dask", 2) as running:
        killer = when_parts_are_there(out, 5, running.stop)
        with pytest.raises(ClusterLost, match=r"was lost.*finished and kept.*--resume") as lost:
            run_on(running.address, out)
        killer.join()
    assert lost.value.exit_code == 1
    assert "--cluster-fallback local" in str(lost.value)
    assert len(list(out.glob("parts/*.json"))) >= 5
    again = run_experiment([BASELINE, POLICY], MANY, 1, 1, out, True, hooks=HOOKS)
    assert content(again.path) == local


def test_a_cluster_that_dies_is_replaced_by_local_processes_if_asked(
    local: dict[str, bytes], tmp_path: Path
) -> None:
    said: list[str] = []
    with cluster(tmp_path / "dask", 2) as running:
        killer = when_parts_are_there(tmp_path / "run", 5, running.stop)
        place = Cluster(running.address, or_local=True, say=said.append)
        run = run_on(place, tmp_path / "run")
        killer.join()
    assert content(run.path) == local
    (line,) = said
    assert "was lost" in line
    assert "Going on in local processes" in line


def test_a_cluster_that_loses_all_its_workers_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.cluster.PATIENCE_SECONDS", 3.0)
    with cluster(tmp_path / "dask", 1) as running:
        killer = when_parts_are_there(tmp_path / "run", 3, running.workers[0].kill)
        with pytest.raises(ClusterLost, match="had no worker"):
            run_on(running.address, tmp_path / "run")
        killer.join()


def test_a_cluster_that_is_not_there_is_refused_or_replaced(
    local: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.cluster.CONNECT_SECONDS", 2.0)
    for address in ("tcp://127.0.0.1:9", "127.0.0.1:9"):
        with pytest.raises(ClusterUnreachable, match="No scheduler answers at") as refusal:
            run_on(address, tmp_path / "run", resume=True)
        assert refusal.value.exit_code == 2
    for address in ("no such place", "", "http://127.0.0.1:9", "tcp://127.0.0.1"):
        with pytest.raises(UserError, match=r"not the address of a scheduler.*tcp://10"):
            run_on(Cluster(address, or_local=True), tmp_path / "run")
    assert not (tmp_path / "run").exists()
    place = Cluster("tcp://127.0.0.1:9", or_local=True)
    assert content(run_on(place, tmp_path / "other").path) == local


def test_a_cluster_without_workers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.cluster.CONNECT_SECONDS", 3.0)
    with (
        cluster(tmp_path / "dask", 0) as running,
        pytest.raises(ClusterUnreachable, match="has no workers.*dask worker tcp"),
    ):
        run_on(running.address, tmp_path / "run")


def another_version(folder: Path) -> None:
    shutil.copytree(ROOT / "workforce_sim", folder / "workforce_sim",
                    ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    package = folder / "workforce_sim" / "__init__.py"
    text = package.read_text(encoding="utf-8")
    package.write_text(text.replace('__version__ = "', '__version__ = "9.'), encoding="utf-8")


def something_else(folder: Path) -> None:
    (folder / "workforce_sim").mkdir(parents=True)
    (folder / "workforce_sim" / "__init__.py").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (another_version, r'another version.*workforce-sim: "\d.* here, "9\.\d.* there'),
        (something_else, "cannot run workforce-sim .*Install the same version"),
    ],
)
def test_a_worker_with_another_version_is_refused_by_name(
    tmp_path: Path, program: Callable[[Path], None], words: str
) -> None:
    program(tmp_path / "other")
    with cluster(tmp_path / "dask", 1) as running:
        running.add_worker(tmp_path / "other")
        wait_for_workers(running, 2)
        with pytest.raises(UserError, match=f"Worker tcp://.* {words}") as refusal:
            run_on(running.address, tmp_path / "run")
    assert refusal.value.exit_code == 2
    assert not (tmp_path / "run").exists()


def test_a_worker_with_another_lever_is_refused_by_name(tmp_path: Path) -> None:
    mine, other = install(tmp_path / "mine"), install(tmp_path / "other", gbp=9_000_000)
    hooks = replace(HOOKS, made_of=connections.made_of)
    with seen(mine), cluster(tmp_path / "dask", 0) as running:
        for each in (mine, other):
            running.add_worker(each.folder)
        wait_for_workers(running, 2)
        with pytest.raises(UserError, match=rf"Worker tcp://.*{PACKAGE}, code: .* here, .* there"):
            run_experiment([replace(POLICY, levers=(LEVER,))], 2, out=tmp_path / "run",
                           hooks=hooks, cluster=Cluster(running.address))  # fmt: skip
    assert not (tmp_path / "run").exists()


MINE = Identity(HOOKS.made_of, HOOKS.made_of(()))


def test_a_worker_that_joins_later_with_another_version_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.remote._own_address", lambda: "tcp://late:1")
    older = replace(MINE, expected={**MINE.expected, "versions": {"Python": "2.7"}})
    with pytest.raises(UserError, match=r'tcp://late:1 .*Python: "2.7" here, "3\.\d+" there'):
        run_here(older, b"cannot be unpacked")
    assert run_here(MINE, pickle.dumps((len, ("task",), {}))) == 4


def test_a_worker_that_does_not_share_the_folder_is_refused(tmp_path: Path) -> None:
    where = tmp_path / "not here" / "note"
    assert introduce(where, MINE)["trouble"] == "No such file or directory"
    (tmp_path / "note").write_text("x", encoding="utf-8")
    assert introduce(tmp_path / "note", MINE)["trouble"] == ""
    assert [path.name for path in tmp_path.iterdir()] == ["note"]

    class FarAway:
        def run(self, function: object, note: Path, *_: object, on_error: str) -> dict[str, object]:
            return {"tcp://far:1": {"made_of": MINE.expected, "trouble": "No such file"}}

    with pytest.raises(UserError, match=r"Worker tcp://far:1 cannot write to .*\(No such file\)"):
        check_workers(FarAway(), tmp_path, MINE)


def wait_for_workers(running: DaskCluster, number: int) -> None:
    from distributed import Client

    with Client(running.address, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=60)


def test_a_failure_on_a_worker_is_told_as_it_is(two_workers: DaskCluster, tmp_path: Path) -> None:
    for breaks, words in (("disk", "No space left on device"), ("conservation", "cases is off")):
        broken = replace(BASELINE, breaks=breaks)
        with pytest.raises(RunFailed, match=words):
            run_experiment([broken], 4, 1, 1, tmp_path / breaks, hooks=HOOKS,
                           cluster=Cluster(two_workers.address))  # fmt: skip


def test_the_command_runs_on_a_cluster_and_says_when_it_cannot(
    two_workers: DaskCluster, tmp_path: Path
) -> None:
    words = ["run", COUNCIL, "--replications", "3", "--quiet"]
    here = call(*words, "--out", str(tmp_path / "here"), "--processes", "1")
    there = call(*words, "--out", str(tmp_path / "there"), "--cluster", two_workers.address)
    assert (here.returncode, there.returncode) == (0, 0), there.stderr
    assert content(tmp_path / "here") == content(tmp_path / "there")
    nowhere = ["--out", str(tmp_path / "nowhere"), "--cluster", "tcp://127.0.0.1:9"]
    refused = call(*words, *nowhere)
    assert refused.returncode == 2
    assert "No scheduler answers at tcp://127.0.0.1:9" in refused.stderr
    assert "Traceback" not in refused.stderr
    replaced = call(*words, *nowhere, "--resume", "--cluster-fallback", "local")
    assert replaced.returncode == 0, replaced.stderr
    assert content(tmp_path / "here") == content(tmp_path / "nowhere")


def test_without_the_optional_package_the_message_says_what_to_install(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['distributed'] = None\n"
        "sys.argv = ['workforce-sim', 'run', sys.argv[1], '--out', sys.argv[2], '--cluster', 'x']\n"
        "from tests.cli.slow_world import start; start()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, COUNCIL, str(tmp_path / "run")],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert '".[cluster]"' in done.stderr
