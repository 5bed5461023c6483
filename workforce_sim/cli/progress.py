"""How far a run has come: a bar with the time left for a person, one line for a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workforce_sim.cli.console import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from workforce_sim.experiment import ProgressListener

PREPARING = "Preparing the model for this computer, once: about a minute"


class Silent:
    """Shows nothing but what the user should know about the computer."""

    def preparing(self, done: int, total: int) -> None:
        """Say nothing."""

    def note(self, words: str) -> None:
        """Say it, on standard error."""
        say(words, err=True)

    def started(self, total: int) -> None:
        """Say nothing."""

    def advanced(self, n_done: int, events: int) -> None:
        """Say nothing."""

    def finished(self) -> None:
        """Say nothing; the command says how it ended."""


class Bar(Silent):
    """A progress bar with the time left, on a terminal."""

    def __init__(self, console: Console, what: str) -> None:
        self._console = console
        self._what = what
        self._progress: Progress | None = None

    def preparing(self, done: int, total: int) -> None:
        """Show how many functions are compiled, and take that away with the last."""
        self._show(PREPARING, "functions", done, total)
        if done == total:
            self.finished()

    def note(self, words: str) -> None:
        """Say it above the bar."""
        self._console.print(words, soft_wrap=True)

    def started(self, total: int) -> None:
        """Show an empty bar, or make it longer."""
        if self._progress is None:
            self._console.print(f"{self._what}.")
        self._show("Simulating", "simulations", None, total)

    def advanced(self, n_done: int, events: int) -> None:
        """Fill the bar so far."""
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], completed=n_done)

    def finished(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _show(self, doing: str, unit: str, done: int | None, total: int) -> None:
        if self._progress is None:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
            from rich.progress import TimeRemainingColumn as TimeLeft

            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TextColumn(f"{unit}, time left"),
                TimeLeft(compact=True),
                console=self._console,
                transient=True,
            )
            self._progress.add_task(doing, total=total)
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], completed=done, total=total, refresh=True)


class OneLine(Silent):
    """One line when something starts that takes long, for logs and pipes."""

    def __init__(self, console: Console, what: str) -> None:
        self._console = console
        self._what = what

    def preparing(self, done: int, total: int) -> None:
        """Say that it begins."""
        if done == 0:
            self._console.print(f"{PREPARING}.")

    def started(self, total: int) -> None:
        """Say what is about to happen."""
        self._console.print(
            f"{self._what}: {total} {'simulation' if total == 1 else 'simulations'}."
        )


def listener(console: Console, what: str, *, quiet: bool) -> ProgressListener:
    """Return the listener that suits the console, and says hardly anything when asked to."""
    if quiet:
        return Silent()
    return Bar(console, what) if console.is_terminal else OneLine(console, what)
