"""Funnels: no share, nobody; a larger share, the same people and more."""

from typing import Any

import pytest

from tests.laws.staff import COUNCILS, PERIOD, inside, staff
from tests.levers.runs import lever, scenario, watch
from workforce_sim.model.engine.state import Route
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]

CONVERSION = {"places": 60, "intakes": ("2025-01",), "course_months": 12}
RETURN = {**PERIOD, "target": 30, "course_months": 1}
MASTERS = {
    "places": 40,
    "intakes": ("2025-01",),
    "course_months": 10,
    "minimum_years_qualified": 0,
}
# By lever and share: what is written, whether a larger share means more people.
SHARES: dict[tuple[str, str], tuple[dict[str, Any], bool]] = {
    ("conversion_places", "withdrawal_share"): (CONVERSION, False),
    ("conversion_places", "deadweight_share"): (CONVERSION, False),
    ("conversion_places", "seeks_children_share"): (CONVERSION, True),
    ("return_to_practice", "former_social_worker_share"): (RETURN, True),
    ("return_to_practice", "apply_share"): (RETURN, True),
    ("return_to_practice", "offer_share"): (RETURN, True),
    ("return_to_practice", "complete_share"): (RETURN, True),
    ("return_to_practice", "register_share"): (RETURN, True),
    ("return_to_practice", "hired_share"): (RETURN, True),
    ("practice_masters", "withdrawal_share"): (MASTERS, False),
}
# So that each share alone decides, the others let everybody through.
OPEN = {
    "lever.conversion_places.withdrawal_share": 0.0,
    "lever.conversion_places.deadweight_share": 0.0,
    "lever.conversion_places.seeks_children_share": 1.0,
    **{
        f"lever.return_to_practice.{name}_share": 1.0
        for name in ("former_social_worker", "apply", "offer", "complete", "register", "hired")
    },
    "lever.return_to_practice.enquiries_per_place": 1.0,
    "lever.return_to_practice.exit_hazard_ratio": 0.99,
}


def came_out(name: str, world: World) -> set[int]:
    """Those who have come out of the end of a funnel and are there."""
    people = world.state.people
    if name == "conversion_places":
        new = (people.route == Route.CONVERSION) & (people.qualified > 0.0)
        return set(people.ident[new & (world.state.status > 0)].tolist())
    return inside(staff(world), 1 if name == "practice_masters" else 0)


def through(name: str, share: str, written: dict[str, Any], value: float) -> set[int]:
    """Everybody who ever came out."""
    entry = f"lever.{name}.{share}"
    wanted = scenario(
        lever(name, **written),
        councils=COUNCILS,
        end=2026,
        assumptions={**OPEN, entry: value},
    )
    return set().union(*watch(wanted, lambda world: came_out(name, world)))


@pytest.mark.parametrize(("name", "share"), SHARES)
def test_a_share_lets_through_nobody_some_or_all(name: str, share: str) -> None:
    written, rises = SHARES[name, share]
    nobody, few, many = (
        through(name, share, written, value if rises else 1.0 - value) for value in (0.0, 0.4, 0.9)
    )
    assert not nobody
    assert 0 < len(few) < len(many)
    if name != "return_to_practice":  # whom it invites goes by who is left of those invited before
        assert few < many
