"""Where levers and shocks are: in this package's `levers/` and `shocks/`, and where others say.

Each is a Python module and, beside it, a YAML file of the same name with its entries of the
assumptions register. Both are found without importing the module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """What a package can bring: a `lever` or a `shock`."""

    word: str

    @property
    def group(self) -> str:
        """The entry-point group under which a package names its own, and our package of ours."""
        return f"workforce_sim.{self.word}s"

    @property
    def folder(self) -> Path:
        """Where ours lie."""
        return Path(__file__).parent / f"{self.word}s"


LEVER, SHOCK = Kind("lever"), Kind("shock")
KINDS = (LEVER, SHOCK)


@dataclass(frozen=True)
class ExtensionFiles:
    """A lever or shock that can be imported, and its entries of the register if it has some."""

    kind: Kind
    point: EntryPoint
    entries: Path | None
    built_in: bool

    @property
    def package(self) -> str:
        """Who brings it, for messages."""
        return self.point.dist.name if self.point.dist else "an installed package"


@cache
def extension_files(kind: Kind) -> dict[str, ExtensionFiles]:
    """Return every one of a kind by name: this package's, then others', each by name."""
    theirs = sorted(entry_points(group=kind.group), key=lambda point: point.name)
    found: dict[str, ExtensionFiles] = {}
    for point in (*_built_in(kind), *theirs):
        built_in = point.module == f"{kind.group}.{point.name}"
        files = ExtensionFiles(kind, point, _beside(point.module), built_in)
        found.setdefault(point.name, files)
    return found


def class_name(name: str) -> str:
    """Return the name of a class: `case_system_overhaul` is `CaseSystemOverhaul`."""
    return "".join(word.capitalize() for word in name.split("_"))


def _built_in(kind: Kind) -> Iterator[EntryPoint]:
    for path in sorted(kind.folder.glob("*.yaml")):
        if path.with_suffix(".py").exists():
            name = path.stem
            yield EntryPoint(name, f"{kind.group}.{name}:{class_name(name)}", kind.group)


def _beside(module: str) -> Path | None:
    """Return the YAML file beside a module; none when there is none or the module is not found."""
    package, *inner = module.split(".")
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    folders = spec.submodule_search_locations
    if folders is None:
        folders = [str(Path(spec.origin).parent)] if spec.origin and spec.has_location else []
        inner = [package]
    files = (Path(folder, *inner).with_suffix(".yaml") for folder in folders)
    return next((file for file in files if file.is_file()), None)
