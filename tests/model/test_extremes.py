"""Assumptions at the ends of what the register allows: the run may be strange, but it ends."""

from __future__ import annotations

import numpy as np
import pytest

from tests.levers.everything import everything
from tests.model.worlds import FAR_APART, scenario
from workforce_sim.assumptions import load_register
from workforce_sim.assumptions.world_2009 import BASE_2009, PREFIX
from workforce_sim.model import simulate
from workforce_sim.scenario.schema import Scope
from workforce_sim.shocks import all_shocks

pytestmark = [pytest.mark.slow, pytest.mark.needs_compiled]

POSTS_THAT_JUMP = {
    **{f"drift.posts.{level}_log_sd": 2.0 for level in ("local", "national")},
    **{f"drift.posts.{level}_half_life_years": 0.0 for level in ("local", "national")},
}
EVERYBODY_IS_HIRED_AT_ONCE = {
    "market.distance_decay_per_10km": 0.0,
    "market.reachable_councils": 200.0,
    "market.candidate_patience_months": 600.0,
}
NOBODY_GOES_FAR = {"market.distance_decay_per_10km": 20.0, "market.reachable_councils": 200.0}


SCOPE = Scope.model_validate({"councils": ("Rutland", "Reading")})
GROUPS = 3
"""Many entries stand at a bound in one run, so that few runs cover all of them."""


@pytest.mark.parametrize("group", range(GROUPS))
@pytest.mark.parametrize("bound", ["least", "most"])
@pytest.mark.parametrize("base", ["england-2024", BASE_2009])
def test_every_entry_may_stand_at_its_bounds(base: str, bound: str, group: int) -> None:
    """With every lever and every shock, and a shock and a judgement that began before the run, so
    that they are over in it.
    """
    year = int(base.removeprefix("england-"))
    levers, shocks = everything(base, SCOPE)
    shocks = [shock.model_copy(update={"severity": 1.0}) for shock in shocks]
    shocks += [
        all_shocks()["national_scandal"].model_validate(
            {"from": f"{year - 1}-11", "to": f"{year}-12"}
        ),
        all_shocks()["inadequate_judgement"].model_validate(
            {"from": f"{year}-02", "councils": ("Reading",)}
        ),
    ]
    register = load_register()
    free = [each for each in register if not each.refused and not each.mix]
    members = [each for each in free if base == BASE_2009 or not each.name.startswith(PREFIX)]
    wanted = scenario(
        *levers,
        councils=SCOPE.councils,
        base=base,
        years=1,
        shocks=shocks,
        assumptions={each.name: getattr(each, bound) for each in members[group::GROUPS]},
    )
    record = simulate(wanted, 1, 0)
    assert np.isfinite(record.yearly["inpost_fte"]).all()
    assert max(record.checks.values()) < 1e-6


@pytest.mark.parametrize(
    "assumptions",
    [
        POSTS_THAT_JUMP | EVERYBODY_IS_HIRED_AT_ONCE,
        POSTS_THAT_JUMP | NOBODY_GOES_FAR,
    ],
    ids=["hired at once", "nobody goes far"],
)
def test_a_run_ends_whatever_the_register_allows(assumptions: dict[str, float]) -> None:
    """Far apart: beyond some distance nothing is left of a council's pull."""
    wanted = scenario(councils=("Northumberland", *FAR_APART), years=2, assumptions=assumptions)
    for replication in range(2):
        record = simulate(wanted, 1, replication)
        assert np.isfinite(record.yearly["inpost_fte"]).all()
        assert max(record.checks.values()) < 1e-6
