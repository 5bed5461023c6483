"""Each hazard ratio acts on the risks that a lever declares, and on no other; so do capacities."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.staff import COUNCILS, PERIOD
from tests.levers.runs import lever, scenario, watch
from workforce_sim.model.careers.programmes import RISK_COLUMNS
from workforce_sim.model.month.world import World

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]

USUAL_LOAD = 0.9
"""What `casework.newly_qualified_load` is set to here."""

LEVERS: dict[str, dict[str, Any]] = {
    "advanced_status": {**PERIOD, "posts": 10},
    "practice_masters": {"places": 5, "intakes": ("2025-09",), "study_hours_per_week": 9.25},
    "newly_qualified_support": {
        "from": "2025-04",
        "caseload_share": 0.6,
        "protected_time_share": 0.1,
    },
    "return_to_practice": {**PERIOD, "target": 5, "course_months": 1},
}
# What the pages declare: by programme in the order of opening, risk -> entry, and capacity.
DECLARED: dict[str, list[tuple[dict[str, str], float | str]]] = {
    "advanced_status": [
        (
            {"exit": "exit_hazard_ratio", "promotion": "promotion_hazard_ratio"},
            "capacity_ratio",
        ),
    ],
    # Of 37 hours a week a quarter is studied.
    "practice_masters": [
        ({"exit": "exit_hazard_ratio"}, 0.75),
        ({"exit": "exit_hazard_ratio"}, 1.0),
    ],
    "newly_qualified_support": [
        ({}, 0.6 / USUAL_LOAD),
        ({}, 0.6),
        ({"exit": "exit_hazard_ratio", "move": "move_hazard_ratio"}, 1.0),
    ],
    "return_to_practice": [({"exit": "exit_hazard_ratio"}, 1.0)],
}


def programmes(world: World) -> tuple[Any, Any]:
    """What membership does, by programme: hazard ratios by risk, and capacity."""
    table = world.programmes.table
    return table.hazard_ratio.copy(), table.capacity.copy()


@settings(max_examples=3)
@given(st.integers(0, 2**16))
@pytest.mark.parametrize("name", LEVERS)
def test_the_table_of_programmes_is_what_the_lever_declares(name: str, seed: int) -> None:
    """Every ratio gets a value of its own, so that no two can be taken for each other."""
    rows = DECLARED[name]
    entries = sorted(
        {entry for risks, capacity in rows for entry in (*risks.values(), capacity)}
        - {capacity for _, capacity in rows if not isinstance(capacity, str)},
        key=str,
    )
    values = 0.5 + 0.4 * np.random.default_rng(seed).permutation(len(entries) + 1) / len(entries)
    written = {str(entry): float(value) for entry, value in zip(entries, values, strict=False)}
    overrides = {f"lever.{name}.{entry}": value for entry, value in written.items()}
    wanted = scenario(
        lever(name, **LEVERS[name]),
        councils=COUNCILS,
        end=2026,
        assumptions={**overrides, "casework.newly_qualified_load": USUAL_LOAD},
    )
    ratios, capacity = watch(wanted, programmes)[-1]
    expected, able = np.ones_like(ratios), np.ones_like(capacity)
    for row, (risks, share) in enumerate(rows):
        able[row] = written[share] if isinstance(share, str) else share
        for risk, entry in risks.items():
            expected[row, RISK_COLUMNS[risk]] = written[entry]
    np.testing.assert_allclose(ratios, expected, rtol=1e-12)
    np.testing.assert_allclose(capacity, able, rtol=1e-12)
