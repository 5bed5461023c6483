"""Every lever says what it is, can be of no size, and asks only for known numbers."""

from __future__ import annotations

import json
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import Field, ValidationError

from tests.levers.examples import example
from workforce_sim import extension_files as files
from workforce_sim.assumptions import load_register
from workforce_sim.errors import UserError
from workforce_sim.extension_files import LEVER, extension_files
from workforce_sim.levers import Lever, loading
from workforce_sim.levers.base import PeriodLever, Written
from workforce_sim.levers.registry import built_in_levers
from workforce_sim.scenario import validate_files
from workforce_sim.shocks import all_shocks

pytestmark = pytest.mark.unit

LEVERS = built_in_levers()
WRITTEN: dict[str, type[Written]] = {**LEVERS, **all_shocks()}
SHOCKS: dict[str, dict[str, Any]] = {
    "national_scandal": {"severity": 0, "from": "2025-09"},
    "inadequate_judgement": {"severity": 0, "from": "2025-09", "councils": ("Kent",)},
    "pandemic_year": {"severity": 0, "from": "2025-09"},
}


def no_effect(name: str) -> dict[str, Any]:
    return SHOCKS[name] if name in SHOCKS else dict(example(LEVERS[name], "nothing")[0])


@pytest.mark.parametrize("name", WRITTEN)
def test_nothing_is_a_size_too(name: str) -> None:
    written = WRITTEN[name].model_validate(no_effect(name))
    assert WRITTEN[name].model_validate(_tuples(written.to_dict())) == written


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_of_no_size_is_doubted_and_one_with_a_size_is_not(
    name: str, tmp_path: Path
) -> None:
    """Its own examples say which is which, whatever the order in which they are written."""
    head = {"name": "N", "base": "england-2024", "end": 2030}
    none = example(LEVERS[name], "nothing")[0]
    # An award of no size is the usual one, which is written with its number.
    for which, is_doubted in ((none, name != "pay_award"), (later_of(name), False)):
        path = tmp_path / "sizes.yaml"
        path.write_text(json.dumps({**head, "levers": [{name: which}]}), encoding="utf-8")
        doubts = [each for each in validate_files([path]) if "has no size" in each.what]
        assert bool(doubts) is is_doubted


def later_of(name: str) -> dict[str, Any]:
    return dict(example(LEVERS[name], "later"))


@pytest.mark.parametrize("name", LEVERS)
def test_what_is_left_out_comes_from_the_register(name: str) -> None:
    lever_type = LEVERS[name]
    lever = lever_type.model_validate(_only_required(name))
    values = load_register().values()
    for parameter in lever_type.from_register:
        assert getattr(lever, parameter) is None
        assert lever.amount(parameter, values) == values[f"lever.{name}.{parameter}"]
        written = lever.model_copy(update={parameter: 0.5})
        assert written.amount(parameter, values) == 0.5


@pytest.mark.parametrize("name", WRITTEN)
def test_it_explains_itself(name: str) -> None:
    written = WRITTEN[name]
    assert written.summary
    assert all(field.description for field in written.model_fields.values())
    module = __import__(written.__module__, fromlist=["x"]).__doc__ or ""
    if name in LEVERS:
        assert "Idea:" in module
        assert "Evidence:" in module


def test_dates_are_read_as_periods() -> None:
    lever = LEVERS["frontline_pay"].model_validate(
        {"bonus_gbp": 1, "from": "2025-04", "to": "2027-02"}
    )
    assert isinstance(lever, PeriodLever)
    assert (lever.start, lever.end) == (date(2025, 4, 1), date(2027, 2, 28))
    assert [dated.path for dated in lever.dates()] == [("from",), ("to",)]


def test_a_lever_cannot_be_changed_or_made_inconsistent() -> None:
    lever = LEVERS["conversion_places"].model_validate(_only_required("conversion_places"))
    with pytest.raises(ValidationError):
        lever.places = 3  # type: ignore[attr-defined]
    with pytest.raises(ValidationError, match="is before 'from'"):
        LEVERS["case_system_overhaul"].model_validate({"from": "2025-04", "to": "2025-03"})


class TheirLever(Lever):
    """A lever as another package would bring it."""

    size: int = Field(ge=0, description="How much.")


def test_a_lever_of_another_package_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("their_lever", f"{__name__}:TheirLever", LEVER.group)
    found = _levers_with(monkeypatch, _Loaded(point.name, TheirLever))
    assert found["their_lever"] is TheirLever
    assert list(found)[: len(LEVERS)] == list(LEVERS)


@pytest.mark.parametrize(
    "brought", [object(), LEVERS["frontline_pay"], ImportError("no module named x")]
)
def test_a_broken_lever_of_another_package_is_named(
    monkeypatch: pytest.MonkeyPatch, brought: object
) -> None:
    with pytest.raises(UserError, match="The lever 'their_lever' of an installed package"):
        _levers_with(monkeypatch, _Loaded("their_lever", brought))


def test_another_package_cannot_replace_a_built_in_lever(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _levers_with(monkeypatch, _Loaded("frontline_pay", TheirLever))
    assert found["frontline_pay"] is LEVERS["frontline_pay"]


class _Loaded:
    """An entry point that gives, or raises, what it was made with."""

    dist = None
    module = __name__

    def __init__(self, name: str, what: object) -> None:
        self.name, self.what = name, what

    def load(self) -> object:
        if isinstance(self.what, Exception):
            raise self.what
        return self.what


def _levers_with(monkeypatch: pytest.MonkeyPatch, point: _Loaded) -> dict[str, type[Lever]]:
    with monkeypatch.context() as patch:
        patch.setattr(files, "entry_points", lambda group: [point] if group == LEVER.group else [])
        patch.setattr(loading, "extension_files", extension_files.__wrapped__)
        patch.setattr(loading, "plug_ins", loading.plug_ins.__wrapped__)
        return cast(dict[str, type[Lever]], loading.every.__wrapped__(LEVER))


def _only_required(name: str) -> dict[str, Any]:
    fields = LEVERS[name].model_fields
    required = {field.alias or key for key, field in fields.items() if field.is_required()}
    needed = {k: v for k, v in no_effect(name).items() if k in required}
    return needed | ({"bonus_gbp": 1} if name == "frontline_pay" else {})


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return {k: _tuples(v) for k, v in value.items()} if isinstance(value, dict) else value
