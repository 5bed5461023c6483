"""What can be written under `levers:`: all levers, or one with its parameters and evidence."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping
from typing import Any

from workforce_sim.assumptions import load_register
from workforce_sim.digits import grouped
from workforce_sim.levers.base import Lever
from workforce_sim.report.listing import Column, Listing

EVIDENCE = {
    "A": "A (measured in England)",
    "B": "B (measured elsewhere or by proxy)",
    "C": "C (weak: treat as an assumption)",
    "D": "D (judgement: treat as an assumption)",
}
GRADES = (
    "Evidence: A measured in England, B measured elsewhere or by proxy, C weak, D judgement. "
    "C and D are labelled 'assumption' wherever results are shown."
)


def list_levers(levers: Mapping[str, type[Lever]]) -> Listing:
    """Return every lever with what it does and how strong the evidence is."""
    return Listing(
        columns=(
            Column("lever", "Lever"),
            Column("evidence", "Evidence"),
            Column("what_it_does", "What it does"),
        ),
        rows=tuple((name, lever.quality, lever.summary) for name, lever in levers.items()),
        after=f"{GRADES}\nFor the parameters of one: workforce-sim levers NAME",
    )


def list_parameters(lever: type[Lever]) -> Listing:
    """Return one lever's parameters with units and defaults, its evidence and assumptions."""
    schema = lever.model_json_schema(by_alias=True)
    required = set(schema.get("required", ()))
    rows = tuple(
        (
            name,
            _unit(details, schema.get("$defs", {})),
            "required" if name in required else _default(lever, name, details),
            str(details.get("description", "")),
        )
        for name, details in schema.get("properties", {}).items()
    )
    story = inspect.getdoc(sys.modules[lever.__module__]) or ""
    return Listing(
        columns=(
            Column("parameter", "Parameter"),
            Column("unit", "Unit"),
            Column("default", "Default"),
            Column("meaning", "Meaning"),
        ),
        rows=rows,
        before=(
            f"{lever.lever_name}: {lever.summary}.\n"
            f"Evidence of its effect: {EVIDENCE[lever.quality]}.\n\n{story}"
        ),
        after=_assumptions(lever),
    )


def _unit(details: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Read the unit from the published schema, or say which words or what kind may be written."""
    if "$ref" in details:
        return _unit(definitions[details["$ref"].rsplit("/", 1)[-1]], definitions)
    if "unit" in details:
        return str(details["unit"])
    if "enum" in details:
        return " | ".join(str(choice) for choice in details["enum"])
    if "const" in details:
        return str(details["const"])
    for branch in details.get("anyOf", ()):
        if branch.get("type") != "null":
            return _unit(branch, definitions)
    kind = details.get("type")
    if kind == "array":
        items: Mapping[str, Any] = details.get("items") or {}
        return f"list of: {_unit(items, definitions)}"
    return {"boolean": "true | false", "string": "text", "object": "keys"}.get(
        str(kind), str(kind or "")
    )


def _default(lever: type[Lever], name: str, details: Mapping[str, Any]) -> str:
    if name in lever.from_register:
        register, full = load_register(), lever.assumption(name)
        if full in register:
            return f"{grouped(register[full].central)} (register)"
        return "from the register"
    value = details.get("default")
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return grouped(value) if isinstance(value, int | float) else str(value)


def _assumptions(lever: type[Lever]) -> str:
    register = load_register()
    lines = []
    for name in lever.assumptions:
        if name in register:
            entry = register[name]
            lines.append(
                f"  {name} = {grouped(entry.central)} {entry.unit} "
                f"({grouped(entry.low)} to {grouped(entry.high)}, evidence {entry.quality})"
            )
        else:
            lines.append(f"  {name}")
    if not lines:
        return ""
    return "\n".join(["Assumptions that it reads (override them under `assumptions:`):", *lines])
