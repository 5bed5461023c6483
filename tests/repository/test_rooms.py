"""Rooms of the package import downwards only, so that each can be read without those above it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.sources import PACKAGE, imported_names, package_modules, shown, tree_of

pytestmark = pytest.mark.unit

# Scenarios are written in terms of levers and of councils, so they stand above both.
TOP_TO_BOTTOM = (
    "cli",
    "report",
    "experiment",
    "measures",
    "model",
    "scenario",
    "levers",
    "baseline",
    "assumptions",
)
# What stands beside the rooms and may be imported from each of them.
FOUNDATIONS = {
    "caches",
    "cells",
    "cures",
    "digits",
    "errors",
    "lever_files",
    "limits",
    "lookalikes",
    "stop",
    "texts",
}

# (who imports, what): why it may look up. Both are a room, or a module in it such as "model.world".
EXCEPTIONS = {
    ("model", "measures.record"): "the record that a replication leaves is what the two agree on",
}


def room_of(path: Path) -> str:
    """The room a file belongs to; "" for the files at the top of the package."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def only_for_types(tree: ast.Module) -> set[ast.AST]:
    """Everything under ``if TYPE_CHECKING:``, which does not run."""
    hidden: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for statement in node.body:
                hidden.update(ast.walk(statement))
    return hidden


def modules_imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name below the package of each import of its own code, late imports included."""
    tree = tree_of(path)
    hidden = only_for_types(tree)
    package = ".".join(("workforce_sim", *path.relative_to(PACKAGE).parts[:-1]))
    for node in ast.walk(tree):
        if node in hidden or not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for name in imported_names(node, package):
            if name.startswith("workforce_sim."):
                yield node.lineno, name.removeprefix("workforce_sim.")


def upward_imports() -> Iterator[tuple[str, int, str]]:
    """Importing module, line and imported name, for each import that is not downwards."""
    for path in package_modules():
        room = room_of(path)
        if room not in TOP_TO_BOTTOM:
            continue
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for line, name in modules_imported(path):
            target = name.split(".")[0]
            if target in TOP_TO_BOTTOM and TOP_TO_BOTTOM.index(target) < TOP_TO_BOTTOM.index(room):
                yield module, line, name


def excused(module: str, name: str) -> list[tuple[str, str]]:
    """The exceptions that cover one import."""
    return [
        (importer, imported)
        for importer, imported in EXCEPTIONS
        if f"{module}.".startswith(f"{importer}.") and f"{name}.".startswith(f"{imported}.")
    ]


def test_every_room_is_known() -> None:
    rooms = {room_of(path) for path in package_modules()} - {""}
    assert rooms <= set(TOP_TO_BOTTOM), "a new room needs its place in TOP_TO_BOTTOM"


def test_imports_go_downwards() -> None:
    wrong = [
        f"{module}, line {line}, imports {name}, which lies above it"
        for module, line, name in upward_imports()
        if not excused(module, name)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_exception_has_outlived_its_reason() -> None:
    used = {key for module, _, name in upward_imports() for key in excused(module, name)}
    assert set(EXCEPTIONS) == used


def test_foundations_stand_on_nothing() -> None:
    for name in FOUNDATIONS:
        path = PACKAGE / f"{name}.py"
        rooms = {name.split(".")[0] for _, name in modules_imported(path)} - FOUNDATIONS
        assert not rooms, f"{shown(path)} must not import a room"
