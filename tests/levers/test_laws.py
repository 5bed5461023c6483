"""What holds for every lever: no size no change, nothing before it starts, laws of conservation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.levers.runs import assert_same, lever, run, scenario, spent

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]

NOTHING: dict[str, tuple[str, dict[str, Any]]] = {
    "no places": ("conversion_places", {"places": 0, "intakes": ("2025-01",)}),
    "no target": ("return_to_practice", {"target": 0, "from": "2025-01", "to": "2025-06"}),
    "no support": ("newly_qualified_support", {"support_months": 0, "from": "2024-10"}),
    "no lighter load": (
        "newly_qualified_support",
        {
            "from": "2024-10",
            "caseload_share": 1,
            "protected_time_share": 0,
            "grant_per_worker_gbp": 0,
            "grant_per_council_gbp_per_year": 0,
        },
    ),
    "no students": ("practice_masters", {"places": 0, "intakes": ("2025-01",)}),
    "no posts": ("advanced_status", {"posts": 0, "from": "2025-01"}),
    "no system": (
        "case_system_overhaul",
        {
            "from": "2025-01",
            "rollout_months": 0,
            "admin_time_cut_share": 0,
            "grant_gbp": 0,
            "running_gbp_per_year": 0,
        },
    ),
    "no supplement": ("frontline_pay", {"supplement_gbp_per_year": 0, "from": "2025-01"}),
    "no share": ("frontline_pay", {"supplement_share_of_pay": 0, "from": "2025-01"}),
    "no bonus": ("frontline_pay", {"bonus_gbp": 0, "from": "2025-01", "tie_in_months": 12}),
    "no performer": (
        "frontline_pay",
        {"bonus_gbp": 500, "from": "2025-01", "performance_share": 0},
    ),
    "no money": ("frontline_pay", {"bonus_gbp": 500, "from": "2025-01", "cap_gbp": 0}),
    "other council": (
        "frontline_pay",
        {"bonus_gbp": 500, "from": "2025-01", "councils": ("Kent",)},
    ),
}
# What starts in April 2026, which is month 18.
LATER: dict[str, tuple[str, dict[str, Any]]] = {
    "conversion_places": (
        "conversion_places",
        {"places": 60, "intakes": ("2025-04",), "course_months": 12},
    ),
    "return_to_practice": (
        "return_to_practice",
        {"target": 20, "from": "2026-04", "to": "2026-09", "course_months": 1},
    ),
    "newly_qualified_support": (
        "newly_qualified_support",
        {"from": "2026-04", "caseload_share": 0.3},
    ),
    "practice_masters": (
        "practice_masters",
        {"places": 30, "intakes": ("2026-04",), "study_hours_per_week": 20},
    ),
    "advanced_status": ("advanced_status", {"posts": 20, "from": "2026-04"}),
    "case_system_overhaul": (
        "case_system_overhaul",
        {"from": "2026-04", "rollout_months": 0, "admin_time_cut_share": 0.5},
    ),
    "frontline_pay": ("frontline_pay", {"supplement_gbp_per_year": 9000, "from": "2026-04"}),
}


@pytest.mark.parametrize("case", NOTHING)
def test_no_size_changes_nothing(case: str) -> None:
    name, written = NOTHING[case]
    assert_same(run(scenario()), run(scenario(lever(name, **written))))


@pytest.mark.parametrize("name", LATER)
def test_nothing_differs_before_it_acts_and_something_does_afterwards(name: str) -> None:
    with_lever = run(scenario(lever(LATER[name][0], **LATER[name][1])))
    # Students are paid before they qualify; everything else is as without them.
    paid_earlier = ("spend_gbp",) if name == "conversion_places" else ()
    assert_same(run(scenario()), with_lever, months=18, leave_out=paid_earlier)
    with pytest.raises(AssertionError):
        assert_same(run(scenario()), with_lever)
    assert (with_lever.monthly["inpost_fte"] != run(scenario()).monthly["inpost_fte"]).any()
    assert spent(with_lever) > 0.0
    assert max(with_lever.checks.values()) < 1e-6


@pytest.mark.parametrize("name", LATER)
def test_what_begins_after_the_end_is_neither_done_nor_paid(name: str) -> None:
    kind, written = LATER[name]
    moved = {
        key: {"intakes": ("2031-04",), "from": "2031-04", "to": "2031-09"}.get(key, value)
        for key, value in written.items()
    }
    assert_same(run(scenario()), run(scenario(lever(kind, **moved))))


@pytest.mark.parametrize("name", LATER)
def test_a_lever_in_one_council_leaves_those_out_of_its_reach_alone(name: str) -> None:
    kind, written = LATER[name]
    local = run(scenario(lever(kind, **written, councils=("Reading",))))
    rutland, reading = 0, 1
    for measure, table in run(scenario()).monthly.items():
        np.testing.assert_array_equal(table[:, rutland], local.monthly[measure][:, rutland])
    changed = local.monthly["inpost_fte"] != run(scenario()).monthly["inpost_fte"]
    assert changed[:, reading].any()


def test_all_together_keep_the_laws_and_their_own_money() -> None:
    together = [lever(kind, **written) for kind, written in LATER.values()]
    record = run(scenario(*together, *together))
    assert max(record.checks.values()) < 1e-6
    assert {line.lever for line in record.ledger if line.line == "lever"} == set(LATER)
