"""Every scenario that ships can be run, and those that others rely on are where they look."""

from pathlib import Path

import pytest

from tests.repository.sources import ROOT, shown
from workforce_sim.scenario import load_scenario

pytestmark = pytest.mark.unit

SHIPPED = sorted((ROOT / "scenarios").rglob("*.yaml"))
RELIED_ON = [
    "scenarios/2009/do-nothing.yaml",
    "scenarios/2009/package-58m.yaml",
    "scenarios/england/baseline.yaml",
    "scenarios/council/frontline-pay.yaml",
    *(
        f"scenarios/2009/levers/{lever}.yaml"
        for lever in (
            "advanced-status",
            "case-system-overhaul",
            "conversion-places",
            "newly-qualified-support",
            "practice-masters",
            "return-to-practice",
        )
    ),
]


@pytest.mark.parametrize("path", SHIPPED, ids=shown)
def test_a_shipped_scenario_is_valid_and_says_what_it_is(path: Path) -> None:
    scenario = load_scenario(path)
    assert scenario.name
    assert scenario.end > 2000


def test_the_scenarios_that_others_rely_on_are_there() -> None:
    missing = set(RELIED_ON) - {shown(path) for path in SHIPPED}
    assert not missing
