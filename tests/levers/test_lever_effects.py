"""What each lever changes in England: `tests/lever_effects.toml`, against what is simulated."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.model import simulate
from workforce_sim.scenario import load_scenario
from workforce_sim.scenario.resolved import ResolvedScenario

FILE = Path(__file__).parents[1] / "lever_effects.toml"
EFFECTS: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
SEED = 20


def measures(effects: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The expected effects of a lever, by measure."""
    return {name: each for name, each in effects.items() if isinstance(each, dict)}


@cache
def lived(scenario: ResolvedScenario, replication: int) -> ReplicationRecord:
    """One future, with central values."""
    return simulate(scenario, SEED, replication)


def of_england(record: ReplicationRecord, name: str, year: int) -> float:
    """A measure over all councils in the year that ends in `year`, counted from the base's."""
    measure = YEARLY[name]
    above, below = (
        sum(record.yearly[part][year].sum() for part in parts)
        for parts in (measure.numerator, measure.denominator)
    )
    return float(above if measure.is_additive else measure.scale * above / below)


def known_if_missed(name: str) -> Any:
    """A lever, and why the model is known to do other than expected, where it is."""
    why = EFFECTS[name].get("missed")
    return pytest.param(
        name, marks=pytest.mark.xfail(reason=why, strict=True) if why else (), id=name
    )


@pytest.mark.unit
@pytest.mark.parametrize("name", EFFECTS)
def test_a_lever_that_did_nothing_would_be_noticed(name: str) -> None:
    assert any(
        abs(each["expected"]) > each["tolerance"] for each in measures(EFFECTS[name]).values()
    )
    assert len(measures(EFFECTS[name])) == 3


@pytest.mark.statistical
@pytest.mark.needs_compiled
@pytest.mark.parametrize("name", [known_if_missed(name) for name in EFFECTS])
def test_a_lever_by_itself_changes_england_as_expected(name: str) -> None:
    """The futures are keyed and live with and without it, so this never fails by chance."""
    told = EFFECTS[name]
    scenario = load_scenario(told["scenario"])
    assert {lever.lever_name for lever in scenario.levers} >= {name}
    with_it = replace(scenario, end=told["year"], uncertainty="none")
    kept = tuple(lever for lever in with_it.levers if lever.lever_name != name)
    without = replace(with_it, levers=kept, slug="", name="", description="")  # lived once for all
    futures, year = range(told["replications"]), told["year"] - scenario.base_year
    found = {
        measure: float(
            np.mean(
                [
                    of_england(lived(with_it, i), measure, year)
                    - of_england(lived(without, i), measure, year)
                    for i in futures
                ]
            )
        )
        for measure in measures(told)
    }
    expected = {
        measure: pytest.approx(each["expected"], abs=each["tolerance"])
        for measure, each in measures(told).items()
    }
    assert found == expected
