"""Ledger, budget, prices and appraisal, with sums that can be done by hand."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_sim.measures.appraisal import (
    COST,
    LEAVERS,
    NET_PUBLIC,
    PROGRAMME,
    VACANCY_YEARS,
    WITH,
    WITHOUT,
    WORKER_YEARS,
    Account,
    AppraisalRow,
    appraise,
    present_value,
)
from workforce_sim.measures.ledger import (
    Budget,
    LedgerTotals,
    budget_years,
    financial_year_label,
    gather,
    overspend_warnings,
)
from workforce_sim.measures.prices import Prices, prices_from
from workforce_sim.measures.record import AGENCY, PAY, LedgerLine, financial_year_of

PRICES = Prices(2009, {2009: 100.0, 2010: 110.0}, 0.02, (0.035, 0.03))
PACKAGE = Budget(1000.0, date(2009, 5, 1), date(2011, 3, 31))


def posted(*postings: tuple[int, str, float]) -> dict[LedgerLine, np.ndarray]:
    """Postings of one replication: financial year, lever ("" for agency cost), pounds, which two
    councils share.
    """
    found: dict[LedgerLine, np.ndarray] = {}
    for year, lever, gbp in postings:
        line = LedgerLine("lever", lever) if lever else AGENCY
        table = found.setdefault(line, np.zeros((2, 4, 2)))
        table[0, year - 2009] += (0.25 * gbp, 0.75 * gbp)
        table[1, year - 2009] += 1.0
    return found


def ledger(*postings: tuple[int, str, float]) -> LedgerTotals:
    """The same as the totals of one replication."""
    return gather([posted(*postings)], 2009)


@pytest.mark.unit
def test_financial_years_start_in_april() -> None:
    assert financial_year_of(date(2010, 3, 31)) == 2009
    assert financial_year_of(date(2010, 4, 1)) == 2010
    assert financial_year_label(2009) == "2009-10"
    assert financial_year_label(1999) == "1999-00"


@pytest.mark.property
@given(st.lists(st.tuples(st.integers(2009, 2012), st.sampled_from("ab"), st.floats(0, 1e6))))
def test_no_pound_is_lost(postings: list[tuple[int, str, float]]) -> None:
    assert ledger(*postings).gbp.sum() == pytest.approx(sum(p[2] for p in postings))


@pytest.mark.unit
def test_a_replication_without_a_posting_counts_as_zero() -> None:
    totals = gather([posted((2009, "x", 10.0)), {}], 2009)
    assert totals.gbp.tolist() == [[10.0], [0.0]]


@pytest.mark.unit
def test_a_budget_is_shared_by_month_and_compared_with_spend_so_far() -> None:
    years = budget_years(ledger((2009, "courses", 300.0), (2010, "pay", 500.0)), PACKAGE)
    assert [y.financial_year for y in years] == [2009, 2010]
    assert years[0].budget_gbp == pytest.approx(1000 * 11 / 23)
    assert years[1].cumulative_budget_gbp == pytest.approx(1000.0)
    assert years[1].cumulative_spend_gbp == 800.0
    assert years[0].largest_lever == "courses"


@pytest.mark.unit
def test_money_that_no_lever_spends_is_outside_the_budget() -> None:
    assert overspend_warnings(ledger((2009, "", 1e9)), PACKAGE) == ()
    assert overspend_warnings(ledger((2009, "courses", 1000.0)), PACKAGE) == ()


@pytest.mark.unit
def test_an_overspend_names_lever_and_year() -> None:
    (warning,) = overspend_warnings(
        ledger((2009, "courses", 300.0), (2010, "courses", 100.0), (2010, "pay", 700.0)), PACKAGE
    )
    assert "overspends in 2010-11" in warning
    assert "pay" in warning
    assert "£1,100" in warning
    assert "100% of replications" in warning


@pytest.mark.unit
def test_spend_after_the_budget_ends_is_named() -> None:
    (warning,) = overspend_warnings(ledger((2012, "courses", 20.0)), PACKAGE)
    assert "courses" in warning
    assert "2012-13" in warning
    assert "does not cover" in warning


@pytest.mark.unit
def test_a_lever_that_passes_its_own_part_is_named() -> None:
    split = Budget(1000.0, PACKAGE.first, PACKAGE.last, {"courses": 250.0, "pay": 750.0})
    (warning,) = overspend_warnings(
        ledger((2009, "courses", 200.0), (2010, "courses", 100.0), (2010, "pay", 600.0)), split
    )
    assert warning.startswith("courses overspends its part of the budget in 2010-11")


@pytest.mark.unit
def test_real_terms_and_discounting_by_hand() -> None:
    totals = ledger((2009, "x", 100.0), (2010, "x", 110.0), (2010, "", 55.0))
    programme = present_value(totals, PRICES, 0.035, PROGRAMME)
    assert programme[0] == pytest.approx(100.0 + 100.0 / 1.035)
    net = present_value(totals, PRICES, 0.035, NET_PUBLIC)
    assert net[0] == pytest.approx(100.0 + 150.0 / 1.035)
    assert PRICES.real(2011) == pytest.approx(1 / (1.1 * 1.02))
    assert PRICES.level(2007) == pytest.approx(100.0 / 1.02**2)


@pytest.mark.unit
def test_prices_come_from_the_register() -> None:
    from workforce_sim.assumptions import load_register

    prices = prices_from(load_register().values(), 2024)
    assert prices.discount_rates == (0.035, 0.03)
    assert prices.real(2024) == 1.0
    assert prices.real(2009) > 1.0
    with pytest.raises(KeyError, match="deflator"):
        prices_from({}, 2024)


def account(worker: list[float], vacancy: list[float], gbp: list[float]) -> Account:
    outcomes = {
        WORKER_YEARS: np.array(worker),
        VACANCY_YEARS: np.array(vacancy),
        LEAVERS: np.zeros(len(worker)),
    }
    ledgers = [posted((2009, "x", pounds), (2009, "", 2 * pounds)) for pounds in gbp]
    return Account(outcomes, gather([{PAY: np.ones((2, 4, 2)), **each} for each in ledgers], 2009))


def row(rows: list[AppraisalRow], quantity: str, basis: str = "") -> AppraisalRow:
    return next(r for r in rows if r.quantity == quantity and r.cost_basis == basis)


@pytest.mark.unit
def test_costs_are_set_against_paired_gains() -> None:
    before = account([100.0, 110.0, 120.0], [30.0, 30.0, 30.0], [0.0, 0.0, 0.0])
    after = account([110.0, 121.0, 129.0], [30.0, 30.0, 30.0], [500.0, 500.0, 500.0])
    rows = appraise(after, before, PRICES)
    assert row(rows, "extra_worker_years_in_post").value == pytest.approx(10.0)
    lines = {PROGRAMME: 500.0, "agency": 1000.0, "pay": 0.0, NET_PUBLIC: 1500.0}
    for basis, pounds in lines.items():
        cost, spent, without = (row(rows, each, basis).value for each in (COST, WITH, WITHOUT))
        assert spent is not None
        assert without is not None
        assert cost == pytest.approx(pounds)
        assert cost == pytest.approx(spent - without)
    ratio = row(rows, "cost_per_extra_worker_year", PROGRAMME)
    assert ratio.value == pytest.approx(50.0)
    assert ratio.ci_low is not None
    assert ratio.ci_high is not None
    assert ratio.ci_low < 50.0 < ratio.ci_high
    assert ratio.method.startswith("Fieller")
    vacancies = row(rows, "cost_per_vacancy_year_removed", PROGRAMME)
    assert vacancies.value is None
    assert vacancies.note == "not defined: no difference in any replication"
    assert row(rows, "probability_more_worker_years").value == 1.0
    assert row(rows, "probability_fewer_vacancies").value == 0.0
    assert row(rows, "probability_costs_less", NET_PUBLIC).value == 0.0


@pytest.mark.unit
def test_both_discount_rates_are_shown_and_nothing_is_infinite() -> None:
    same = account([1.0, 2.0], [1.0, 2.0], [3.0, 4.0])
    rows = appraise(same, same, PRICES)
    assert {r.discount_rate for r in rows} == {0.035, 0.03, None}
    numbers = [x for r in rows for x in (r.value, r.ci_low, r.ci_high) if x is not None]
    assert np.isfinite(numbers).all()


@pytest.mark.unit
def test_a_saving_with_a_gain_is_called_one() -> None:
    before = account([100.0, 100.0], [30.0, 30.0], [500.0, 500.0])
    after = account([110.0, 110.5], [30.0, 30.0], [100.0, 100.0])
    assert (
        row(appraise(after, before, PRICES), "cost_per_extra_worker_year", NET_PUBLIC).note
        == "saves money and gains"
    )
