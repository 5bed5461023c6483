"""Funded posts answer caseload: slowly, and not at all where the register says 0."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from tests.levers.runs import run, scenario
from workforce_sim.levers import Lever
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

SOUTH_EAST = ("Reading", "Wokingham", "Bracknell Forest", "Slough", "Surrey", "Hampshire", "Kent")


class MoreReferrals(Lever):
    """A fifth more families from the first day."""

    def process(self, world: World) -> Generator[Any, Any, None]:
        """Raise demand once."""
        yield world.office_month(world.calendar.start)
        world.factor("more", "demand", 1.2)


def posts(*levers: Lever, answer: float | None = None) -> float:
    """Funded posts two years later."""
    told = {} if answer is None else {"posts.caseload_answer": answer}
    wanted = scenario(*levers, councils=SOUTH_EAST, end=2026, assumptions=told)
    return float(run(wanted).yearly["posts_fte"][2].sum())


def test_a_fifth_more_referrals_raise_posts_by_one_to_three_in_a_hundred_within_two_years() -> None:
    assert 1.01 < posts(MoreReferrals()) / posts() < 1.03


def test_without_the_answer_posts_do_not_know_of_referrals() -> None:
    assert posts(MoreReferrals(), answer=0.0) == posts(answer=0.0)
