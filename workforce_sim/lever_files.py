"""Where levers are: in this package's `levers/`, and where other packages say.

A lever is a Python module and, beside it, a YAML file of the same name with its entries of the
assumptions register. Both are found without importing the module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

GROUP = "workforce_sim.levers"
"""The entry-point group under which a package names its levers; our own are in that package."""
FOLDER = Path(__file__).parent / "levers"


@dataclass(frozen=True)
class LeverFiles:
    """A lever that can be imported, and its entries of the register if it has some."""

    point: EntryPoint
    entries: Path | None
    built_in: bool

    @property
    def package(self) -> str:
        """Who brings it, for messages."""
        return self.point.dist.name if self.point.dist else "an installed package"


@cache
def lever_files() -> dict[str, LeverFiles]:
    """Return every lever by name: this package's, then others', each in the order of names."""
    points = [*_built_in(), *sorted(entry_points(group=GROUP), key=lambda point: point.name)]
    found: dict[str, LeverFiles] = {}
    for point in points:
        built_in = point.module == f"{GROUP}.{point.name}"
        found.setdefault(point.name, LeverFiles(point, _beside(point.module), built_in))
    return found


def class_name(lever: str) -> str:
    """Return the name of a lever's class: `case_system_overhaul` is `CaseSystemOverhaul`."""
    return "".join(word.capitalize() for word in lever.split("_"))


def _built_in() -> Iterator[EntryPoint]:
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.with_suffix(".py").exists():
            name = path.stem
            yield EntryPoint(name, f"{GROUP}.{name}:{class_name(name)}", GROUP)


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
