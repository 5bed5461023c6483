"""A pay award: the usual one changes nobody; a freeze saves money first and then loses people."""

from __future__ import annotations

import pytest

from tests.levers.runs import assert_same, by_year, lever, run, scenario
from workforce_sim.assumptions import load_register
from workforce_sim.levers.base import Lever

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

USUAL = load_register().values()["pay.award_per_year"]


def award(share: float, **written: object) -> Lever:
    return lever("pay_award", award_share_per_year=share, **{"from": "2025-10", **written})


def test_an_award_that_keeps_up_with_pay_outside_changes_not_one_byte() -> None:
    assert_same(run(scenario()), run(scenario(award(USUAL))))


def test_a_freeze_saves_a_year_s_award_of_the_pay_bill_from_october_on() -> None:
    record = run(scenario(award(0.0)))
    saved = by_year(record)
    assert set(saved) == {2025, 2026, 2027}
    assert all(gbp < 0.0 for gbp in saved.values())
    bill = next(gbp for line, gbp in record.ledger.items() if line.line == "pay")[0]
    half_a_year = bill[record.years.tolist().index(2025)].sum() / 2.0
    assert saved[2025] == pytest.approx(-half_a_year * (1.0 - 1.0 / (1.0 + USUAL)), rel=0.05)


def test_three_years_without_an_award_raise_leaving() -> None:
    """The futures are keyed: a higher hazard only brings each worker's leaving forward."""

    def leavers(share: float) -> float:
        frozen = award(share, **{"from": "2024-10"})
        records = [run(scenario(frozen, end=2028), n) for n in range(3)]
        return float(sum(each.yearly["leavers_exit_fte"][2:].sum() for each in records))

    assert leavers(-0.1) > leavers(USUAL)


def test_the_pay_of_the_first_day_holds_the_award_of_its_october() -> None:
    saved = by_year(run(scenario(award(0.0, **{"from": "2024-10"}))))
    assert saved.get(2024, 0.0) == 0.0
    assert saved[2025] < 0.0
