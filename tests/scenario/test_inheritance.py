"""What a scenario takes from the one it extends, and what it is compared with."""

from __future__ import annotations

from pathlib import Path

import pytest

from workforce_sim.scenario import ScenarioErrors, load_scenario, validate_files

pytestmark = pytest.mark.unit

PARENT = """\
name: Parent
description: About the parent
base: england-2024
end: 2030
scope: {regions: [South East, London]}
uncertainty: parameters
replications: 7
budget: {total_gbp: 10, from: 2025-04, to: 2026-03}
levers:
  - conversion_places: {places: 10, intakes: [2025-09]}
shocks:
  - pandemic_year: {from: 2026-03}
assumptions:
  leaving.tie_floor: 0.7
  lever.advanced_status.exit_hazard_ratio: 0.8
"""


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    path = tmp_path / "parent.yaml"
    path.write_text(PARENT, encoding="utf-8")
    return path


def child(parent: Path, text: str) -> Path:
    path = parent.with_name("child.yaml")
    path.write_text(f"name: Child\nextends: {parent.name}\n{text}", encoding="utf-8")
    return path


def test_levers_and_shocks_are_added_and_other_keys_replaced(parent: Path) -> None:
    scenario = load_scenario(
        child(
            parent,
            "end: 2032\n"
            "budget: {total_gbp: 20, from: 2025-04, to: 2026-03}\n"
            "levers:\n  - case_system_overhaul: {from: 2025-10}\n"
            "shocks:\n  - inadequate_judgement: {councils: [Kent], from: 2026-01}\n",
        )
    )
    names = [lever.lever_name for lever in scenario.levers]
    assert names == ["conversion_places", "case_system_overhaul"]
    assert [s.shock_name for s in scenario.shocks] == ["pandemic_year", "inadequate_judgement"]
    assert scenario.end == 2032
    assert scenario.budget is not None
    assert scenario.budget.total_gbp == 20
    assert scenario.scope.regions == ("South East", "London")
    assert scenario.replications == 7


def test_assumptions_are_merged_by_name(parent: Path) -> None:
    text = "assumptions: {leaving.tie_floor: {low: 0.7, central: 0.8, high: 1}}"
    assert load_scenario(child(parent, text)).assumptions == {
        "leaving.tie_floor": {"central": 0.8, "low": 0.7, "high": 1.0},
        "lever.advanced_status.exit_hazard_ratio": 0.8,
    }


@pytest.mark.parametrize("empty", ["levers:", "shocks:", "assumptions:", "levers: []"])
def test_an_empty_key_takes_nothing_away(parent: Path, empty: str) -> None:
    without, with_empty = load_scenario(child(parent, "")), load_scenario(child(parent, empty))
    assert without.fingerprint() == with_empty.fingerprint()


def test_name_and_description_are_never_inherited(parent: Path) -> None:
    scenario = load_scenario(child(parent, ""))
    assert (scenario.name, scenario.description, scenario.slug) == ("Child", "", "child")


def test_the_reference_is_the_extended_file_run_like_this_one(parent: Path) -> None:
    scenario = load_scenario(
        child(
            parent,
            "end: 2032\nscope: {regions: [London]}\nseed: 5\nuncertainty: none\n"
            "levers:\n  - case_system_overhaul: {from: 2025-10}\n",
        )
    )
    reference = scenario.reference
    assert reference is not None
    assert (reference.slug, reference.name) == ("parent", "Parent")
    assert [lever.lever_name for lever in reference.levers] == ["conversion_places"]
    assert (reference.end, reference.seed, reference.uncertainty) == (2032, 5, "none")
    assert reference.scope.regions == ("London",)


def test_a_child_that_changes_nothing_has_the_reference_of_its_parent(parent: Path) -> None:
    reference = load_scenario(child(parent, "seed: 3\n")).reference
    assert reference is not None
    assert reference.slug == "no-levers"
    assert reference.levers == ()


def test_levers_without_extends_are_compared_with_none(parent: Path) -> None:
    scenario = load_scenario(parent)
    assert scenario.reference is not None
    assert scenario.reference.levers == ()
    assert scenario.reference.shocks == scenario.shocks
    assert scenario.reference.assumptions == scenario.assumptions


def test_a_baseline_has_no_reference(tmp_path: Path) -> None:
    path = tmp_path / "baseline.yaml"
    path.write_text("name: B\nbase: england-2024\nend: 2030\n", encoding="utf-8")
    assert load_scenario(path).reference is None


