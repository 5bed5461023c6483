"""Administration: worse while it changes, better later, and a part comes back; or the opposite."""

from __future__ import annotations

import pytest

from tests.levers.runs import assert_same, lever, run, scenario, watch
from workforce_sim.assumptions import load_register
from workforce_sim.levers.base import Lever
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

ADMIN = load_register()["casework.admin_share"].central


def admin(cut: float, name: str = "admin_time") -> Lever:
    """A roll-out of three months from April 2025."""
    return lever(
        name,
        from_="2025-04",
        rollout_months=3,
        admin_time_cut_share=cut,
        grant_gbp=0,
        running_gbp_per_year=0,
    )


def work_of_an_hour(wanted: Lever) -> list[float]:
    def seen(world: World) -> float:
        return float(world.factors.level("efficiency")[world.active == 1][0])  # type: ignore[arg-type]

    return watch(scenario(wanted), seen)


def test_with_the_same_numbers_it_is_the_overhaul_of_a_case_system() -> None:
    overhaul = run(scenario(admin(0.3, "case_system_overhaul")))
    assert_same(run(scenario(admin(0.3))), overhaul)


def test_a_cut_is_felt_after_a_dip_and_partly_lost_again() -> None:
    share, part = ADMIN, 0.7
    seen = work_of_an_hour(admin(0.3))
    assert set(seen[:6]) == {1.0}
    assert seen[6:9] == pytest.approx([1.0 / (1.0 + share * 0.05)] * 3)
    assert seen[9] == pytest.approx(1.0 / (1.0 - share * 0.3 * part))
    assert seen[9:] == sorted(seen[9:], reverse=True)
    assert 1.0 < seen[-1] < seen[9]


def test_new_red_tape_costs_work_and_half_of_it_is_overtime() -> None:
    seen = work_of_an_hour(admin(-0.3))
    assert seen[9] == pytest.approx(1.0 / (1.0 + ADMIN * 0.3 * 0.7))
    days = [
        run(each).yearly["working_days_lost_fte"][1:].sum()
        for each in (scenario(), scenario(admin(-0.9)))
    ]
    assert days[0] < days[1]
