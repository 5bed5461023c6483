"""One chart for each run: which charts a run calls for is tested with the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from workforce_sim.report.chart import Chart
from workforce_sim.report.gallery import Gallery


def draw_one_only(replace: Callable[[object, str, object], None]) -> None:
    """Leave out all charts of a run but the first; drawing takes most of the time of small runs.

    `replace` is `setattr`, or that of a fixture that puts things back.
    """
    every = Gallery.for_run

    def first(gallery: Gallery) -> Iterator[Callable[[], Chart]]:
        return islice(every(gallery), 1)

    replace(Gallery, "for_run", first)
