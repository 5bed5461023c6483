"""Many paired replications of England's decade: time and memory."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import peak_megabytes, simulation
from benchmarks.results import Section
from benchmarks.worlds import COUNCIL, COUNCIL_PAY

ROUNDS = 3
PAIRS = 200
FEW = 2
WORK = "England, pay scenario and reference, 10 years, {} paired replications on 2 cores"
SCENARIO = COUNCIL_PAY.replace(f"scope: {{councils: [{COUNCIL}]}}\n", "")
"""Of all councils, when no scope is written."""


def measure(rounds: int) -> Section:
    """A few pairs, from which many are reckoned."""
    section = Section()
    more = FEW + 2 * rounds
    short, _ = run_pairs(FEW)
    long, peak = run_pairs(more)
    section.add(WORK.format(more), f"{long:,.0f} s, {peak:,.0f} MB")
    reckoned = short + (PAIRS - FEW) * (long - short) / (more - FEW)
    section.add(
        f"The same, {PAIRS}: **reckoned** from {FEW} and {more}, not run",
        f"{reckoned / 60.0:,.0f} min",
    )
    return section


def run_pairs(replications: int) -> tuple[float, float]:
    """Seconds on the clock of so many pairs, and megabytes of the largest process."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pay.yaml"
        file.write_text(SCENARIO, encoding="utf-8")
        begin = time.perf_counter()
        words = simulation("run", [file], Path(folder) / "out", replications)
        peak = peak_megabytes(*words)
        return time.perf_counter() - begin, peak
