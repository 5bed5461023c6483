"""Reading scenario files from disk, and keeping `extends` inside the scenarios' folder."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from workforce_sim.cures import Cure, typed, typing
from workforce_sim.scenario.problems import Place, Problem, ScenarioErrors
from workforce_sim.scenario.shipped import ROOT_NAME, nearly_named
from workforce_sim.scenario.yaml_reader import MAXIMUM_BYTES
from workforce_sim.texts import unfit_in_a_line

_SUFFIXES = (".yaml", ".yml")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a scenario was read from: how messages name it, and what it held."""

    path: str
    sha256: str


def root_folder(path: Path) -> Path:
    """Return the folder that a scenario's references may not leave.

    It is the nearest folder above named `scenarios`, else the folder that holds the file.
    """
    folder = path.resolve().parent
    return next((up for up in (folder, *folder.parents) if up.name == ROOT_NAME), folder)


def read_file(path: Path, place: Place) -> tuple[bytes, SourceFile]:
    """Return the bytes of a scenario file and its record.

    Args:
        path: the file.
        place: where the user named it; problems are reported there.

    Raises:
        ScenarioErrors: it is missing, a folder, no ordinary file, unreadable or far too large.
    """
    shown = path.as_posix()
    if unfit_in_a_line(shown):
        raise _refused(place, f"the name '{shown}' is no text", "another name for the file")
    try:
        if path.is_dir():
            inside = sorted(p.name for p in path.iterdir() if p.suffix in _SUFFIXES)[:5]
            example = f"one of its files: {', '.join(inside)}" if inside else "a scenario file"
            raise _refused(place, f"'{shown}' is a folder", example)
        if not path.exists():
            raise _refused(place, f"there is no file '{shown}'", _neighbours(path))
        if not path.is_file():
            raise _refused(place, f"'{shown}' is not an ordinary file", "a scenario file")
        with path.open("rb") as stream:
            content = stream.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _refused(
            place, f"'{shown}' cannot be read ({reason})", "a file that you may read"
        ) from None
    except ValueError:
        raise _refused(place, "this cannot be the name of a file", "a scenario file") from None
    return content, SourceFile(shown, sha256(content).hexdigest())


def referred_file(written: str, from_file: Path, root: Path, place: Place) -> Path:
    """Return the file that `extends` or `reference` names, if it stays inside the root folder.

    Raises:
        ScenarioErrors: the path is absolute, leaves the folder (also through a link), or does not
            name a YAML file that exists.
    """
    example = "a path from the folder of this file, with '/', such as ../do-nothing.yaml"
    if "\\" in written:
        right = written.replace("\\", "/")
        cure = typing(right) if (from_file.parent / right).is_file() else Cure(example)
        raise _refused(place, f"'{written}' contains '\\'", cure)
    if written.startswith(("/", "~")) or _DRIVE.match(written):
        raise _refused(place, f"'{written}' is not a relative path", example)
    if PurePosixPath(written).suffix not in _SUFFIXES:
        ended = [f"{written}{suffix}" for suffix in _SUFFIXES]
        there = [name for name in ended if (from_file.parent / name).is_file()]
        cure = typing(typed(there[0])) if there else Cure("a name ending in .yaml")
        raise _refused(place, f"'{written}' does not name a YAML file", cure)
    target = from_file.parent / written
    try:
        inside = target.resolve().is_relative_to(root)
    except (OSError, RuntimeError, ValueError):
        raise _refused(place, f"'{written}' cannot be followed", example) from None
    if not inside:
        raise _refused(
            place,
            f"'{written}' leaves the folder '{root.name}' that holds the scenarios",
            f"a file inside '{root.name}'; copy the other one there",
        )
    if _is_missing(target):
        what = f"there is no file '{_tidy(target).as_posix()}'"
        raise _refused(place, what, _meant_from(written, from_file, root))
    return _tidy(target)


def _is_missing(path: Path) -> bool:
    """Whether there is nothing at a path; what cannot be looked at is explained when it is read."""
    try:
        return not path.exists()
    except (OSError, ValueError):
        return False


def _meant_from(written: str, from_file: Path, root: Path) -> Cure:
    """What to write for a missing file: its path from the folder of the file that names it."""
    rule, folder = "a path from the folder of the file in which it is written", from_file.parent
    from_here = Path(written).resolve()
    if from_here.is_file() and from_here.is_relative_to(root):
        right = Path(os.path.relpath(from_here, folder.resolve())).as_posix()
        words = (
            f"'{right}', because a path starts from the folder of the file that it is written in"
        )
        return Cure(words, (typed(right),))
    close = [name for name in _close_files(folder / written) if name != from_file.name]
    if not close:
        return Cure(rule)
    right = (PurePosixPath(written).parent / close[0]).as_posix()
    return Cure(f"'{right}'? It is {rule}", (typed(right),))


def _tidy(path: Path) -> Path:
    """Drop `x/..` from a path for messages, unless it would lead elsewhere (through a link)."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(part)
    tidy = Path(*parts)
    return tidy if tidy.resolve() == path.resolve() else path


def _neighbours(path: Path) -> str:
    """Suggest a file that exists under nearly the same name, or a scenario that ships."""
    close = [(path.parent / name).as_posix() for name in _close_files(path)] or nearly_named(path)
    if close:
        return f"'{close[0]}'?"
    return (
        "the path of a scenario file, from the folder in which you run the command, or a name that "
        "`workforce-sim new example` lists"
    )


def _close_files(path: Path) -> list[str]:
    """Names beside a path that are near to its own, without the ending that all of them share."""
    from workforce_sim.scenario.spelling import nearest

    folder = path.parent
    files = [p for p in folder.iterdir() if p.suffix in _SUFFIXES] if folder.is_dir() else []
    by_stem = {p.stem: p.name for p in files}
    return [by_stem[stem] for stem in nearest(path.stem, by_stem)]


def _refused(place: Place, what: str, instead: str | Cure) -> ScenarioErrors:
    return ScenarioErrors([Problem.at(place, what, instead)])
