"""Keyed random numbers: every draw is a pure function of whom it concerns and what it is for.

``draw(key, purpose, identity, counter)`` runs Philox 4x32-10 (Salmon et al., "Parallel random
numbers: as easy as 1, 2, 3", SC11) on the 128-bit counter (counter, purpose, identity) under the
64-bit key (root seed, replication). Nothing is remembered between draws, so a lever can neither
shift nor use up anybody else's numbers. This is the only module that may produce randomness.
"""

from enum import IntEnum
from typing import Final

import numpy as np

from workforce_sim.model.engine.compiled import compiled

_MULTIPLIER_0: Final = np.uint64(0xD2511F53)
_MULTIPLIER_1: Final = np.uint64(0xCD9E8D57)
_WEYL_0: Final = np.uint64(0x9E3779B9)
_WEYL_1: Final = np.uint64(0xBB67AE85)
_LOW_WORD: Final = np.uint64(0xFFFFFFFF)
_WORD: Final = np.uint64(32)
_FIVE: Final = np.uint64(5)
_SIX: Final = np.uint64(6)
_TWO_TO_26: Final = 67108864.0
_TWO_TO_MINUS_53: Final = 2.0**-53
_POISSON_PART: Final = 200.0
_POISSON_MOST: Final = 500
_BELOW_ONE: Final = 1.0 - 2.0**-53


class Purpose(IntEnum):
    """What a draw is for. Numbers are part of the model's identity: never reuse or renumber one."""

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
    BUDGET_EXIT = 20
    BUDGET_AGENCY = 21
    BUDGET_MOVE = 22
    BUDGET_PROMOTION = 23
    BUDGET_SICKNESS = 24
    BUDGET_PARENTAL = 25
    BUDGET_RETURN = 26
    SPELL_LENGTH = 27
    PARENTAL_LENGTH = 28
    RETIREMENT = 29
    PROMOTION_PATH = 30
    PERSON_AGE = 40
    PERSON_FTE = 41
    PERSON_SERVICE = 42
    PERSON_QUALIFIED = 43
    PERSON_ROUTE = 44
    PERSON_CAPACITY = 45
    PERSON_TEAM = 46
    PERSON_ROLE = 47
    PERSON_HOLDS = 48
    PERSON_SEX = 49
    PERSON_PRIORITY = 50
    PERSON_SEEKING = 51
    HOURS_CHANGE = 52
    TASTE = 60
    OUTSIDE_OPTION = 61
    NOTICE = 62
    ENTRANTS = 63
    ENTRANT_AREA = 64
    AGENCY_ASSIGNMENT = 70
    AGENCY_FILL = 71
    AGENCY_ENTRANTS = 72
    AGENCY_PRIORITY = 73
    STUDENT_OUTCOME = 80
    STUDENT_AREA = 81
    DRIFT_NATIONAL = 90
    DRIFT_LOCAL = 91
    LEADERSHIP = 92
    DIRECTOR_MOVES = 93
    TEAM_AREA = 94
    ASSUMPTION = 100
    LEVER = 110


class Origin(IntEnum):
    """Where an individual enters the simulated world from: the first part of its identity."""

    INITIAL_STAFF = 1
    INITIAL_AGENCY = 2
    INITIAL_FORMER = 3
    GRADUATE = 4
    ELSEWHERE = 5
    OVERSEAS = 6
    AGENCY_ENTRANT = 7
    CASE = 8
    INITIAL_CASE = 9
    COUNCIL = 10
    LEVER = 11
    OUTSIDE_MOVER = 12


