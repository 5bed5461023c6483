"""Compile everything that a replication needs before it is needed, once on each computer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from workforce_sim.model.engine.compiled_cache import store

_PATIENCE_SECONDS = 300.0
"""How long to wait for another process that compiles; two at once do no harm."""


class Listener(Protocol):
    """Someone who shows how far the preparing has come."""

    def preparing(self, done: int, total: int) -> None:
        """So many functions of so many are compiled."""
        ...

    def note(self, words: str) -> None:
        """Something that the user should know."""
        ...


def prepare(listener: Listener) -> Path | None:
    """Compile all functions by running one small council for a year, unless that has been done.

    Returns the folder in which they are kept, if they all are.
    """
    kept = store()
    if kept.note:
        listener.note(kept.note)
    if kept.folder is None:
        return None
    if not kept.is_complete:
        with _alone_in(kept.folder, listener):
            # Perhaps another process has done it meanwhile.
            if not kept.is_complete:
                with _told_of_each_function(listener):
                    _simulate_a_little()
                kept.complete()
    if kept.lost:
        listener.note(kept.note)
        return None
    return kept.folder


@contextmanager
def _alone_in(folder: Path, listener: Listener) -> Iterator[None]:
    """Let one process compile, and others wait for what it will have kept."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / ".preparing")
    try:
        try:
            lock.acquire(blocking=False)
        except Timeout:
            listener.note("Another command is preparing the model: waiting for it.")
            lock.acquire(timeout=_PATIENCE_SECONDS)
    except (OSError, Timeout):
        pass  # a folder without locks, or one who does not end
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _told_of_each_function(listener: Listener) -> Iterator[None]:
    """Tell the listener whenever Numba has compiled something."""
    from numba.core import event

    import workforce_sim.model.replication  # noqa: F401  so that all functions are known
    from workforce_sim.model.engine.compiled import DISPATCHERS

    class Tell(event.Listener):  # type: ignore[misc]  # Numba's classes are untyped
        def on_start(self, _what: Any) -> None:
            pass

        def on_end(self, _what: Any) -> None:
            listener.preparing(sum(bool(each.overloads) for each in DISPATCHERS), total)

    total = len(DISPATCHERS)
    listener.preparing(0, total)
    with event.install_listener("numba:compile", Tell()):
        yield
    listener.preparing(total, total)


def _simulate_a_little() -> None:
    from workforce_sim.model import simulate
    from workforce_sim.scenario.resolved import ResolvedScenario
    from workforce_sim.scenario.schema import Scope

    scenario = ResolvedScenario(
        slug="warm-up",
        name="warm-up",
        description="",
        base="england-2024",
        base_year=2024,
        end=2025,
        scope=Scope.model_validate({"councils": ("Rutland",)}),
        budget=None,
        levers=(),
        shocks=(),
        assumptions={},
        uncertainty="none",
        replications=1,
        seed=0,
    )
    simulate(scenario, 0, 0)
