"""On-the-job training: a colleague beside each new starter carries less; later all carry more."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from tests.levers.runs import bought, lever, members, run, scenario, spent, watch
from workforce_sim.model.engine.calendar import Turn
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

ENTRY = "lever.on_the_job_training"
TRAINING = lever("on_the_job_training", from_="2025-04", to="2026-03")


def test_each_new_starter_has_one_experienced_colleague_in_the_same_council_for_some_months() -> (
    None
):
    def seen(world: World) -> tuple[Counter[int], Counter[int], float]:
        people = world.state.people
        taught, teaching = (world.slots_of(members(world, bit)) for bit in (0, 1))
        still = taught[world.now - people.started[taught] < 6 * 365.25 / 12]
        least = float(world.years_qualified(teaching).min(initial=99.0))
        assert people.holds[teaching].all()
        assert (people.origin[taught] == 0).all()
        return (
            Counter(people.council[still].tolist()),
            Counter(people.council[teaching].tolist()),
            least,
        )

    months = watch(scenario(TRAINING), seen)
    assert not any(teaching for _, teaching, _ in months[:6])
    assert any(teaching for _, teaching, _ in months[7:18])
    assert not any(teaching for _, teaching, _ in months[24:])
    for taught, teaching, least in months:
        assert taught == teaching
        assert least >= 3.0


def test_learners_leave_less_often_for_a_year_and_a_half() -> None:
    months = watch(scenario(TRAINING), lambda world: len(members(world, 0)))
    assert months[18] > 0
    assert months[30] > 0
    assert months[35] < months[18]


def test_capacity_falls_first_and_is_greater_later() -> None:
    """With nobody's leaving touched; teaching takes a tenth, so that it shows in two councils."""
    heavy = {
        f"{ENTRY}.exit_hazard_ratio": 1.0,
        f"{ENTRY}.supervisor_time_share": 0.1,
        f"{ENTRY}.ramp_ratio": 0.6,
        "leaving.caseload_hr_per_case": 1.0,
    }
    able = [
        np.array(
            watch(
                scenario(*levers, assumptions=heavy),
                lambda world: float(world.holders_at_work().sum()),
                Turn.OFFICE,
            )
        )
        for levers in ((), (TRAINING,))
    ]
    more = able[1] - able[0]
    assert not more[:6].any()
    first = np.flatnonzero(more)[0]
    assert more[first] < 0.0
    assert more[first : first + 3].max() < 0.0 < more[first + 3 : first + 9].mean()


def test_each_is_paid_for_once() -> None:
    record = run(scenario(TRAINING))
    assert bought(record) > 3
    assert spent(record) == pytest.approx(2_500 * bought(record))
