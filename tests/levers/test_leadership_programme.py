"""Directors' courses: nothing while they study, a gain afterwards, gone with the director."""

from __future__ import annotations

import numpy as np
import pytest

from tests.levers.runs import bought, lever, run, scenario, spent, watch
from workforce_sim.levers import Lever
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.unit, pytest.mark.needs_compiled]

PROGRAMME = lever("leadership_programme", intakes=("2025-04",), quality_gain=0.5)
FAR = ("Reading", "Rutland", "Kent", "Essex", "Leeds", "Devon", "Cornwall", "Norfolk")


def seen(
    wanted: Lever, turnover: float, end: int = 2027
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Numbers of directors, gains and what is felt of them, where directors move so often."""

    def look(world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        world.leadership = world.leadership._replace(director_turnover=turnover)
        return told(world)

    return watch(scenario(wanted, councils=FAR, end=end), look)


def told(world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    here = world.active == 1
    return (
        world.directors[here].copy(),
        world.leadership_shift[here].copy(),
        (world.leadership_felt - world.leadership_quality)[here],
    )


def test_the_gain_comes_after_the_course_and_goes_with_the_director_who_took_it() -> None:
    months = seen(PROGRAMME, turnover=0.6, end=2034)
    students, at_the_end = months[6][0], months[18][0]
    assert not any(gain.any() for _, gain, _ in months[:18])
    finished = months[18][1] > 0.0
    assert 0 < finished.sum() <= (at_the_end == students).sum() < len(FAR)
    for directors, gain, _ in months[18:]:
        assert gain.tolist() == (0.5 * (finished & (directors == students))).tolist()
    lasting = [int((gain > 0.0).sum()) for _, gain, _ in months[18:]]
    assert lasting == sorted(lasting, reverse=True)
    assert lasting[-1] < lasting[0]


def test_it_is_felt_gradually() -> None:
    months = seen(PROGRAMME, turnover=0.0)
    gain = months[18][1]
    assert not any(felt.any() for _, _, felt in months[:19])
    assert months[19][2] == pytest.approx(gain / 6.0)  # a sixth of the way in the first month
    assert months[-1][2] == pytest.approx(gain, rel=0.1)


def test_where_directors_move_all_the_time_nothing_remains() -> None:
    assert not any(gain.any() for _, gain, _ in seen(PROGRAMME, turnover=12.0))


def test_places_are_paid_for_and_nobody_takes_part_twice() -> None:
    record = run(scenario(PROGRAMME, councils=FAR))
    assert bought(record) == len(FAR)
    assert spent(record) == pytest.approx(15_000 * len(FAR))
    twice = lever("leadership_programme", intakes=("2025-04", "2026-04"))
    both = run(scenario(twice, councils=FAR))
    told_both = watch(scenario(twice, councils=FAR), told)
    successors = int((told_both[6][0] != told_both[18][0]).sum())
    assert bought(both) == len(FAR) + successors
