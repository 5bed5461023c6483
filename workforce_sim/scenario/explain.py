"""From what pydantic found wrong to what a person should write instead, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from workforce_sim.digits import digits
from workforce_sim.levers.base import Inconsistency, Written
from workforce_sim.scenario.problems import Problem
from workforce_sim.scenario.spelling import did_you_mean, meant_key, nearest
from workforce_sim.scenario.tree import Node, Path, Scalar, node_at, place_of

_WANTED = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": "a text",
    "tuple": "a list",
    "dict": "a mapping of `key: value` lines",
    "model": "a mapping of `key: value` lines",
}
_WORD_NUMBER = re.compile(
    r"([-+]?)\s*(?:£|gbp)?\s*([\d,_ ]*\d(?:\.\d+)?)\s*(k|m|bn)?\s*(?:gbp)?", re.I
)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}


def explain(
    error: ValidationError,
    model: type[BaseModel],
    root: Node,
    path: Path = (),
    *,
    whole: bool = True,
) -> Iterator[Problem]:
    """Yield one problem for each thing that pydantic found wrong.

    Args:
        error: what pydantic raised.
        model: the model that was validated.
        root: the tree that the user wrote.
        path: where in the tree the model's mapping stands.
        whole: whether the tree is all there is; if not, what is missing in the model's own mapping
            may be written elsewhere.
    """
    details = error.errors(include_url=False)
    guessed = {
        (
            *detail["loc"][:-1],
            meant_key(str(detail["loc"][-1]), keys_of(_owner(model, detail["loc"]))),
        )
        for detail in details
        if detail["type"] == "extra_forbidden"
    }
    for detail in details:
        missing = detail["type"] == "missing"
        misspelt = missing and (detail["loc"] in guessed or (not whole and len(detail["loc"]) == 1))
        not_empty = detail["type"] == "too_short" and detail["input"]
        if not (misspelt or not_empty):
            yield from _explain(detail, model, root, (*path, *_written_path(detail, root, path)))


def _written_path(detail: ErrorDetails, root: Node, path: Path) -> Path:
    """Drop the names that pydantic adds for its own steps from the path of an error."""
    steps: list[str | int] = []
    for step in detail["loc"]:
        missing = detail["type"] == "missing"
        if node_at(root, (*path, *steps, step)) is not None or missing or not steps:
            steps.append(step)
    return tuple(steps)


def _explain(
    detail: ErrorDetails, model: type[BaseModel], root: Node, at: Path
) -> Iterator[Problem]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "inconsistent":
        for found in context["found"]:
            yield inconsistent(found, root, at)
        return
    key = _shown(at)
    owner = _owner(model, detail["loc"])
    if kind == "extra_forbidden":
        yield unknown_key(str(at[-1]), keys_of(owner), root, at)
    elif kind == "missing":
        place = place_of(root, at[:-1], key=True)
        yield Problem.at(place, f"'{key}' is missing", f"{key}: {_describe(owner, key)}")
    else:
        what, instead = _wrong_value(detail, key, node_at(root, at))
        about = _describe(owner, key)
        instead = f"{instead} ({about})" if about and kind != "not_a_date" else instead
        yield Problem.at(place_of(root, at), what, instead)


def inconsistent(found: Inconsistency, root: Node, at: Path) -> Problem:
    """Return the problem for values that do not go together."""
    path = (*at, found.field) if found.field else at
    place = place_of(root, path, key=not found.field)
    return Problem.at(place, found.what, found.instead, "warning" if found.doubtful else "error")


def unknown_key(written: str, allowed: list[str], root: Node, at: Path) -> Problem:
    """Return the problem for a key that does not exist here, with the one that was meant."""
    meant = meant_key(written, allowed)
    hint = did_you_mean([meant] if meant else [], f"one of: {', '.join(allowed)}")
    return Problem.at(place_of(root, at, key=True), f"'{written}' is not known here", hint)


def keys_of(model: type[BaseModel]) -> list[str]:
    """Return the keys that a user may write for a model."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _owner(model: type[BaseModel], loc: tuple[str | int, ...]) -> type[BaseModel]:
    """Return the model that the last key of an error belongs to."""
    owner = model
    for step in loc[:-1]:
        inner = _model_in(_annotation(owner, step))
        owner = inner or owner
    return owner


