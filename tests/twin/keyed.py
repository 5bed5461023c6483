"""Keyed random numbers in plain Python, from the published algorithms only.

Philox 4x32-10 is Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC11); the quantile
is Acklam's rational approximation of the inverse normal distribution. Nothing is imported from the
package, so an error there cannot hide here.
"""

import math
from enum import IntEnum
from typing import Final

Words = tuple[int, int, int, int]

LOW_WORD: Final = 0xFFFFFFFF
BELOW_ONE: Final = 1.0 - 2.0**-53


class Purpose(IntEnum):
    """The purposes of `model/engine/randomness.py` that casework draws for, with their numbers."""

    CASE_ARRIVAL = 1
    CASE_FAMILY = 2
    CASE_ASSESSMENT = 3
    CASE_SAFEGUARDING = 4
    CASE_LOOKED_AFTER = 5
    CASE_TEAM_CHANGE = 6
    CASE_AREA = 7
    CASE_INITIAL = 8
    CASE_INITIAL_HISTORY = 9
    CASE_CONFERENCE = 10
    CASE_REREFERRAL = 11
    BUDGET_SICKNESS = 24
    BUDGET_PARENTAL = 25
    SPELL_LENGTH = 27
    PARENTAL_LENGTH = 28
    PERSON_HOLDS = 48


CASE_ORIGIN: Final = 8
"""The origin of a family that is referred during the run (`Origin.CASE`)."""
INITIAL_CASE_ORIGIN: Final = 9
"""The origin of a family that is found open (`Origin.INITIAL_CASE`)."""


def philox(counter: Words, key: tuple[int, int]) -> Words:
    """Ten rounds of Philox 4x32."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        high_0, low_0 = divmod(0xD2511F53 * c0, 1 << 32)
        high_1, low_1 = divmod(0xCD9E8D57 * c2, 1 << 32)
        c0, c1, c2, c3 = high_1 ^ c1 ^ k0, low_1, high_0 ^ c3 ^ k1, low_0
        k0 = (k0 + 0x9E3779B9) & LOW_WORD
        k1 = (k1 + 0xBB67AE85) & LOW_WORD
    return c0, c1, c2, c3


def draw(
    key: tuple[int, int], purpose: int, identity: int, counter: int = 0
) -> tuple[float, float]:
    """Two uniforms on (0, 1), 53 bits each, for a purpose, an identity and a counter."""
    words = philox(
        (counter & LOW_WORD, purpose & LOW_WORD, identity & LOW_WORD, identity >> 32),
        (key[0] & LOW_WORD, key[1] & LOW_WORD),
    )
    return _uniform(words[0], words[1]), _uniform(words[2], words[3])


def _uniform(high: int, low: int) -> float:
    """27 bits of one word and 26 of the next, in the middle of their interval."""
    return min((float((high >> 5 << 26) + (low >> 6)) + 0.5) * 2.0**-53, BELOW_ONE)


def exponential(key: tuple[int, int], purpose: int, identity: int, counter: int = 0) -> float:
    """One unit exponential, `-ln a`."""
    return -math.log(draw(key, purpose, identity, counter)[0])


def pack_identity(origin: int, council: int, cohort: int, ordinal: int) -> int:
    """Origin, council, cohort and ordinal in one number."""
    return origin << 58 | council << 48 | cohort << 32 | ordinal


_TAIL_OVER: Final = (
    -7.784894002430293e-03,
    -3.223964580411365e-01,
    -2.400758277161838e00,
    -2.549732539343734e00,
    4.374664141464968e00,
    2.938163982698783e00,
)
_TAIL_UNDER: Final = (
    7.784695709041462e-03,
    3.224671290700398e-01,
    2.445134137142996e00,
    3.754408661907416e00,
    1.0,
)
_MIDDLE_OVER: Final = (
    -3.969683028665376e01,
    2.209460984245205e02,
    -2.759285104469687e02,
    1.383577518672690e02,
    -3.066479806614716e01,
    2.506628277459239e00,
)
_MIDDLE_UNDER: Final = (
    -5.447609879822406e01,
    1.615858368580409e02,
    -1.556989798598866e02,
    6.680131188771972e01,
    -1.328068155288572e01,
    1.0,
)


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


def normal_quantile(p: float) -> float:
    """The inverse of the standard normal distribution function (relative error below 1.2e-9)."""
    if 0.02425 <= p <= 0.97575:
        x = p - 0.5
        r = x * x
        return _polynomial(_MIDDLE_OVER, r) * x / _polynomial(_MIDDLE_UNDER, r)
    x = math.sqrt(-2.0 * math.log(p if p < 0.5 else 1.0 - p))
    value = _polynomial(_TAIL_OVER, x) / _polynomial(_TAIL_UNDER, x)
    return value if p < 0.5 else -value
