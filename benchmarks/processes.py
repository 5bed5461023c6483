"""Commands in processes of their own, as a user starts them."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
OURS = ("-m", "workforce_sim")


def output_of(*words: str) -> str:
    """What ``python`` prints with these words.

    Raises RuntimeError, with all that it said, when it does not succeed.
    """
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    # As after an installation: Python keeps what it made of the source the first time.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def processor_of_children() -> float:
    """Seconds of the processor that all commands so far took; zero where nobody counts them."""
    times = os.times()
    return times.children_user + times.children_system


def peak_megabytes(*words: str) -> float:
    """The most memory that any one process of a command of ``python`` had at any time."""
    return float(output_of("-m", "benchmarks.launch", *words).splitlines()[-1])


def simulation(
    command: str, files: Sequence[Path], out: Path, replications: int, processes: int = 2
) -> tuple[str, ...]:
    """The words of ``workforce-sim run`` or ``workforce-sim compare``."""
    counts = ("--replications", str(replications), "--processes", str(processes))
    return (*OURS, command, *map(str, files), *counts, "--quiet", "--out", str(out))
