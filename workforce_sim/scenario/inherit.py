"""Following `extends`: from one file to one merged tree, each part knowing its own file.

What a file inherits is first changed as it says (see `edit`). Its levers and shocks are then added
to those that are left; assumptions are merged by name; every other key replaces the inherited one.
Name and description are never inherited.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workforce_sim.scenario.edit import EDITING_KEYS, edited, without_extends
from workforce_sim.scenario.problems import Place, Problem, ScenarioErrors
from workforce_sim.scenario.safe_path import SourceFile, read_file, referred_file
from workforce_sim.scenario.slips import tidied
from workforce_sim.scenario.tree import Entry, Listing, Mapping, Node, Scalar
from workforce_sim.scenario.yaml_reader import read_tree

OWN_KEYS = ("name", "description", "extends", "reference", *EDITING_KEYS)
"""Keys that speak about their own file only."""
ADDED_KEYS = ("levers", "shocks")
"""Lists that grow from file to file."""
MERGED_KEYS = ("assumptions",)
"""Mappings that are merged by name."""
_LONGEST_CHAIN = 10


@dataclass(frozen=True, slots=True)
class Inherited:
    """A file with everything that it inherits.

    `parent` is the file it extends, likewise merged. `problems` are those found on the way.
    `whole` is False when a file that it extends could not be read. `taken` are the levers that
    files on the way have taken out.
    """

    path: Path
    root: Mapping
    parent: Inherited | None
    sources: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]
    whole: bool = True
    taken: frozenset[str] = frozenset()


def read_chain(path: Path, root: Path, named_at: Place, opened: tuple[Path, ...] = ()) -> Inherited:
    """Read a file and all that it extends.

    Args:
        path: the file.
        root: the folder that references may not leave.
        named_at: where the user named the file.
        opened: files already being read, to notice a circle.

    Raises:
        ScenarioErrors: the file itself cannot be read or is not a mapping. If that is so of one
            that it extends, the problem is listed and the rest is left without it.
    """
    content, source = read_file(path, named_at)
    own, slips = tidied(read_tree(content, path.as_posix()))
    problems = tuple(slips)
    written = own.get("extends")
    if written is None:
        return Inherited(path, own, None, (source,), (*problems, *without_extends(own)))
    place = written.place
    try:
        if not (isinstance(written, Scalar) and isinstance(written.value, str)):
            raise ScenarioErrors([_no_file_named(place)])
        target = referred_file(written.value, path, root, place)
        opened = (*opened, path.resolve())
        _refuse_circle(target, opened, place)
        parent = read_chain(target, root, place, opened)
    except ScenarioErrors as errors:
        is_name = isinstance(written, Scalar) and isinstance(written.value, str)
        rest = own if is_name else own.without("extends")
        return Inherited(path, rest, None, (source,), (*problems, *errors.problems), whole=False)
    changed = edited(parent.root, own, target.name)
    return Inherited(
        path,
        merge(changed.root, own),
        parent,
        (source, *parent.sources),
        (*problems, *_empty_lists(own, parent), *changed.problems, *parent.problems),
        parent.whole,
        parent.taken | changed.taken,
    )


def _empty_lists(own: Mapping, parent: Inherited) -> Iterator[Problem]:
    """Warn of lists that seem to take something away: lists only grow."""
    for key in ADDED_KEYS:
        mine, theirs = own.get(key), parent.root.get(key)
        if isinstance(mine, Listing) and not mine.items and isinstance(theirs, Listing):
            name = parent.path.name
            cure = f"no '{key}'; to do without them, "
            if key == "levers":
                cure += "name them under 'without'"
            else:
                cure += f"do not extend {name}, but copy here what it says"
            what = f"'{key}' is an empty list, which takes away none of those of {name}"
            yield Problem.at(mine.place, what, cure, "warning")


def _no_file_named(place: Place) -> Problem:
    return Problem.at(
        place, "'extends' does not name a file", "one file, such as ../do-nothing.yaml"
    )


def _refuse_circle(target: Path, opened: tuple[Path, ...], place: Place) -> None:
    """Raise if a file extends one that extends it, or the chain has no end in sight."""
    if target.resolve() in opened:
        circle = " -> ".join(p.name for p in (*opened, target))
        raise ScenarioErrors(
            [
                Problem.at(
                    place,
                    f"'extends' goes round in a circle: {circle}",
                    "a file that does not extend this one, or no 'extends' at all",
                )
            ]
        )
    if len(opened) >= _LONGEST_CHAIN:
        raise ScenarioErrors(
            [
                Problem.at(
                    place,
                    f"more than {_LONGEST_CHAIN} files extend one another",
                    "fewer steps: extend the file that matters directly",
                )
            ]
        )


def merge(parent: Mapping, child: Mapping) -> Mapping:
    """Return the child's tree with what it inherits from the parent's."""
    inherited = parent.without(*OWN_KEYS)
    entries: list[Entry] = []
    for entry in child.entries:
        older = inherited.entry(entry.key)
        value = _combine(entry.key, older.value, entry.value) if older else entry.value
        entries.append(Entry(entry.key, entry.place, value))
    kept = inherited.without(*(entry.key for entry in entries)).entries
    return Mapping(child.place, (*entries, *kept))


def _combine(key: str, older: Node, newer: Node) -> Node:
    """Return the value of a key that both files write."""
    empty = isinstance(newer, Scalar) and newer.value is None
    if key in ADDED_KEYS and empty:
        return older
    if key in ADDED_KEYS and isinstance(older, Listing) and isinstance(newer, Listing):
        return Listing(newer.place, (*older.items, *newer.items))
    if key in MERGED_KEYS and empty:
        return older
    if key in MERGED_KEYS and isinstance(older, Mapping) and isinstance(newer, Mapping):
        names = [entry.key for entry in newer.entries]
        return Mapping(newer.place, (*older.without(*names).entries, *newer.entries))
    return newer
