"""A council's decade, and many paired replications of a council's scenario."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import output_of, simulation
from benchmarks.results import Section, seconds
from benchmarks.timing import clock, processor, race
from benchmarks.worlds import COUNCIL, COUNCIL_PAY, SEED, scenario
from workforce_sim.model import simulate

ROUNDS = 7
PAIRS = 200
LARGEST_DECADE = 0.015
LARGEST_COMMAND = 15.0


def measure(rounds: int) -> Section:
    """Each replication anew, with the making of its first day."""
    section, asked = Section(), scenario()
    simulate(asked, SEED, 1)
    numbers = iter(range(2, 2 + rounds))
    found = race(rounds, ours=processor(lambda: simulate(asked, SEED, next(numbers))))
    decade = found.spread("ours")
    row = section.add(f"{COUNCIL}, 10 years, one replication, one core", seconds(decade))
    row.judged("at most 15 ms", decade.median <= LARGEST_DECADE)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pay.yaml"
        file.write_text(COUNCIL_PAY, encoding="utf-8")
        outs = iter(Path(folder) / f"out-{number}" for number in range(10_000))
        output_of(*simulation("run", [file], next(outs), 2))  # so that compiled code is kept
        words = clock(lambda: output_of(*simulation("run", [file], next(outs), PAIRS)))
        whole = race(min(rounds, 3), ours=words).spread("ours")
    row = section.add(
        f"{COUNCIL}, pay scenario and reference, 10 years, {PAIRS} paired replications: the whole "
        "command on 2 cores",
        seconds(whole, ""),
    )
    row.judged("under 15 s", whole.median < LARGEST_COMMAND)
    return section
