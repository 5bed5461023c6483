"""How much of a spread is chance, drift and doubt about the assumptions, from nested simulations.

Each of the first K replications i has two partners: one with the same assumptions and the same
drift but another chance, one with the same assumptions but another drift and another chance. With
y the replications, y' and y" their partners (pick-freeze estimates; I. M. Sobol, "Global
sensitivity indices for nonlinear mathematical models", Mathematics and Computers in Simulation 55,
2001):

- chance is half the mean of (y - y')²;
- chance and drift together are half the mean of (y - y")² and of (y' - y")²;
- all is the variance of the N replications.

Drift and parameters are what is left, never below zero, so the three add up to the whole. This is
the law of total variance in the order parameters, drift, chance: what two of them only do together
counts for the later one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workforce_sim.measures.intervals import CONFIDENCE, t_quantile
from workforce_sim.measures.record import FloatArray, IntArray

CHANCE, DRIFT, PARAMETERS = "chance", "drift", "parameters"
SOURCES = (CHANCE, DRIFT, PARAMETERS)
TOTAL = "total"
FEWEST_PAIRS = 3
"""With fewer partners an interval says nothing, so none is given: the share may be anything."""


@dataclass(frozen=True)
class VarianceParts:
    """The three parts of the variance of each cell, in the order of `SOURCES`.

    `variance`: (cells,). `shares`, `low`, `high`: (3, cells), the limits those of a 95% interval;
    NaN where there is no spread to share out, or nothing to tell its parts from. `pairs`: (cells,),
    how many replications with partners it rests on.
    """

    variance: FloatArray
    shares: FloatArray
    low: FloatArray
    high: FloatArray
    pairs: IntArray


def three_in_a_row(blocks: int, times: int, areas: int) -> IntArray:
    """For cells by block, time and area: the numbers of each cell and of its neighbours in time,
    (cells, 3); where there is none, its own.
    """
    number = np.arange(blocks * times * areas).reshape(blocks, times, areas)
    at = np.arange(times)
    near = [number[:, np.clip(at + step, 0, times - 1)] for step in (-1, 0, 1)]
    return np.asarray(np.stack(near, axis=-1).reshape(-1, 3), dtype=np.int64)


def variance_parts(
    values: FloatArray,
    chance: FloatArray,
    drift: FloatArray | None,
    neighbours: IntArray | None = None,
) -> VarianceParts:
    """Split the variance of (replications, cells) into its parts.

    `chance` and `drift` are the partners, (K, cells), of the first K replications. `drift` is None
    when the assumptions are not uncertain: then every replication has the same ones, parameters
    are nothing and drift is what chance leaves. NaN values are left out cell by cell. With
    `neighbours` (see `three_in_a_row`) a share is the mean of those of its cell and its neighbours,
    because shares change slowly over the years and those of one year alone are rougher.

    Intervals are by the jackknife over replications, those with and those without partners apart,
    with Student's quantile at K / 2 degrees of freedom, because squared differences have heavy
    tails; for 95% asked for, normal values give 87% or more (a test measures it).
    """
    pairs = len(chance)
    known = ~np.isnan(values)
    together = known[:pairs] & ~np.isnan(chance)
    if drift is not None:
        together &= ~np.isnan(drift)
    first = values[:pairs]
    by_chance = np.where(together, (first - chance) ** 2 / 2.0, 0.0)
    if drift is None:
        by_both = None
    else:
        both = ((first - drift) ** 2 + (chance - drift) ** 2) / 4.0
        by_both = np.where(together, both, 0.0)
    whole = _Variance.of(values, known)
    count = np.asarray(together.sum(axis=0), dtype=np.int64)
    estimate = _shares(whole.all, _mean(by_chance, count), _mean_or_none(by_both, count))
    left_out = _shares(
        whole.without_each,
        _means_without_each(by_chance, together, len(values)),
        None if by_both is None else _means_without_each(by_both, together, len(values)),
    )
    left_out[:, ~known] = np.nan
    if neighbours is not None:
        estimate, left_out = _smoothed(estimate, neighbours), _smoothed(left_out, neighbours)
    error = np.sqrt(_jackknife(left_out[:, :pairs]) + _jackknife(left_out[:, pairs:]))
    wide = _quantiles(count) * error
    shares = _within_bounds(estimate)
    enough = (count >= FEWEST_PAIRS) & np.isfinite(wide)
    low = np.where(enough, np.clip(estimate - wide, 0.0, shares), 0.0 * shares)
    high = np.where(enough, np.clip(estimate + wide, shares, 1.0), 0.0 * shares + 1.0)
    # What the others have at least, no part can have.
    high = np.minimum(high, np.maximum(shares, 1.0 - (low.sum(axis=0) - low)))
    if drift is None:
        low[2], high[2] = shares[2], shares[2]
    return VarianceParts(whole.all, shares, low, high, count)


def joined(several: Sequence[VarianceParts]) -> VarianceParts:
    """The parts of all cells, in order."""
    return VarianceParts(
        np.concatenate([each.variance for each in several]),
        np.concatenate([each.shares for each in several], axis=1),
        np.concatenate([each.low for each in several], axis=1),
        np.concatenate([each.high for each in several], axis=1),
        np.concatenate([each.pairs for each in several]),
    )


@dataclass(frozen=True)
class _Variance:
    """The variance of each cell, and what it would be without one of the values."""

    squares: FloatArray
    count: IntArray
    sum_of_squares: FloatArray

    @classmethod
    def of(cls, values: FloatArray, known: np.ndarray) -> _Variance:
        count = np.asarray(known.sum(axis=0), dtype=np.int64)
        filled = np.where(known, values, 0.0)
        centre = filled.sum(axis=0) / np.maximum(count, 1)
        squares = np.where(known, (filled - centre) ** 2, 0.0)
        # What is left of rounding when all values are equal is not a spread.
        size = np.abs(filled).max(axis=0, initial=0.0)
        total = squares.sum(axis=0)
        return cls(squares, count, np.where(total > (1e-12 * size) ** 2, total, 0.0))

    @property
    def all(self) -> FloatArray:
        return _divided(self.sum_of_squares, self.count - 1)

    @property
    def without_each(self) -> FloatArray:
        """(values, cells), in closed form: leaving out x takes n / (n - 1) (x - mean)² off the sum
        of squares.
        """
        weight = self.count / np.maximum(self.count - 1, 1)
        return _divided(self.sum_of_squares - weight * self.squares, self.count - 2)


def _shares(whole: FloatArray, chance: FloatArray, both: FloatArray | None) -> FloatArray:
    """Shares as they are estimated, which may lie below zero or above one."""
    by_chance = _divided(chance, whole)
    by_both = np.ones_like(by_chance) if both is None else _divided(both, whole)
    by_both = np.where(np.isnan(by_chance), np.nan, by_both)
    return np.stack([by_chance, by_both - by_chance, 1.0 - by_both])


def _within_bounds(estimate: FloatArray) -> FloatArray:
    """The nearest shares that are possible: none below zero, and one together."""
    chance = np.clip(estimate[0], 0.0, 1.0)
    both = np.clip(estimate[0] + estimate[1], chance, 1.0)
    return np.stack([chance, both - chance, 1.0 - both])


def _smoothed(shares: FloatArray, neighbours: IntArray) -> FloatArray:
    """The mean over neighbouring cells in which there is something to share out."""
    total, count = np.zeros_like(shares), np.zeros(shares.shape, dtype=np.int64)
    beside = [neighbours[:, k] for k in range(neighbours.shape[1])]
    itself = np.arange(len(neighbours))
    for near in beside:
        found = np.take(shares, near, axis=-1)
        # At the first and the last time there is one neighbour less, and nothing counts twice.
        found[..., (near == itself) & (near is not beside[1])] = np.nan
        count += np.isfinite(found)
        total += np.nan_to_num(found, copy=False)
    return np.where(np.isnan(shares), np.nan, _divided(total, count))


def _mean(parts: FloatArray, count: IntArray) -> FloatArray:
    return _divided(parts.sum(axis=0), count)


def _means_without_each(parts: FloatArray, known: np.ndarray, values: int) -> FloatArray:
    """The mean of the parts, (values, cells), without each of the values, of which the first have
    parts.
    """
    count = np.asarray(known.sum(axis=0), dtype=np.int64)
    without = _divided(parts.sum(axis=0) - parts, count - known)
    rest = np.broadcast_to(_mean(parts, count), (values - len(parts), len(count)))
    return np.concatenate([without, rest])


def _mean_or_none(parts: FloatArray | None, count: IntArray) -> FloatArray | None:
    return None if parts is None else _mean(parts, count)


def _divided(top: FloatArray, below: FloatArray | IntArray) -> FloatArray:
    result: FloatArray = np.divide(top, below, out=np.full(top.shape, np.nan), where=below > 0)
    return result


def _jackknife(left_out: FloatArray) -> FloatArray:
    """The variance of an estimate from what it is without each replication of one kind."""
    known = np.isfinite(left_out)
    count = known.sum(axis=1)
    filled = np.where(known, left_out, 0.0)
    centre = filled.sum(axis=1) / np.maximum(count, 1)
    # Where the whole spread is next to nothing, a share may be anything: no limit is too wide.
    with np.errstate(over="ignore"):
        squares = np.where(known, (filled - centre[:, None]) ** 2, 0.0).sum(axis=1)
    return np.asarray(squares * np.maximum(count - 1, 0) / np.maximum(count, 1))


def _quantiles(count: IntArray) -> FloatArray:
    known = {
        int(n): t_quantile(0.5 + CONFIDENCE / 2, max(1, int(n) // 2)) for n in np.unique(count)
    }
    return np.asarray(np.vectorize(known.__getitem__, otypes=[np.float64])(count))
