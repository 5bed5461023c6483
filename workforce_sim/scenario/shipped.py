"""The scenarios that come with the program, by name: `2009/package-58m`."""

from __future__ import annotations

import shutil
from pathlib import Path

from workforce_sim.errors import UserError
from workforce_sim.scenario.spelling import nearest

ROOT_NAME = "scenarios"
_PACKAGE = Path(__file__).parents[1]
_SUFFIX = ".yaml"


def shipped_folder() -> Path:
    """Where they lie: in the installed package, or beside the package of a clone."""
    installed = _PACKAGE / ROOT_NAME
    return installed if installed.is_dir() else _PACKAGE.parent / ROOT_NAME


def shipped_names() -> list[str]:
    """What they are called: their paths without `scenarios/` and `.yaml`."""
    folder = shipped_folder()
    paths = folder.rglob(f"*{_SUFFIX}")
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in paths)


def file_or_shipped(path: Path) -> Path:
    """The file at a path, or the shipped scenario that it names where there is no such file.

    A path from the top of a clone, `scenarios/2009/package-58m.yaml`, names it too.
    """
    name = _name(path)
    if path.exists() or name not in shipped_names():
        return path
    return shipped_folder() / f"{name}{_SUFFIX}"


def nearly_named(path: Path) -> list[str]:
    """The shipped scenarios whose names are near to what a path would name."""
    return nearest(_name(path), shipped_names())


def _name(path: Path) -> str:
    parts = path.parts[1:] if path.parts[:1] == (ROOT_NAME,) else path.parts
    return "/".join(parts).removesuffix(_SUFFIX)


def copy_shipped(folder: Path) -> Path:
    """Copy them all, with the schema for editors, to `scenarios` in a folder, and return that.

    Raises UserError if it is there already.
    """
    target = folder / ROOT_NAME
    try:
        shutil.copytree(shipped_folder(), target, copy_function=shutil.copyfile)
    except FileExistsError:
        raise UserError(
            f"{target} already exists and is not overwritten. Name another folder."
        ) from None
    return target
