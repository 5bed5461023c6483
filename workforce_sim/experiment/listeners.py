"""Who hears how far a run has come."""

from __future__ import annotations

import warnings
from typing import Protocol


class ProgressListener(Protocol):
    """Someone who shows how far a run has come. Both numbers of `advanced` count from the start of
    the run.
    """

    def preparing(self, done: int, total: int) -> None:
        """So many of the model's functions are compiled, which is done once on each computer."""
        ...

    def note(self, words: str) -> None:
        """Something about this computer that the user should know, whatever the results."""
        ...

    def started(self, total: int) -> None:
        """`total` replications are wanted, over all scenarios; said again when there are to be
        more.
        """
        ...

    def advanced(self, n_done: int, events: int) -> None:
        """So many replications are finished, and so many events were handled in them."""
        ...

    def finished(self) -> None:
        """Nothing more will come, whether the run succeeded or not."""
        ...


class Quiet:
    """Shows nothing; what the user should know becomes a Python warning."""

    def preparing(self, done: int, total: int) -> None:
        """Ignore it."""

    def note(self, words: str) -> None:
        """Warn."""
        warnings.warn(words, stacklevel=2)

    def started(self, total: int) -> None:
        """Ignore it."""

    def advanced(self, n_done: int, events: int) -> None:
        """Ignore it."""

    def finished(self) -> None:
        """Ignore it."""
