"""A YAML document as a tree that remembers where each thing was written.

Inherited content keeps the file in which it was written, so a merged tree still points at the
right line of the right file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from workforce_sim.scenario.problems import Place

Path = Sequence[str | int]
Plain = None | bool | int | float | str | tuple["Plain", ...] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a date was written, by how many months it has been moved since, and by whom last."""

    written: str
    place: Place
    months: int
    by: Place
    last: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; `raw` is the text as written and `quoted` whether it stood in quotes.

    `moved` is None but for a date that is not the one that was written.
    """

    place: Place
    value: None | bool | int | float | str
    raw: str
    quoted: bool = False
    moved: Moved | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; `flow` when it stands between brackets, not on lines that start with '- '."""

    place: Place
    items: tuple[Node, ...]
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key: value` of a mapping."""

    key: str
    place: Place
    value: Node


@dataclass(frozen=True)
class Mapping:
    """A mapping; a key written twice stays twice, and the last one counts."""

    place: Place
    entries: tuple[Entry, ...]

    @cached_property
    def _by_key(self) -> dict[str, Entry]:
        return {entry.key: entry for entry in self.entries}

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None."""
        entry = self.entry(key)
        return entry.value if entry else None

    def entry(self, key: str) -> Entry | None:
        """Return the entry of a key, or None."""
        return self._by_key.get(key)

    def without(self, *keys: str) -> Mapping:
        """Return the mapping with some keys left out."""
        return Mapping(self.place, tuple(e for e in self.entries if e.key not in keys))

    def updated(self, *entries: Entry) -> Mapping:
        """Return the mapping with entries replaced or added."""
        kept = self.without(*(entry.key for entry in entries)).entries
        return Mapping(self.place, (*kept, *entries))


Node = Scalar | Listing | Mapping


def plain(node: Node) -> Plain:
    """Return the tree as ordinary Python values; lists become tuples."""
    match node:
        case Scalar():
            return node.value
        case Listing():
            return tuple(plain(item) for item in node.items)
        case Mapping():
            return plain_mapping(node)


def plain_mapping(root: Mapping) -> dict[str, Plain]:
    """Return a mapping as an ordinary one."""
    return {entry.key: plain(entry.value) for entry in root.entries}


def node_at(root: Node, path: Path) -> Node | None:
    """Return what stands at a path of keys and indices, or None."""
    node: Node | None = root
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def place_of(root: Node, path: Path, *, key: bool = False) -> Place:
    """Return where the thing at a path was written, or the nearest thing that contains it.

    With `key`, the place of its key rather than of its value. An empty value has no place of its
    own, so its key is pointed at too. Only what stands at the path itself has an end.
    """
    node, place = root, root.place
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            entry = node.entry(step)
            if entry is None:
                return place.start
            node = entry.value
            empty = isinstance(node, Scalar) and node.value is None
            here = node.place.file == entry.place.file
            below = here and node.place.line > entry.place.line
            block = isinstance(node, Mapping | Listing) and below
            place = entry.place if key else node.place
            place = entry.place.start if (empty or block) and not key else place
        elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.place
        else:
            return place.start
    return place


def repeated_keys(node: Node) -> Iterator[tuple[Entry, Entry]]:
    """Yield each entry whose key stood earlier in the same mapping, with that earlier entry."""
    match node:
        case Listing():
            for item in node.items:
                yield from repeated_keys(item)
        case Mapping():
            first: dict[str, Entry] = {}
            for entry in node.entries:
                if entry.key in first:
                    yield entry, first[entry.key]
                first.setdefault(entry.key, entry)
                yield from repeated_keys(entry.value)
        case Scalar():
            return


def scalars(node: Node) -> Iterator[Scalar]:
    """Yield every value of a tree."""
    match node:
        case Scalar():
            yield node
        case Listing():
            for item in node.items:
                yield from scalars(item)
        case Mapping():
            for entry in node.entries:
                yield from scalars(entry.value)
