"""A retention payment: first nothing is paid but fewer leave, then those who stayed are paid, and
never anybody who left; when the promises end, so does what leaving costs.
"""

from __future__ import annotations

import pytest

from tests.laws.staff import staff
from tests.levers.runs import bought, by_year, lever, run, scenario, spent, watch
from workforce_sim.assumptions import load_register
from workforce_sim.levers.base import Lever

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

ON_COST = 1.0 + load_register().values()["pay.on_cost"]


def promise(**written: object) -> Lever:
    """£6,000 for a year from April 2025 (month 6), once."""
    terms = {"from": "2025-04", "to": "2025-04", "every_months": 12, "admin_gbp_per_year": 0}
    return lever("retention_payment", **{"payment_gbp": 6_000, **terms, **written})


def test_only_those_who_stayed_are_paid_and_each_only_once() -> None:
    seen = watch(scenario(promise()), staff)
    promised = {(each.ident, each.spell) for each in seen[6]}
    stayed = {each.ident: each.fte for each in seen[18] if (each.ident, each.spell) in promised}
    record = run(scenario(promise()))
    assert len(stayed) < len(promised)
    assert bought(record) == pytest.approx(sum(stayed.values()))
    assert spent(record) == pytest.approx(6_000 * ON_COST * bought(record))
    assert by_year(record).keys() == {2026}


def test_leaving_costs_the_promise_until_it_is_paid_and_nothing_afterwards() -> None:
    seen = watch(scenario(promise()), staff)
    promised = {(each.ident, each.spell) for each in seen[6]}
    for month, workers in enumerate(seen):
        tied = {(each.ident, each.spell) for each in workers if each.tie > 0.0}
        here = {(each.ident, each.spell) for each in workers}
        assert tied == (promised & here if 6 <= month < 18 else set())
    assert max(each.tie for each in seen[6]) == pytest.approx(6_000)


def test_fewer_leave_while_it_is_promised() -> None:
    """The futures are keyed: a lower hazard only delays each worker's leaving."""
    large = promise(payment_gbp=15_000, **{"from": "2024-10", "to": "2024-10"})
    without, with_it = (
        sum(run(scenario(*each), n).yearly["leavers_fte"][1].sum() for n in range(3))
        for each in ((), (large,))
    )
    assert with_it < without
