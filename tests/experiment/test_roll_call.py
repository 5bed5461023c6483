"""Which workers of a cluster count as present, by what the scheduler says of them."""

from __future__ import annotations

from typing import Any

import pytest

from workforce_sim.experiment.roll_call import RollCall
from workforce_sim.experiment.scheduler import ClusterLost

pytestmark = pytest.mark.unit


class Scheduler:
    """One that says what the test says, at the time that the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.said: list[str] = []
        self.scheduler = self
        self._answers: dict[str, Any] = {}
        self._now = 0.0
        monkeypatch.setattr("workforce_sim.experiment.roll_call.time.monotonic", lambda: self._now)
        self._roll_call = RollCall(self, "tls://here:1", self.said.append)

    def identity(self) -> dict[str, Any]:
        return {"workers": self._answers}

    def sync(self, question: Any, callback_timeout: float) -> Any:
        return question()

    def present(self, now: float, **workers: tuple[float, str]) -> set[str]:
        """Who is present now, when workers have given their last sign then and are in a state."""
        self._now = now
        self._answers = {
            name: {"last_seen": sign, "status": state, "host": f"host of {name}"}
            for name, (sign, state) in workers.items()
        }
        answering = self._roll_call.answering()
        assert all(host == f"host of {name}" for name, host in answering.items())
        return set(answering)


def test_a_worker_without_a_sign_or_without_work_is_named_once_until_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The scheduler's clock need not be ours.
    here = Scheduler(monkeypatch)
    everyone = {"a": (9000.0, "running"), "b": (9000.0, "running"), "c": (9000.0, "running")}
    assert here.present(0, **everyone) == {"a", "b", "c"}
    later = {"a": (9029.0, "running"), "b": (9000.0, "running"), "c": (9029.0, "paused")}
    assert here.present(29, **later) == {"a", "b", "c"}
    assert here.said == []
    for now in (31, 40):
        signs = {"a": (9000.0 + now, "running"), "c": (9000.0 + now, "paused")}
        assert here.present(now, b=(9000.0, "running"), **signs) == {"a"}
    silent, paused = here.said
    assert silent.startswith("Worker b has not answered for 30 seconds")
    assert paused.startswith("Worker c takes no work, because it has used most of its memory")
    back = {"b": (9050.0, "running"), "c": (9050.0, "running")}
    assert here.present(50, **back) == {"b", "c"}
    assert here.said[2:] == ["Worker b is at work again.", "Worker c is at work again."]


def test_a_cluster_is_lost_when_nobody_is_there_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Scheduler(monkeypatch)
    assert here.present(100, a=(1.0, "running")) == {"a"}
    assert here.present(130) == set()
    with pytest.raises(ClusterLost, match="tls://here:1 was lost: it has had no worker for 30"):
        here.present(131)
