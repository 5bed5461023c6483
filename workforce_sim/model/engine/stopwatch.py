"""How long each step of a replication takes, for a run that asks for it."""

from collections.abc import Callable
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

from workforce_sim.model.engine.calendar import Process

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")


class Stopwatch:
    """Seconds and calls of each step, by its part and name, in the order of their first end."""

    def __init__(self) -> None:
        self.seconds: dict[tuple[str, str], float] = {}
        self.calls: dict[tuple[str, str], int] = {}

    def timing(
        self, part: str, name: str, function: Callable[_Args, _Result]
    ) -> Callable[_Args, _Result]:
        """Return a function that does the same and is timed."""

        def call(*args: _Args.args, **kwargs: _Args.kwargs) -> _Result:
            began = perf_counter()
            result = function(*args, **kwargs)
            self._add((part, name), perf_counter() - began)
            return result

        return call

    def through(self, part: str, name: str, process: Process) -> Process:
        """Live through a process of the calendar, timing what it does at each of its moments."""
        value: Any = None
        while True:
            began = perf_counter()
            try:
                event = process.send(value)
            except StopIteration:
                return
            finally:
                self._add((part, name), perf_counter() - began)
            value = yield event

    def _add(self, step: tuple[str, str], seconds: float) -> None:
        self.seconds[step] = self.seconds.get(step, 0.0) + seconds
        self.calls[step] = self.calls.get(step, 0) + 1
