"""Levers about training, returning and staying: who takes part, when, and what it costs."""

from __future__ import annotations

import numpy as np
import pytest

from tests.levers.runs import bought, by_year, lever, members, run, scenario, spent, watch
from workforce_sim.levers.base import Lever
from workforce_sim.model.engine.state import Route
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

CONVERSION = "lever.conversion_places"
RETURN = "lever.return_to_practice"


def conversion(places: int = 60) -> Lever:
    """A course of a year from April 2025, with a tie-in of six months."""
    return lever(
        "conversion_places",
        places=places,
        intakes=("2025-04",),
        course_months=12,
        tie_in_months=6,
        bursary_gbp=12_000,
        cost_per_place_gbp=1_000,
    )


def converted(world: World) -> list[int]:
    """Identities of all who qualified on a conversion course since the first day."""
    people = world.state.people
    came = (people.route == Route.CONVERSION) & (people.qualified > 0.0) & (world.state.status > 0)
    return sorted(set(people.ident[came].tolist()))


def test_nobody_arrives_before_qualifying_and_more_places_only_add_people() -> None:
    few = watch(scenario(conversion(20)), converted)
    many = watch(scenario(conversion(60)), converted)
    # The first of April 2026 is month 18: the market meets after the levers.
    assert not any(many[:18])
    assert len(many[18]) > len(few[18]) > 0
    assert len(many[18]) < 60
    assert set(few[18]) < set(many[18])


def test_bursaries_are_paid_while_somebody_studies() -> None:
    nothing_back = {"leaving.repayment_recovered_share": 0.0}
    nobody_stops = {f"{CONVERSION}.withdrawal_share": 0.0, **nothing_back}
    record = run(scenario(conversion(), assumptions=nobody_stops))
    assert spent(record) == pytest.approx(60 * (12_000 + 1_000))
    assert bought(record) == pytest.approx(60)
    assert by_year(record).keys() == {2025}
    some_stop = run(scenario(conversion(), assumptions={f"{CONVERSION}.withdrawal_share": 0.5}))
    assert 60 * 7_000 < spent(some_stop) < 60 * 13_000
    all_stop = run(scenario(conversion(), assumptions={f"{CONVERSION}.withdrawal_share": 1.0}))
    assert 60 * 1_000 < spent(all_stop) < spent(some_stop)


def test_graduates_owe_the_sponsor_work_and_are_released() -> None:
    def tied(world: World) -> set[int]:
        return set(world.state.people.ident[world.state.people.stake > 0].tolist())

    seen = watch(scenario(conversion()), tied)
    graduates = set(watch(scenario(conversion()), converted)[18])
    # From the day on which they look for a post to six months after it has begun.
    assert not any(seen[:18])
    assert seen[18] == graduates
    assert all(tied <= graduates for tied in seen)
    assert seen[21]
    assert not any(seen[30:])


def test_the_bursary_is_paid_back_by_who_is_not_at_the_sponsor() -> None:
    free = {"leaving.tie_log_ratio_per_cent": 0.0, "market.pay_elasticity_applications": 0.0}
    free |= {f"{CONVERSION}.withdrawal_share": 0.0, f"{CONVERSION}.deadweight_share": 0.0}
    free |= {f"{CONVERSION}.seeks_children_share": 1.0}

    def cost(recovered: float) -> float:
        share = {"leaving.repayment_recovered_share": recovered}
        return spent(run(scenario(conversion(), assumptions=free | share)))

    assert cost(0.0) == pytest.approx(60 * 13_000)
    bursaries = (cost(0.0) - cost(0.5)) / (0.5 * 12_000)
    assert bursaries == pytest.approx(round(bursaries))
    assert 0 < bursaries < 60


def test_two_levers_of_one_kind_bring_different_people() -> None:
    one = watch(scenario(conversion()), converted)[18]
    two = watch(scenario(conversion(), conversion()), converted)[18]
    assert set(one) < set(two)


def campaign(target: int = 30, **written: object) -> Lever:
    """Half a year of advertising and a course of two months."""
    return lever(
        "return_to_practice",
        **{
            "from": "2025-01",
            "to": "2025-06",
            "target": target,
            "course_months": 2,
            "campaign_gbp": 60_000,
            "course_gbp": 500,
            **written,
        },
    )


# So many enquiries that only the places limit how many start.
CROWDED = {f"{RETURN}.offer_share": 1.0}


def test_the_campaign_costs_what_is_written_and_courses_what_they_hold() -> None:
    record = run(scenario(campaign()))
    offered = 30 * 112 * 0.25 * 0.08 * 0.27
    assert bought(record) == int(offered)
    assert spent(record) == pytest.approx(60_000 + 500 * int(offered))


