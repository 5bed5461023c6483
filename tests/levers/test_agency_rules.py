"""Agency rules: a lower price lowers the bill and cover; leavers wait, or go over the border."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.levers.runs import lever, run, scenario, watch
from workforce_sim.levers.base import Lever
from workforce_sim.measures.record import AGENCY
from workforce_sim.model.engine.calendar import Turn
from workforce_sim.model.engine.state import LeaveKind, Status
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

SOUTH_EAST = ("Reading", "Wokingham", "Bracknell Forest", "Slough", "Surrey", "Hampshire", "Kent")
NO_WAIT = {"cooling_off_months": 0, "minimum_experience_years": 0}


def rules(**written: Any) -> Lever:
    return lever("agency_rules", from_="2024-10", **written)


def test_a_price_cap_lowers_the_bill_and_cover() -> None:
    plain, capped = (
        run(scenario(*each, councils=SOUTH_EAST))
        for each in ((), (rules(price_cut_share=0.2, **NO_WAIT),))
    )
    (bill, years), (capped_bill, capped_years) = (
        each.ledger[AGENCY][:, 1:].sum(axis=(1, 2)) for each in (plain, capped)
    )
    assert capped_years < 0.97 * years
    assert capped_bill < 0.82 * bill
    assert capped_bill / capped_years == pytest.approx(0.8 * bill / years, rel=0.03)


def just_left(world: World) -> dict[int, tuple[int, float]]:
    """Who is between a permanent post and an agency's: the council left, and since when."""
    people = world.state.people
    slots = np.flatnonzero(
        (world.state.status == Status.POOL) & (people.leave_kind == LeaveKind.TO_AGENCY)
    )
    return {
        int(people.ident[slot]): (int(people.council[slot]), float(people.started[slot]))
        for slot in slots
    }


def shortest_wait(*levers: Lever) -> float:
    """Days from leaving a permanent post until the first month without waiting."""
    found = watch(scenario(*levers, councils=SOUTH_EAST), just_left, Turn.CENSUS)
    waits = [
        (month + 1) * 365.25 / 12.0 - since
        for month, (now, later) in enumerate(zip(found, found[1:], strict=False))
        for who, (_, since) in now.items()
        if who not in later
    ]
    return float(np.percentile(waits, 20))


def test_who_leaves_a_permanent_post_waits_for_three_months_in_the_region() -> None:
    assert shortest_wait() < 70
    assert shortest_wait(rules(price_cut_share=0)) > 85


def test_nobody_goes_to_an_agency_without_the_years() -> None:
    def newest(world: World) -> float:
        people = world.state.people
        left = (world.state.status == Status.POOL) & (people.leave_kind == LeaveKind.TO_AGENCY)
        years = (people.started[left] - people.qualified[left]) / 365.25
        return float(years.min(initial=np.inf))

    def least(*levers: Lever) -> float:
        return min(watch(scenario(*levers, councils=SOUTH_EAST), newest, Turn.CENSUS)[2:])

    assert least() < 3.0
    assert least(rules(cooling_off_months=0, price_cut_share=0)) >= 3.0
