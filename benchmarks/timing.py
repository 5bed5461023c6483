"""Interleaved timing, and what is said of the machine that did the work."""

import gc
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

PACKAGES = ("numba", "numpy", "simpy", "salabim", "ciw")
Stopwatch = Callable[[], float]
"""Does its work once and says how many seconds that took."""


@dataclass(frozen=True)
class Spread:
    """The middle of some rounds, and the lowest and the highest of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of the values of the rounds."""
        return cls(statistics.median(values), min(values), max(values))


def stopwatch(work: Callable[[], object]) -> Stopwatch:
    """Time the whole of a piece of work."""

    def timed() -> float:
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    return timed


def inside(work: Callable[[], object], functions: Sequence[tuple[Any, str]]) -> Stopwatch:
    """Time only what a piece of work spends in some functions of modules."""

    def timed() -> float:
        total = 0.0

        def clocked(function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any) -> Any:
                nonlocal total
                begin = time.perf_counter()
                result = function(*arguments)
                total += time.perf_counter() - begin
                return result

            return call

        patches = [
            patch.object(place, name, clocked(getattr(place, name))) for place, name in functions
        ]
        for one in patches:
            one.start()
        try:
            work()
        finally:
            for one in patches:
                one.stop()
        return total

    return timed


@dataclass(frozen=True)
class Race:
    """Seconds of each contestant in each round, and the share of a processor that they got."""

    seconds: Mapping[str, Sequence[float]]
    busy: float

    def spread(self, name: str) -> Spread:
        """Seconds of one contestant."""
        return Spread.of(self.seconds[name])

    def ratio(self, slower: str, faster: str) -> Spread:
        """How many times as long one took as another, round by round."""
        pairs = zip(self.seconds[slower], self.seconds[faster], strict=True)
        return Spread.of([a / b for a, b in pairs])


def race(rounds: int, **contestants: Stopwatch) -> Race:
    """Let all take turns, so that whatever else the machine does falls on all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    wall, processor = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        for name, contestant in contestants.items():
            gc.collect()
            seconds[name].append(contestant())
    elapsed = time.perf_counter() - wall
    return Race(seconds, min((time.process_time() - processor) / elapsed, 1.0))


def command(*words: str, folder: Path | None = None) -> Stopwatch:
    """A command in a process of its own, which must succeed."""
    return stopwatch(lambda: output_of(*words, folder=folder))


def output_of(*words: str, folder: Path | None = None) -> str:
    """What ``python`` prints with these words."""
    paths = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def peak_megabytes() -> float:
    """The most memory that this process has had; nothing where the system does not say."""
    with suppress(ImportError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
    return float("nan")


def machine() -> dict[str, str]:
    """What the figures depend on, without the machine's name."""
    return {
        "Processor": _processor(),
        "Processors seen": str(os.cpu_count()),
        "Memory": _memory(),
        "System": f"{platform.system()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        **{name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _memory() -> str:
    with suppress(AttributeError, ValueError, OSError):
        pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        return f"{pages / 2**30:.0f} GiB of memory"
    return "memory unknown"
