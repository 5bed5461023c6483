"""A waiting list that every engine can express."""

from collections.abc import Callable

from benchmarks.peers import ciw_queue, ours_queue, salabim_queue, simpy_queue
from benchmarks.results import Section
from benchmarks.timing import processor, race
from benchmarks.waiting_list import Outcome, Workload, referrals

ROUNDS = 7


def measure(rounds: int) -> Section:
    """The same children on the same waiting list, in four engines.

    Raises AssertionError when an engine does not count the same as ours.
    """
    section, workload = Section(), Workload()
    coming, rules = referrals(workload), ours_queue.rules(workload)
    engines: dict[str, Callable[[], Outcome]] = {
        "ours": lambda: ours_queue.live(workload, rules),
        "SimPy": lambda: simpy_queue.live(workload, coming),
        "salabim": lambda: salabim_queue.live(workload, coming),
        "Ciw": lambda: ciw_queue.live(workload, coming),
    }
    outcomes = {name: live() for name, live in engines.items()}
    assert all(outcome.agrees_with(outcomes["ours"]) for outcome in outcomes.values()), outcomes
    events = outcomes["ours"].events
    found = race(rounds, **{name: processor(live, events) for name, live in engines.items()})
    for peer in ("SimPy", "salabim", "Ciw"):
        section.compare(f"A waiting list, per event of {events:,}", found, "ours", peer, peer)
    return section
