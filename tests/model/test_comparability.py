"""What makes two runs comparable: any replication alone, anywhere, and nothing before its cause."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.levers.runs import assert_same
from tests.model.worlds import FAR_APART, changed, digest, scenario
from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.model import simulate
from workforce_sim.model.casework.allocation import detach, serve_waiting
from workforce_sim.model.casework.cases import close_case
from workforce_sim.model.engine.randomness import Origin, pack_identity
from workforce_sim.model.engine.state import Status
from workforce_sim.model.month.world import World
from workforce_sim.shocks.inadequate_judgement import InadequateJudgement
from workforce_sim.shocks.national_scandal import NationalScandal
from workforce_sim.shocks.pandemic_year import PandemicYear

ROOT = Path(__file__).resolve().parents[2]
SEED = 20

SCANDAL = NationalScandal.model_validate({"from": "2025-10", "to": "2026-06"})
# Two shocks, and parameters that are drawn as well.
RICH = scenario(
    years=2,
    shocks=(SCANDAL, PandemicYear.model_validate({"from": "2024-12"})),
    uncertainty="parameters",
)

pytestmark = pytest.mark.needs_compiled


@pytest.mark.property
def test_a_replication_alone_is_the_same_as_among_others() -> None:
    alone = digest(simulate(RICH, SEED, 7))
    others = [
        digest(simulate(RICH, seed, number)) for seed, number in ((SEED, 0), (1, 7), (SEED, 8))
    ]
    assert digest(simulate(RICH, SEED, 7)) == alone
    assert len({alone, *others}) == 4, "replications and seeds must differ from one another"


@pytest.mark.property
@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_another_process_with_other_hashes_gives_the_same_bytes(hash_seed: str) -> None:
    """Likely causes when this fails: a set iterated, something kept from an earlier run."""
    program = (
        "from workforce_sim.model import simulate; "
        "from tests.model.test_comparability import RICH; "
        f"from tests.model.worlds import digest; print(digest(simulate(RICH, {SEED}, 7)))"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert other.returncode == 0, other.stderr
    assert other.stdout.split() == [digest(simulate(RICH, SEED, 7))]


def first_difference(one: ReplicationRecord, other: ReplicationRecord, council: int) -> int | None:
    """Number of the first month at whose beginning a council is not the same, or None."""
    differs = np.zeros(one.months.size, dtype=bool)
    for name, table in one.monthly.items():
        differs |= table[:, council] != other.monthly[name][:, council]
    months = np.flatnonzero(differs)
    return int(months[0]) if months.size else None


@pytest.mark.property
@pytest.mark.parametrize(
    "shock",
    [
        SCANDAL,
        InadequateJudgement.model_validate({"from": "2025-10", "councils": ("Isle of Wight",)}),
        PandemicYear.model_validate({"from": "2025-10"}),
    ],
    ids=lambda shock: shock.shock_name,
)
def test_nothing_differs_before_a_shock_and_something_after(shock: Any) -> None:
    quiet, shaken = (
        simulate(scenario(years=2, shocks=shocks), SEED, 0) for shocks in ((), (shock,))
    )
    assert_same(quiet, shaken, months=12)
    assert first_difference(quiet, shaken, FAR_APART.index("Isle of Wight")) == 13


@pytest.mark.property
def test_a_shock_of_no_size_changes_not_one_byte() -> None:
    shocks = [
        kind.model_validate({"from": start, "severity": 0} | more)
        for kind, start, more in (
            (NationalScandal, "2025-01", {}),
            (PandemicYear, "2024-10", {}),
            (InadequateJudgement, "2025-03", {"councils": ("Rutland",)}),
        )
    ]
    quiet, same = (simulate(scenario(years=2, shocks=s), SEED, 0) for s in ((), shocks))
    assert digest(quiet) == digest(same)


@pytest.mark.property
def test_uncertain_parameters_are_drawn_from_the_replication_alone() -> None:
    """An override in one place leaves all that others draw as it was."""
    plain = scenario(uncertainty="parameters")
    # What a council spends on recruitment shapes no life.
    dearer = scenario(uncertainty="parameters", assumptions={"cost.recruitment_per_hire": 12345.0})
    one, other = simulate(plain, SEED, 2), simulate(dearer, SEED, 2)
    assert_same(one, other, months=12, leave_out=("spend_gbp",))


def end_twenty_cases(world: World, council: int) -> None:
    """Children of some families need no help any more."""
    state, rules = world.state, world.setup.cases
    first, room = int(state.blocks.first_case[council]), int(state.blocks.case_room[council])
    held = np.flatnonzero(state.cases.team[first : first + room] >= 0)[:20]
    for case in held:
        team = int(state.cases.team[first + case])
        detach(state, council, int(case), world.now)
        close_case(state, council, int(case), world.now)
        serve_waiting(state, rules, world.key, council, team, world.now)


def add_a_worker(world: World, council: int) -> None:
    """Somebody like a colleague, but nobody's double, is there from now on; without cases."""
    world.ensure_people(1)
    people = world.state.people
    like = int(world.staff(np.array([council]))[0])
    slot = int(np.flatnonzero(world.state.status == Status.FREE)[0])
    generation = int(people.generation[slot])
    people[slot] = people[like]
    world.state.status[slot] = Status.STAFF
    people.ident[slot] = int(pack_identity(int(Origin.LEVER), council, 0, 0))
    people.generation[slot] = generation + 1
    people.census_council[slot] = council
    people.holds[slot] = 0
    people.n_cases[slot] = 0
    people.absent[slot] = 0
    people.leaves[slot] = np.inf
    people.fte[slot] = 1.0
    for column in ("team", "head", "seat"):
        people[column][slot] = -1


@pytest.mark.property
@pytest.mark.parametrize("what", [end_twenty_cases, add_a_worker], ids=lambda f: f.__name__)
@pytest.mark.parametrize(("where", "far"), [FAR_APART, FAR_APART[::-1]])
def test_a_change_in_one_council_leaves_a_far_one_alone(what: Any, where: str, far: str) -> None:
    """Two small councils far apart, for the two years after."""
    plain = simulate(scenario(years=2), SEED, 1)
    other = simulate(scenario(changed(what, where), years=2), SEED, 1)
    here, there = FAR_APART.index(where), FAR_APART.index(far)
    assert first_difference(plain, other, here) == 4
    assert first_difference(plain, other, there) is None
