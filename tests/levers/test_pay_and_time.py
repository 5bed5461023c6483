"""Levers of pay, status and administration: money, limits, and effects that end with the money."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.levers.runs import (
    READING,
    bought,
    by_council,
    by_year,
    lever,
    run,
    scenario,
    spent,
    watch,
)
from workforce_sim.assumptions import load_register
from workforce_sim.baseline import load_baseline
from workforce_sim.levers.base import Lever
from workforce_sim.model.engine.state import ROLES, Floats
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

VALUES = load_register().values()
ON_COST = 1.0 + VALUES["pay.on_cost"]
PERIOD = {"from": "2025-04", "to": "2026-03"}
CASE_HOLDER = ROLES.index("case_holder")


def pay(**written: Any) -> Lever:
    """A scheme from April 2025 to March 2026: months 6 to 17."""
    return lever("frontline_pay", **{**PERIOD, "admin_gbp_per_year": 0, **written})


def supplements(world: World) -> float:
    """Highest supplement paid this month, GBP a year."""
    return float(world.state.people.supplement.max())


def offers(world: World) -> float:
    """Highest offer made this month, share of pay."""
    return float(world.market.offer_pay.max())


def offers_by_role(world: World) -> Floats:
    """Offers that Reading and Rutland make this month, shares of pay: (councils, roles)."""
    where = [world.baseline.index_of(name) for name in READING]
    return np.asarray(world.market.offer_pay[where].copy())


def salaries(role: str) -> Floats:
    """Basic pay of a role in Reading and in Rutland in the first year, GBP."""
    ratios = VALUES.vector("pay.regional_ratio", ("south_east", "east_midlands"))
    return np.asarray(VALUES[f"pay.salary.{role}"] * ratios)


def test_a_supplement_costs_the_hours_paid_and_their_on_costs() -> None:
    record = run(scenario(pay(supplement_gbp_per_year=3_000, councils=("Reading",))))
    assert spent(record) == pytest.approx(3_000 * ON_COST * bought(record))
    assert by_council(record).keys() == {"Reading"}
    in_post = record.monthly["inpost_fte"][6:18].max(axis=1).sum() / 12.0
    assert bought(record) == pytest.approx(in_post, rel=1e-9)


def test_a_share_of_pay_follows_the_region() -> None:
    written = {"supplement_share_of_pay": 0.1, "roles": ("case_holder",), "councils": ("Reading",)}
    record = run(scenario(pay(**written), end=2025))
    pay_of_one = VALUES["pay.salary.case_holder"] * VALUES["pay.regional_ratio.south_east"]
    assert spent(record) == pytest.approx(0.1 * pay_of_one * ON_COST * bought(record))


def test_effects_end_with_the_money() -> None:
    wanted = scenario(pay(supplement_gbp_per_year=3_000))
    for look in (supplements, offers):
        seen = watch(wanted, look)
        assert not any(seen[:6])
        assert all(seen[6:18])
        assert not any(seen[18:])
    assert set(watch(wanted, supplements)[6:18]) == {3_000.0}


def test_a_cap_is_spent_and_never_exceeded_and_ends_the_offers() -> None:
    wanted = scenario(pay(supplement_gbp_per_year=3_000, cap_gbp=100_000, admin_gbp_per_year=600))
    assert spent(run(wanted)) == pytest.approx(100_000)
    assert spent(run(wanted)) <= 100_000 * (1 + 1e-12)
    paid, offered = watch(wanted, supplements), watch(wanted, offers)
    last = max(month for month, gbp in enumerate(paid) if gbp > 0)
    assert 6 < last < 17
    assert 0 < paid[last] < 3_000
    assert not any(offered[last:])


def test_offers_count_the_teams_that_are_paid() -> None:
    written: dict[str, Any] = {"supplement_gbp_per_year": 4_150, "roles": ("case_holder",)}

    def offered(**more: Any) -> Floats:
        return watch(scenario(pay(**written, **more), end=2025), offers_by_role)[6]

    everywhere = offered()
    holders, others = everywhere[:, CASE_HOLDER], np.delete(everywhere, CASE_HOLDER, axis=1)
    # The same money is a larger share where pay is lower.
    np.testing.assert_allclose(holders, 4_150 / salaries("case_holder"))
    assert salaries("case_holder")[0] != salaries("case_holder")[1]
    assert not others.any()
    one_team = offered(teams=("safeguarding",))[:, CASE_HOLDER]
    assert (one_team > 0).all()
    assert (one_team < holders).all()
    judged = offered(performance_share=0.5)[:, CASE_HOLDER]
    np.testing.assert_allclose(judged, holders / 2)


def test_each_role_is_offered_the_share_of_its_own_pay() -> None:
    wanted = scenario(pay(supplement_gbp_per_year=2_000), end=2025)
    expected = [2_000 / salaries(role) for role in ROLES]
    np.testing.assert_allclose(watch(wanted, offers_by_role)[6], np.transpose(expected))


def test_neighbours_feel_what_is_offered_to_their_role_by_how_near_and_how_short_it_is() -> None:
    """Reading pays two roles; in Wokingham each feels its own, in Reading nobody does."""
    councils = ("Reading", "Wokingham", "Rutland")
    both = [
        pay(supplement_share_of_pay=share, roles=(role,), councils=("Reading",))
        for share, role in ((0.1, "case_holder"), (0.2, "senior_practitioner"))
    ]

    def market_pay(world: World) -> Floats:
        where = [world.baseline.index_of(name) for name in councils]
        return np.asarray(world.state.councils.market_pay[where].copy())

    months = watch(scenario(*both, councils=councils), market_pay)
    # Set in the office round, after the levers: it shows a month later, for as long as it is paid.
    felt = [bool(month.any()) for month in months]
    assert felt == [False] * 7 + [True] * 12 + [False] * (len(months) - 19)
    reading, wokingham, rutland = months[7]
    baseline = load_baseline("england-2024")
    home = baseline.index_of("Wokingham")
    near = baseline.near[home, : int(VALUES["market.reachable_councils"]) - 1]
    weight = np.maximum(baseline.vacancy_fte[near], 0.05) * np.exp(
        -VALUES["market.distance_decay_per_10km"] * baseline.distance_km[home, near] / 10.0
    )
    share = float(weight[near == baseline.index_of("Reading")].sum() / weight.sum())
    expected = np.zeros(len(ROLES))
    expected[[ROLES.index("senior_practitioner"), CASE_HOLDER]] = 0.2 * share, 0.1 * share
    assert share > 0.05
    np.testing.assert_allclose(wokingham, expected)
    assert not reading.any()
    assert not rutland.any()


def status(**written: Any) -> Lever:
    """Ten posts from April 2025 to March 2026."""
    return lever(
        "advanced_status",
        **{
            **PERIOD,
            "posts": 10,
            "supplement_gbp_per_year": 6_000,
            "assessment_gbp": 0,
            **written,
        },
    )


QUICK = {"lever.advanced_status.take_up_months": 1.0}


def held(world: World) -> tuple[float, set[int], float]:
    """FTE of holders, their roles, and the least years since they qualified."""
    people = world.state.people
    slots = np.flatnonzero((people.programmes & 1 == 1) & (world.state.status == 1))
    return (
        float(people.fte[slots].sum()),
        set(people.role[slots].tolist()),
        float(world.years_qualified(slots).min(initial=99.0)),
    )


def test_posts_are_taken_up_evenly_and_the_outside_share_is_offered() -> None:
    slowly = {"lever.advanced_status.internal_share": 1.0}
    months = [fte for fte, _, _ in watch(scenario(status(), assumptions=slowly), held)]
    assert all(months[6 + i] <= 10.0 * (i + 1) / 12.0 + 1e-9 for i in range(12))
    assert not any(watch(scenario(status(), assumptions=slowly), offers))
    outside = {**QUICK, "lever.advanced_status.internal_share": 0.0}
    assert watch(scenario(status(), assumptions=outside), held)[6][0] < months[17]
    offered = np.array(watch(scenario(status(), assumptions=outside), offers_by_role))
    seniors = offered[:, :, ROLES.index("senior_practitioner")]
    most = 6_000 / salaries("senior_practitioner")
    assert (seniors <= most * (1 + 1e-12)).all()
    assert (seniors.max(axis=0) > 0).all()
    # A vacancy comes with a status as often here as there.
    np.testing.assert_allclose(seniors[:, 0] / most[0], seniors[:, 1] / most[1])
    assert offered.sum() == seniors.sum()
    assert not offered[[*range(6), *range(18, len(offered))]].any()


def overhaul(**written: Any) -> Lever:
    """A roll-out from January to March 2025."""
    return lever(
        "case_system_overhaul",
        **{
            "from": "2025-01",
            "to": "2026-12",
            "rollout_months": 3,
            "admin_time_cut_share": 0.2,
            "grant_gbp": 30_000,
            "running_gbp_per_year": 1_200,
            **written,
        },
    )


def test_efficiency_dips_rises_and_rebounds_until_the_system_ends() -> None:
    numbers = {
        "casework.admin_share": 0.5,
        "lever.case_system_overhaul.rebound_share": 0.5,
        "lever.case_system_overhaul.rebound_years": 1.0,
        "lever.case_system_overhaul.freed_time_to_cases_share": 0.5,
        "lever.case_system_overhaul.rollout_admin_rise_share": 0.1,
    }
    seen = watch(
        scenario(overhaul(councils=("Reading",)), assumptions=numbers),
        lambda world: world.factors.level("efficiency")[[128, 59]].tolist(),  # type: ignore[arg-type]
    )
    reading = [both[0] for both in seen]
    assert {both[1] for both in seen} == {1.0}
    assert reading[:3] == [1.0] * 3
    assert reading[3:6] == pytest.approx([1 / 1.05] * 3)
    assert reading[6] == pytest.approx(1 / 0.95)
    assert reading[12] == pytest.approx(1 / (1 - 0.05 * 0.75))
    assert reading[18:27] == pytest.approx([1 / (1 - 0.025)] * 9)
    assert set(reading[27:]) == {1.0}


def test_the_grant_is_spread_over_the_roll_out_and_running_costs_follow() -> None:
    record = run(scenario(overhaul()))
    assert by_year(record) == pytest.approx({2024: 30_000.0, 2025: 1_200.0, 2026: 900.0})
    local = run(scenario(overhaul(councils=("Reading",))))
    assert by_council(local).keys() == {"Reading"}
    assert spent(local) == pytest.approx(spent(record))
    at_once = run(scenario(overhaul(rollout_months=0), end=2025))
    assert spent(at_once) == pytest.approx(30_000 + 9 * 100)
