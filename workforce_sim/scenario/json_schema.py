"""The JSON Schema of scenario files, with which editors complete and check while people type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from workforce_sim.levers.base import Written
from workforce_sim.levers.registry import built_in_levers
from workforce_sim.scenario.schema import EVERY, ORDINALS, Scenario
from workforce_sim.shocks.registry import built_in_shocks

_LARGE = 10_000
_WHICH = f"^({'|'.join((*ORDINALS, EVERY))}) "
_DIALECT = "http://json-schema.org/draft-07/schema#"


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a scenario file, with the built-in levers.

    Nothing but `name` is required, because everything else can be inherited.
    """
    schema = _of(Scenario)
    definitions = schema.pop("definitions", {})
    for key, known in (("levers", built_in_levers()), ("shocks", built_in_shocks())):
        described = schema["properties"][key].get("description", "")
        items, inner = _one_key_mappings(known)
        schema["properties"][key] = {
            "description": described,
            "anyOf": [{"type": "array", "items": items}, {"type": "null"}],
        }
        definitions |= inner
    levers = list(built_in_levers())
    schema["properties"]["without"] = _without(levers, schema["properties"]["without"])
    schema["properties"]["change"] = _change(levers, definitions, schema["properties"]["change"])
    definitions.pop("Lever", None)
    definitions.pop("Shock", None)
    return {
        "$schema": _DIALECT,
        "title": "workforce-sim scenario",
        "description": Scenario.__doc__.splitlines()[0] if Scenario.__doc__ else "",
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": schema["properties"],
        "definitions": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """Return the text of `scenarios/schema.json`."""
    return json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"


def _one_key_mappings(known: Mapping[str, type[Written]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the schema of `name: {parameters}`, and the definitions that it refers to.

    One object with every name as a property, of which exactly one may be written: editors complete
    that well, while alternatives (`oneOf`) make them report every lever's errors at once.
    """
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for name, model in known.items():
        schema = _of(model)
        definitions |= schema.pop("definitions", {})
        definitions[name] = schema
        properties[name] = {"$ref": f"#/definitions/{name}", "description": model.summary}
    items = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return items, definitions


def _without(levers: list[str], described: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of `without`: names of levers, perhaps with a word before them."""
    names = {"anyOf": [{"enum": levers}, {"type": "string", "pattern": _WHICH}]}
    listed = {"type": "array", "items": names, "minItems": 1}
    return {"description": described["description"], "anyOf": [listed, {"type": "null"}]}


def _change(
    levers: list[str], definitions: dict[str, Any], described: dict[str, Any]
) -> dict[str, Any]:
    """Return the schema of `change`: for each lever its parameters, none of which is required."""
    for name in levers:
        changed = {key: definitions[name][key] for key in ("type", "properties")}
        definitions[f"changed_{name}"] = {
            **changed,
            "properties": {
                key: {
                    "$ref": f"#/definitions/{name}/properties/{key}",
                    "description": parameter["description"],
                }
                for key, parameter in changed["properties"].items()
            },
            "additionalProperties": False,
            "minProperties": 1,
        }
    mapping = {
        "type": "object",
        "properties": {
            name: {
                "$ref": f"#/definitions/changed_{name}",
                "description": built_in_levers()[name].summary,
            }
            for name in levers
        },
        "patternProperties": {
            f"{_WHICH}{name}$": {"$ref": f"#/definitions/changed_{name}"} for name in levers
        },
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"description": described["description"], "anyOf": [mapping, {"type": "null"}]}


def _of(model: type[BaseModel]) -> dict[str, Any]:
    """Return a model's own schema, with draft 7's word for definitions and without titles."""
    schema = model.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
    tidy: dict[str, Any] = _for_editors(schema)
    if "$defs" in tidy:
        tidy["definitions"] = tidy.pop("$defs")
    return tidy


def _for_editors(value: Any) -> Any:
    """Drop the titles that pydantic makes up from names, and allow 58_000_000.

    Editors read YAML 1.2, in which a number with `_` is a text.
    """
    if isinstance(value, list):
        return [_for_editors(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    tidy = {
        key: _for_editors(inner)
        for key, inner in value.items()
        if not (key == "title" and isinstance(inner, str))
    }
    if tidy.get("type") in ("number", "integer") and tidy.get("maximum", 0) >= _LARGE:
        tidy |= {"type": [tidy["type"], "string"], "pattern": r"^[0-9]{1,3}(_[0-9]{3})+$"}
    return tidy
