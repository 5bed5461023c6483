"""Whatever world is asked for: nobody and no case appears or vanishes unexplained."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.levers.runs import lever, watch
from tests.model.worlds import assert_seated, scenario
from workforce_sim.assumptions import load_register
from workforce_sim.baseline import load_baseline
from workforce_sim.levers import Lever, all_levers
from workforce_sim.model import simulate
from workforce_sim.model.engine.state import Status
from workforce_sim.model.month.world import World
from workforce_sim.scenario.resolved import ResolvedScenario
from workforce_sim.shocks import Shock, all_shocks

SMALL_FTE = 120.0
BASES = ("england-2024", "england-2009")
WORLDS = [
    (base, uncertainty, events)
    for base in BASES
    for uncertainty in ("none", "parameters")
    for events in ("shocks", "levers")
]
# 8 times 25 worlds compiled; uncompiled or with every index checked a world takes much longer.
if os.environ.get("NUMBA_DISABLE_JIT", "0") == "1":
    WORLDS, EXAMPLES, SMALL_FTE = WORLDS[1::5], 1, 25.0
elif os.environ.get("NUMBA_BOUNDSCHECK", "0") == "1":
    EXAMPLES = 5
else:
    EXAMPLES = 25

RANGES = {
    entry.name: (entry.low, entry.high)
    for entry in load_register()
    if entry.low < entry.high and not entry.refused
}
OVERRIDES = st.lists(st.sampled_from(sorted(RANGES)), max_size=8, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: st.floats(*RANGES[name]) for name in names})
)


def small_councils(base: str) -> list[str]:
    baseline = load_baseline(base)
    return [baseline.la_name[i] for i in np.flatnonzero(baseline.inpost_fte < SMALL_FTE)]


def months(base: str) -> st.SearchStrategy[str]:
    """A month from a year before the base census to two years after it."""
    year = int(base.removeprefix("england-"))
    return st.builds("{}-{:02d}".format, st.integers(year, year + 1), st.integers(10, 12))


def shocks(base: str, councils: tuple[str, ...]) -> st.SearchStrategy[list[Shock]]:
    def built(name: str, start: str, severity: float) -> Shock:
        more: dict[str, Any] = {"councils": councils[:1]} if name == "inadequate_judgement" else {}
        return all_shocks()[name].model_validate({"from": start, "severity": severity, **more})

    one = st.builds(built, st.sampled_from(sorted(all_shocks())), months(base), st.floats(0.0, 3.0))
    return st.lists(one, max_size=3)


def levers(base: str) -> st.SearchStrategy[list[Lever]]:
    number = st.integers(0, 60)
    start = months(base)
    share = st.floats(0.0, 1.0)
    length = st.integers(0, 9)
    written = {
        "conversion_places": st.fixed_dictionaries(
            {"places": number, "intakes": st.tuples(start), "course_months": length}
        ),
        "return_to_practice": st.builds(
            lambda first, target: {"from": first, "to": first, "target": target}, start, number
        ),
        "newly_qualified_support": st.fixed_dictionaries(
            {"from": start, "caseload_share": share, "support_months": length}
        ),
        "practice_masters": st.fixed_dictionaries(
            {"places": number, "intakes": st.tuples(start), "course_months": length}
        ),
        "advanced_status": st.fixed_dictionaries({"from": start, "posts": number}),
        "case_system_overhaul": st.fixed_dictionaries(
            {"from": start, "admin_time_cut_share": share, "rollout_months": length}
        ),
        "frontline_pay": st.fixed_dictionaries(
            {"from": start, "supplement_gbp_per_year": st.floats(0.0, 40_000.0)}
        ),
    }
    one = st.sampled_from(sorted(written)).flatmap(
        lambda name: written[name].map(all_levers()[name].model_validate)
    )
    return st.lists(one, max_size=4)


@st.composite
def worlds(draw: st.DrawFn, base: str, uncertainty: Any, events: str) -> ResolvedScenario:
    names = st.lists(st.sampled_from(small_councils(base)), min_size=1, max_size=3, unique=True)
    councils = tuple(draw(names))
    return scenario(
        *(draw(levers(base)) if events == "levers" else ()),
        councils=councils,
        base=base,
        years=draw(st.sampled_from([1, 1, 1, 2])) if EXAMPLES > 1 else 1,
        shocks=draw(shocks(base, councils)) if events == "shocks" else (),
        assumptions=draw(OVERRIDES),
        uncertainty=uncertainty,
    )


@pytest.mark.property
@pytest.mark.parametrize(("base", "uncertainty", "events"), WORLDS)
@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data(), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_every_law_of_conservation_holds(
    base: str, uncertainty: str, events: str, data: st.DataObject, seed: int, replication: int
) -> None:
    asked = data.draw(worlds(base, uncertainty, events))
    record = simulate(asked, seed, replication)
    assert len(record.checks) == 11
    assert {law: residual for law, residual in record.checks.items() if not residual < 1e-6} == {}
    flows = {name for name, table in record.yearly.items() if np.isnan(table[0]).all()}
    for name, table in record.yearly.items():
        assert np.isfinite(table[1:] if name in flows else table).all(), name
        assert (table[1:] >= -1e-9).all(), name
    for name, table in record.monthly.items():
        assert np.isfinite(table).all(), name
        assert (table >= -1e-9).all(), name


@pytest.mark.property
def test_people_teams_and_planned_steps_agree_in_every_month_of_a_whole_world() -> None:
    """Three years with absence, agency work, promotion, hand-overs and a shock."""

    def look(world: World) -> int:
        state = world.state
        assert_seated(state)
        # Who sits in a team holds cases or may, and works for the council of the team.
        seated = np.flatnonzero(state.people.seat >= 0)
        assert np.isin(state.status[seated], (Status.STAFF, Status.AGENCY)).all()
        assert (state.people.holds[seated] == 1).all()
        teams = state.people.team[seated]
        np.testing.assert_array_equal(state.teams.council[teams], state.people.council[seated])
        # A month has been lived to its end: all that was to happen in it has happened.
        is_open = state.cases.team >= 0
        assert (state.cases.step_at[is_open] >= world.now).all()
        assert np.isinf(state.cases.step_at[~is_open]).all()
        return int(seated.size)

    wanted = scenario(
        lever("advanced_status", from_="2025-04", posts=5),
        councils=("Rutland", "Isle of Wight"),
        years=3 if EXAMPLES > 1 else 1,
        shocks=[all_shocks()["national_scandal"].model_validate({"from": "2025-02"})],
    )
    seated = watch(wanted, look)
    assert min(seated) > 20
    assert len(set(seated)) > 3
