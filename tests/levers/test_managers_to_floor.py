"""Managers on the floor: time for everybody falls at once, cases and new staff gain from it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.levers.runs import bought, lever, members, run, scenario, spent, watch
from workforce_sim.baseline import load_baseline
from workforce_sim.model.engine.calendar import Turn
from workforce_sim.model.engine.state import Role
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

HALF = lever("managers_to_floor", from_="2025-04", to="2026-03", week_share=0.5)
NO_LIMIT = {"leaving.span_limit": 1000.0}


def of_reading(world: World) -> tuple[float, float]:
    """People a manager, and the work that an hour does."""
    council = world.state.councils[world.baseline.index_of("Reading")]
    return float(council.span), float(council.efficiency)


def test_half_the_week_on_the_floor_is_half_the_time_for_supervision_while_it_lasts() -> None:
    before, with_it = (
        watch(scenario(*levers, assumptions=NO_LIMIT), of_reading, Turn.OFFICE)
        for levers in ((), (HALF,))
    )
    assert with_it[:6] == before[:6]
    assert with_it[6][0] == pytest.approx(2.0 * before[6][0])
    assert all(1.0 < work < 1.2 for _, work in with_it[6:18])
    assert {work for _, work in with_it[18:]} == {1.0}
    assert with_it[18][0] < 1.5 * before[18][0]


def test_a_whole_week_on_the_floor_leaves_no_supervision_up_to_the_limit() -> None:
    whole = lever("managers_to_floor", from_="2025-04", week_share=1)
    spans = [span for span, _ in watch(scenario(whole), of_reading, Turn.OFFICE)]
    assert set(spans[6:]) == {20.0}
    assert max(spans[:6]) < 20.0


def test_only_those_who_qualified_a_short_while_ago_are_worked_beside() -> None:
    def seen(world: World) -> tuple[list[int], list[int]]:
        staff = world.staff()
        new = (world.years_qualified(staff) < 2.0) & (
            world.state.people.role[staff] > Role.FIRST_LINE_MANAGER
        )
        return members(world, 0), sorted(world.idents(staff[new]).tolist())

    months = watch(scenario(HALF), seen)
    assert not any(beside for beside, _ in months[:6])
    assert not any(beside for beside, _ in months[18:])
    for beside, new in months[6:18]:
        assert beside == new
        assert beside


def test_it_costs_the_preparation_of_each_manager_once() -> None:
    record = run(scenario(HALF))
    managers = watch(scenario(), lambda world: world.staff(roles=("first_line_manager",)).size)[6]
    assert bought(record) == managers
    assert spent(record) == pytest.approx(1_000 * managers)


def test_more_of_the_week_makes_it_harder_to_stay_for_all() -> None:
    def harder(share: float) -> float:
        only_time = {
            "lever.managers_to_floor.productivity_ratio": 0.0,
            "lever.managers_to_floor.exit_hazard_ratio": 1.0,
        }
        wanted = lever("managers_to_floor", from_="2025-04", week_share=share)
        seen = watch(scenario(wanted, assumptions=only_time), World.conditions, Turn.OFFICE)
        reading = load_baseline("england-2024").index_of("Reading")
        return float(np.mean([each[reading] for each in seen[6:18]]))

    assert harder(0.0) < harder(0.2) < harder(0.5) < harder(1.0)