def test_the_target_and_the_places_are_limits() -> None:
    assert bought(run(scenario(campaign(), assumptions=CROWDED))) == 30
    # Three at once for two months each, from January until the target is reached.
    slow = campaign(places_at_once=3)
    record = run(scenario(slow, assumptions=CROWDED, end=2025))
    assert bought(record) == 3 * 5  # January, March, May, July, September
    assert bought(run(scenario(slow, assumptions=CROWDED))) == 30


def test_a_bigger_target_chooses_the_same_people_and_more() -> None:
    def on_course(world: World) -> list[int]:
        return sorted(world._chosen.get(f"{RETURN}.place", []))

    few = watch(scenario(campaign(10), assumptions=CROWDED), on_course)[-1]
    many = watch(scenario(campaign(20), assumptions=CROWDED), on_course)[-1]
    assert len(few) == 10
    assert len(set(few) & set(many)) >= 9  # one may have returned in the meantime


def test_advertising_moves_former_workers_only_while_it_runs() -> None:
    def returns(world: World) -> float:
        return float(world.factors.level("returns")[world.active == 1][0])  # type: ignore[arg-type]

    seen = watch(scenario(campaign()), returns)
    assert seen[:3] == [1.0] * 3
    assert seen[3:9] == [1.3] * 6
    assert set(seen[9:]) == {1.0}
    assert set(watch(scenario(campaign(campaign_gbp=0)), returns)) == {1.0}


def test_returners_come_back_after_the_course_and_not_when_nobody_is_willing() -> None:
    def looking(world: World) -> int:
        people = world.state.people
        return int(((world.state.status == 4) & (people.origin == 3)).sum())

    everybody = {
        **CROWDED,
        **{f"{RETURN}.{name}": 1.0 for name in ("complete_share", "register_share", "hired_share")},
        f"{RETURN}.return_hazard_ratio": 1.0,
    }
    base = watch(scenario(), looking)
    more = np.array(watch(scenario(campaign(), assumptions=everybody), looking)) - base
    assert not more[:5].any()
    assert more[5] >= 3
    nobody = {**everybody, f"{RETURN}.hired_share": 0.0}
    assert watch(scenario(campaign(), assumptions=nobody), looking) == base


SUPPORT = lever(
    "newly_qualified_support",
    from_="2025-04",
    to="2026-03",
    support_months=6,
    grant_per_worker_gbp=4_000,
    grant_per_council_gbp_per_year=0,
)


@pytest.mark.parametrize(
    ("usual", "in_first_year", "later"), [(1.0, 0.9, 0.9), (0.97, 0.9 / 0.97, 0.9), (0.8, 1.0, 0.9)]
)
def test_a_lighter_load_that_is_usual_is_not_taken_off_twice(
    usual: float, in_first_year: float, later: float
) -> None:
    seen = watch(
        scenario(SUPPORT, assumptions={"casework.newly_qualified_load": usual}, end=2025),
        lambda world: world.programmes.table.capacity[:3].tolist(),
    )
    assert seen[0] == pytest.approx([in_first_year, later, 1.0])


def masters(places: int = 12) -> Lever:
    """A course of half a year from April 2025."""
    return lever(
        "practice_masters",
        places=places,
        intakes=("2025-04",),
        course_months=6,
        study_hours_per_week=3.7,
        cost_per_place_gbp=2_000,
    )


def test_students_lose_hours_then_keep_an_effect_for_some_years() -> None:
    short = {"lever.practice_masters.effect_years": 1.0}
    wanted = scenario(masters(), assumptions=short)
    capacity = watch(wanted, lambda world: world.programmes.table.capacity[:2].tolist())
    assert capacity[0] == [0.9, 1.0]
    studying = watch(wanted, lambda world: members(world, 0))
    graduates = watch(wanted, lambda world: members(world, 1))
    assert len(studying[6]) == 12
    assert not any(studying[:6])
    assert not any(studying[12:])
    assert not any(graduates[:12])
    assert 0 < len(graduates[12]) < 12
    assert set(graduates[12]) <= set(studying[11])
    assert not any(graduates[24:])
    record = run(wanted)
    assert (spent(record), bought(record)) == (24_000, 12)


def test_more_places_take_the_same_students_and_more() -> None:
    few = watch(scenario(masters(5)), lambda world: members(world, 0))[6]
    many = watch(scenario(masters(12)), lambda world: members(world, 0))[6]
    assert set(few) < set(many)


def test_nobody_studies_twice() -> None:
    taken = watch(
        scenario(masters(), masters()), lambda world: (members(world, 0), members(world, 2))
    )[6]
    assert len(taken[0]) == len(taken[1]) == 12
    assert not set(taken[0]) & set(taken[1])
