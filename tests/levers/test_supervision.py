"""Supervision: people a manager, what more managers change first and later, and better support."""

from __future__ import annotations

import numpy as np
import pytest

from tests.levers.runs import lever, members, scenario, watch
from workforce_sim.model.engine.calendar import Turn
from workforce_sim.model.engine.state import Role, Status
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

MANAGER = Role.FIRST_LINE_MANAGER
MORE = lever("supervision", from_="2025-04", more_managers_share=1)
BETTER = lever("supervision", from_="2025-04", supported_share=0.6)

NO_ANSWER = {"posts.caseload_answer": 0.0}
"""Posts do not follow caseload, which more managers change a little."""


def here(world: World) -> np.ndarray:
    return np.asarray(world.active == 1)


def test_a_manager_has_the_people_who_are_there_over_the_managers_at_work() -> None:
    """Agency workers are supervised too; managers who are away supervise nobody."""

    def seen(world: World) -> tuple[list[float], list[float]]:
        people, status = world.state.people, world.state.status
        staff = status == Status.STAFF
        supervised = (status == Status.AGENCY) | (staff & (people.role > MANAGER))
        at_work = staff & (people.role == MANAGER) & (people.absent == 0)
        fte = [
            np.bincount(people.council[who], people.fte[who], world.active.size)[here(world)]
            for who in (supervised, at_work)
        ]
        with np.errstate(divide="ignore"):
            people_each = np.minimum(fte[0] / fte[1], world.values["leaving.span_limit"])
        return people_each.tolist(), world.state.councils.span[here(world)].tolist()

    for counted, kept in watch(scenario(), seen, Turn.OFFICE)[:24:3]:
        assert kept == pytest.approx(counted)


def test_people_a_manager_as_on_the_first_day_change_nobodys_leaving() -> None:
    first = watch(scenario(), lambda world: world.conditions()[here(world)].tolist())[0]
    strongest = scenario(assumptions={"leaving.span_hr_per_person": 1.2})
    assert watch(strongest, lambda world: world.conditions()[here(world)].tolist())[0] == first
    assert first == pytest.approx([1.0, 1.0])


def test_more_managers_are_vacancies_first_then_people_and_never_other_posts() -> None:
    def seen(world: World) -> tuple[np.ndarray, float, float]:
        councils = world.state.councils[here(world)]
        return councils.posts.sum(axis=0), councils.filled[:, MANAGER].sum(), councils.span.mean()

    before, with_it = (
        watch(
            scenario(*levers, councils=("Kent", "Essex"), end=2028, assumptions=NO_ANSWER),
            seen,
            Turn.OFFICE,
        )
        for levers in ((), (MORE,))
    )
    for month, (old, new) in enumerate(zip(before, with_it, strict=True)):
        more = new[0] - old[0]
        assert (np.delete(more, MANAGER) == 0.0).all()
        assert more[MANAGER] == pytest.approx(before[5][0][MANAGER] if month >= 6 else 0.0)
    assert with_it[5][1:] == before[5][1:]
    managers = [new[1] - old[1] for old, new in zip(before, with_it, strict=True)]
    assert managers[6] < managers[35]
    assert managers[35] > 0.1 * before[6][1]
    assert np.mean([new[2] for new in with_it[24:]]) < np.mean([old[2] for old in before[24:]])


def test_better_support_is_felt_after_some_months_by_a_share_of_those_supervised() -> None:
    def seen(world: World) -> tuple[int, int, set[int]]:
        people, supported = world.state.people, members(world, 0)
        staff = world.staff()
        roles = set(people.role[world.slots_of(supported)].tolist())
        return len(supported), int((people.role[staff] > MANAGER).sum()), roles

    months = watch(scenario(BETTER), seen)
    # Felt from month 6 + 6; the probe looks after the lever.
    assert not any(count for count, _, _ in months[:12])
    for count, supervised, roles in months[12:]:
        assert 0.5 < count / supervised < 0.7
        assert roles <= {3, 4, 5}


def test_when_it_ends_posts_and_support_end_with_it() -> None:
    both = lever(
        "supervision",
        from_="2025-04",
        to="2025-09",
        more_managers_share=0.5,
        supported_share=1,
        months_to_effect=0,
    )

    def seen(world: World) -> tuple[int, float]:
        return len(members(world, 0)), float(world.market.posts_added.sum())

    months = watch(scenario(both), seen)
    assert [count > 0 for count, _ in months[:18]] == [False] * 6 + [True] * 6 + [False] * 6
    assert [posts > 0 for _, posts in months[:18]] == [False] * 6 + [True] * 6 + [False] * 6
