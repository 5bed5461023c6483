"""What is run beside ours in the benchmarks lives the same events, in very small worlds."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from benchmarks.diary import write_diary
from benchmarks.peers import ours_queue, simpy_casework
from benchmarks.waiting_list import Workload, referrals
from benchmarks.worlds import scenario
from workforce_sim.model import simulate

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

SMALL = Workload(days=120.0, workers=3, places=2, referrals=0.35)


def test_plain_simpy_lives_the_same_casework() -> None:
    asked = scenario(("Rutland", "Darlington"), years=2)
    diary = write_diary(asked, 7, 1)
    assert simpy_casework.live(diary) == diary.counts
    assert diary.events == diary.events_everywhere == simulate(asked, 7, 1).events
    one = min(diary.counts)
    assert write_diary(asked, 7, 1, [one]).counts == {one: diary.counts[one]}
    # Agreement about nothing would be worth nothing.
    assert np.min(list(diary.counts.values()), axis=0).min() > 20
    months = [month for council in diary.months.values() for month in council]
    for happened in ("stops", "joins", "leaves", "starts", "changes"):
        assert any(getattr(month, happened) for month in months), f"no {happened} in this world"


@pytest.mark.parametrize(
    ("engine", "module"),
    [("simpy", "simpy_queue"), ("salabim", "salabim_queue"), ("ciw", "ciw_queue")],
)
def test_every_engine_counts_the_same_on_the_waiting_list(engine: str, module: str) -> None:
    pytest.importorskip(engine, reason="an engine that only `make bench` installs")
    peer = import_module(f"benchmarks.peers.{module}")
    ours = ours_queue.live(SMALL, ours_queue.rules(SMALL))
    assert ours.referred > 30
    assert ours.ended < ours.referred
    assert ours.waiting_days > 1.0
    theirs = peer.live(SMALL, referrals(SMALL))
    assert theirs.agrees_with(ours), (theirs, ours)
