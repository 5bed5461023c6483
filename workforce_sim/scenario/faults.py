"""From what pydantic found wrong to what a person should write instead, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import islice
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from workforce_sim.cures import Cure, as_cure, did_you_mean, typing
from workforce_sim.levers.base import Inconsistency, Written
from workforce_sim.levers.fields import A_YEAR
from workforce_sim.limits import YEARS
from workforce_sim.scenario.problems import MOST_SHOWN, Problem, Severity
from workforce_sim.scenario.spelling import meant_key
from workforce_sim.scenario.tree import Mapping, Node, Path, Scalar, node_at, place_of
from workforce_sim.scenario.wrong_values import wrong_value


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
    unknown = [each["loc"] for each in details if each["type"] == "extra_forbidden"]
    guessed = {
        (*loc[:-1], meant_key(str(loc[-1]), keys_of(_owner(model, loc))))
        for loc in islice(unknown, MOST_SHOWN)
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
        wrong = wrong_value(detail, key, node_at(root, at), required=_is_required(owner, key))
        cure = wrong.cure(_accepts(owner, detail["loc"]))
        about = _describe(owner, key)
        if about and isinstance(cure, Cure) and kind != "not_a_date":
            cure = Cure(f"{cure.words} ({about})", cure.texts)
        yield Problem.at(place_of(root, at), wrong.what, cure)


def _accepts(owner: type[BaseModel], loc: Sequence[str | int]) -> Callable[[object], bool]:
    """Return whether a value is possible for the key that ends a path."""
    fields = owner.model_fields
    name = next((n for n, f in fields.items() if loc and loc[-1] in (n, f.alias)), None)
    if name is None:
        return lambda value: True
    adapter = _adapter(owner, name)
    is_year = A_YEAR in fields[name].metadata

    def is_valid(value: object) -> bool:
        if is_year and value not in range(YEARS.least, YEARS.most + 1):
            return False
        try:
            adapter.validate_python(value, strict=True)
        except ValidationError:
            return False
        return True

    return is_valid


@cache
def _adapter(owner: type[BaseModel], name: str) -> TypeAdapter[Any]:
    field = owner.model_fields[name]
    annotation: Any = field.annotation
    return TypeAdapter(Annotated[annotation, *field.metadata] if field.metadata else annotation)


def inconsistent(found: Inconsistency, root: Node, at: Path) -> Problem:
    """Return the problem for values that do not go together."""
    path = (*at, found.field) if found.field else at
    path = path if found.index is None else (*path, found.index)
    is_value = isinstance(node_at(root, path), Scalar)
    place = place_of(root, path, key=not (found.field or is_value))
    severity: Severity = "warning" if found.doubtful else "error"
    inside, name = place_of(root, at), place_of(root, at, key=True)
    if inside.file not in (name.file, place.file):  # a change of another file's lever is to blame
        return Problem.at(inside.start, found.what, as_cure(found.instead).words, severity)
    return Problem.at(place, found.what, found.instead, severity)


def unknown_key(written: str, allowed: list[str], root: Node, at: Path) -> Problem:
    """Return the problem for a key that does not exist here, with the one that was meant."""
    place = place_of(root, at, key=True)
    key, colon, value = written.partition(":")
    if colon and value and key in allowed and _has_no_value(root, at):
        spaced = typing(f"{key}: {value}", after=", with a space after the colon")
        return Problem.at(place, f"'{written}' is a key without a value", spaced)
    find = partial(_meant_keys, written, allowed, node_at(root, at[:-1]))
    cure = did_you_mean(find, f"one of: {', '.join(allowed)}")
    return Problem.at(place, f"'{written}' is not known here", cure)


def _has_no_value(root: Node, at: Path) -> bool:
    node = node_at(root, at)
    return isinstance(node, Scalar) and node.value is None


def _meant_keys(written: str, allowed: Sequence[str], beside: Node | None) -> list[str]:
    """Return the key that was meant, unless it stands beside the wrong one already."""
    meant = meant_key(written, allowed)
    is_taken = isinstance(beside, Mapping) and meant and beside.entry(meant)
    return [] if meant is None or is_taken else [meant]


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


def _is_required(owner: type[BaseModel], key: str) -> bool:
    return any(
        field.is_required()
        for name, field in owner.model_fields.items()
        if key in (name, field.alias)
    )


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


def doubts(written: Written, root: Node, at: Path) -> Iterator[Problem]:
    """Yield the warnings that a valid lever or shock has about its own values."""
    for found in written.inconsistencies():
        if found.doubtful:
            yield inconsistent(found, root, at)
