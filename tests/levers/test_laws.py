"""What holds for every lever: no size no change, nothing before it starts, laws of conservation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.levers.everything import in_each_way
from tests.levers.examples import example
from tests.levers.runs import READING, assert_same, lever, run, scenario, spent
from workforce_sim.levers import Lever
from workforce_sim.levers.registry import built_in_levers
from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.scenario.schema import Scope

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]

LEVERS = built_in_levers()
NOTHING = [(name, i) for name, each in LEVERS.items() for i in range(max(len(each.nothing), 1))]
BEGUN = {"intakes": ("2031-04",), "campaigns": ("2031-04",), "from": "2031-04", "to": "2031-09"}


def later(name: str, **more: Any) -> Lever:
    """The lever as its example begins it in April 2026, which is month 18, but for what is said."""
    return lever(name, **{**example(LEVERS[name], "later"), **more})


@pytest.mark.parametrize(("name", "way"), NOTHING)
def test_no_size_changes_nothing(name: str, way: int) -> None:
    written = example(LEVERS[name], "nothing")[way]
    assert_same(run(scenario()), run(scenario(lever(name, **written))))


@pytest.mark.parametrize("name", LEVERS)
def test_nothing_differs_before_it_acts_and_something_does_afterwards(name: str) -> None:
    with_lever = run(scenario(later(name)))
    assert_same(run(scenario()), with_lever, months=18)
    with pytest.raises(AssertionError):
        assert_same(run(scenario()), with_lever)
    assert moved(with_lever).any()
    assert spent(with_lever) > 0.0
    assert max(with_lever.checks.values()) < 1e-6


def moved(record: ReplicationRecord) -> NDArray[np.bool_]:
    """Where staff or cases are other than without a lever, by month and council."""
    without = run(scenario()).monthly
    return np.asarray(
        np.any([record.monthly[each] != without[each] for each in ("inpost_fte", "cases")], 0)
    )


@pytest.mark.parametrize("name", LEVERS)
def test_what_begins_after_the_end_is_neither_done_nor_paid(name: str) -> None:
    written = example(LEVERS[name], "later")
    moved = {key: when for key, when in BEGUN.items() if key in written}
    assert_same(run(scenario()), run(scenario(later(name, **moved))))


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_in_one_council_leaves_those_out_of_its_reach_alone(name: str) -> None:
    local = run(scenario(later(name, councils=("Reading",))))
    rutland, reading = 0, 1
    for measure, table in run(scenario()).monthly.items():
        np.testing.assert_array_equal(table[:, rutland], local.monthly[measure][:, rutland])
    assert moved(local)[:, reading].any()


@pytest.mark.parametrize("name", LEVERS)
def test_every_number_beside_it_is_read(name: str) -> None:
    ways = in_each_way(name, "england-2024", Scope.model_validate({"councils": READING}))
    read = {entry for way in ways for entry in run(scenario(way)).assumptions}
    assert set(LEVERS[name].assumptions) <= read
    assert LEVERS[name].assumptions


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("agency_rules", {"price_cut_share": 0.2, "cooling_off_months": 12}),
        ("caseload_limit", {"cases": 10}),
        ("funded_posts", {"posts": 0, "frozen": True}),
    ],
)
def test_one_that_begins_as_another_ends_is_as_one_without_a_break(
    name: str, written: dict[str, Any]
) -> None:
    parts = [{"from": "2025-01", "to": "2025-09"}, {"from": "2025-10"}]
    broken = run(scenario(*[lever(name, **written, **part) for part in parts]))
    whole = run(scenario(lever(name, **written, **{"from": "2025-01"})))
    assert_same(whole, broken)
    assert moved(whole).any()


def test_all_together_keep_the_laws_and_their_own_money() -> None:
    """Those for new starters spend nothing where the others leave no room for one."""
    together = [later(name) for name in LEVERS]
    record = run(scenario(*together, *together))
    assert max(record.checks.values()) < 1e-6
    paid = {line.lever for line in record.ledger if line.line == "lever"}
    assert set(LEVERS) - paid <= {"newly_qualified_support", "on_the_job_training"}
