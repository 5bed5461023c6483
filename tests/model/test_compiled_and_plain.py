"""The model compiled and the same model as plain Python live the same year."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.repository.sources import ROOT

YEAR = """
import json, sys
from dataclasses import replace
from workforce_sim.model import simulate
from workforce_sim.scenario import load_scenario

scenario = load_scenario(sys.argv[1])
scope = type(scenario.scope).model_validate({"councils": ("Rutland",)})
record = simulate(replace(scenario, end=2025, scope=scope, levers=(), reference=None), 1, 1)
print(json.dumps({
    "events": record.events,
    "checks": record.checks,
    "yearly": {name: values.sum(axis=1).tolist() for name, values in record.yearly.items()},
}))
"""


def year(compiled: bool) -> dict[str, Any]:
    """A year of the smallest council, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", YEAR, str(ROOT / "scenarios" / "england" / "baseline.yaml")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NUMBA_DISABLE_JIT": "0" if compiled else "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.twin
@pytest.mark.needs_compiled
def test_a_year_is_the_same_compiled_and_plain() -> None:
    compiled, plain = year(True), year(False)
    assert compiled["events"] == plain["events"]
    assert compiled["yearly"].keys() == plain["yearly"].keys()
    for name, values in compiled["yearly"].items():
        # Compiled code may contract a multiplication and an addition, which moves the last bit.
        assert values == pytest.approx(plain["yearly"][name], rel=1e-13, nan_ok=True), name
