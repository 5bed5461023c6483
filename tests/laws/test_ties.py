"""What leaving costs keeps people: read from leavers of simulated years, on paired futures."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.levers.runs import lever, scenario
from workforce_sim.model import simulate
from workforce_sim.scenario.schema import Scope

pytestmark = [pytest.mark.statistical, pytest.mark.needs_compiled]

ALL_BACK = (
    ("leaving.repayment_recovered_share", 1.0),
    ("market.pay_elasticity_applications", 0.0),
    ("leaving.pay_elasticity_national", 0.0),
    ("leaving.pay_elasticity_separation", 0.0),
    ("market.pay_elasticity_returners", 0.0),
    ("market.pay_elasticity_entrants", 0.0),
    ("agency.pay_elasticity_permanent", 0.0),
    ("training.pay_elasticity_applicants", 0.0),
)
"""All that is owed comes back; nobody looks at what others offer."""


@cache
def leavers(gbp: int = 0, tie_in: int = 24, clawback: float = 1.0) -> Any:
    """Leavers of each of two years in London when everybody gets a bonus in October 2024, FTE."""
    bonus = lever(
        "frontline_pay",
        **{"from": "2024-10", "to": "2024-10"},
        bonus_gbp=gbp,
        tie_in_months=tie_in,
        clawback_share=clawback,
        admin_gbp_per_year=0,
    )
    wanted = scenario(bonus, end=2026, assumptions=dict(ALL_BACK))
    wanted = replace(wanted, scope=Scope.model_validate({"regions": ("London",)}))
    return np.sum([simulate(wanted, 7, n).yearly["leavers_fte"][1:].sum(1) for n in (0, 1)], axis=0)


def test_a_pound_ties_nobody_and_5000_pounds_tie_as_the_evidence_says() -> None:
    """0.86 is exp(-0.015 x 10.1), £5,000 over the mean pay of London's workers with what they
    have agreed before the first day left out. False alarms: below one in a thousand (the standard
    error of the paired ratio is about 0.01).
    """
    large = 1.0 - leavers(5_000)[0] / leavers()[0]
    small = 1.0 - leavers(1)[0] / leavers()[0]
    assert large == pytest.approx(0.13, abs=0.04)
    assert abs(small) < large / 10.0


def test_without_clawback_nobody_is_tied() -> None:
    """The futures are the same; this never fails by chance."""
    np.testing.assert_array_equal(leavers(5_000, clawback=0.0), leavers())


def test_the_tie_ends_with_the_tie_in() -> None:
    """In the second year nobody is held, and those held back before leave with the others.

    False alarms: below one in a thousand (the standard error of either ratio is about 0.01).
    """
    first, second = leavers(5_000, tie_in=12) / leavers()
    assert first < 0.93
    assert second > 1.0
