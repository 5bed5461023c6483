"""A qualifying year: supply fails for one cohort and recovers; nobody is lost but who fails."""

from __future__ import annotations

import numpy as np
import pytest

from tests.levers.runs import bought, lever, members, run, scenario, spent, watch
from workforce_sim.levers import Lever
from workforce_sim.model.engine.randomness import Origin, pack_identity
from workforce_sim.model.engine.state import Status
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

ENTRY = "lever.qualifying_year"
ALL_PASS = {f"{ENTRY}.failure_share": 0.0, f"{ENTRY}.applicant_ratio": 1.0}


def year(**written: object) -> Lever:
    return lever("qualifying_year", from_="2026-04", **written)


def bachelors(world: World) -> list[int]:
    """Who comes to the market from a bachelor's course in these councils on this day."""
    people = world.state.people
    today = (world.state.status == Status.CANDIDATE) & (people.qualified == world.now)
    regular = people.ident >> 48 == pack_identity(Origin.GRADUATE, 0, 0, 0) >> 48
    here = world.active[people.council] == 1
    return sorted(people.ident[today & regular & here].tolist())


def passed(wanted: Lever, assumptions: dict[str, float]) -> set[int]:
    """All who have passed in the end."""

    def seen(world: World) -> set[int]:
        return {
            ident
            for training in world.further_training
            for _, idents in training.passed
            for ident in idents.tolist()
        }

    return watch(scenario(wanted, end=2028, assumptions=assumptions), seen)[-1]


def test_one_cohort_fails_to_come_and_the_same_people_come_a_year_later() -> None:
    before, with_it = (
        watch(scenario(*levers, end=2028, assumptions=ALL_PASS), bachelors)
        for levers in ((), (year(),))
    )
    july = {when: 12 * (when - 2025) + 9 for when in (2025, 2026, 2027, 2028)}
    assert [month for month, came in enumerate(before) if came] == list(july.values())
    assert with_it[july[2025]] == before[july[2025]]
    assert not with_it[july[2026]]
    for when in (2026, 2027):
        assert with_it[july[when + 1]] == before[july[when]]


def test_who_fails_or_is_deterred_never_comes_and_nobody_else_is_missing() -> None:
    hard = {f"{ENTRY}.failure_share": 0.3, f"{ENTRY}.applicant_ratio": 1.0}
    all_pass, some_fail = (passed(year(), each) for each in (ALL_PASS, hard))
    assert some_fail < all_pass
    assert len(some_fail) == pytest.approx(0.7 * len(all_pass), rel=0.3)
    deterred = {f"{ENTRY}.failure_share": 0.0, f"{ENTRY}.applicant_ratio": 0.0}
    assert passed(year(announced="2024-10"), deterred) < all_pass


def test_trainees_carry_cases_in_the_year_and_cost_their_pay_and_a_grant() -> None:
    def work(world: World) -> float:
        return float(world.factors.level("efficiency").max())  # type: ignore[arg-type]

    one = year(to="2026-08")  # the courses that end in July 2026
    months = watch(scenario(one, assumptions=ALL_PASS, end=2028), work)
    assert [month for month, each in enumerate(months) if each > 1.0] == list(range(21, 33))
    record = run(scenario(one, assumptions=ALL_PASS, end=2028))
    assert bought(record) > 3
    assert spent(record) == pytest.approx((2_000 + 32_000) * bought(record))


def test_those_who_passed_are_readier_for_two_years_of_their_first_post() -> None:
    def seen(world: World) -> tuple[list[int], float]:
        ready = members(world, 0)
        slots = world.slots_of(ready)
        assert world.in_first_post(slots).all()
        return ready, float(world.years_qualified(slots).max(initial=0.0))

    one = year(to="2026-08")
    months = watch(scenario(one, end=2030), seen)
    assert not any(ready for ready, _ in months[:33])
    assert any(ready for ready, _ in months[34:56])
    assert not any(ready for ready, _ in months[58:])
    assert np.max([years for _, years in months]) < 2.0