def _annotation(model: type[BaseModel], key: str | int) -> Any:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return field.annotation
    return None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation such as `Budget | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if found := _model_in(part):
            return found
    return None


def _describe(owner: type[BaseModel], key: str) -> str:
    """Return the description of a key, as the clause of a sentence."""
    for name, field in owner.model_fields.items():
        if key in (name, field.alias) and field.description:
            text = field.description.rstrip(".")
            return text[0].lower() + text[1:] if not text[:2].isupper() else text
    return ""


def _shown(at: Path) -> str:
    """Return the nearest key of a path, for a message."""
    return next((step for step in reversed(at) if isinstance(step, str)), "value")


def _wrong_value(detail: ErrorDetails, key: str, node: Node | None) -> tuple[str, str]:
    """Return what is wrong with a value, and what to write."""
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind == "not_a_date":
        return f"'{key}' is {_quote(value)}, which is not a month or a day", context["instead"]
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return _out_of_bounds(key, value, kind, context)
    if kind == "literal_error":
        allowed = [part.strip(" '") for part in re.split(r",| or ", context["expected"])]
        hint = did_you_mean(nearest(str(value), allowed, limit=2), f"one of: {', '.join(allowed)}")
        return f"'{key}' is {_quote(value)}, which is not one of its words", hint
    if kind in ("too_short", "string_too_short"):
        return f"'{key}' is empty", "at least one entry, or leave the key out"
    if kind in ("too_long", "string_too_long"):
        return f"'{key}' is too long", "something shorter"
    if kind == "finite_number":
        return f"'{key}' is not a finite number", "a decimal number"
    wanted = next((words for start, words in _WANTED.items() if kind.startswith(start)), None)
    if wanted is None:
        return f"'{key}': {detail['msg']}", "another value"
    return _wrong_type(key, value, wanted, node)


def _wrong_type(key: str, value: object, wanted: str, node: Node | None) -> tuple[str, str]:
    """Explain a value of the wrong kind, guessing the right one from how it is written."""
    if value is None:
        return f"'{key}' has no value", wanted
    if wanted == "true or false":
        meant = {
            "yes": "true",
            "on": "true",
            "no": "false",
            "off": "false",
            "y": "true",
            "n": "false",
        }
        return (
            f"'{key}' is {_quote(value)}, which is not true or false",
            meant.get(str(value).casefold(), wanted),
        )
    if wanted.endswith("number"):
        return _wrong_number(key, value, wanted, node)
    if wanted == "a list":
        single = isinstance(value, str | int | float)
        example = f"[{value}]" if single else "[first, second]"
        return f"'{key}' is {_quote(value)}, but must be a list", example
    if wanted == "a text":
        return f"'{key}' is {_quote(value)}, but must be a text", f'"{_raw(value, node)}" in quotes'
    return f"'{key}' is {_quote(value)}, but must be {wanted}", wanted


def _wrong_number(key: str, value: object, wanted: str, node: Node | None) -> tuple[str, str]:
    """Explain what is not a number: money with a sign, a percentage, quotes, octal and so on."""
    what = f"'{key}' is {_quote(value)}, which is not {wanted}"
    if isinstance(value, float) and wanted == "a whole number":
        return what, f"{value:.0f}" if value.is_integer() else f"{int(value)} or {int(value) + 1}"
    if not isinstance(value, str):
        return what, wanted
    text = value.strip()
    if re.fullmatch(r"[-+]?0[0-9_]+", text):
        return f"{what}: it starts with 0", text.lstrip("+-0_") or "0"
    if re.fullmatch(r"0[xob][0-9a-fA-F_]+", text):
        try:
            return what, str(int(text.replace("_", ""), 0))
        except ValueError:
            return what, "a decimal number"
    if re.fullmatch(r"[-+]?\d+(:\d+)+", text):
        return f"{what}: it looks like a time", wanted
    if re.fullmatch(r"[-+]?\.?(inf|nan)", text, re.IGNORECASE):
        return what, "a finite number"
    if found := re.fullmatch(r"([-+]?\d+(?:\.\d+)?)\s*(%|percent|per cent)", text):
        is_share = "share" in key or "ratio" in key
        number = float(found[1])
        return what, digits(number / 100) if is_share else f"{digits(number)}, without the sign"
    if found := _WORD_NUMBER.fullmatch(text):
        number = float(re.sub(r"[,_ ]", "", found[2])) * _TIMES[(found[3] or "").lower()]
        written = f"{found[1].replace('+', '')}{digits(number)}"
        quoted = isinstance(node, Scalar) and node.quoted
        return what, f"{written}, without quotes" if quoted else written
    return what, wanted


def _out_of_bounds(
    key: str, value: object, kind: str, context: Mapping[str, Any]
) -> tuple[str, str]:
    """Explain a number below or above what is possible; a percentage given for a share as well."""
    if kind.startswith("greater"):
        bound = context.get("ge", context.get("gt"))
        if bound == 0:
            return f"'{key}' is {_quote(value)}, but cannot be negative", "0 or more"
        return (
            f"'{key}' is {_quote(value)}, but cannot be below {digits(bound)}",
            f"{digits(bound)} or more",
        )
    bound = context.get("le", context.get("lt"))
    if bound == 1 and isinstance(value, int | float) and 1 < value <= 100:
        return (
            f"'{key}' is {_quote(value)}, but a share cannot be above 1",
            f"{digits(value / 100)} for {digits(value)}%",
        )
    return (
        f"'{key}' is {_quote(value)}, but cannot be above {digits(bound)}",
        f"{digits(bound)} or less",
    )


def _quote(value: object) -> str:
    """Return a value as it should stand in a message: short, and in words for structures."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, tuple | list):
        return "a list"
    text = digits(value, None) if isinstance(value, int | float) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}...{text[-1]}"


def _raw(value: object, node: Node | None) -> str:
    return node.raw if isinstance(node, Scalar) else str(value)


def doubts(written: Written, root: Node, at: Path) -> Iterator[Problem]:
    """Yield the warnings that a valid lever or shock has about its own values."""
    for found in written.inconsistencies():
        if found.doubtful:
            yield inconsistent(found, root, at)
