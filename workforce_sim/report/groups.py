"""Several councils taken together: rates from sums, compared future by future."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workforce_sim.assumptions import working_days
from workforce_sim.measures.intervals import mean_interval
from workforce_sim.measures.measure import Measure
from workforce_sim.measures.record import FloatArray
from workforce_sim.report.effects import Difference

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Change:
    """A paired difference with the shares of simulated futures in which the measure is higher and
    lower; they do not add up to 1 where some are equal.
    """

    difference: Difference
    probability_higher: float
    probability_lower: float
    replications: int


def paired_changes(
    measure: Measure, sums: pl.DataFrame, scenario: str, reference: str
) -> list[Change]:
    """Return the paired difference of a measure by year, from sums by year and replication."""
    import polars as pl

    changes = []
    for year in sorted(sums["time_period"].unique().to_list()):
        now = sums.filter(pl.col("time_period") == year)
        values = _values(measure, now.filter(pl.col("scenario") == scenario), year)
        without = _values(measure, now.filter(pl.col("scenario") == reference), year)
        mean, low, high = (float(part) for part in mean_interval(values - without))
        known = not np.isnan(low)
        difference = Difference(year, mean, *((low, high) if known else (mean, mean)), known)
        higher, lower = float(np.mean(values > without)), float(np.mean(values < without))
        changes.append(Change(difference, higher, lower, len(values)))
    return changes


def _values(measure: Measure, sums: pl.DataFrame, year: int) -> FloatArray:
    """Evaluate the catalogue's definition on sums over the councils, one value per replication."""
    top = np.sum([sums[name].to_numpy() for name in measure.numerator], axis=0, dtype=np.float64)
    if measure.is_additive:
        return np.asarray(top)
    below = np.sum([sums[name].to_numpy() for name in measure.denominator], axis=0)
    if measure.per_working_day:
        below = below * working_days(year)
    return np.asarray(measure.scale * top / below, dtype=np.float64)
