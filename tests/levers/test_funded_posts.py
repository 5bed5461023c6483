"""Posts: vacancies answer first, staff and pay follow; who goes when posts go."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.levers.runs import assert_same, bought, lever, run, scenario, spent, watch
from workforce_sim.levers.base import Lever
from workforce_sim.measures.record import PAY
from workforce_sim.model.engine.calendar import Turn
from workforce_sim.model.engine.state import ROLES
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

HOLDER = ROLES.index("case_holder")


def posts(number: float, **written: Any) -> Lever:
    """From April 2025 in Reading."""
    return lever("funded_posts", posts=number, from_="2025-04", councils=("Reading",), **written)


def funded_and_filled(world: World) -> tuple[float, float, float]:
    """FTE of case holders' posts in Reading: funded, filled, and held for somebody who comes."""
    here = world.state.councils[world.councils_named(("Reading",))[0]]
    funded, filled, held = (float(here[each][HOLDER]) for each in ("posts", "filled", "pending"))
    return funded, filled, held


def seen(*levers: Lever, **more: Any) -> np.ndarray:
    return np.array(watch(scenario(*levers, **more), funded_and_filled, Turn.CENSUS))


def test_added_posts_are_vacant_first_and_paid_only_as_they_fill() -> None:
    before, with_it = seen(), seen(posts(30))
    assert (before[:8] == with_it[:8]).all()  # advertised two months after the decision
    assert with_it[9, 0] - before[9, 0] == pytest.approx(30, abs=0.5)
    assert abs(with_it[9, 1] - before[9, 1]) < 6
    assert with_it[30, 1] - before[30, 1] > 3
    plain, more = run(scenario()), run(scenario(posts(30)))
    assert spent(more) == 0.0
    gbp, years = (more.ledger[PAY] - plain.ledger[PAY]).sum(axis=(1, 2))
    assert 40_000 < gbp / years < 75_000


def test_deleted_posts_go_as_people_leave_or_at_once_for_money() -> None:
    before = seen()
    wastage, redundancy = seen(posts(-60)), seen(posts(-60, redundancy=True))
    assert wastage[7, 0] == pytest.approx(before[7, 0] - 60, abs=0.5)
    assert wastage[6, 1] == pytest.approx(before[6, 1], abs=3)
    assert wastage[30, 1] < before[30, 1]
    assert redundancy[7, 1] <= redundancy[7, 0] + 1.0
    record = run(scenario(posts(-60, redundancy=True)))
    assert bought(record) > 4
    assert spent(record) == pytest.approx(23_000 * bought(record))
    assert spent(run(scenario(posts(-60)))) == 0.0


def test_frozen_posts_are_vacant_and_nobody_is_hired_until_they_thaw() -> None:
    frozen = seen(posts(0, frozen=True, to="2026-03"))
    held = frozen[:, 1] + frozen[:, 2]
    assert (np.diff(held[6:17]) <= 1e-9).all()
    assert frozen[17, 0] == pytest.approx(seen()[17, 0], abs=0.5)
    assert held[30] > held[17]


def test_posts_that_cannot_be_advertised_before_the_end_are_never_there() -> None:
    short = {"from": "2025-01", "to": "2025-02", "months_to_establish": 4}
    assert_same(run(scenario()), run(scenario(lever("funded_posts", posts=30, **short))))
