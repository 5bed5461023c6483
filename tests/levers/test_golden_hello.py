"""A golden hello: starters are paid and tied, and nobody who was there before; more are hired."""

from __future__ import annotations

import pytest

from tests.laws.staff import staff
from tests.levers.runs import bought, lever, run, scenario, spent, watch
from workforce_sim.assumptions import load_register
from workforce_sim.baseline import load_baseline
from workforce_sim.levers.base import Lever

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

ON_COST = 1.0 + load_register().values()["pay.on_cost"]


def hello(gbp: float = 4_000, **written: object) -> Lever:
    """For starters from April 2025 (month 6) to March 2026, with a tie-in of a year."""
    terms = {"from": "2025-04", "to": "2026-03", "tie_in_months": 12, "clawback_share": 1}
    return lever("golden_hello", payment_gbp=gbp, admin_gbp_per_year=0, **{**terms, **written})


def test_starters_are_paid_once_and_those_in_post_never() -> None:
    nothing_back = {"leaving.repayment_recovered_share": 0.0}
    record = run(scenario(hello(), assumptions=nothing_back))
    seen = watch(scenario(hello(), assumptions=nothing_back), staff)
    there = {(each.ident, each.spell) for each in seen[6]}
    hours = {
        (each.ident, each.spell): each.fte
        for month in range(18, 6, -1)
        for each in seen[month]
        if (each.ident, each.spell) not in there
    }
    assert bought(record) == pytest.approx(sum(hours.values()), rel=0.02)  # some change hours
    assert spent(record) == pytest.approx(4_000 * ON_COST * bought(record))


def test_starters_are_tied_for_a_year_and_then_free() -> None:
    seen = watch(scenario(hello()), staff)
    there = {(each.ident, each.spell) for each in seen[6]}
    for month, workers in enumerate(seen):
        tied = {(each.ident, each.spell) for each in workers if each.tie > 0.0}
        assert not tied & there
        assert not tied or 6 < month < 30
        assert tied or month != 18


def test_more_are_hired_where_it_is_offered() -> None:
    """The futures are keyed, and candidates' tastes are the same in each."""

    def starters(gbp: float) -> float:
        offered = hello(gbp, tie_in_months=0, clawback_share=0, councils=("Reading",))
        councils = ("Bracknell Forest", "Reading", "Wokingham")
        wanted = scenario(offered, councils=councils)
        reading = sorted(councils, key=load_baseline("england-2024").index_of).index("Reading")
        records = [run(wanted, n) for n in range(4)]
        return float(sum(r.yearly["starters_fte"][1:3, reading].sum() for r in records))

    assert starters(20_000) > starters(0)
