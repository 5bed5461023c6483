"""How far a run has come: a bar with the time left for a person, one line for a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from workforce_sim.experiment import ProgressListener


class Bar:
    """A progress bar with the time left, on a terminal."""

    def __init__(self, console: Console, what: str) -> None:
        self._console = console
        self._what = what
        self._progress: Progress | None = None

    def started(self, total: int) -> None:
        """Show an empty bar, or make it longer."""
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], total=total)
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as TimeLeft

        self._progress = Progress(
            TextColumn("Simulating"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("simulations, time left"),
            TimeLeft(compact=True),
            console=self._console,
            transient=True,
        )
        self._console.print(f"{self._what}.")
        self._progress.add_task("", total=total)
        self._progress.start()

    def advanced(self, n_done: int, events: int) -> None:
        """Fill the bar so far."""
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], completed=n_done)

    def finished(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()


class OneLine:
    """One line when a run starts, for logs and pipes."""

    def __init__(self, console: Console, what: str) -> None:
        self._console = console
        self._what = what

    def started(self, total: int) -> None:
        """Say what is about to happen."""
        self._console.print(
            f"{self._what}: {total} {'simulation' if total == 1 else 'simulations'}."
        )

    def advanced(self, n_done: int, events: int) -> None:
        """Say nothing."""

    def finished(self) -> None:
        """Say nothing; the command says how it ended."""


def listener(console: Console, what: str, *, quiet: bool) -> ProgressListener | None:
    """Return the listener that suits the console, or None when nothing is to be shown."""
    if quiet:
        return None
    return Bar(console, what) if console.is_terminal else OneLine(console, what)
