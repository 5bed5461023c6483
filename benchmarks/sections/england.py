"""England's decade: seconds and events of one replication on one core."""

from benchmarks.results import Section, seconds
from benchmarks.timing import processor, race
from benchmarks.worlds import SEED, scenario
from workforce_sim.model import simulate

ROUNDS = 3
LARGEST = 2.0


def measure(rounds: int) -> Section:
    """Each replication anew, with the making of its first day."""
    section, asked = Section(), scenario(None)
    numbers = iter(range(1, 10_000))
    events: list[int] = []

    def anew() -> None:
        events.append(simulate(asked, SEED, next(numbers)).events)

    anew()  # so that compiled code and the baseline are loaded
    spread = race(rounds, ours=processor(anew)).spread("ours")
    counted = f"{min(events):,} to {max(events):,} events"
    row = section.add(f"England, 10 years, one replication, one core: {counted}", seconds(spread))
    row.judged("1 s, at most 2 s", spread.median <= LARGEST)
    return section
