"""A worker's memory does not grow with the tables that it has let go of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
import numpy as np
from workforce_sim.experiment import worker

if sys.argv[1] == "ours":
    worker._give_large_tables_back()
first = np.ones(1 << 21)  # from which the C library learns, once it is free again
del first
tables = [np.ones(1 << 20) for _ in range(8)]
heap = [line.split() for line in open("/proc/self/maps") if line.endswith("[heap]\\n")]
ends = [[int(each, 16) for each in line[0].split("-")] for line in heap]
print(sum(last - first for first, last in ends) >> 20)
"""


def heap_megabytes(which: str) -> int:
    """Megabytes of the heap of a process that has let one of 16 MB go, and holds eight of 8 MB."""
    words = [sys.executable, "-c", SCRIPT, which]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    return int(done.stdout)


@pytest.mark.unit
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other allocators")
def test_large_tables_do_not_lie_on_the_heap() -> None:
    assert heap_megabytes("ours") < 64 <= heap_megabytes("the C library's own way")
