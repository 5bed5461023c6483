"""What a lever of another package is made of: its code decides numbers, as that of this package
does.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.machinery import ModuleSpec
from importlib.metadata import EntryPoint, PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from workforce_sim.extension_files import ExtensionFiles

COMPILED = (".pyc", ".nbc", ".nbi")
"""Endings of files that Python and Numba make from the others."""
_INSTALLED = {"site-packages", "dist-packages"}
"""Folders of packages that were installed whole, so that a version says what is in them."""
_OF_THE_INSTALLER = re.compile(r"^\.\./|\.dist-info/|\.(pth|pyc)$|^__editable__")
"""Files of an installed package that are not its own."""
_KNOWN = {*sys.stdlib_module_names, "workforce_sim"}
"""What a run knows without asking a lever: Python's version, and this package."""


@dataclass(frozen=True)
class Source:
    """A lever's package and version, the SHA-256 of `code`, and the versions that it `requires`."""

    package: str
    version: str
    code: str
    requires: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """As JSON types."""
        return asdict(self)


def source_of(brought: ExtensionFiles) -> Source:
    """What a lever or shock that a package brings is made of.

    Its code is every file of its package, its entries of the register among them, and of each
    module from outside the folder of installed packages that they import. What is installed there
    counts by its version, if the package names it as a requirement.
    """
    point = brought.point
    brought_by = point.dist
    files = dict(_files(point))
    if brought.entries is not None and brought.entries not in files.values():
        files[brought.entries.name] = brought.entries
    return Source(
        package=brought_by.name if brought_by else point.module.partition(".")[0],
        version=brought_by.version if brought_by else "",
        code=hash_of_files(files),
        requires=dict(_required(brought_by.requires or () if brought_by else ())),
    )


def hash_of_files(files: Mapping[str, Path]) -> str:
    """SHA-256 over names and contents; line ends do not count, so a Windows checkout agrees."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0")
        digest.update(files[name].read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def files_in(folder: Path) -> dict[str, Path]:
    """The files of a folder and of those in it, by their path within, but for compiled ones."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in COMPILED
    }


def _files(point: EntryPoint) -> Iterator[tuple[str, Path]]:
    for listed in (point.dist.files or ()) if point.dist else ():
        path = Path(str(listed.locate()))
        if not _OF_THE_INSTALLER.search(listed.as_posix()) and path.is_file():
            yield listed.as_posix(), path
    todo: list[str] = [point.module]
    seen: set[str] = set()
    while todo:
        name, spec = _found(todo.pop())
        if spec is None or name in seen:
            continue
        first = not seen
        seen.add(name)
        file = [spec.origin] if spec.origin and spec.has_location else []
        for root in map(Path, spec.submodule_search_locations or file):
            if not first and _INSTALLED & set(root.parts):
                continue
            within = files_in(root) if root.is_dir() else {"": root}
            above = "/".join((*name.split(".")[:-1], root.name))
            for each, path in within.items():
                yield f"{above}/{each}".rstrip("/"), path
                todo += _imports(path) if path.suffix == ".py" else ()


def _found(module: str) -> tuple[str, ModuleSpec | None]:
    """The outermost package or module of a dotted name that has code of its own."""
    name, _, rest = module.partition(".")
    while name not in _KNOWN:
        spec = None
        with suppress(ImportError, ValueError):
            spec = find_spec(name)
        if spec is None or spec.origin is not None or not rest:
            return name, spec
        following, _, rest = rest.partition(".")
        name = f"{name}.{following}"
    return name, None


def _imports(path: Path) -> tuple[str, ...]:
    """What a file imports by absolute names."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return ()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return tuple(sorted(names))


def _required(requirements: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The versions of what a package cannot do without, as far as it is installed."""
    for requirement in requirements:
        found = re.match(r"[\w.-]+", requirement)
        if found and "extra" not in requirement.partition(";")[2]:
            with suppress(PackageNotFoundError):
                yield found[0], version(found[0])
