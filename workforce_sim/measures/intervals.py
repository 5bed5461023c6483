"""Intervals for means, paired differences and ratios over replications, by Student's t and by
Fieller.

Own inversion of the t distribution, because the product must not need scipy at run time; tests
compare it with scipy to ten digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from workforce_sim.measures.record import FloatArray

CONFIDENCE = 0.95
"""Confidence of every interval that the results store."""


@lru_cache(maxsize=4096)
def t_quantile(probability: float, degrees: int) -> float:
    """The value that Student's t with `degrees` of freedom stays below with `probability`.

    Bisection on the distribution function, which is a regularised incomplete beta function (DLMF
    8.17). Raises ValueError unless 0 < probability < 1 and degrees >= 1.
    """
    if not 0.0 < probability < 1.0:
        raise ValueError("probability must lie between 0 and 1")
    if degrees < 1:
        raise ValueError("degrees of freedom must be at least 1")
    if probability < 0.5:
        return -t_quantile(1.0 - probability, degrees)
    low, high = 0.0, 1.0
    while _t_cdf(high, degrees) < probability:
        low, high = high, high * 2.0
    while True:
        middle = 0.5 * (low + high)
        if middle in (low, high):
            return middle
        if _t_cdf(middle, degrees) < probability:
            low = middle
        else:
            high = middle


def _t_cdf(t: float, degrees: int) -> float:
    """Distribution function of Student's t at t >= 0."""
    square = t * t
    if square < degrees:  # the complement, to keep digits near the middle
        return 0.5 + 0.5 * _incomplete_beta(square / (degrees + square), 0.5, 0.5 * degrees)
    return 1.0 - 0.5 * _incomplete_beta(degrees / (degrees + square), 0.5 * degrees, 0.5)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b), by Lentz's continued fraction (DLMF
    8.17.22).
    """
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - _incomplete_beta(1.0 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    tiny = 1e-300
    c, d = 1.0, 1.0 / _not_zero(1.0 - (a + b) * x / (a + 1.0), tiny)
    fraction = d
    for m in range(1, 1000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _not_zero(1.0 + numerator * d, tiny)
            c = _not_zero(1.0 + numerator / c, tiny)
            fraction *= d * c
        if abs(d * c - 1.0) < 1e-15:
            break
    return front * fraction / a


def _not_zero(value: float, tiny: float) -> float:
    return tiny if abs(value) < tiny else value


def mean_interval(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean and the limits of its 95% t interval down the first axis (replications).

    Applied to paired differences this is the paired t interval. NaN values are left out cell by
    cell; limits are NaN where fewer than two values remain.
    """
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    filled = np.where(known, values, 0.0)
    mean = np.divide(filled.sum(axis=0), count, out=np.full(count.shape, np.nan), where=count > 0)
    squares = (np.where(known, values - np.where(count > 0, mean, 0.0), 0.0) ** 2).sum(axis=0)
    variance = np.divide(squares, count - 1, out=np.full(count.shape, np.nan), where=count > 1)
    quantiles = {
        int(n): t_quantile(0.5 + CONFIDENCE / 2, int(n) - 1) if n > 1 else math.nan
        for n in np.unique(count)
    }
    width = np.vectorize(quantiles.__getitem__, otypes=[np.float64])(count)
    half = width * np.sqrt(variance / np.maximum(count, 1))
    return mean, mean - half, mean + half


@dataclass(frozen=True)
class RatioEstimate:
    """A ratio of two means with its 95% interval, or the reason why there is none (`value` is then
    None).
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


def ratio_of_means(numerator: FloatArray, denominator: FloatArray) -> RatioEstimate:
    """mean(numerator) / mean(denominator) over paired replications, with Fieller's 95% interval.

    Both are (replications,). The denominator must be a gain: the ratio is not defined when its
    mean is zero or negative, nor when its own 95% interval reaches zero, because the ratio could
    then be any number. Source: E. C. Fieller, "Some problems in interval estimation", Journal of
    the Royal Statistical Society B 16 (1954).
    """
    n = len(denominator)
    if n < 2:
        return RatioEstimate(None, reason="needs at least two replications")
    top, below = float(numerator.mean()), float(denominator.mean())
    if not np.any(denominator):
        return RatioEstimate(None, reason="no difference in any replication")
    if below <= 0.0:
        return RatioEstimate(None, reason="no gain on average")
    centred_top, centred_below = numerator - top, denominator - below
    scale = t_quantile(0.5 + CONFIDENCE / 2, n - 1) ** 2 / (n * (n - 1))
    v_top = scale * float((centred_top**2).sum())
    v_below = scale * float((centred_below**2).sum())
    covariance = scale * float((centred_top * centred_below).sum())
    a = below**2 - v_below
    if a <= 0.0:
        return RatioEstimate(None, reason="the gain's 95% interval includes zero")
    b = top * below - covariance
    root = math.sqrt(max(b**2 - a * (top**2 - v_top), 0.0))
    return RatioEstimate(top / below, (b - root) / a, (b + root) / a)
