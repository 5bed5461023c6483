"""`without`, `change` and `shift_months`: what a file makes of the one it extends."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.levers.examples import example
from workforce_sim.levers.fields import date_fields, later
from workforce_sim.levers.registry import built_in_levers
from workforce_sim.scenario import ResolvedScenario, ScenarioErrors, load_scenario, validate_files
from workforce_sim.scenario.json_schema import scenario_schema
from workforce_sim.shocks import all_shocks

LEVERS = built_in_levers()
SHIPPED = Path(__file__).parents[2] / "scenarios"
Item = tuple[str, Mapping[str, Any]]

SCANDAL: Item = ("national_scandal", {"from": "2026-01-31", "to": "2027-03"})
LEVER = st.sampled_from([(name, example(each, "later")) for name, each in LEVERS.items()])
ONCE = {"agency_rules", "caseload_limit", "pay_award"}
"""Levers of which two at one time are refused, as they set the same thing."""
PARENTS = st.lists(LEVER, max_size=4).filter(
    lambda levers: all([name for name, _ in levers].count(once) < 2 for once in ONCE)
)


def written(folder: Path, name: str, content: Mapping[str, Any]) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(json.dumps({"name": name.title(), **content}), encoding="utf-8")
    return path


def parent_of(folder: Path, levers: Sequence[Item], **more: Any) -> Path:
    whole = {
        "base": "england-2024",
        "end": 2034,
        "levers": [{name: parameters} for name, parameters in levers],
        "shocks": [dict([SCANDAL])],
        **more,
    }
    return written(folder, "parent", whole)


def child_of(parent: Path, name: str = "child", **keys: Any) -> Path:
    return written(parent.parent, name, {"extends": parent.name, **keys})


def world(path: Path) -> str:
    """All of a resolved scenario that shapes its world, as bytes would show it."""
    scenario = load_scenario(path)
    content = scenario.to_dict()
    for key in ("slug", "name", "description", "source_files", "reference"):
        del content[key]
    return f"{scenario.fingerprint()} {json.dumps(content)}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("edited")


@pytest.mark.property
@settings(max_examples=40)
@given(PARENTS)
def test_without_everything_is_the_parent_without_levers(folder: Path, levers: list[Item]) -> None:
    parent = parent_of(folder, levers)
    names = sorted({name for name, _ in levers})
    keys: dict[str, Any] = {"without": names} if names else {}
    edited = world(child_of(parent, **keys))
    assert edited == world(parent_of(folder, []))


@pytest.mark.property
@settings(max_examples=40)
@given(PARENTS.filter(bool), st.data())
def test_a_change_to_the_same_values_is_the_parent(
    folder: Path, levers: list[Item], data: st.DataObject
) -> None:
    parent = parent_of(folder, levers)
    index = data.draw(st.integers(0, len(levers) - 1))
    name, parameters = levers[index]
    some = data.draw(st.sets(st.sampled_from(sorted(parameters)), min_size=1))
    which = sum(other == name for other, _ in levers[:index])
    alone = sum(other == name for other, _ in levers) == 1
    key = name if alone else f"{('first', 'second', 'third', 'fourth')[which]} {name}"
    child = child_of(parent, change={key: {each: parameters[each] for each in some}})
    assert world(child) == world(parent)


@pytest.mark.property
@settings(max_examples=40)
@given(PARENTS, st.integers(-18, 60))
def test_a_shift_and_its_opposite_are_the_parent(
    folder: Path, levers: list[Item], months: int
) -> None:
    parent = parent_of(folder, levers)
    assert world(child_of(parent, shift_months=0)) == world(parent)
    there = child_of(parent, "there", shift_months=months)
    back = child_of(there, "back", shift_months=-months)
    assert world(back) == world(parent)
    assert (world(there) == world(parent)) is (months == 0)


@pytest.mark.property
@settings(max_examples=40)
@given(PARENTS, st.integers(-18, 60))
def test_a_shift_moves_every_date_and_nothing_else(
    folder: Path, levers: list[Item], months: int
) -> None:
    """Written by hand at the later dates, the same levers and shocks are the same world."""
    shifted = world(child_of(parent_of(folder, levers), shift_months=months))
    by_hand = [(name, at_later(LEVERS[name], each, months)) for name, each in levers]
    shock = at_later(all_shocks()[SCANDAL[0]], SCANDAL[1], months)
    assert shifted == world(parent_of(folder, by_hand, shocks=[{SCANDAL[0]: shock}]))


def at_later(model: Any, parameters: Mapping[str, Any], months: int) -> dict[str, Any]:
    """The parameters with each of their dates moved, found by how it is written."""
    moved: dict[str, Any] = {}
    for key, value in parameters.items():
        values = value if isinstance(value, list | tuple) else [value]
        if all(re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", str(each)) for each in values):
            assert key in set(date_fields(model).values())
            values = [later(each, months) for each in values]
            value = values if isinstance(value, list | tuple) else values[0]
        moved[key] = value
    return moved


@pytest.mark.unit
@pytest.mark.parametrize("name", [*LEVERS, *all_shocks()])
def test_every_date_of_a_lever_can_be_shifted(name: str) -> None:
    """What is written as a date in its example is among its dates, each of them once."""
    model = LEVERS.get(name) or all_shocks()[name]
    parameters = example(LEVERS[name], "later") if name in LEVERS else {**SCANDAL[1]}
    if name == "inadequate_judgement":
        parameters = {"from": "2026-01", "councils": ("Kent",)}
    found = model.model_validate(parameters).dates()
    day = re.compile(r"\d{4}-\d{2}(-\d{2})?")
    listed = {key: v if isinstance(v, list | tuple) else [v] for key, v in parameters.items()}
    written = [(key, v) for key, values in listed.items() for v in values if day.fullmatch(str(v))]
    assert written
    assert sorted(each.path[0] for each in found) == sorted(key for key, _ in written)


@pytest.mark.unit
def test_a_day_survives_months_that_do_not_have_it(tmp_path: Path) -> None:
    levers: list[Item] = [("frontline_pay", {"bonus_gbp": 500, "from": "2026-01-31"})]
    parent = parent_of(tmp_path, levers)
    one = child_of(parent, "one", shift_months=1)
    two = child_of(one, "two", shift_months=1)
    starts = [str(starts_of(load_scenario(path))[0]) for path in (one, two)]
    assert starts == ["2026-02-28", "2026-03-31"]


def starts_of(scenario: ResolvedScenario) -> list[Any]:
    return [each.dates()[0].when for each in (*scenario.levers, *scenario.shocks)]


@pytest.mark.unit
def test_the_order_is_without_then_change_then_shift_then_own_levers(tmp_path: Path) -> None:
    pay = {"bonus_gbp": 500, "from": "2025-04"}
    levers: list[Item] = [
        ("frontline_pay", {**pay, "councils": ["Surrey"]}),
        ("case_system_overhaul", {"from": "2025-04"}),
        ("frontline_pay", {**pay, "councils": ["Kent"]}),
    ]
    child = child_of(
        parent_of(tmp_path, levers),
        without=["case_system_overhaul"],
        change={"second frontline_pay": {"from": "2026-04", "bonus_gbp": 600}},
        shift_months=12,
        levers=[{"case_system_overhaul": {"from": "2025-10"}}],
    )
    found = [
        {name: (each["from"], each.get("bonus_gbp"))}
        for item in load_scenario(child).to_dict()["levers"]
        for name, each in item.items()
    ]
    assert found == [
        {"frontline_pay": ("2026-04-01", 500.0)},
        {"frontline_pay": ("2027-04-01", 600.0)},
        {"case_system_overhaul": ("2025-10-01", None)},
    ]


@pytest.mark.unit
def test_each_generation_changes_what_the_one_before_it_made(tmp_path: Path) -> None:
    parent = parent_of(tmp_path, [("conversion_places", {"places": 10, "intakes": ["2025-09"]})])
    child = child_of(parent, change={"conversion_places": {"places": 20}}, shift_months=12)
    own = [{"frontline_pay": {"bonus_gbp": 500, "from": "2026-04"}}]
    grandchild = child_of(child, "grandchild", change={"conversion_places": {"bursary_gbp": 1}})
    last = child_of(grandchild, "last", levers=own)
    after = child_of(last, "after", without=["conversion_places"], shift_months=-6)
    (places, _) = load_scenario(last).levers
    assert places.to_dict() == {"places": 20, "intakes": ["2026-09-01"], "bursary_gbp": 1.0}
    (pay,) = load_scenario(after).levers
    assert pay.to_dict()["from"] == "2025-10-01"


@pytest.mark.unit
def test_null_leaves_a_parameter_to_the_register(tmp_path: Path) -> None:
    levers: list[Item] = [("frontline_pay", {"bonus_gbp": 500, "from": "2025-04"})]
    change = {"frontline_pay": {"bonus_gbp": None, "supplement_gbp_per_year": 900}}
    (lever,) = load_scenario(child_of(parent_of(tmp_path, levers), change=change)).levers
    assert "bonus_gbp" not in lever.to_dict()


@pytest.mark.unit
def test_what_was_planned_for_a_lever_that_is_taken_out_stays_in_the_budget(
    tmp_path: Path,
) -> None:
    for name in ("do-nothing.yaml", "package-58m.yaml"):
        shutil.copy(SHIPPED / "2009" / name, tmp_path / name)
    package = tmp_path / "package-58m.yaml"
    child = child_of(package, without=["practice_masters"])
    assert validate_files([child]) == []
    scenario = load_scenario(child)
    assert scenario.budget == load_scenario(package).budget
    assert len(scenario.levers) == 5
    assert scenario.reference is not None
    assert scenario.reference.slug == "package-58m"


@pytest.mark.unit
def test_a_mistake_in_the_edit_of_a_parent_is_told_where_it_stands(tmp_path: Path) -> None:
    parent = parent_of(tmp_path, [("case_system_overhaul", {"from": "2025-10"})])
    child = child_of(parent, without=["frontline_pay"])
    grandchild = child_of(child, "grandchild", without=["case_system_overhaul"])
    with pytest.raises(ScenarioErrors) as caught:
        load_scenario(grandchild)
    assert [Path(problem.file).name for problem in caught.value.problems] == ["child.yaml"]


@pytest.mark.unit
def test_editors_complete_what_can_be_changed() -> None:
    schema = scenario_schema()
    mapping = schema["properties"]["change"]["anyOf"][0]
    assert list(mapping["properties"]) == list(LEVERS)
    for name, model in LEVERS.items():
        changed = schema["definitions"][f"changed_{name}"]
        keys = {field.alias or key for key, field in model.model_fields.items()}
        assert set(changed["properties"]) == keys
        assert "required" not in changed
        for parameter in changed["properties"].values():
            *_, owner, _, key = parameter["$ref"].split("/")
            assert key in schema["definitions"][owner]["properties"]
    assert any(
        re.search(pattern, "second frontline_pay") for pattern in mapping["patternProperties"]
    )
