"""A real Dask scheduler with worker processes, started and stopped by a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60


@dataclass
class DaskCluster:
    """The processes of a cluster; `address` is its scheduler's."""

    folder: Path
    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self, *path: Path) -> subprocess.Popen[bytes]:
        """Start a worker that finds packages in these folders first."""
        words = [
            self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--local-directory", str(self.folder),
        ]  # fmt: skip
        worker = dask("worker", words, (*path, ROOT))
        self.workers.append(worker)
        return worker

    def stop(self) -> None:
        """End every process that was started."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def dask(what: str, words: Sequence[str], path: Sequence[Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{what}", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=path[0],  # the folder in which Python looks first
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
    )


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[DaskCluster]:
    """A cluster on this computer, gone when the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    about = folder / "scheduler.json"
    words = [
        "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(about),
    ]  # fmt: skip
    scheduler = dask("scheduler", words, [ROOT])
    found = DaskCluster(folder, "", scheduler)
    try:
        found.address = _address(about)
        for _ in range(workers):
            found.add_worker()
        if workers:
            _wait_for(found.address, workers)
        yield found
    finally:
        found.stop()


def _address(about: Path) -> str:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            return str(json.loads(about.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise TimeoutError("the scheduler did not start")


def _wait_for(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False, timeout=SECONDS_TO_START) as client:
        client.wait_for_workers(workers, timeout=SECONDS_TO_START)
