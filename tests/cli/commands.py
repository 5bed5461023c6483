"""Start the command with the stand-in as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COUNCIL = str(ROOT / "scenarios" / "council" / "one-council.yaml")


def start(*words: str, seconds: float = 0.0) -> subprocess.Popen[str]:
    """Start it in a session of its own; each simulation takes at least so many seconds."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cli.slow_world", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "SLOW_WORLD_SECONDS": str(seconds)},
        start_new_session=True,
    )


def call(*words: str, seconds: float = 0.0) -> subprocess.CompletedProcess[str]:
    """Start it and wait for its end."""
    process = start(*words, seconds=seconds)
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(words, process.returncode, out, err)
