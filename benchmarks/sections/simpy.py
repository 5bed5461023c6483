"""The same events as plain SimPy processes."""

from benchmarks.diary import Diary, write_diary
from benchmarks.peers import simpy_casework
from benchmarks.results import Section
from benchmarks.timing import Race, processor, race
from benchmarks.worlds import COUNCIL, SEED, councils_of_every_size, scenario
from workforce_sim.model import simulate
from workforce_sim.scenario.resolved import ResolvedScenario

ROUNDS = 3
SAMPLE = 12
"""Councils of England that the peer lives; all 150 would take it the better part of an hour."""
WANTED = 100.0


def measure(rounds: int) -> Section:
    """Per event: one council's decade, and England's beside a sample of its councils."""
    section = Section()
    asked = scenario()
    diary = write_diary(asked, SEED, 1)
    section.compare(
        f"{COUNCIL}, 10 years, per event of {diary.events:,}",
        side_by_side(asked, diary, rounds),
        "ours",
        "SimPy",
        "SimPy processes, the same council",
    )
    asked = scenario(None)
    diary = write_diary(asked, SEED, 1, councils_of_every_size(SAMPLE))
    found = side_by_side(asked, diary, rounds)
    row = section.compare(
        f"England, 10 years, per event of {diary.events_everywhere:,}",
        found,
        "ours",
        "SimPy",
        f"SimPy processes, {len(diary.months)} of the councils, {diary.events:,} events",
    )
    row.judged("at least 100 times", found.ratio("SimPy", "ours").median >= WANTED)
    return section


def side_by_side(asked: ResolvedScenario, diary: Diary, rounds: int) -> Race:
    """Seconds per event of our whole run from the first day on, and of the peer's casework.

    Raises AssertionError when the peer does not count the same as ours in every council, or ours
    not the same as when the diary was written.
    """

    def ours() -> None:
        assert simulate(asked, SEED, 1).events == diary.events_everywhere

    def peer() -> None:
        assert simpy_casework.live(diary) == diary.counts

    ours()  # makes the first day, which later runs start from, as the peer does
    return race(
        rounds,
        ours=processor(ours, diary.events_everywhere),
        SimPy=processor(peer, diary.events),
    )
