"""Who hears how far a run has come."""

from __future__ import annotations

from typing import Protocol


class ProgressListener(Protocol):
    """Someone who shows how far a run has come. Both numbers of `advanced` count from the start of
    the run.
    """

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
    """Shows nothing."""

    def started(self, total: int) -> None:
        """Ignore it."""

    def advanced(self, n_done: int, events: int) -> None:
        """Ignore it."""

    def finished(self) -> None:
        """Ignore it."""
