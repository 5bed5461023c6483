"""Councils add up to regions and England, and rates are made of the sums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workforce_sim.measures import MONTHLY, YEARLY
from workforce_sim.measures.aggregation import Area, AreaTable
from workforce_sim.measures.catalogue import components
from workforce_sim.measures.census import (
    MissingComponentsError,
    monthly_measures,
    yearly_measures,
)
from workforce_sim.measures.record import ReplicationRecord

COUNCILS = [
    ("E3", "Third", "South"),
    ("E1", "First", "North"),
    ("E4", "Fourth", "South"),
    ("E2", "Second", "North"),
]
ENGLAND = AreaTable.within(COUNCILS)


def record(yearly: dict[str, np.ndarray], monthly: dict[str, np.ndarray]) -> ReplicationRecord:
    periods = len(next(iter(yearly.values())))
    return ReplicationRecord(
        replication=1,
        years=np.arange(2023, 2023 + periods),
        months=np.array(["2023-09", "2023-10"], dtype="datetime64[M]"),
        yearly=yearly,
        monthly=monthly,
        ledger={},
        histograms={},
        events=0,
        checks={},
    )


def constant(value: float = 1.0, periods: int = 2) -> dict[str, np.ndarray]:
    return {name: np.full((periods, 4), value) for name in components(YEARLY)}


def constant_months() -> dict[str, np.ndarray]:
    return {name: np.ones((2, 4)) for name in components(MONTHLY)}


@pytest.mark.unit
def test_rows_are_england_then_regions_then_councils_by_region_and_code() -> None:
    assert [(a.geographic_level, a.region_name, a.new_la_code) for a in ENGLAND.rows] == [
        ("National", "", ""),
        ("Regional", "North", ""),
        ("Regional", "South", ""),
        ("Local authority", "North", "E1"),
        ("Local authority", "North", "E2"),
        ("Local authority", "South", "E3"),
        ("Local authority", "South", "E4"),
    ]


@pytest.mark.unit
def test_part_of_england_is_never_called_national_nor_part_of_a_region_regional() -> None:
    some = AreaTable.within(COUNCILS, ["E1", "E2", "E3"])
    assert [a.geographic_level for a in some.rows[:2]] == ["Scope", "Regional"]
    assert some.rows[1] == Area("Regional", "North")
    assert {a.region_name for a in some.rows if a.geographic_level == "Regional"} == {"North"}


@pytest.mark.unit
def test_a_record_with_other_councils_is_refused() -> None:
    with pytest.raises(ValueError, match="3 councils and the scenario 4"):
        ENGLAND.add_up(np.ones((3, 2)))


@pytest.mark.unit
def test_a_council_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="two councils"):
        AreaTable.within([("E1", "A", "North"), ("E1", "B", "North")])


finite = st.floats(0.0, 1e6, allow_nan=False)


@pytest.mark.property
@given(arrays(np.float64, (4, 3), elements=finite))
def test_england_is_exactly_the_sum_of_its_regions(by_council: np.ndarray) -> None:
    sums = ENGLAND.add_up(by_council)
    assert np.array_equal(sums[0], sums[1] + sums[2])
    np.testing.assert_allclose(sums[0], by_council.sum(axis=0), rtol=1e-12)


@pytest.mark.property
@given(arrays(np.float64, (4, 2), elements=finite), st.permutations(range(4)))
def test_the_order_of_the_councils_changes_no_bit(by_council: np.ndarray, order: list[int]) -> None:
    other = AreaTable.within([COUNCILS[k] for k in order])
    assert other.rows == ENGLAND.rows
    assert np.array_equal(other.add_up(by_council[order]), ENGLAND.add_up(by_council))


@pytest.mark.unit
def test_rates_follow_dfe_on_the_national_row_of_2024() -> None:
    published = {
        "inpost_fte": 34328.2,
        "leavers_fte": 4728.7,
        "agency_fte": 6520.7,
        "agency_cover_fte": 5313.2,
        "vacancy_fte": 7188.6,
        "case_holders_fte": 20803.5,
        "cases": 320461.0,
        "working_days_lost_fte": 287194.9,
    }
    yearly = constant(periods=2)
    for name, value in published.items():
        yearly[name] = np.full((2, 4), value / 4)
    found = yearly_measures(record(yearly, constant_months()), ENGLAND)
    national = {name: float(found[name][1, 0]) for name in found}  # 2024, a leap year
    assert round(national["turnover_rate_fte"], 1) == 13.8
    assert round(national["agency_rate_fte"], 1) == 16.0
    assert round(national["vacancy_rate_fte"], 1) == 17.3
    assert round(national["caseload_fte"], 1) == 15.4
    assert round(national["absence_rate_fte"], 1) == 3.3  # DfE's base differs: it prints 3.4
    assert national["absence_rate_fte"] == pytest.approx(100 * 287194.9 / (34328.2 * 254))
    assert found["absence_rate_fte"][0, 0] == pytest.approx(100 * 287194.9 / (34328.2 * 253))


@pytest.mark.unit
def test_a_rate_over_nothing_is_not_defined() -> None:
    yearly = {**constant(), "case_holders_fte": np.zeros((2, 4))}
    assert np.isnan(
        yearly_measures(record(yearly, constant_months()), ENGLAND)["caseload_fte"]
    ).all()


@pytest.mark.unit
def test_flows_of_the_base_year_stay_unknown() -> None:
    yearly = constant()
    yearly["leavers_fte"][0] = np.nan
    found = yearly_measures(record(yearly, constant_months()), ENGLAND)
    for name in ("leavers_fte", "turnover_rate_fte"):
        assert np.isnan(found[name][0]).all()
        assert not np.isnan(found[name][1]).any()


@pytest.mark.unit
def test_a_component_that_the_model_forgot_is_named() -> None:
    yearly = constant()
    del yearly["handovers"]
    with pytest.raises(MissingComponentsError, match="handovers"):
        yearly_measures(record(yearly, constant_months()), ENGLAND)


@pytest.mark.unit
def test_monthly_measures_have_one_row_for_each_month() -> None:
    found = monthly_measures(record(constant(), constant_months()), ENGLAND)
    assert list(found) == list(MONTHLY)
    assert found["vacancy_rate_fte"].shape == (2, 7)
    assert found["vacancy_rate_fte"][0, 0] == 50.0