@compiled(inline=True)
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Ten rounds of Philox 4x32: four 32-bit words (held in uint64) from counter and key."""
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0 = ((product_1 >> _WORD) ^ c1 ^ k0) & _LOW_WORD
        c2 = ((product_0 >> _WORD) ^ c3 ^ k1) & _LOW_WORD
        c1 = product_1 & _LOW_WORD
        c3 = product_0 & _LOW_WORD
        k0 = (k0 + _WEYL_0) & _LOW_WORD
        k1 = (k1 + _WEYL_1) & _LOW_WORD
    return c0, c1, c2, c3


@compiled(inline=True)
def two_uniforms(
    key: tuple[int, int], purpose: int, identity: int, counter: int
) -> tuple[float, float]:
    """What ``draw`` returns, copied into its callers."""
    who = np.uint64(identity)
    w0, w1, w2, w3 = philox(
        np.uint64(counter) & _LOW_WORD,
        np.uint64(purpose) & _LOW_WORD,
        who & _LOW_WORD,
        who >> _WORD,
        np.uint64(key[0]) & _LOW_WORD,
        np.uint64(key[1]) & _LOW_WORD,
    )
    # Signed integers turn into floats faster than unsigned ones.
    first = float(np.int64(w0 >> _FIVE)) * _TWO_TO_26 + float(np.int64(w1 >> _SIX))
    second = float(np.int64(w2 >> _FIVE)) * _TWO_TO_26 + float(np.int64(w3 >> _SIX))
    # The largest of the 2**53 values would round up to 1.
    return (
        min((first + 0.5) * _TWO_TO_MINUS_53, _BELOW_ONE),
        min((second + 0.5) * _TWO_TO_MINUS_53, _BELOW_ONE),
    )


@compiled()
def draw(key: tuple[int, int], purpose: int, identity: int, counter: int) -> tuple[float, float]:
    """Two independent uniforms on (0, 1), never 0 or 1, with 53 random bits each.

    ``key`` is (root seed, replication); ``identity`` a packed identity below 2**63; ``counter``
    distinguishes repeated draws of the same person for the same purpose (below 2**32).
    """
    return two_uniforms(key, purpose, identity, counter)


@compiled()
def fill_draws(
    key: tuple[int, int],
    purpose: int,
    first_identity: int,
    counter: int,
    firsts: np.ndarray,
    seconds: np.ndarray,
) -> None:
    """The ``draw`` of every identity from ``first_identity`` on, several at a time."""
    for i in range(firsts.size):
        firsts[i], seconds[i] = two_uniforms(key, purpose, first_identity + i, counter)


@compiled()
def fill_uniforms(
    key: tuple[int, int], purpose: int, identity: int, counters: np.ndarray, drawn: np.ndarray
) -> None:
    """The ``uniform`` of one identity for every one of ``counters``, several at a time."""
    for i in range(drawn.size):
        drawn[i] = two_uniforms(key, purpose, identity, counters[i])[0]


@compiled()
def uniform(key: tuple[int, int], purpose: int, identity: int, counter: int) -> float:
    """One uniform on (0, 1)."""
    return draw(key, purpose, identity, counter)[0]


@compiled()
def exponential(key: tuple[int, int], purpose: int, identity: int, counter: int) -> float:
    """One unit exponential: the budget that a hazard uses up."""
    return -np.log(draw(key, purpose, identity, counter)[0])


@compiled()
def normal_quantile(p: float) -> float:
    """Inverse of the standard normal distribution (Acklam's rational form, error below 1.2e-9)."""
    if p < 0.02425 or p > 0.97575:
        tail = p if p < 0.5 else 1.0 - p
        q = np.sqrt(-2.0 * np.log(tail))
        value = (
            (
                (
                    (
                        (-7.784894002430293e-03 * q - 3.223964580411365e-01) * q
                        - 2.400758277161838e00
                    )
                    * q
                    - 2.549732539343734e00
                )
                * q
                + 4.374664141464968e00
            )
            * q
            + 2.938163982698783e00
        ) / (
            (
                ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
                + 3.754408661907416e00
            )
            * q
            + 1.0
        )
        return value if p < 0.5 else -value
    q = p - 0.5
    r = q * q
    return (
        (
            (
                (
                    ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02)
                    * r
                    + 1.383577518672690e02
                )
                * r
                - 3.066479806614716e01
            )
            * r
            + 2.506628277459239e00
        )
        * q
        / (
            (
                (
                    ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02)
                    * r
                    + 6.680131188771972e01
                )
                * r
                - 1.328068155288572e01
            )
            * r
            + 1.0
        )
    )


@compiled()
def normal(key: tuple[int, int], purpose: int, identity: int, counter: int) -> float:
    """One standard normal."""
    return float(normal_quantile(draw(key, purpose, identity, counter)[0]))


@compiled()
def poisson(mean: float, key: tuple[int, int], purpose: int, identity: int, counter: int) -> int:
    """One Poisson count by inversion: it never falls when ``mean`` rises.

    A large mean is the sum of counts with means of at most ``_POISSON_PART``, each with a draw of
    its own: counters ``counter``, ``counter + 1`` and so on.
    """
    count = 0
    rest = mean
    while rest > 0.0:
        part = min(rest, _POISSON_PART)
        rest -= part
        u = draw(key, purpose, identity, counter)[0]
        counter += 1
        term = np.exp(-part)
        cumulative = term
        k = 0
        while u > cumulative and k < _POISSON_MOST:
            k += 1
            term *= part / k
            cumulative += term
        count += k
    return count


@compiled()
def pack_identity(origin: int, council: int, cohort: int, ordinal: int) -> int:
    """One 63-bit identity: origin (5 bits), council (10), cohort (16), ordinal within it (32)."""
    return (origin << 58) | (council << 48) | (cohort << 32) | ordinal


@compiled(allocates=True)
def uniforms(
    key: tuple[int, int], purpose: int, identities: np.ndarray, counter: int
) -> np.ndarray:
    """One uniform per identity."""
    drawn = np.empty(identities.size)
    for i in range(identities.size):
        drawn[i] = draw(key, purpose, identities[i], counter)[0]
    return drawn
