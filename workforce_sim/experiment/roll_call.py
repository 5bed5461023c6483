"""Which workers of a cluster answer, asked again and again; those that do not are named, and what
can be done about it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from workforce_sim.experiment.scheduler import CONNECT_SECONDS, ClusterLost

if TYPE_CHECKING:
    from distributed import Client

PATIENCE_SECONDS = 30.0
"""How long a cluster may be without any worker before it counts as lost."""
SILENT_SECONDS = 30.0
"""How long a worker may give no sign, or take no work, before it is named."""


class RollCall:
    """The workers of a cluster, as its scheduler knows them.

    `say` hears about each worker that gives no sign of life or takes no work for a while, and about
    its return. What such a worker was at is not lost: the scheduler gives it to others in time.
    """

    def __init__(self, client: Client, address: str, say: Callable[[str], None]) -> None:
        self._client = client
        self._address = address
        self._say = say
        self._manned = time.monotonic()
        self._signs: dict[str, tuple[float, float]] = {}
        self._named: set[str] = set()

    def answering(self) -> dict[str, str]:
        """The host of each worker that answers and takes work, by its address.

        Raises ClusterLost if the scheduler is gone, or has been without workers for too long.
        """
        try:
            known: dict[str, Any] = self._client.sync(
                self._client.scheduler.identity, callback_timeout=CONNECT_SECONDS
            )["workers"]
        except Exception as error:  # what distributed raises here differs from version to version
            raise self._lost("its scheduler no longer answers") from error
        now = time.monotonic()
        if known:
            self._manned = now
        elif now - self._manned > PATIENCE_SECONDS:
            raise self._lost(f"it has had no worker for {PATIENCE_SECONDS:.0f} seconds")
        self._signs = {worker: self._sign(worker, about, now) for worker, about in known.items()}
        idle = {each for each, (_, since) in self._signs.items() if now - since > SILENT_SECONDS}
        for worker in sorted(idle - self._named):
            self._say(_without(worker, known[worker]))
        for worker in sorted(self._named & known.keys() - idle):
            self._say(f"Worker {worker} is at work again.")
        self._named = idle
        return {worker: str(known[worker]["host"]) for worker in known.keys() - idle}

    def ask(self, question: Callable[..., Any], *args: Any) -> dict[str, Any]:
        """What each worker that answers says, an exception if it raises one."""
        while True:
            asked = self.answering()
            if not asked:
                time.sleep(SILENT_SECONDS / 10)
                continue
            try:
                answers: dict[str, Any] = self._client.run(
                    question, *args, workers=list(asked), on_error="return",
                    callback_timeout=SILENT_SECONDS,
                )  # fmt: skip
            except TimeoutError:
                continue  # one of them is silent, and by now that shows
            return answers

    def _sign(self, worker: str, about: Mapping[str, Any], now: float) -> tuple[float, float]:
        """The worker's last sign by the scheduler's clock, and by ours since when there is no newer
        one; a worker that pauses gives none.
        """
        before, since = self._signs.get(worker, (-1.0, now))
        sign = float(about["last_seen"])
        if sign == before or (about["status"] == "paused" and before > 0):
            return before, since
        return sign, now

    def _lost(self, why: str) -> ClusterLost:
        return ClusterLost(f"The cluster at {self._address} was lost: {why}.")


def _without(worker: str, about: Mapping[str, Any]) -> str:
    """Why the worker does nothing, and what can be done."""
    if about["status"] == "paused":
        return (
            f"Worker {worker} takes no work, because it has used most of its memory. If it stays "
            "so, start fewer workers on its computer, or give each more with --memory-limit."
        )
    return (
        f"Worker {worker} has not answered for {SILENT_SECONDS:.0f} seconds: it is stopped, its "
        "computer sleeps, or the network is cut. Others do again what it was at when the scheduler "
        "gives it up, after 5 minutes if its settings say nothing else. If there are no others, "
        "start one, or press Ctrl+C and go on later with --resume."
    )
