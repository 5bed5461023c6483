"""Dask clusters for tests: real ones, started by the how-to's own commands, and a scheduler within
the test.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.repository.documents import blocks

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 120
ALONE, CERTIFIED = 0, 1
"""The two ways of the how-to to start a cluster, in its order."""


@dataclass
class DaskCluster:
    """The processes of a cluster; `address` is its scheduler's, `settings` is for DASK_CONFIG."""

    folder: Path
    way: int
    settings: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_scheduler(self) -> None:
        about = self.folder / "scheduler.json"
        words = ["--port", "0", "--scheduler-file", str(about), "--idle-timeout", "600"]
        self._start("scheduler", words, [ROOT])
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.address:
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.02)
            with suppress(OSError, ValueError):
                self.address = str(json.loads(about.read_text(encoding="utf-8"))["address"])

    def start_workers(
        self, number: int, *path: Path, nanny: bool = True
    ) -> subprocess.Popen[bytes]:
        """Start so many workers, which find packages in these folders first."""
        words = ["--nworkers", str(number), "--local-directory", str(self.folder)]
        return self._start("worker", words if nanny else [*words, "--no-nanny"], [*path, ROOT])

    def wait_for(self, number: int) -> list[int]:
        """The process of each worker, once there are so many."""
        from distributed import Client

        with Client(self.address, set_as_default=False, timeout=SECONDS_TO_START) as client:
            deadline = time.monotonic() + SECONDS_TO_START
            while len(client.nthreads()) != number:
                assert time.monotonic() < deadline, f"there are {len(client.nthreads())} workers"
                time.sleep(0.02)
            return sorted(client.run(os.getpid).values())

    def listening(self) -> set[str]:
        """The addresses of this computer at which any of the processes listens."""
        psutil = pytest.importorskip("psutil")
        found = [psutil.Process(each.pid) for each in self.processes]
        found += [child for each in found for child in each.children(recursive=True)]
        sockets = [each for process in found for each in process.net_connections("tcp")]
        return {each.laddr.ip for each in sockets if each.status == psutil.CONN_LISTEN}

    def here(self, word: str) -> str:
        """A word of the how-to's commands, for this computer and ports that are free."""
        if ":8786" in word:
            return self.address
        return re.sub(r"10\.0\.0\.\d", "127.0.0.1", word).replace(":8787", ":0")

    def stop(self) -> None:
        """End every process that was started, with those that it started."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    @contextmanager
    def certificate(self) -> Iterator[None]:
        """Let this process use the settings of the cluster."""
        import dask.config

        dask.config.refresh(paths=[str(self.settings)])
        try:
            yield
        finally:
            dask.config.refresh()

    def _start(
        self, what: str, more: Sequence[str], path: Sequence[Path]
    ) -> subprocess.Popen[bytes]:
        words = [self.here(word) for word in how_to(f"dask {what} ", self.folder)[self.way][2:]]
        started = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *words, *more],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=path[0],  # the folder in which Python looks first
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(map(str, path)),
                "DASK_CONFIG": str(self.settings),
            },
            start_new_session=True,
        )
        self.processes.append(started)
        return started


def how_to(start: str, folder: Path) -> list[list[str]]:
    """The commands of the how-to that begin so, for keys in this folder of this computer."""
    page = ROOT / "docs" / "howto" / "use-a-cluster.md"
    lines = [line for block in blocks(page) for line in block.text.splitlines()]
    return [shlex.split(moved(line, folder)) for line in lines if line.startswith(start)]


def moved(text: str, folder: Path) -> str:
    return text.replace("/srv/projection", str(folder))


def make_keys(folder: Path) -> Path:
    """Do what the how-to says to make a certificate; return the file of settings."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in ("mkdir ", "openssl "):
        (words,) = how_to(start, folder)
        subprocess.run(words, check=True, capture_output=True)
    page = ROOT / "docs" / "howto" / "use-a-cluster.md"
    (settings,) = [each.text for each in blocks(page) if each.text.startswith("distributed:")]
    ((_, assignment),) = how_to("export ", folder)
    file = Path(assignment.removeprefix("DASK_CONFIG="))
    file.write_text(moved(settings, folder), encoding="utf-8")
    return file


@contextmanager
def cluster(folder: Path, workers: int, way: int) -> Iterator[DaskCluster]:
    """A cluster on this computer, gone when the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = make_keys(folder) if way == CERTIFIED else folder / "no settings"
    found = DaskCluster(folder, way, settings)
    try:
        found.start_scheduler()
        found.start_workers(workers)
        with found.certificate():
            found.wait_for(workers)
        yield found
    finally:
        found.stop()


@contextmanager
def scheduler_here(workers: int = 0, host: str = "127.0.0.1") -> Iterator[Any]:
    """A scheduler, with workers, in threads of this process."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=False, protocol="tcp://", host=host,
        dashboard_address="127.0.0.1:0", silence_logs=50,
    ) as here:  # fmt: skip
        yield here


class Wire:
    """A connection to a scheduler that can be cut; `address` is at this end."""

    def __init__(self, address: str) -> None:
        scheme, _, place = address.partition("://")
        host, _, port = place.partition(":")
        self._there = (host, int(port))
        self._server = socket.create_server(("127.0.0.1", 0))
        self._sockets = [self._server]
        self.address = f"{scheme}://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, far = self._server.accept()[0], socket.create_connection(self._there)
                self._sockets += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
