"""What somebody who knows the field expects of the world without levers, on paired replications."""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.worlds import changed, scenario
from workforce_sim.model import simulate
from workforce_sim.model.engine.state import Floats
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.slow, pytest.mark.needs_compiled]

COUNCILS = ("Darlington", "Redcar and Cleveland", "South Tyneside", "Hartlepool")
SEED = 1


def in_post(quantity: str, ratio: float) -> Floats:
    """In post after one and two years when a level changes in January, over 8 replications."""

    def act(world: World, _: int) -> None:
        world.factor("test", quantity, ratio)

    wanted = scenario(changed(act, COUNCILS[0]), councils=COUNCILS, years=2)
    records = [simulate(wanted, SEED, number) for number in range(8)]
    return np.asarray(np.mean([r.yearly["inpost_fte"][1:].sum(axis=1) for r in records], axis=0))


@pytest.mark.parametrize("quantity", ["exit", "agency", "move"])
def test_a_higher_hazard_of_leaving_never_leaves_more_in_post(quantity: str) -> None:
    lower, usual, higher = (in_post(quantity, ratio) for ratio in (0.5, 1.0, 2.0))
    assert (lower >= usual).all()
    assert (usual >= higher).all()
    assert (lower > higher).all()


def test_more_people_on_the_market_fill_more_posts() -> None:
    assert (in_post("supply", 2.0) > in_post("supply", 0.5)).all()


def test_more_families_mean_more_cases_for_each_worker() -> None:
    def caseload(trend: float) -> float:
        wanted = scenario(councils=COUNCILS, years=2, assumptions={"drift.demand_trend": trend})
        last = [simulate(wanted, SEED, number).yearly for number in range(4)]
        held = [year["cases"][-1].sum() / year["case_holders_fte"][-1].sum() for year in last]
        return float(np.mean(held))

    assert caseload(-0.1) < caseload(0.0) < caseload(0.1)
