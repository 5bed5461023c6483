"""`workforce-sim explain`: what was understood of a file, and where each value comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from workforce_sim.assumptions import load_register
from workforce_sim.cli.main import cli
from workforce_sim.scenario import load_scenario, validate_files
from workforce_sim.scenario.explained import explained

pytestmark = pytest.mark.cli

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scenarios").rglob("*.yaml"))
WRONG = sorted(
    path for path in (ROOT / "tests" / "gallery").glob("*.yaml") if "warning-" not in path.name
)

PARENT = """\
name: The parent
base: england-2024
end: 2030
scope: {regions: [London]}
levers:
  - conversion_places: {places: 200, intakes: [2025-09]}
  - advanced_status: {posts: 20, from: 2025-04, councils: [Camden, Barnet]}
  - practice_masters: {places: 20, intakes: [2026-09]}
budget: {total_gbp: 9_000_000, from: 2025-04, to: 2027-03}
assumptions:
  lever.conversion_places.withdrawal_share: 0.2
"""
CHILD = """\
name: The child
extends: parent.yaml
without: [practice_masters]
change:
  advanced_status:
    posts: 30
shift_months: 12
levers:
  - conversion_places:
      places: 7
      intakes: [2027-01, 2027-09]
assumptions:
  lever.advanced_status.exit_hazard_ratio: {central: 0.8, low: 0.7, high: 0.9}
"""


@pytest.fixture
def child(tmp_path: Path) -> Path:
    (tmp_path / "parent.yaml").write_text(PARENT, encoding="utf-8")
    path = tmp_path / "child.yaml"
    path.write_text(CHILD, encoding="utf-8")
    return path


def typed(*words: str) -> Any:
    return CliRunner().invoke(cli, ["explain", *words], prog_name="workforce-sim")


def values_of(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Every value by its part and its key."""
    content = json.loads(typed(str(path), "--format", "json").stdout)
    return {
        (part["part"], value["key"]): value for part in content["parts"] for value in part["values"]
    }


def test_each_value_says_where_it_comes_from(child: Path) -> None:
    found = values_of(child)
    said = {key: (value["value"], value["from"]["words"]) for key, value in found.items()}
    assert said["The world", "end"] == (2030, "parent.yaml, line 3")
    assert said["The world", "seed"] == (1, "not written")
    assert said["Changes to what it extends", "without"] == (
        "practice_masters",
        "this file, line 3",
    )
    assert said["Budget", "total_gbp"] == (9e6, "parent.yaml, line 9")
    first, second, third = (
        "Lever 1: conversion_places",
        "Lever 2: advanced_status",
        "Lever 3: conversion_places",
    )
    assert said[first, "places"] == (200, "parent.yaml, line 6")
    assert said[first, "intakes"] == (
        ["2026-09-01"],
        "parent.yaml, line 6; +12 months, by this file, line 7",
    )
    assert said[first, "withdrawal_share"] == (0.2, "override, parent.yaml, line 11")
    assert said[second, "posts"] == (30.0, "this file, line 6")
    assert said[second, "councils"] == (["Camden", "Barnet"], "parent.yaml, line 7")
    ranged = {"central": 0.8, "low": 0.7, "high": 0.9}
    assert said[second, "exit_hazard_ratio"] == (ranged, "override, this file, line 13")
    assert said[third, "places"] == (7, "this file, line 10")
    entry = load_register()["lever.conversion_places.course_months"]
    months = found[third, "course_months"]
    assert months["value"] == entry.central
    assert months["from"]["entry"] == entry.name
    assert f"register ({entry.quality}" in months["from"]["words"]


def test_councils_dates_and_eligibility_are_in_words(child: Path) -> None:
    text = " ".join(typed(str(child)).stdout.split())
    places = load_scenario(child).scope
    assert places.regions == ("London",)
    count = len(json.loads(typed(str(child), "--format", "json").stdout)["councils"])
    assert (
        values_of(child)["The world", "scope"]["words"] == f"London: {count} councils of 1 region"
    )
    assert "When: from 1 April 2026 to the end of the run." in text
    assert "Where: Barnet and Camden." in text
    assert "Who: with at least 5 years since qualifying." in text
    intakes = values_of(child)["Lever 3: conversion_places", "intakes"]
    assert intakes["words"] == "1 January 2027, 1 September 2027"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_everything_is_said_within_80_columns(path: Path) -> None:
    done = typed(str(path))
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    scenario, found = load_scenario(path), values_of(path)
    for number, lever in enumerate(scenario.levers, 1):
        part = f"Lever {number}: {lever.lever_name}"
        keys = {field.alias or name for name, field in type(lever).model_fields.items()}
        short = {name.removeprefix(f"{lever.register_prefix()}.") for name in lever.assumptions}
        assert {key for title, key in found if title == part} == keys | short
        for key, value in lever.to_dict().items():
            assert found[part, key]["value"] == value


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_line_that_is_named_holds_the_key(path: Path) -> None:
    """Read as a person would look it up: the key, or what introduces the list, stands there."""
    for (_, key), value in values_of(path).items():
        origin = value["from"]
        if origin["kind"] in ("file", "override"):
            lines = Path(origin["file"]).read_text(encoding="utf-8").splitlines()
            near = "\n".join(lines[max(origin["line"] - 2, 0) : origin["line"]])
            assert key in near or (key == "reference" and "extends" in near), (key, near)


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_file_that_cannot_be_run_gets_the_usual_messages(path: Path) -> None:
    done = typed(str(path))
    errors = sorted({str(each) for each in validate_files([path]) if each.is_error})
    assert done.exit_code == 2
    assert done.stdout == ""
    assert sorted(set(done.stderr.splitlines())) == errors or len(errors) > 50


def test_doubts_are_printed_beside_it() -> None:
    path = ROOT / "tests" / "gallery" / "warning-lever-twice.yaml"
    done = typed(str(path))
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [str(each) for each in explained(path).scenario.warnings]
    assert done.stderr
