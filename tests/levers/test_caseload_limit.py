"""A limit on cases: nobody is above it; without posts cases wait; it can be lifted."""

from __future__ import annotations

import numpy as np
import pytest

from tests.levers.runs import lever, run, scenario, watch
from workforce_sim.levers.base import Lever
from workforce_sim.model.engine.calendar import Turn
from workforce_sim.model.engine.state import Status
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

CASES = 10


def limit() -> Lever:
    """From April 2025 to March 2026."""
    return lever("caseload_limit", from_="2025-04", to="2026-03", cases=CASES)


def most_cases(world: World) -> tuple[float, float]:
    """Most cases of anybody for a full-time post, of the settled and of those in the first year."""
    people = world.state.people
    at_work = np.isin(world.state.status, (Status.STAFF, Status.AGENCY)) & (people.n_cases > 0)
    new = world.now - people.qualified < 365.0
    each = people.n_cases / np.maximum(people.fte, 0.01)
    return float(each[at_work & ~new].max()), float(each[at_work & new].max(initial=0.0))


def test_nobody_has_more_than_the_limit_while_it_holds() -> None:
    settled, new = np.array(watch(scenario(limit()), most_cases, Turn.CENSUS)).T
    assert settled[5] > 2 * CASES
    assert (settled[7:18] <= CASES + 1e-9).all()
    assert (new[7:18] <= 0.8 * CASES + 1e-9).all()
    assert settled[30] > CASES


def test_without_posts_it_only_makes_cases_wait_and_none_is_lost() -> None:
    plain, limited = run(scenario()), run(scenario(limit()))
    waiting = [each.monthly["waiting_cases"].sum(axis=1) for each in (plain, limited)]
    cases = [each.monthly["cases"].sum(axis=1) for each in (plain, limited)]
    # Work on a case that nobody holds does not begin, so it stays open longer.
    np.testing.assert_array_equal(cases[0][:6], cases[1][:6])
    assert (cases[1][7:18] >= cases[0][7:18]).all()
    assert (waiting[1][7:18] > 300).all()
    assert waiting[1][30] < 100
    assert max(limited.checks.values()) < 1e-6
