"""Means and quantiles over replications, many cells at once, with undefined values left out cell
by cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workforce_sim.measures.record import FloatArray, IntArray


@dataclass(frozen=True)
class Spread:
    """Statistics of each cell: `quantiles` is (levels, cells); `count` is how many values were
    defined.
    """

    mean: FloatArray
    quantiles: FloatArray
    count: IntArray


_AT_A_TIME = 500_000
"""Numbers that are put in order at a time, so that memory stays small."""


def spread(values: FloatArray, levels: Sequence[float]) -> Spread:
    """Mean, quantiles (linear interpolation) and count down the first axis of (replications,
    cells).
    """
    step = max(1, _AT_A_TIME // max(1, len(values)))
    firsts = range(0, max(1, values.shape[1]), step)
    blocks = [_spread(values[:, first : first + step], levels) for first in firsts]
    return Spread(
        np.concatenate([each.mean for each in blocks]),
        np.concatenate([each.quantiles for each in blocks], axis=1),
        np.concatenate([each.count for each in blocks]),
    )


def _spread(values: FloatArray, levels: Sequence[float]) -> Spread:
    count = np.asarray((~np.isnan(values)).sum(axis=0), dtype=np.int64)
    known = np.where(np.isnan(values), 0.0, values).sum(axis=0)
    mean = np.divide(known, count, out=np.full(count.shape, np.nan), where=count > 0)
    ordered = np.sort(np.ascontiguousarray(values.T), axis=1)  # NaN goes to the end
    rows = np.arange(len(count))
    quantiles = np.empty((len(levels), len(count)))
    for k, level in enumerate(levels):
        place = level * np.maximum(count - 1, 0)
        below = place.astype(np.int64)
        above = np.minimum(below + 1, np.maximum(count - 1, 0))
        low, high = ordered[rows, below], ordered[rows, above]
        quantiles[k] = low + (high - low) * (place - below)
    return Spread(mean, quantiles, count)
