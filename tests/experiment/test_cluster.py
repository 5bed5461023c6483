"""Real Dask clusters, started as the how-to says: the same bytes as here, doors that are shut, and
trouble in plain words.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import COUNCIL, call
from tests.experiment import test_endings
from tests.experiment.dask_cluster import (
    ALONE,
    CERTIFIED,
    ROOT,
    DaskCluster,
    Wire,
    cluster,
    how_to,
    make_keys,
    scheduler_here,
)
from tests.experiment.fake_world import BASELINE, HOOKS, POLICY
from tests.experiment.plug_in import LEVER, PACKAGE, install, seen
from tests.experiment.test_processes import content
from workforce_sim.errors import UserError
from workforce_sim.experiment import Cluster, RunFailed, RunFolder, run_experiment, wiring
from workforce_sim.experiment.cluster import check_workers
from workforce_sim.experiment.identity import Identity
from workforce_sim.experiment.interfaces import Hooks, OneByOne
from workforce_sim.experiment.remote import introduce, run_here
from workforce_sim.experiment.scheduler import ClusterLost, ClusterUnreachable

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("cluster"),
    pytest.mark.skipif(sys.platform == "win32", reason="sends signals"),
]

MANY = 8
LOOPBACK = "127.0.0.1"
SLOW = replace(HOOKS, simulate_all=OneByOne(test_endings.slowly))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look after clusters more often than users need."""
    for module in ("cluster", "executor"):
        monkeypatch.setattr(f"workforce_sim.experiment.{module}.LOOK_SECONDS", 0.1)


@pytest.fixture(scope="module")
def with_certificate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with cluster(tmp_path_factory.mktemp("dask"), 2, CERTIFIED) as running:
        yield running


