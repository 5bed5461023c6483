"""Interleaved timing, in seconds of the processor or of the clock on the wall."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from unittest.mock import patch

Stopwatch = Callable[[], float]
"""Does its work once and says how many seconds that took."""


@dataclass(frozen=True)
class Spread:
    """The middle of some rounds, and the lowest and the highest of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of the values of the rounds."""
        return cls(statistics.median(values), min(values), max(values))


def processor(work: Callable[[], object], events: int = 1) -> Stopwatch:
    """Seconds of the processor that a piece of work of this process takes, per event."""

    def timed() -> float:
        begin = time.process_time()
        work()
        return (time.process_time() - begin) / events

    return timed


def processor_inside(
    work: Callable[[], object], functions: Sequence[tuple[ModuleType, str]], events: int = 1
) -> Stopwatch:
    """Seconds of the processor that a piece of work spends in some functions of modules, per event.

    Raises AssertionError when none of them is called.
    """

    def timed() -> float:
        total = 0.0

        def timing(function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any) -> Any:
                nonlocal total
                begin = time.process_time()
                result = function(*arguments)
                total += time.process_time() - begin
                return result

            return call

        with ExitStack() as patched:
            for module, name in functions:
                patched.enter_context(patch.object(module, name, timing(getattr(module, name))))
            work()
        assert total > 0.0, "nothing that should be timed was called"
        return total / events

    return timed


def clock(work: Callable[[], object]) -> Stopwatch:
    """Seconds on the clock that a piece of work takes, with the processes that it starts."""

    def timed() -> float:
        begin = time.perf_counter()
        work()
        return time.perf_counter() - begin

    return timed


@dataclass(frozen=True)
class Race:
    """Seconds of each contestant in each round."""

    seconds: Mapping[str, Sequence[float]]

    def spread(self, name: str) -> Spread:
        """Seconds of one contestant."""
        return Spread.of(self.seconds[name])

    def ratio(self, slower: str, faster: str) -> Spread:
        """How many times as long one took as another, round by round."""
        pairs = zip(self.seconds[slower], self.seconds[faster], strict=True)
        return Spread.of([a / b for a, b in pairs])


def race(rounds: int, **contestants: Stopwatch) -> Race:
    """Let all take turns, so that whatever else the machine does falls on all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, contestant in contestants.items():
            gc.collect()
            seconds[name].append(contestant())
    return Race(seconds)
