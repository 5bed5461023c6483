"""Draw a value from a range by inversion: one uniform number in, one value out.

Inversion keeps a draw monotone in its uniform number and independent of every other entry.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Literal

Distribution = Literal["fixed", "triangular", "uniform", "normal", "lognormal"]

HALF_WIDTH_95 = 1.959963984540054
"""Standard deviations from the middle of a normal distribution to the end of its 95% interval."""

CUT = 3.0
"""Normal and lognormal draws stay within this many standard deviations of the middle."""

_STANDARD = NormalDist()


def draw(distribution: Distribution, low: float, central: float, high: float, u: float) -> float:
    """The value of the distribution at probability ``u``, a number from 0 to 1.

    - ``fixed``: ``central``.
    - ``triangular``: between ``low`` and ``high`` with its mode at ``central``.
    - ``uniform``: between ``low`` and ``high``.
    - ``normal``: mean ``central``; ``low`` to ``high`` is read as the 95% interval, so the standard
      deviation is (high - low) / 3.92. Cut at three standard deviations, and at zero when neither
      end of the range is below (or above) zero, so that a rate never turns negative.
    - ``lognormal``: the same on the log scale with median ``central``.

    Raises ValueError when ``u`` is not between 0 and 1.
    """
    if not 0.0 <= u <= 1.0:
        raise ValueError(f"a uniform number lies between 0 and 1, not {u!r}")
    if distribution == "fixed" or low == high:
        return central
    if distribution == "uniform":
        return low + u * (high - low)
    if distribution == "triangular":
        return _triangular(low, central, high, u)
    if distribution == "normal":
        deviation = (high - low) / (2.0 * HALF_WIDTH_95)
        smallest, largest = -CUT, CUT
        if low >= 0.0:
            smallest = max(smallest, -central / deviation)
        if high <= 0.0:
            largest = min(largest, -central / deviation)
        value = central + deviation * _cut_normal(smallest, largest, u)
        return max(value, 0.0) if low >= 0.0 else min(value, 0.0) if high <= 0.0 else value
    deviation = math.log(high / low) / (2.0 * HALF_WIDTH_95)
    return central * math.exp(deviation * _cut_normal(-CUT, CUT, u))


def _triangular(low: float, mode: float, high: float, u: float) -> float:
    width = high - low
    share_below_mode = (mode - low) / width
    if u < share_below_mode:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1.0 - u) * width * (high - mode))


def _cut_normal(smallest: float, largest: float, u: float) -> float:
    """The standard normal deviate at probability ``u`` of the part between two bounds."""
    below = _STANDARD.cdf(smallest)
    z = _STANDARD.inv_cdf(below + u * (_STANDARD.cdf(largest) - below))
    return min(max(z, smallest), largest)
