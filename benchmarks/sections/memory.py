"""Memory of a replication of England, and whether it grows with replications."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import output_of, peak_megabytes, simulation
from benchmarks.results import Section
from benchmarks.worlds import COUNCIL, COUNCIL_PAY

ROUNDS = 1
LARGEST = 400.0
FEW, MANY = 5, 50
GROWTH = 0.05
"""The share of its peak by which memory may differ between few and many replications."""
ENGLAND = """\
from benchmarks.worlds import SEED, scenario
from workforce_sim.model import simulate
simulate(scenario(None), SEED, 1)
"""


def measure(rounds: int) -> Section:
    """Peaks of processes that do nothing else; ``rounds`` changes nothing."""
    section = Section()
    england = peak_megabytes("-c", ENGLAND)
    row = section.add(
        "England, 10 years, one replication: most memory of the process", f"{england:,.0f} MB"
    )
    row.judged("under 400 MB", england < LARGEST)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pay.yaml"
        file.write_text(COUNCIL_PAY.replace("end: 2034", "end: 2027"), encoding="utf-8")

        def peak(replications: int) -> float:
            out = Path(folder) / f"out-{replications}"
            return peak_megabytes(*simulation("run", [file], out, replications, processes=1))

        output_of(*simulation("run", [file], Path(folder) / "first", 1))
        few, many = peak(FEW), peak(MANY)
    row = section.add(
        f"{COUNCIL}, pay scenario and reference, 3 years, {MANY} paired replications: most memory "
        "of the command's largest process",
        f"{many:,.0f} MB",
    )
    row.peer, row.theirs = f"{FEW} replications", f"{few:,.0f} MB"
    row.judged("does not grow with replications", many <= (1.0 + GROWTH) * few)
    return section
