"""The same events as plain SimPy processes."""

from benchmarks.diary import Diary, write_diary
from benchmarks.peers import simpy_casework
from benchmarks.results import Row, Section
from benchmarks.timing import Race, processor, processor_inside, race
from benchmarks.worlds import COUNCIL, SEED, councils_of_every_size, scenario
from workforce_sim.model import simulate
from workforce_sim.model.month import inner_world, monthly_round
from workforce_sim.scenario.resolved import ResolvedScenario

ROUNDS = 3
SAMPLE = 12
"""Councils of England that the peer lives; all 150 would take it the better part of an hour."""
WANTED = 100.0
CASEWORK = (
    (inner_world, "_advance"),
    (monthly_round, "_supervise"),
    (monthly_round, "_begin_month"),
)
"""What the peer does too."""


def measure(rounds: int) -> Section:
    """Per event: one council's decade, and England's beside a sample of its councils."""
    section = Section()
    asked = scenario()
    diary = write_diary(asked, SEED, 1)
    what = f"{COUNCIL}, 10 years, per event of {diary.events:,}"
    add_rows(section, what, side_by_side(asked, diary, rounds), "SimPy, the same council")
    asked = scenario(None)
    diary = write_diary(asked, SEED, 1, councils_of_every_size(SAMPLE))
    what = f"England, 10 years, per event of {diary.events_everywhere:,}"
    found = side_by_side(asked, diary, rounds)
    peer = f"SimPy, {len(diary.months)} of the councils, {diary.events:,} events"
    whole = add_rows(section, what, found, peer)
    whole.judged("at least 100 times", found.ratio("SimPy", "whole").median >= WANTED)
    return section


def add_rows(section: Section, what: str, found: Race, peer: str) -> Row:
    """Add our casework alone and our whole run; return the row of the whole run."""
    section.compare(f"{what}: the casework alone", found, "casework", "SimPy", peer)
    return section.compare(f"{what}: the whole run", found, "whole", "SimPy", peer)


def side_by_side(asked: ResolvedScenario, diary: Diary, rounds: int) -> Race:
    """Seconds per event of our whole run from the first day on, of its casework, and of the peer's.

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
        whole=processor(ours, diary.events_everywhere),
        casework=processor_inside(ours, CASEWORK, diary.events_everywhere),
        SimPy=processor(peer, diary.events),
    )
