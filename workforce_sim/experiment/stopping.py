"""When to stop adding replications: the statistics, on plain numbers.

Adding replications until an interval looks narrow enough stops too early too often: a spread that
happens to be small ends the run. The mean is not looked at, so nothing has to be paid for peeking
at it (no alpha is spent); what has to be paid is the price of not knowing the spread:

- A first stage, so that no spread of a handful of values decides, and Student's quantile at every
  count instead of the normal one: Y. S. Chow and H. Robbins, "On the asymptotic theory of
  fixed-width sequential confidence intervals for the mean", Annals of Mathematical Statistics 36
  (1965); N. Starr, "The performance of a sequential procedure for the fixed-width interval
  estimation of the mean", the same, 37 (1966), for what it lacks when the counts are small.
- A fixed number of replications more than where the width is first met, which restores the
  coverage whatever the spread: G. Simons, "On the cost of not knowing the variance when making a
  fixed-width confidence interval for the mean", the same, 39 (1968). The width must hold at every
  one of these counts, as in K. Hoad, S. Robinson and R. Davies, "Automated selection of the number
  of replications for a discrete-event simulation", Journal of the Operational Research Society 61
  (2010).
- More than 25 times the squared skewness, so that Student's interval serves for lopsided values:
  W. G. Cochran, "Sampling techniques" (1977), section 2.15.

Looking less often than at every count only ever stops later. The coverage that follows is in
`docs/howto/ask-for-precision.md`, and a test measures it.
"""

from __future__ import annotations

import math

from workforce_sim.measures.intervals import CONFIDENCE, t_quantile
from workforce_sim.measures.record import FloatArray

FIRST_LOOK = 20
"""The first count at which the width is looked at."""
LOOK_AHEAD = 10
"""How many counts longer the width must hold."""
FEWEST = FIRST_LOOK + LOOK_AHEAD
"""The first stage: with fewer replications it never stops."""
_COCHRAN = 25.0
_MANY = 10_000
"""Degrees of freedom from which on Student's quantile no longer changes in the fourth digit."""
_STEP = 2.0 / 3.0
"""Part of the way to the predicted count that is gone before looking again: a first prediction may
be far too high.
"""


def half_width(values: FloatArray) -> float:
    """Half the width of the 95% t interval of the mean; infinite with fewer than two values."""
    if len(values) < 2:
        return math.inf
    return _half_width(float(values.std(ddof=1)), len(values))


def is_settled(values: FloatArray, wanted: float) -> bool:
    """Whether the mean of these values, in the order in which they came, is known to within
    `wanted`.
    """
    first = len(values) - LOOK_AHEAD
    return first >= FIRST_LOOK and _counts_held(values, wanted) > LOOK_AHEAD


def next_look(values: FloatArray, wanted: float) -> int:
    """How many values to have before looking again; as many as there are if it is settled.

    Depends on the values alone, so a run that was stopped goes on along the same path.
    """
    count = len(values)
    if count < FEWEST:
        return FEWEST
    held = _counts_held(values, wanted)
    if held:
        return count + max(0, LOOK_AHEAD + 1 - held)
    spread = float(values.std(ddof=1))
    likely = max(replications_for(spread, wanted), math.ceil(_COCHRAN * _skewness(values) ** 2))
    return count + max(1, math.ceil(_STEP * (likely - count)))


def replications_for(spread: float, wanted: float) -> int:
    """The smallest count whose 95% t interval is no wider than `wanted` to each side, if the
    standard deviation is `spread`.
    """
    enough = 2
    while _half_width(spread, enough) > wanted:
        enough *= 2
    short = enough // 2
    while enough - short > 1:
        middle = (enough + short) // 2
        if _half_width(spread, middle) <= wanted:
            enough = middle
        else:
            short = middle
    return enough


def _counts_held(values: FloatArray, wanted: float) -> int:
    """At how many of the last counts the width was met without a break."""
    for held in range(LOOK_AHEAD + 1):
        if not _is_met(values[: len(values) - held], wanted):
            return held
    return LOOK_AHEAD + 1


def _is_met(values: FloatArray, wanted: float) -> bool:
    return (
        len(values) >= FIRST_LOOK
        and half_width(values) <= wanted
        and len(values) > _COCHRAN * _skewness(values) ** 2
    )


def _skewness(values: FloatArray) -> float:
    centred = values - values.mean()
    variance = float((centred**2).mean())
    return float((centred**3).mean()) / variance**1.5 if variance > 0.0 else 0.0


def _half_width(spread: float, count: int) -> float:
    if count < 2:
        return math.inf
    degrees = min(count - 1, _MANY)
    return t_quantile(0.5 + CONFIDENCE / 2, degrees) * spread / math.sqrt(count)
