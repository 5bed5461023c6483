"""A resolved scenario survives JSON and pickling; its fingerprint is about the world."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_sim.errors import UserError
from workforce_sim.scenario import (
    Place,
    Problem,
    ResolvedScenario,
    ScenarioErrors,
    Scope,
    distinct_slugs,
    load_scenario,
)

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(SCENARIOS.rglob("*.yaml"))
CHANGES: dict[str, Callable[[ResolvedScenario], ResolvedScenario]] = {
    "base": lambda s: replace(s, base="england-2023", base_year=2023),
    "end": lambda s: replace(s, end=s.end + 1),
    "scope": lambda s: replace(s, scope=Scope(councils=("Kent",))),
    "levers": lambda s: replace(s, levers=s.levers[1:]),
    "shocks": lambda s: replace(s, shocks=()),
    "assumptions": lambda s: replace(s, assumptions={"lever.advanced_status.internal_share": 0.5}),
    "uncertainty": lambda s: replace(s, uncertainty="none"),
    "budget": lambda s: replace(s, budget=None),
}


@pytest.fixture(scope="module")
def package() -> ResolvedScenario:
    return load_scenario(SCENARIOS / "2009" / "package-58m.yaml")


@pytest.mark.unit
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_json_and_pickle_bring_back_the_same_scenario(path: Path) -> None:
    scenario = load_scenario(path)
    from_json = ResolvedScenario.from_dict(json.loads(json.dumps(scenario.to_dict())))
    from_pickle = pickle.loads(pickle.dumps(scenario))
    assert from_json == scenario == from_pickle
    assert from_json.fingerprint() == scenario.fingerprint() == from_pickle.fingerprint()
    assert hash(from_json) == hash(scenario)


@pytest.mark.unit
@pytest.mark.parametrize("key", CHANGES)
def test_the_fingerprint_changes_with_the_world(package: ResolvedScenario, key: str) -> None:
    assert CHANGES[key](package).fingerprint() != package.fingerprint()


@pytest.mark.unit
def test_the_fingerprint_ignores_words_files_and_how_many_futures(
    package: ResolvedScenario,
) -> None:
    other = replace(
        package,
        slug="x",
        name="x",
        description="x",
        replications=3,
        seed=9,
        source_files=(),
        reference=None,
        warnings=(Problem.at(Place("f", 1, 1), "what", "instead", "warning"),),
    )
    assert other.fingerprint() == package.fingerprint()


@pytest.mark.property
@given(
    order=st.permutations(
        ["base: england-2024", "end: 2030", "name: N", "scope: {councils: [%s]}"]
    ),
    council=st.sampled_from(["Surrey", "surrey", "E10000030", '"Surrey County Council"']),
)
def test_layout_and_ways_to_write_a_name_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], council: str
) -> None:
    path = tmp_path_factory.mktemp("layout") / "s.yaml"
    path.write_text("\n\n".join(order) % council, encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.scope.councils == ("Surrey",)
    plain = {"base": "england-2024", "base_year": 2024, "end": 2030}
    assert plain.items() <= scenario.to_dict().items()
    assert scenario.fingerprint() == load_scenario(path).fingerprint()


@pytest.mark.unit
def test_another_format_is_refused(package: ResolvedScenario) -> None:
    with pytest.raises(UserError, match="format 99"):
        ResolvedScenario.from_dict({**package.to_dict(), "format": 99})


@pytest.mark.unit
def test_a_lever_that_is_not_installed_is_named(package: ResolvedScenario) -> None:
    content = {**package.to_dict(), "levers": [{"their_lever": {}}]}
    with pytest.raises(UserError, match="'their_lever', which is not installed"):
        ResolvedScenario.from_dict(content)


@pytest.mark.unit
def test_errors_keep_their_problems_between_processes() -> None:
    errors = ScenarioErrors([Problem.at(Place("b.yaml", 1, 2), "what", "instead")])
    again = pickle.loads(pickle.dumps(errors))
    assert again.problems == errors.problems
    assert str(again) == "b.yaml:1:2: what. Instead: instead."


@pytest.mark.unit
def test_slugs_are_made_to_differ() -> None:
    one = load_scenario(SCENARIOS / "england" / "baseline.yaml")
    two = load_scenario(SCENARIOS / "council" / "baseline.yaml")
    three = load_scenario(SCENARIOS / "council" / "frontline-pay.yaml")
    slugs = [scenario.slug for scenario in distinct_slugs([one, two, three, two])]
    assert slugs == ["england-baseline", "council-baseline", "frontline-pay", "council-baseline-2"]
