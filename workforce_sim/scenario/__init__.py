"""Scenarios: what a user writes, and what is wrong with it, by file, line and column."""

from workforce_sim.scenario.load import load_scenario, validate_files
from workforce_sim.scenario.problems import Place, Problem, ScenarioErrors, listed
from workforce_sim.scenario.resolved import ResolvedScenario, distinct_slugs
from workforce_sim.scenario.schema import Budget, Range, Scenario, Scope

__all__ = [
    "Budget",
    "Place",
    "Problem",
    "Range",
    "ResolvedScenario",
    "Scenario",
    "ScenarioErrors",
    "Scope",
    "distinct_slugs",
    "listed",
    "load_scenario",
    "validate_files",
]
