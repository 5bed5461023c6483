"""Factors on councils' levels and programmes of single workers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.worlds import HAZARDS, VALUES, one_council
from workforce_sim.model.careers.leaving import programme_ratio
from workforce_sim.model.careers.programmes import MOST_PROGRAMMES, RISK_COLUMNS, ProgrammeBook
from workforce_sim.model.careers.supervision import refresh_capacity
from workforce_sim.model.councils.factors import Factors, Quantity

SETTINGS = st.lists(
    st.tuples(
        st.sampled_from(["a scandal", "drift", "pay", "z"]),
        st.sampled_from(Quantity),
        st.floats(0.1, 3.0),
        st.none() | st.lists(st.integers(0, 4), min_size=1, max_size=5, unique=True),
    ),
    max_size=12,
    unique_by=lambda setting: (setting[0], setting[1]),
)


def built(settings: list[tuple[str, Quantity, float, list[int] | None]]) -> Factors:
    factors = Factors(5)
    for name, quantity, value, councils in settings:
        where = None if councils is None else np.array(councils, dtype=np.int64)
        factors.set(name, quantity, value, where)
    return factors


@pytest.mark.property
@given(SETTINGS, st.randoms(use_true_random=False))
def test_the_order_of_setting_changes_not_one_bit(settings, order) -> None:
    shuffled = list(settings)
    order.shuffle(shuffled)
    one, other = built(settings), built(shuffled)
    for quantity in Quantity:
        np.testing.assert_array_equal(one.level(quantity), other.level(quantity))


@pytest.mark.property
@given(SETTINGS)
def test_a_level_is_the_product_of_what_reaches_the_council(settings) -> None:
    factors = built(settings)
    for quantity in Quantity:
        for council in range(5):
            product = 1.0
            for _, other, value, councils in settings:
                if other == quantity and (councils is None or council in councils):
                    product *= value
            assert factors.level(quantity)[council] == pytest.approx(product, rel=1e-12)


@pytest.mark.property
@given(SETTINGS, st.sampled_from(Quantity))
def test_a_factor_of_one_changes_nothing_and_setting_again_replaces(settings, quantity) -> None:
    factors = built(settings)
    before = factors.level(quantity)
    factors.set("m", quantity, 1.0)
    np.testing.assert_array_equal(factors.level(quantity), before)
    factors.set("m", quantity, 2.0)
    factors.set("m", quantity, 1.0)
    np.testing.assert_array_equal(factors.level(quantity), before)


RATIOS = st.lists(st.floats(0.0, 2.0), min_size=1, max_size=5)


@pytest.mark.property
@given(RATIOS, st.sampled_from(sorted(RISK_COLUMNS)))
def test_programmes_multiply_but_never_below_the_floor(ratios: list[float], risk: str) -> None:
    state, book = one_council([[1.0, 1.0], [], []]), ProgrammeBook()
    for number, ratio in enumerate(ratios):
        programme = book.open(f"programme {number}", {risk: ratio})
        book.enrol(state, programme, np.array([0], dtype=np.int64))
    for name, column in RISK_COLUMNS.items():
        expected = max(float(np.prod(ratios)), VALUES["leaving.programme_floor"])
        got = programme_ratio(state, HAZARDS, book.table, 0, column)
        assert got == pytest.approx(expected if name == risk else 1.0)
        assert programme_ratio(state, HAZARDS, book.table, 1, column) == 1.0


@pytest.mark.unit
def test_the_floor_is_one_half() -> None:
    assert VALUES["leaving.programme_floor"] == 0.5


@pytest.mark.unit
def test_programmes_change_what_members_can_carry_and_how_fast_they_settle() -> None:
    state, book = one_council([[1.0, 1.0], [], []]), ProgrammeBook()
    state.people.started[:] = 0.0
    state.people.qualified[:] = -4000.0
    programme = book.open("studies", capacity=0.8, ramp=0.5)
    book.enrol(state, programme, np.array([0], dtype=np.int64))
    ramp, first = float(HAZARDS.ramp_days), float(HAZARDS.ramp_start)

    def capacities(now: float) -> list[float]:
        for worker in (0, 1):
            refresh_capacity(state, HAZARDS, book.table, worker, now)
        return [float(capacity) for capacity in state.people.capacity[:2]]

    assert capacities(0.0) == pytest.approx([0.8 * first, first])
    half = first + 0.5 * (1.0 - first)
    assert capacities(ramp / 2.0) == pytest.approx([0.8, half])
    assert capacities(ramp) == pytest.approx([0.8, 1.0])
    state.people.qualified[1] = ramp
    assert capacities(ramp + 1.0)[1] == pytest.approx(float(HAZARDS.newly_qualified_load))
    state.people.role[1] = 0
    assert capacities(ramp + 1.0)[1] == 0.0


@pytest.mark.unit
def test_joining_and_leaving_programmes() -> None:
    book = ProgrammeBook()
    state = one_council([[1.0, 1.0], [], []])
    one, other = book.open("one"), book.open("other")
    nobody, first, both = (np.array(slots, dtype=np.int64) for slots in ([], [0], [0, 1]))
    book.enrol(state, one, first)
    book.enrol(state, one, nobody)
    book.enrol(state, other, both)
    assert book.members(state, one).tolist() == [0]
    book.withdraw(state, one, first)
    assert book.members(state, one).tolist() == []
    assert book.members(state, other).tolist() == [0, 1]
    state.status[1] = 0
    assert book.members(state, other).tolist() == [0]


@pytest.mark.unit
def test_as_many_programmes_as_there_are_bits_and_no_nonsense() -> None:
    book = ProgrammeBook()
    with pytest.raises(ValueError, match="negative"):
        book.open("nonsense", {"exit": -0.1})
    for number in range(MOST_PROGRAMMES - 1):
        assert book.open(f"programme {number}").mask > 0
    with pytest.raises(ValueError, match="more than 62 programmes in one run \\(too many\\)"):
        book.open("too many")
