"""Training places: nothing before a course ends, then people; closed places take the last away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.levers.runs import bought, by_year, lever, run, scenario, spent, watch
from workforce_sim.levers.base import Lever
from workforce_sim.model.engine.randomness import Origin, pack_identity
from workforce_sim.model.engine.state import ROUTES, Status
from workforce_sim.model.month.world import World
from workforce_sim.scenario.schema import Scope

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

PLACES = "lever.training_places"
LAST = {"routes": ("fast_track",), "intakes": ("2025-09",)}


def places(number: int, **written: object) -> Lever:
    return lever(
        "training_places", places=number, **{**LAST, "placements_per_worker": 1, **written}
    )


def on_the_way(world: World) -> set[int]:
    """Identities of all on the fast track who have ever qualified, at work or looking for it."""
    people = world.state.people
    known = world.state.status != Status.FREE
    came = known & (people.route == ROUTES.index("fast_track")) & (people.qualified > 0.0)
    return set(people.ident[came].tolist())


def test_added_places_cost_first_bring_people_a_year_later_and_change_nobody_else() -> None:
    before, with_it = (watch(scenario(*each), on_the_way) for each in ((), (places(60),)))
    assert before[:24] == with_it[:24]
    came = with_it[24] - before[24]
    assert before[24] < with_it[24]
    assert 0 < len(came) < 60
    many = watch(scenario(places(90)), on_the_way)[24]
    assert with_it[24] < many
    record = run(scenario(places(60)))
    assert bought(record) == 54
    assert spent(record) == pytest.approx(54 * 53_000)
    assert by_year(record).keys() == {2025, 2026}


def test_closed_places_take_exactly_the_last_students_away_and_save_their_cost() -> None:
    def graduates(world: World) -> list[int]:
        first = pack_identity(Origin.GRADUATE, ROUTES.index("fast_track"), 2026, 0)
        return sorted(each - first for each in on_the_way(world) if 0 <= each - first < 800)

    england = replace(scenario(end=2026), scope=Scope.england())
    fewer = replace(england, levers=(places(-300),))
    before, with_it = watch(england, graduates), watch(fewer, graduates)
    assert before[:23] == with_it[:23]
    assert with_it[23] == [each for each in before[23] if each < 500]
    assert len(with_it[23]) > 400
    assert spent(run(fewer)) == pytest.approx(-300 * 53_000)


def test_what_would_have_been_learnt_anyway_and_what_has_no_placement_adds_nobody() -> None:
    for entry, value in (("deadweight_share", 1.0), ("fill_share", 0.0)):
        seen = watch(scenario(places(60), assumptions={f"{PLACES}.{entry}": value}), on_the_way)
        assert seen == watch(scenario(), on_the_way)
    assert bought(run(scenario(places(60, placements_per_worker=0.02)))) in (2, 3)
