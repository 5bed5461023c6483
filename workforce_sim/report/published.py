"""What DfE published for an area of a run, up to its base year."""

from __future__ import annotations

import math
from functools import lru_cache

from workforce_sim.baseline import History, history
from workforce_sim.report.projection import Published
from workforce_sim.report.reported_areas import ENGLAND, Place


@lru_cache(maxsize=4)
def _history(base_year: int) -> History:
    return history(base_year)


def published(place: Place, measure: str, base_year: int) -> list[Published]:
    """Return the official figures in order of year; none for part of England taken together."""
    if place.is_total and place.name != ENGLAND:
        return []
    series = _history(base_year).series(
        measure, region=place.region if place.is_region else "", council=place.code
    )
    return [Published(year, v) for year, v in sorted(series.items()) if not math.isnan(v)]
