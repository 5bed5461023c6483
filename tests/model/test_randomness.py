"""The one source of randomness: published answers, distributions, and keys that never collide.

Statistical tests use fixed keys, so each always gives the same verdict; the stated false-alarm rate
is the share of keys on which a right generator would have failed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from workforce_sim.limits import SEEDS
from workforce_sim.model.engine.randomness import (
    Origin,
    Purpose,
    draw,
    exponential,
    fill_draws,
    fill_uniforms,
    normal,
    normal_quantile,
    pack_identity,
    philox,
    poisson,
    uniform,
    uniforms,
)

WORD = 2**32
WORDS = st.integers(0, WORD - 1)
KEYS = st.tuples(WORDS, WORDS)
IDENTITIES = st.integers(0, 2**63 - 1)
PURPOSES = st.sampled_from(Purpose)
COUNTERS = st.integers(0, WORD - 1)
ALMOST_NEVER = 1e-4
"""False-alarm rate of each statistical test below."""
KEY = (2024, 9)
MANY = 20_000

# The last line of each is the published answer: Random123's kat_vectors, philox4x32 10.
PUBLISHED = [
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


def plain(function: Any) -> Any:
    """The Python function behind a compiled one, or itself where nothing is compiled."""
    return getattr(function, "py_func", function)


def words(text: str) -> list[np.uint64]:
    return [np.uint64(int(word, 16)) for word in text.split()]


@pytest.mark.unit
@pytest.mark.parametrize(("counter", "key", "answer"), PUBLISHED)
def test_philox_gives_the_published_answers(counter: str, key: str, answer: str) -> None:
    given_words = words(counter) + words(key)
    assert [int(word) for word in philox(*given_words)] == [int(word) for word in words(answer)]
    assert [int(word) for word in plain(philox)(*given_words)] == [
        int(word) for word in words(answer)
    ]


@pytest.mark.unit
def test_a_draw_is_philox_of_counter_purpose_and_identity() -> None:
    """The pi digits once more, through the door that the model uses."""
    identity = 0x13198A2E | (0x03707344 << 32)
    key = (0xA4093822, 0x299F31D0)
    first, second = draw(key, 0x85A308D3, identity, 0x243F6A88)
    assert first == pytest.approx(0xD16CFE09 / WORD, abs=2.0**-27)
    assert second == pytest.approx(0x5001E420 / WORD, abs=2.0**-27)


@pytest.mark.property
@given(st.lists(WORDS, min_size=6, max_size=6))
def test_compiled_and_plain_philox_agree(numbers: list[int]) -> None:
    given_words = [np.uint64(number) for number in numbers]
    assert [int(w) for w in philox(*given_words)] == [int(w) for w in plain(philox)(*given_words)]


@pytest.mark.property
@given(KEYS, PURPOSES, IDENTITIES, COUNTERS)
def test_compiled_and_plain_draws_agree(
    key: tuple[int, int], purpose: int, identity: int, counter: int
) -> None:
    asked = (key, int(purpose), identity, counter)
    assert draw(*asked) == plain(draw)(*asked)
    assert uniform(*asked) == draw(*asked)[0]
    # Logarithms of two libraries may differ in the last bit.
    for function in (exponential, normal):
        assert function(*asked) == pytest.approx(plain(function)(*asked), rel=1e-13, abs=1e-13)
    assert plain(exponential)(*asked) == pytest.approx(-np.log(uniform(*asked)), rel=1e-13)


@pytest.mark.property
@given(KEYS, PURPOSES, st.integers(0, 2**62), COUNTERS, st.integers(0, 40))
def test_draws_made_together_are_those_made_one_by_one(
    key: tuple[int, int], purpose: int, identity: int, counter: int, many: int
) -> None:
    firsts, seconds, drawn = np.empty(many), np.empty(many), np.empty(many)
    counters = (counter + 7 * np.arange(many)) % 2**32
    fill_draws(key, int(purpose), identity, counter, firsts, seconds)
    fill_uniforms(key, int(purpose), identity, counters, drawn)
    for i in range(many):
        assert (firsts[i], seconds[i]) == draw(key, int(purpose), identity + i, counter)
        assert drawn[i] == uniform(key, int(purpose), identity, int(counters[i]))


@pytest.mark.property
@given(KEYS, PURPOSES, IDENTITIES, COUNTERS)
def test_uniforms_lie_strictly_between_0_and_1(
    key: tuple[int, int], purpose: int, identity: int, counter: int
) -> None:
    for number in draw(key, int(purpose), identity, counter):
        assert 0.0 < number < 1.0
    assert exponential(key, int(purpose), identity, counter) > 0.0
    assert np.isfinite(normal(key, int(purpose), identity, counter))


def asked_for(output: list[int], key: tuple[int, int]) -> list[int]:
    """The counter for which Philox answers ``output``: its rounds backwards."""
    m0, m1 = 0xD2511F53, 0xCD9E8D57
    inverse_0, inverse_1 = pow(m0, -1, WORD), pow(m1, -1, WORD)
    c0, c1, c2, c3 = output
    for turn in reversed(range(10)):
        k0 = (key[0] + turn * 0x9E3779B9) % WORD
        k1 = (key[1] + turn * 0xBB67AE85) % WORD
        before_0, before_2 = c3 * inverse_0 % WORD, c1 * inverse_1 % WORD
        before_1 = c0 ^ (before_2 * m1 >> 32) ^ k0
        before_3 = c2 ^ (before_0 * m0 >> 32) ^ k1
        c0, c1, c2, c3 = before_0, before_1, before_2, before_3
    return [c0, c1, c2, c3]


@pytest.mark.property
@given(st.lists(WORDS, min_size=4, max_size=4), KEYS)
def test_philox_is_one_to_one(output: list[int], key: tuple[int, int]) -> None:
    """So two draws with different counters, purposes or identities never share all their bits."""
    c0, c1, c2, c3 = (np.uint64(word) for word in asked_for(output, key))
    answer = philox(c0, c1, c2, c3, np.uint64(key[0]), np.uint64(key[1]))
    assert [int(word) for word in answer] == output


@pytest.mark.unit
@pytest.mark.parametrize(
    "word",
    [
        0,
        WORD - 1,
    ],
)
def test_the_most_extreme_words_still_give_numbers_between_0_and_1(word: int) -> None:
    """The draw whose random bits are all 0, and the one whose bits are all 1."""
    for replication in range(64):
        key = (1, replication)
        counter, purpose, low, high = asked_for([word] * 4, key)
        if high < 2**31:
            break
    asked = (key, purpose, low | high << 32, counter)
    for number in draw(*asked):
        assert 0.0 < number < 1.0
    assert exponential(*asked) > 0.0
    assert np.isfinite(normal(*asked))


@pytest.mark.property
@given(st.floats(1e-15, 1.0 - 1e-15))
def test_normal_quantile_is_scipys(p: float) -> None:
    # Acklam states a relative error below 1.15e-9.
    assert normal_quantile(p) == pytest.approx(float(stats.norm.ppf(p)), rel=1.2e-9, abs=1e-9)
    assert plain(normal_quantile)(p) == pytest.approx(normal_quantile(p), rel=1e-13, abs=1e-13)


@pytest.mark.property
@given(st.floats(1e-9, 0.5), st.floats(1e-9, 0.5))
def test_normal_quantile_is_odd_and_rises(p: float, q: float) -> None:
    assert normal_quantile(p) == pytest.approx(-normal_quantile(1.0 - p), rel=1e-6, abs=1e-9)
    low, high = sorted((p, q))
    assume(high - low > 1e-8)
    assert normal_quantile(low) < normal_quantile(high)


def series(along: str) -> np.ndarray:
    """Uniforms along one of the things that they are keyed by, all else being equal."""
    numbers = range(MANY // 4)
    if along == "counter":
        return np.array([uniform(KEY, 60, 123, i) for i in numbers])
    if along == "purpose":
        return np.array([uniform(KEY, i, 123, 0) for i in numbers])
    if along == "seed":
        return np.array([uniform((i, 0), 60, 123, 0) for i in numbers])
    if along == "replication":
        return np.array([uniform((1, i), 60, 123, 0) for i in numbers])
    if along == "council":
        return np.array(
            [uniform(KEY, 60, pack_identity(1, i % 1024, i // 1024, 0), 0) for i in numbers]
        )
    return np.array([uniform(KEY, 60, pack_identity(1, 2, 3, i), 0) for i in numbers])


@pytest.mark.statistical
@pytest.mark.parametrize(
    "along", ["counter", "purpose", "seed", "replication", "council", "ordinal"]
)
def test_uniforms_are_uniform_and_independent_along_every_key(along: str) -> None:
    """False-alarm rate: 2 in 10,000 keys."""
    drawn = series(along)
    assert stats.kstest(drawn, "uniform").pvalue > ALMOST_NEVER
    pairs, _, _ = np.histogram2d(drawn[:-1], drawn[1:], bins=8, range=[[0, 1], [0, 1]])
    # Overlapping pairs: a little less spread than chi-square with 63 degrees of freedom.
    assert stats.chisquare(pairs.ravel()).pvalue > ALMOST_NEVER


@pytest.mark.statistical
def test_both_numbers_of_a_draw_are_independent() -> None:
    """False-alarm rate: 1 in 10,000 keys."""
    both = np.array([draw(KEY, 60, i, 0) for i in range(MANY // 4)])
    counts, _, _ = np.histogram2d(both[:, 0], both[:, 1], bins=8, range=[[0, 1], [0, 1]])
    assert stats.chisquare(counts.ravel()).pvalue > ALMOST_NEVER


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("function", "distribution"),
    [(exponential, "expon"), (normal, "norm")],
)
def test_distributions_are_the_named_ones(function: Any, distribution: str) -> None:
    """Kolmogorov-Smirnov; false-alarm rate: 1 in 10,000 keys."""
    drawn = np.array([function(KEY, 61, i, 7) for i in range(MANY // 4)])
    assert stats.kstest(drawn, distribution).pvalue > ALMOST_NEVER


@pytest.mark.statistical
@pytest.mark.parametrize("mean", [0.02, 0.7, 4.0, 31.0, 180.0, 200.5, 450.0])
def test_counts_are_poisson(mean: float) -> None:
    """Chi-square over cells with 20 or more expected; false-alarm rate: 1 in 10,000 keys."""
    drawn = np.array([poisson(mean, KEY, 62, i, 0) for i in range(MANY // 4)])
    edges = [-1]
    while stats.poisson.sf(edges[-1], mean) * drawn.size > 40.0:
        cell = edges[-1] + 1
        while (
            stats.poisson.cdf(cell, mean) - stats.poisson.cdf(edges[-1], mean)
        ) * drawn.size < 20.0:
            cell += 1
        edges.append(cell)
    edges[-1] = 10_000
    expected = np.diff(stats.poisson.cdf(edges, mean)) * drawn.size
    observed = np.histogram(drawn, bins=np.array(edges) + 0.5)[0]
    assert stats.chisquare(observed, expected).pvalue > ALMOST_NEVER


@pytest.mark.statistical
def test_large_counts_have_the_mean_and_spread_of_a_poisson() -> None:
    """Means above 200 are sums of counts; false-alarm rate: 2 in 10,000 keys."""
    drawn = np.array([poisson(900.0, KEY, 62, i, 0) for i in range(MANY // 4)])
    far = float(stats.norm.isf(ALMOST_NEVER / 2))
    assert abs(drawn.mean() - 900.0) < far * np.sqrt(900.0 / drawn.size)
    assert abs(drawn.var() / 900.0 - 1.0) < far * np.sqrt(2.0 / drawn.size)


MEANS = st.floats(0.0, 1000.0) | st.builds(
    lambda parts, more: max(200.0 * parts + more, 0.0),
    st.integers(0, 3),
    st.floats(-1.0, 1.0) | st.sampled_from([-1e-9, 0.0, 1e-9]),
)
"""Also just below and just above 200, 400 and 600, where a count becomes a sum of one more."""


@pytest.mark.property
@given(MEANS, MEANS, IDENTITIES)
def test_a_larger_mean_never_lowers_a_count(one: float, other: float, identity: int) -> None:
    low, high = sorted((one, other))
    assert poisson(low, KEY, 62, identity, 0) <= poisson(high, KEY, 62, identity, 0)


@pytest.mark.property
@given(st.integers(0, 3), st.floats(0.001, 200.0), IDENTITIES, st.integers(0, 1000))
def test_a_large_count_is_the_sum_of_small_ones_drawn_one_after_another(
    whole: int, rest: float, identity: int, counter: int
) -> None:
    parts = [poisson(200.0, KEY, 62, identity, counter + i) for i in range(whole)]
    parts.append(poisson(200.0 * whole + rest - 200.0 * whole, KEY, 62, identity, counter + whole))
    assert poisson(200.0 * whole + rest, KEY, 62, identity, counter) == sum(parts)
    assert max(parts[:-1], default=0) < 400


@pytest.mark.unit
def test_no_mean_no_count() -> None:
    assert poisson(0.0, KEY, 62, 1, 0) == 0
    assert poisson(-1.0, KEY, 62, 1, 0) == 0


PARTS = st.tuples(
    st.integers(0, 31), st.integers(0, 1023), st.integers(0, 2**16 - 1), st.integers(0, WORD - 1)
)


@pytest.mark.property
@given(PARTS)
def test_an_identity_gives_back_its_parts(parts: tuple[int, int, int, int]) -> None:
    """So no two people, families or councils can ever share one."""
    packed = int(pack_identity(*parts))
    assert 0 <= packed < 2**63
    unpacked = (packed >> 58, packed >> 48 & 1023, packed >> 32 & 0xFFFF, packed & 0xFFFFFFFF)
    assert unpacked == parts


@pytest.mark.property
@given(PARTS, PARTS, KEYS)
def test_different_people_draw_different_numbers(
    one: tuple[int, int, int, int], other: tuple[int, int, int, int], key: tuple[int, int]
) -> None:
    assume(one != other)
    assert draw(key, 60, pack_identity(*one), 0) != draw(key, 60, pack_identity(*other), 0)


@pytest.mark.unit
@pytest.mark.parametrize("kinds", [Purpose, Origin])
def test_no_number_is_used_twice(kinds: Any) -> None:
    """A second name for a number would be an alias, and two things would share their draws."""
    assert len(kinds.__members__) == len(list(kinds))


@pytest.mark.unit
def test_numbers_fit_their_places() -> None:
    from workforce_sim.model.month.world import LEVER_PURPOSE

    assert max(Origin) < 32
    assert max(Purpose) < LEVER_PURPOSE
    assert SEEDS.most == WORD - 1


@pytest.mark.property
@given(st.lists(IDENTITIES, max_size=20), KEYS)
def test_many_at_once_are_the_same_as_one_by_one(
    identities: list[int], key: tuple[int, int]
) -> None:
    at_once = uniforms(key, 60, np.array(identities, dtype=np.int64), 3)
    assert at_once.tolist() == [uniform(key, 60, identity, 3) for identity in identities]