@pytest.fixture
def two_workers(with_certificate: DaskCluster) -> Iterator[DaskCluster]:
    """A cluster of the several computers of the how-to, with its certificate in hand."""
    with with_certificate.certificate():
        yield with_certificate


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes that every run below must have."""
    out = tmp_path_factory.mktemp("local") / "run"
    return content(run_experiment([BASELINE, POLICY], MANY, 1, 1, out, hooks=HOOKS).path)


def run_on(there: Cluster | str, out: Path, resume: bool = False, hooks: Hooks = SLOW) -> RunFolder:
    place = Cluster(there) if isinstance(there, str) else there
    return run_experiment([BASELINE, POLICY], MANY, 1, 1, out, resume, hooks=hooks, cluster=place)


@contextmanager
def when_parts_are_there(out: Path, number: int, then: Callable[[], object]) -> Iterator[None]:
    """Call something once so many replications are on disk, while the block runs."""

    def wait() -> None:
        while len(list(out.glob("parts/*.json"))) < number and not is_over.is_set():
            time.sleep(0.01)
        called_early.append(not is_over.is_set())
        then()

    is_over = threading.Event()
    called_early: list[bool] = []
    thread = threading.Thread(target=wait)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
    assert called_early == [True]


def test_two_workers_write_the_same_bytes_as_local_processes(
    two_workers: DaskCluster, local: dict[str, bytes], tmp_path: Path
) -> None:
    said: list[str] = []
    run = run_on(Cluster(two_workers.address, say=said.append), tmp_path / "run", hooks=HOOKS)
    assert content(run.path) == local
    assert said == []


def test_a_cluster_of_the_how_to_listens_where_it_is_told(two_workers: DaskCluster) -> None:
    assert two_workers.address.startswith("tls://")
    assert two_workers.listening() == {LOOPBACK}
    assert two_workers.settings.with_name("cluster.pem").stat().st_mode & 0o077 == 0


def test_a_worker_killed_in_the_middle_costs_nothing(
    two_workers: DaskCluster, local: dict[str, bytes], tmp_path: Path
) -> None:
    victim, other = two_workers.wait_for(2)
    with when_parts_are_there(tmp_path / "run", 3, lambda: os.kill(victim, signal.SIGKILL)):
        run = run_on(two_workers.address, tmp_path / "run")
    assert content(run.path) == local
    assert other in two_workers.wait_for(2)


def test_a_worker_that_is_stopped_is_named_and_holds_nobody_up(
    two_workers: DaskCluster,
    local: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.roll_call.SILENT_SECONDS", 2.0)
    said: list[str] = []
    victim, _ = two_workers.wait_for(2)
    os.kill(victim, signal.SIGSTOP)
    with when_parts_are_there(tmp_path / "run", 3, lambda: os.kill(victim, signal.SIGCONT)):
        run = run_on(Cluster(two_workers.address, say=said.append), tmp_path / "run")
    assert content(run.path) == local
    assert any("has not answered for 2 seconds" in line and "--resume" in line for line in said)


def test_a_cluster_that_is_lost_keeps_what_is_finished(
    two_workers: DaskCluster, local: dict[str, bytes], tmp_path: Path
) -> None:
    out, wire = tmp_path / "run", Wire(two_workers.address)
    with (
        when_parts_are_there(out, 5, wire.cut),
        pytest.raises(ClusterLost, match=r"was lost.*finished and kept.*--resume") as lost,
    ):
        run_on(wire.address, out)
    assert lost.value.exit_code == 1
    assert "--cluster-fallback local" in str(lost.value)
    assert len(list(out.glob("parts/*.json"))) >= 5
    again = run_experiment([BASELINE, POLICY], MANY, 1, 1, out, True, hooks=HOOKS)
    assert content(again.path) == local


def test_a_cluster_that_is_lost_is_replaced_by_local_processes_if_asked(
    two_workers: DaskCluster, local: dict[str, bytes], tmp_path: Path
) -> None:
    said: list[str] = []
    wire = Wire(two_workers.address)
    with when_parts_are_there(tmp_path / "run", 5, wire.cut):
        run = run_on(Cluster(wire.address, or_local=True, say=said.append), tmp_path / "run")
    assert content(run.path) == local
    (line,) = said
    assert "was lost" in line
    assert "Going on in local processes" in line


def test_a_cluster_for_one_computer_listens_to_it_alone_and_is_lost_without_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.roll_call.PATIENCE_SECONDS", 1.0)
    said: list[str] = []
    with cluster(tmp_path / "dask", 1, ALONE) as running:
        assert running.address.startswith(f"tcp://{LOOPBACK}:")
        assert running.listening() == {LOOPBACK}
        _, workers = running.processes
        with (
            when_parts_are_there(
                tmp_path / "run", 3, lambda: os.killpg(workers.pid, signal.SIGKILL)
            ),
            pytest.raises(ClusterLost, match="had no worker"),
        ):
            run_on(Cluster(running.address, say=said.append), tmp_path / "run")
    assert said == []


def test_a_cluster_that_is_not_there_is_refused_or_replaced(
    local: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.scheduler.CONNECT_SECONDS", 0.5)
    for address in ("tcp://127.0.0.1:9", "127.0.0.1:9"):
        with pytest.raises(ClusterUnreachable, match="No scheduler answers at") as refusal:
            run_on(address, tmp_path / "run", resume=True)
        assert refusal.value.exit_code == 2
    for address in ("no such place", "", "http://127.0.0.1:9", "tcp://127.0.0.1", "inproc://a"):
        with pytest.raises(UserError, match=r"not the address of a scheduler.*tls://10"):
            run_on(Cluster(address, or_local=True), tmp_path / "run")
    assert not (tmp_path / "run").exists()
    place = Cluster("tcp://127.0.0.1:9", or_local=True)
    assert content(run_on(place, tmp_path / "other", hooks=HOOKS).path) == local


@pytest.mark.parametrize("words", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_what_answers_but_is_no_scheduler_is_said_to_be_none(
    words: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.scheduler.CONNECT_SECONDS", 0.5)
    with socket.create_server((LOOPBACK, 0)) as server:
        answer = threading.Thread(target=lambda: server.accept()[0].send(words))
        answer.start()
        with pytest.raises(ClusterUnreachable, match=r"is no scheduler.*dashboard"):
            run_on(f"tcp://{LOOPBACK}:{server.getsockname()[1]}", tmp_path / "run")
        answer.join()


def test_certificates_that_do_not_fit_are_told_from_a_cluster_that_is_not_there(
    with_certificate: DaskCluster, tmp_path: Path
) -> None:
    safe, out = with_certificate.address, tmp_path / "run"
    unsafe = safe.replace("tls", "tcp")
    with pytest.raises(UserError, match=r"needs a certificate.*DASK_CONFIG"):
        run_on(Cluster(safe, or_local=True), out)
    with pytest.raises(ClusterUnreachable, match=r"no scheduler without TLS.*tls://"):
        run_on(unsafe, out)
    with with_certificate.certificate(), pytest.raises(UserError, match="begins with tls://"):
        run_on(unsafe, out)
    with scheduler_here() as here:
        stranger = replace(with_certificate, settings=make_keys(tmp_path / "stranger"))
        with stranger.certificate():
            for address in (safe, here.scheduler_address.replace("tcp", "tls")):
                with pytest.raises(ClusterUnreachable, match=r"certificate.*same settings"):
                    run_on(address, out)
    stranger.settings.with_name("cluster.pem").unlink()
    with stranger.certificate(), pytest.raises(UserError, match=r"cannot be used \(No such file"):
        run_on(safe, out)
    assert not out.exists()


@pytest.mark.parametrize("version", ["2025.1.0", "2099.1.0"])
def test_a_scheduler_of_another_version_is_refused_with_both_versions(
    version: str, tmp_path: Path
) -> None:
    from distributed import __version__

    both = f"distributed is {version} there, {__version__} here"
    with scheduler_here() as here:
        known = here.scheduler.versions(["workforce-sim"])
        known["packages"]["distributed"] = version
        here.scheduler.handlers["versions"] = lambda packages: known
        with pytest.raises(UserError, match=rf"another version: {both}\. Install.*cluster") as no:
            run_on(Cluster(here.scheduler_address, or_local=True), tmp_path / "run")
    assert no.value.exit_code == 2
    assert not isinstance(no.value, ClusterUnreachable)


def test_a_scheduler_that_has_not_this_program_is_refused(tmp_path: Path) -> None:
    def missing(**_: object) -> None:
        raise ModuleNotFoundError("No module named 'workforce_sim'")

    with scheduler_here(workers=1) as here:
        here.scheduler.handlers["run_function"] = missing
        with pytest.raises(UserError, match=r"scheduler at tcp.*cannot run.*Install the same"):
            run_on(here.scheduler_address, tmp_path / "run")


def test_a_cluster_without_workers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.cluster.PATIENCE_SECONDS", 0.2)
    with (
        scheduler_here() as here,
        pytest.raises(ClusterUnreachable, match=r"has no workers.*use-a-cluster\.md"),
    ):
        run_on(here.scheduler_address, tmp_path / "run")


def test_a_cluster_that_is_open_to_everyone_is_warned_of(tmp_path: Path) -> None:
    said: list[str] = []
    with scheduler_here(workers=1, host="0.0.0.0") as here:
        address = here.scheduler_address.replace(here.scheduler.ip, LOOPBACK)
        run_experiment([BASELINE], 1, 1, 1, tmp_path / "run", hooks=HOOKS,
                       cluster=Cluster(address, say=said.append))  # fmt: skip
        (worker,) = here.workers.values()
        doors = [f"tcp://0.0.0.0:{port}" for port in (here.scheduler.port, worker.port)]
    (line,) = said
    assert all(door in line for door in doors)
    assert f"{address}," not in line
    assert "run any program" in line


def another_version(folder: Path) -> None:
    shutil.copytree(ROOT / "workforce_sim", folder / "workforce_sim",
                    ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    package = folder / "workforce_sim" / "__init__.py"
    text = package.read_text(encoding="utf-8")
    package.write_text(text.replace('__version__ = "', '__version__ = "9.'), encoding="utf-8")


def something_else(folder: Path) -> None:
    (folder / "workforce_sim").mkdir(parents=True)
    (folder / "workforce_sim" / "__init__.py").write_text("", encoding="utf-8")


@contextmanager
def one_worker(program: Path) -> Iterator[str]:
    """The address of a cluster whose worker finds this program first."""
    with scheduler_here() as here:
        running = DaskCluster(program.parent, ALONE, program / "none", here.scheduler_address)
        try:
            running.start_workers(1, program, nanny=False)
            running.wait_for(1)
            yield running.address
        finally:
            running.stop()


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
    with (
        one_worker(tmp_path / "other") as address,
        pytest.raises(UserError, match=f"Worker tcp://.* {words}") as refusal,
    ):
        run_on(address, tmp_path / "run")
    assert refusal.value.exit_code == 2
    assert not (tmp_path / "run").exists()


def test_a_worker_with_another_lever_is_refused_by_name(tmp_path: Path) -> None:
    mine, other = install(tmp_path / "mine"), install(tmp_path / "other", gbp=9_000_000)
    hooks = replace(HOOKS, made_of=wiring.made_of)
    with (
        seen(mine),
        one_worker(other.folder) as address,
        pytest.raises(UserError, match=rf"Worker tcp://.*{PACKAGE}, code: .* here, .* there"),
    ):
        run_experiment([replace(POLICY, levers=(LEVER,))], 2, out=tmp_path / "run", hooks=hooks,
                       cluster=Cluster(address))  # fmt: skip
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
    answer = introduce(tmp_path / "note", MINE)
    assert (answer["trouble"], (tmp_path / answer["copy"]).read_text()) == ("", "x")

    class FarAway:
        trouble = "No such file"

        def ask(self, function: object, *_: object) -> dict[str, object]:
            answer = {"made_of": MINE.expected, "trouble": self.trouble, "copy": "none"}
            return {"tcp://far:1": answer}

    far_away: Any = FarAway()
    with pytest.raises(UserError, match=r"Worker tcp://far:1 cannot write to .*\(No such file\)"):
        check_workers(far_away, tmp_path, MINE)
    far_away.trouble = ""
    with pytest.raises(UserError, match=r"tcp://far:1 writes to .* cannot be read here \(No such"):
        check_workers(far_away, tmp_path, MINE)


def test_a_failure_on_a_worker_is_told_as_it_is(two_workers: DaskCluster, tmp_path: Path) -> None:
    for breaks, words in (("disk", "No space left on device"), ("conservation", "cases is off")):
        broken = replace(BASELINE, breaks=breaks)
        with pytest.raises(RunFailed, match=words):
            run_experiment([broken], 4, 1, 1, tmp_path / breaks, hooks=HOOKS,
                           cluster=Cluster(two_workers.address))  # fmt: skip


def test_the_command_runs_on_a_cluster_and_says_when_it_cannot(
    two_workers: DaskCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = how_to("workforce-sim ", tmp_path)[CERTIFIED][1:]
    of_page = {"scenarios/england/baseline.yaml": COUNCIL, "500": "3"}
    words = [two_workers.here(of_page.get(word, word)) for word in typed]
    there = words[words.index("--out") + 1]
    closed = two_workers.address.replace("tls", "tcp")
    local = ["--out", str(tmp_path / "here"), "--cluster", closed, "--cluster-fallback", "local"]
    here = call(*words, *local, "--processes", "1")
    assert f"answers at {closed} is no scheduler without TLS" in here.stderr
    monkeypatch.setenv("DASK_CONFIG", str(two_workers.settings))
    done = call(*words)
    assert (here.returncode, done.returncode) == (0, 0), done.stderr
    assert content(tmp_path / "here") == content(Path(there))


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
