"""The charts of a run drawn in processes of their own, which get ready while tables are written."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workforce_sim.experiment import RunFolder
from workforce_sim.experiment.executor import local_executor, run_all, sensible_processes

MOST_PROCESSES = 2
"""More would take longer to start, and to read the results, than they draw."""


@dataclass(frozen=True)
class Portion:
    """Every `step`-th chart of the run in a folder, beginning with that number."""

    folder: Path
    first: int
    step: int


@dataclass(frozen=True)
class Drawers:
    """Processes that draw, or this one."""

    executor: Executor
    processes: int

    def get_ready(self) -> None:
        """Let each process start, and load what it draws with; none is waited for."""
        for _ in range(self.processes):
            self.executor.submit(load)

    def draw(self, run: RunFolder) -> int:
        """Draw and store the charts that a finished run calls for; return how many they are."""
        drawn: list[int] = []
        portions = [Portion(run.path, first, self.processes) for first in range(self.processes)]
        run_all(self.executor, draw_portion, portions, drawn.append, self.processes)
        return sum(drawn)


@contextmanager
def drawers(processes: int | None) -> Iterator[Drawers]:
    """Processes for the charts of one run, while the block lasts; None is one for each processor.

    They start when they are first asked for something.
    """
    places = sensible_processes(processes, MOST_PROCESSES)
    with local_executor(places) as executor:
        yield Drawers(executor, places)


def load() -> None:
    """Import what charts are made with."""
    import matplotlib.backends.backend_agg
    import matplotlib.backends.backend_svg  # noqa: F401
    import polars  # noqa: F401

    import workforce_sim.report.gallery  # noqa: F401


def draw_portion(portion: Portion) -> int:
    """Draw and store some of the charts of a run; return how many they are."""
    from workforce_sim.report.gallery import draw_for_run

    return len(draw_for_run(RunFolder.open(portion.folder), portion.first, portion.step))
