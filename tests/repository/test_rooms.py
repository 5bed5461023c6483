"""Rooms of the package import downwards only, so that each can be read without those above it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.sources import PACKAGE, imported_names, package_modules, shown, tree_of

pytestmark = pytest.mark.unit

TOP_TO_BOTTOM = (
    "cli",
    "report",
    "experiment",
    "measures",
    "model",
    "levers",
    "baseline",
    "scenario",
    "assumptions",
)
# What stands beside the rooms and may be imported from each of them.
FOUNDATIONS = {"errors"}

# (file or room that imports, room imported) -> why it may look up.
EXCEPTIONS: dict[tuple[str, str], str] = {}


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


def rooms_imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and room of each import of the package's own code, late imports included."""
    tree = tree_of(path)
    hidden = only_for_types(tree)
    package = ".".join(("workforce_sim", *path.relative_to(PACKAGE).parts[:-1]))
    for node in ast.walk(tree):
        if node in hidden or not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for name in imported_names(node, package):
            parts = name.split(".")
            if parts[0] == "workforce_sim" and len(parts) > 1:
                yield node.lineno, parts[1]


def upward_imports() -> Iterator[tuple[str, str, int, str]]:
    """File, its room, line and room imported, for each import that is not downwards."""
    for path in package_modules():
        room = room_of(path)
        if room not in TOP_TO_BOTTOM:
            continue
        for line, target in rooms_imported(path):
            if target in TOP_TO_BOTTOM and TOP_TO_BOTTOM.index(target) < TOP_TO_BOTTOM.index(room):
                yield shown(path).removeprefix("workforce_sim/"), room, line, target


def test_every_room_is_known() -> None:
    rooms = {room_of(path) for path in package_modules()} - {""}
    assert rooms <= set(TOP_TO_BOTTOM), "a new room needs its place in TOP_TO_BOTTOM"


def test_imports_go_downwards() -> None:
    wrong = [
        f"workforce_sim/{file}:{line} imports {target}/ from {room}/, which lies below it"
        for file, room, line, target in upward_imports()
        if (file, target) not in EXCEPTIONS and (room, target) not in EXCEPTIONS
    ]
    assert not wrong, "\n".join(wrong)


def test_no_exception_has_outlived_its_reason() -> None:
    used = {key for file, room, _, up in upward_imports() for key in ((file, up), (room, up))}
    assert set(EXCEPTIONS) <= used


def test_foundations_stand_on_nothing() -> None:
    for name in FOUNDATIONS:
        path = PACKAGE / f"{name}.py"
        if path.exists():
            assert not list(rooms_imported(path)), f"{shown(path)} must not import a room"
