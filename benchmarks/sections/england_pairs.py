"""Many paired replications of England's decade: time and memory."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import peak_megabytes, simulation
from benchmarks.results import Section
from benchmarks.sections.memory import GROWTH
from benchmarks.worlds import COUNCIL, COUNCIL_PAY

ROUNDS = 1
PAIRS = 200
FEW, MORE = 2, 8
WORK = "England, pay scenario and reference, 10 years, {} paired replications on 2 cores"
SCENARIO = COUNCIL_PAY.replace(f"scope: {{councils: [{COUNCIL}]}}\n", "")
"""Of all councils, when no scope is written."""


def measure(rounds: int) -> Section:
    """A few pairs, from which many are reckoned; ``rounds`` changes nothing."""
    section = Section()
    short, _ = run_pairs(FEW)
    long, peak = run_pairs(MORE)
    section.add(WORK.format(MORE), f"{long:,.0f} s, {peak:,.0f} MB")
    reckoned = short + (PAIRS - FEW) * (long - short) / (MORE - FEW)
    section.add(
        f"The same, {PAIRS}: **reckoned** from {FEW} and {MORE}, not run",
        f"{reckoned / 60.0:,.0f} min",
    )
    return section


def measure_all(pairs: int) -> Section:
    """So many pairs, run to the end, and their memory beside that of a few."""
    section = Section()
    few_seconds, few_peak = run_pairs(MORE)
    seconds, peak = run_pairs(pairs)
    row = section.add(WORK.format(pairs), f"{seconds / 60.0:,.0f} min, {peak:,.0f} MB")
    row.peer, row.theirs = (
        f"{MORE} paired replications",
        f"{few_seconds:,.0f} s, {few_peak:,.0f} MB",
    )
    row.judged("memory does not grow with replications", peak <= (1.0 + GROWTH) * few_peak)
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
