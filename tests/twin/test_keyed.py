"""The twin's own random numbers: published answers, and those of the package."""

from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.twin import keyed
from workforce_sim.model.engine import randomness

pytestmark = pytest.mark.twin

WORD = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0xFFFFFFFF,) * 4,
            (0xFFFFFFFF,) * 2,
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert keyed.philox(counter, key) == answer


@given(seed=WORD, replication=WORD, identity=st.integers(0, 2**63 - 1), counter=WORD, purpose=WORD)
def test_draws_are_those_of_the_package(seed, replication, identity, counter, purpose):
    ours = keyed.draw((seed, replication), purpose, identity, counter)
    assert ours == randomness.draw((seed, replication), purpose, identity, counter)


@given(st.floats(2.0**-54, 1 - 2.0**-53))
def test_quantile_is_the_normal_one_and_that_of_the_package(p):
    ours = keyed.normal_quantile(p)
    assert ours == pytest.approx(NormalDist().inv_cdf(p), rel=2e-9, abs=2e-9)
    assert ours == pytest.approx(randomness.normal_quantile(p), rel=1e-13, abs=1e-13)


def test_purposes_and_identities_are_those_of_the_package():
    for purpose in keyed.Purpose:
        assert int(randomness.Purpose[purpose.name]) == int(purpose)
    assert int(randomness.Origin.CASE) == keyed.CASE_ORIGIN
    assert int(randomness.Origin.INITIAL_CASE) == keyed.INITIAL_CASE_ORIGIN
    assert keyed.pack_identity(8, 149, 24, 7) == randomness.pack_identity(8, 149, 24, 7)