def test_reference_names_another_file_to_compare_with(parent: Path) -> None:
    other = parent.with_name("other.yaml")
    other.write_text("name: Other\nbase: england-2024\nend: 2040\n", encoding="utf-8")
    reference = load_scenario(child(parent, "reference: other.yaml\n")).reference
    assert reference is not None
    assert (reference.slug, reference.end) == ("other", 2030)


def test_a_file_that_compares_with_itself_is_a_baseline(tmp_path: Path) -> None:
    path = tmp_path / "self.yaml"
    text = "name: S\nbase: england-2024\nend: 2030\nreference: self.yaml\n"
    path.write_text(text, encoding="utf-8")
    assert load_scenario(path).reference is None


def test_every_file_is_recorded_with_its_content(parent: Path) -> None:
    scenario = load_scenario(child(parent, ""))
    assert [Path(f.path).name for f in scenario.source_files] == ["child.yaml", "parent.yaml"]
    before = scenario.source_files[1].sha256
    parent.write_text(PARENT + "# a comment\n", encoding="utf-8")
    assert load_scenario(parent.with_name("child.yaml")).source_files[1].sha256 != before


def test_mistakes_of_both_files_are_reported_at_once(parent: Path) -> None:
    parent.write_text(PARENT.replace("places: 10", "places: -1"), encoding="utf-8")
    path = child(parent, "levers:\n  - magic: {}\n")
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(path)
    assert [(Path(p.file).name, p.line) for p in caught.value.problems] == [
        ("child.yaml", 4),
        ("parent.yaml", 10),
    ]


def test_warnings_travel_with_the_scenario(parent: Path) -> None:
    parent.write_text(PARENT.partition("assumptions:")[0], encoding="utf-8")
    path = child(parent, "levers:\n  - conversion_places: {places: 1, intakes: [2026-06]}\n")
    assert list(load_scenario(path).warnings) == validate_files([path])
    assert len(validate_files([path])) == 2


@pytest.mark.parametrize(
    "difference",
    [
        "assumptions: {casework.ceiling: 2}\n",
        "shocks:\n  - national_scandal: {from: 2026-01}\n",
        "levers:\n  - case_system_overhaul: {from: 2025-10}\n",
    ],
)
def test_whatever_differs_is_compared_with_the_extended_file(
    tmp_path: Path, difference: str
) -> None:
    (tmp_path / "plain.yaml").write_text(
        "name: Plain\nbase: england-2024\nend: 2030\n", encoding="utf-8"
    )
    path = tmp_path / "other.yaml"
    path.write_text(f"name: O\nextends: plain.yaml\n{difference}", encoding="utf-8")
    reference = load_scenario(path).reference
    assert reference is not None
    assert reference.slug == "plain"


def test_a_reference_that_is_the_same_world_is_doubted(tmp_path: Path) -> None:
    path = tmp_path / "self.yaml"
    text = "name: S\nbase: england-2024\nend: 2030\nreference: self.yaml\n"
    path.write_text(text, encoding="utf-8")
    (warning,) = validate_files([path])
    assert (warning.severity, warning.line) == ("warning", 4)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("lever:\n  - case_system_overhaul: {from: 2025-10}\n", "'levers'"),
        ("sede: 3\n", "'seed'"),
        ("scope: {councils: [Redding]}\n", "Reading"),
        ("seed: -1\n", "0"),
    ],
)
def test_every_mistake_of_the_reference_is_reported(parent: Path, wrong: str, words: str) -> None:
    other = parent.with_name("other.yaml")
    other.write_text(f"name: O\nbase: england-2042\nend: 2030\n{wrong}", encoding="utf-8")
    found = validate_files([child(parent, "reference: other.yaml\nseed: x\n")])
    own = [problem for problem in found if Path(problem.file).name == "child.yaml"]
    assert [problem.line for problem in own] == [4]
    assert [problem for problem in found if problem not in own] == validate_files([other])
    assert any(words in problem.instead for problem in found if problem not in own)


def test_files_that_name_each_other_as_their_reference_are_read_once(tmp_path: Path) -> None:
    for own, other, end in (("a", "b", 2030), ("b", "a", 2031)):
        text = f"name: {own}\nbase: england-2024\nend: {end}\nreference: {other}.yaml\nlevres: []\n"
        (tmp_path / f"{own}.yaml").write_text(text, encoding="utf-8")
    found = validate_files([tmp_path / "a.yaml"])
    assert [Path(problem.file).name for problem in found] == ["a.yaml", "b.yaml"]
