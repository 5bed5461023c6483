"""Recruitment abroad: posts are held first, people come later, only there, at a reduced load."""

from __future__ import annotations

import numpy as np
import pytest

from tests.levers.runs import bought, by_council, lever, members, run, scenario, watch
from workforce_sim.levers.base import Lever
from workforce_sim.model.engine.state import Status
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

BOTH = ("Reading", "Slough")
FIRST_PROGRAMME = 0


def abroad(offers: int = 20) -> Lever:
    """Reading makes offers in April 2025."""
    return lever(
        "overseas_recruitment", offers=offers, campaigns=("2025-04",), councils=("Reading",)
    )


def of_campaign(world: World, status: Status) -> dict[int, int]:
    """Those who came through a lever and have a status, and their council."""
    people = world.state.people
    theirs = (people.ident >> 58 == 11) & (world.state.status == status)
    return dict(zip(people.ident[theirs].tolist(), people.council[theirs].tolist(), strict=True))


def test_posts_are_held_at_once_and_people_start_three_to_nine_months_later_only_there() -> None:
    coming = watch(scenario(abroad(), councils=BOTH), lambda w: of_campaign(w, Status.NOTICE))
    working = watch(scenario(abroad(), councils=BOTH), lambda w: of_campaign(w, Status.STAFF))
    assert not any(coming[:6])
    assert len(coming[7]) == 16  # 20 offers, of whom 0.8 come
    assert not any(working[:9])
    assert len(working[16]) > 12
    assert len({council for seen in (*coming, *working[:13]) for council in seen.values()}) == 1
    record = run(scenario(abroad(), councils=BOTH))
    assert bought(record) == 16
    assert by_council(record, BOTH) == {"Reading": pytest.approx(16 * 10_000)}


def test_no_more_come_than_there_are_posts() -> None:
    def held_and_funded(world: World) -> tuple[float, float]:
        councils = world.state.councils
        here = world.councils_named(("Reading",))
        coming = len(of_campaign(world, Status.NOTICE))
        return coming, float(np.maximum(councils.posts[here] - councils.filled[here], 0.0).sum())

    coming, vacant = watch(scenario(abroad(400), councils=BOTH), held_and_funded)[7]
    assert 0.0 < coming <= vacant + 2.0


def test_they_learn_for_half_a_year_and_then_carry_as_others_do() -> None:
    learning = watch(
        scenario(abroad(), councils=BOTH), lambda world: members(world, FIRST_PROGRAMME)
    )
    working = watch(scenario(abroad(), councils=BOTH), lambda w: of_campaign(w, Status.STAFF))
    assert not any(learning[:9])
    assert set(learning[12]) == set(working[12])
    assert 0 < len(learning[17]) < len(working[17])
    assert not any(learning[24:])
