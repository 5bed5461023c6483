"""The scenarios that ship, the starter files, and the schema that editors use."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workforce_sim.assumptions import load_register
from workforce_sim.errors import UserError
from workforce_sim.scenario import ResolvedScenario, load_scenario, validate_files
from workforce_sim.scenario.json_schema import scenario_schema, schema_text
from workforce_sim.scenario.places import places_of
from workforce_sim.scenario.templates import council_template, package_template

pytestmark = pytest.mark.unit

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(SCENARIOS.rglob("*.yaml"))
PACKAGE_LEVERS = (
    "conversion_places",
    "return_to_practice",
    "newly_qualified_support",
    "practice_masters",
    "advanced_status",
    "case_system_overhaul",
)


def named(path: Path) -> str:
    return path.relative_to(SCENARIOS).as_posix()


@pytest.mark.parametrize("path", SHIPPED, ids=named)
def test_a_shipped_scenario_has_no_errors_and_no_warnings(path: Path) -> None:
    assert validate_files([path]) == []


@pytest.mark.parametrize("path", SHIPPED, ids=named)
def test_a_shipped_scenario_is_named_where_there_is_no_file(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = named(path).removesuffix(".yaml")
    for words in (name, f"{name}.yaml", f"scenarios/{named(path)}"):
        assert load_scenario(words).fingerprint() == load_scenario(path).fingerprint()
        Path(words).parent.mkdir(parents=True, exist_ok=True)
        Path(words).write_text("name: Mine\nbase: england-2024\nend: 2030\n", encoding="utf-8")
        assert load_scenario(words).name == "Mine", "a file comes first"


@pytest.mark.parametrize(
    "wrong", ["package-58m", "2009/packge-58m", "scenarios/2009/package-58.yaml"]
)
def test_a_name_that_is_nearly_right_is_suggested(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="'2009/package-58m'"):
        load_scenario(wrong)


@pytest.mark.parametrize("path", SHIPPED, ids=named)
def test_editors_find_the_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found
    assert (path.parent / found[1]).resolve() == SCENARIOS / "schema.json"


def test_the_package_is_the_sum_of_its_levers() -> None:
    package = load_scenario(SCENARIOS / "2009" / "package-58m.yaml")
    assert tuple(lever.lever_name for lever in package.levers) == PACKAGE_LEVERS
    singles = [
        load_scenario(SCENARIOS / "2009" / "levers" / f"{name.replace('_', '-')}.yaml")
        for name in PACKAGE_LEVERS
    ]
    assert tuple(lever for single in singles for lever in single.levers) == package.levers
    references = {s.reference.fingerprint() for s in [package, *singles] if s.reference}
    assert references == {load_scenario(SCENARIOS / "2009" / "do-nothing.yaml").fingerprint()}


def test_the_58m_is_divided_as_the_register_says() -> None:
    budget = load_scenario(SCENARIOS / "2009" / "package-58m.yaml").budget
    assert budget is not None
    assert (budget.total_gbp, budget.start, budget.end) == (
        58_000_000,
        date(2009, 5, 1),
        date(2012, 3, 31),
    )
    register = load_register()
    assert budget.split_gbp == {
        name: register[f"lever.package_58m.split.{name}_gbp"].central for name in PACKAGE_LEVERS
    }
    assert sum(budget.split_gbp.values()) == budget.total_gbp


def test_the_council_scenario_names_a_council_with_real_vacancies() -> None:
    scenario = load_scenario(SCENARIOS / "council" / "frontline-pay.yaml")
    (lever,) = scenario.levers
    (council,) = lever.model_dump()["councils"]
    from workforce_sim.baseline import load_baseline

    baseline = load_baseline(scenario.base)
    where = baseline.index_of(council)
    vacancy, inpost = baseline.vacancy_fte[where], baseline.inpost_fte[where]
    for words in (f"{inpost:.0f} full-time", f"{vacancy:.0f} vacant"):
        assert words in scenario.description
    assert f"({100 * vacancy / (vacancy + inpost):.1f}%)" in scenario.description
    assert scenario.scope.kind == "england"
    assert scenario.reference is not None
    assert scenario.reference.slug == "baseline"


def resolved(text: str, folder: Path) -> ResolvedScenario:
    path = folder / "starter.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    assert validate_files([path]) == []
    return load_scenario(path)


def test_every_council_gets_a_starter_that_is_valid(tmp_path: Path) -> None:
    places = places_of("england-2024")
    assert places is not None
    for council in places.council_names[::10] + (places.council_names[-1],):
        (lever,) = resolved(council_template(council.upper()), tmp_path).levers
        assert lever.model_dump()["councils"] == (council,)


@pytest.mark.parametrize("base", ["england-2024", "england-2009"])
def test_what_starters_suggest_in_comments_is_valid_too(tmp_path: Path, base: str) -> None:
    for text in (council_template("Surrey", base), package_template(base)):
        plain = resolved(text, tmp_path)
        everything = re.sub(r"(?m)^( *)# (?=\w+: |- |\w+:$|  )", r"\1", text)
        assert len(resolved(everything, tmp_path).to_dict()["levers"]) >= len(plain.levers)
        assert everything != text


def test_a_starter_for_an_unknown_council_names_the_nearest() -> None:
    with pytest.raises(UserError, match="Did you mean 'Birmingham'"):
        council_template("Birmigham")
    with pytest.raises(UserError, match="no base 'england-1066'"):
        package_template("england-1066")


def test_the_published_schema_is_current() -> None:
    published = (SCENARIOS / "schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "run: python -m workforce_sim.scenario"


def properties(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        for name, inner in schema.get("properties", {}).items():
            yield name, inner
        for inner in schema.values():
            yield from properties(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from properties(inner)


def test_every_key_is_described_and_every_number_has_a_unit() -> None:
    for name, schema in properties(scenario_schema()):
        assert schema.get("description"), name
        text = json.dumps(schema)
        is_number = '"number"' in text or '"integer"' in text
        free = {"assumptions", "low", "central", "high"}
        assert not is_number or '"unit"' in text or name in free, name


def test_every_key_of_the_shipped_scenarios_is_in_the_schema() -> None:
    known = {name for name, _ in properties(scenario_schema())}
    for path in SHIPPED:
        content = load_scenario(path).to_dict()
        for item in content["levers"] + content["shocks"]:
            ((name, parameters),) = item.items()
            assert {name, *parameters} <= known


def test_loading_needs_nothing_heavy() -> None:
    script = (
        "import sys; from workforce_sim.scenario import load_scenario\n"
        f"load_scenario({str(SCENARIOS / 'council' / 'frontline-pay.yaml')!r})\n"
        "heavy = ('numpy', 'numba', 'polars', 'simpy', 'matplotlib', 'scipy')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    run = [sys.executable, "-c", script]
    done = subprocess.run(run, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
