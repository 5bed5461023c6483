"""What a file changes in the one it extends: `without`, `change`, `shift_months`, in this order.

The levers of the parent are counted as the parent holds them, so that one key need not know what
another does. What is changed stands where it stood; what is shifted remembers where it was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field, replace
from functools import partial

from workforce_sim.cures import did_you_mean, quoted, typing
from workforce_sim.levers.base import Written
from workforce_sim.levers.fields import date_fields, later
from workforce_sim.levers.registry import all_levers
from workforce_sim.lookalikes import ordinary
from workforce_sim.scenario.problems import Place, Problem
from workforce_sim.scenario.schema import EVERY, ORDINALS
from workforce_sim.scenario.spelling import nearest
from workforce_sim.scenario.tree import Entry, Listing, Mapping, Moved, Node, Scalar
from workforce_sim.shocks import all_shocks

EDITING_KEYS = ("without", "change", "shift_months")
"""Keys that change what a file inherits; they speak about their own file only."""


@dataclass(frozen=True)
class Edited:
    """The tree of a parent as its child changes it, the levers that were taken out, and what was
    wrong with the changes.
    """

    root: Mapping
    taken: frozenset[str]
    problems: tuple[Problem, ...]


def edited(parent: Mapping, own: Mapping, called: str) -> Edited:
    """Return a parent's merged tree after the changes that its child writes.

    Args:
        parent: the parent's tree, with all that it inherits.
        own: the child's own tree.
        called: the parent's file name, for messages.
    """
    edit = _Edit(parent, called)
    edit.without(own.get("without"))
    edit.change(own.get("change"))
    root = edit.result()
    months = own.get("shift_months")
    if isinstance(months, Scalar) and type(months.value) is int and months.value:
        root, count = _shifted(root, months, months.value)
        if not count:
            what = f"there is nothing to shift: no lever or shock of {called} is left with a date"
            edit.say(months.place, what, "no 'shift_months'", warning=True)
        budget = root.get("budget")
        if count and budget is not None and own.get("budget") is None:
            what = "levers and shocks are shifted, but the budget that this file inherits is not"
            cure = "a 'budget' of its own too, or nothing, if its months are to stay"
            edit.say(months.place.start, what, cure, warning=True)
    taken = {edit.names[index] for index in edit.taken} - {
        name for index, name in enumerate(edit.names) if index not in edit.taken
    }
    return Edited(root, frozenset(taken), tuple(edit.problems))


def without_extends(own: Mapping) -> Iterator[Problem]:
    """Yield a problem for each key that would change what nothing is inherited of."""
    for key in EDITING_KEYS:
        if entry := own.entry(key):
            what = f"'{key}' changes what a file inherits, but this one does not extend any"
            cure = f"the file to build on too, such as `extends: other-file.yaml`, or no '{key}'"
            yield Problem.at(entry.place, what, cure)


@dataclass
class _Edit:
    """The levers of a parent by their place in its list, on the way to what is left of them."""

    parent: Mapping
    called: str
    items: tuple[Node, ...] = ()
    names: tuple[str, ...] = ()
    taken: dict[int, Place] = field(default_factory=dict)
    changed: dict[tuple[int, str], Place] = field(default_factory=dict)
    new: dict[int, Mapping] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        listing = self.parent.get("levers")
        self.items = listing.items if isinstance(listing, Listing) else ()
        self.names = tuple(map(_name_of, self.items))

    def say(self, place: Place, what: str, instead: object, *, warning: bool = False) -> None:
        severity = "warning" if warning else "error"
        self.problems.append(Problem.at(place, what, instead, severity))  # type: ignore[arg-type]

    def without(self, listing: Node | None) -> None:
        """Take out the levers that a list names."""
        for item in listing.items if isinstance(listing, Listing) else ():
            if not isinstance(item, Scalar) or not isinstance(item.value, str):
                continue
            found = self.find(item.value, item.place, "without", every=True)
            if found and all(index in self.taken for index in found):
                first = self.taken[found[0]]
                what = f"'{item.value}' is taken out already, on line {first.line}"
                self.say(item.place, what, "each lever once", warning=True)
            self.taken |= {index: item.place for index in found if index not in self.taken}

    def change(self, mapping: Node | None) -> None:
        """Write other parameters into the levers that a mapping names."""
        for entry in mapping.entries if isinstance(mapping, Mapping) else ():
            found = self.find(entry.key, entry.place, "change", every=False)
            left = [index for index in found if index not in self.taken]
            if found and not left:
                what = f"'{entry.key}' is taken out by 'without', so nothing is left to change"
                self.say(entry.place, what, "it under only one of 'without' and 'change'")
            if isinstance(entry.value, Mapping):
                for index in left:
                    self.write(index, entry.value)

    def write(self, index: int, parameters: Mapping) -> None:
        """Write parameters into one lever."""
        item = self.new.get(index, self.items[index])
        name = self.names[index]
        older = item.get(name) if isinstance(item, Mapping) else None
        older = older if isinstance(older, Mapping) else Mapping(item.place, ())
        for entry in parameters.entries:
            before = self.changed.setdefault((index, entry.key), entry.place)
            if before != entry.place:
                what = f"'{entry.key}' of this lever is changed on line {before.line} already"
                self.say(entry.place, what, "it once")
        changes = {entry.key: entry for entry in parameters.entries}
        together = [changes.pop(entry.key, entry) for entry in older.entries]
        inside = Mapping(parameters.place.start, (*together, *changes.values()))
        place = item.entries[0].place if isinstance(item, Mapping) else item.place
        self.new[index] = Mapping(item.place, (Entry(name, place, inside),))

    def find(self, written: str, place: Place, key: str, *, every: bool) -> list[int]:
        """Return the places in the parent's list of the levers that a name means.

        `every` says that a bare name stands for all of them.
        """
        word, _, rest = ordinary(written).strip().partition(" ")
        name = rest.strip() if rest and word in (*ORDINALS, EVERY) else ordinary(written).strip()
        word = word if name != ordinary(written).strip() else ""
        found = [index for index, held in enumerate(self.names) if held == name]
        if not found:
            self.unknown(name, word, place, key)
            return []
        if word == EVERY or not word and (every or len(found) == 1):
            return found
        if word and ORDINALS.index(word) < len(found):
            return [found[ORDINALS.index(word)]]
        choices = [f"{ordinal} {name}" for ordinal, _ in zip(ORDINALS, found, strict=False)]
        choices = choices if len(found) > 1 else [name]
        times = "once" if len(found) == 1 else f"{len(found)} times"
        where = ", ".join(f"line {self.items[index].place.line}" for index in found)
        what = f"{self.called} holds {name} {times} ({where})"
        what += f", so there is no '{written}'" if word else ", so it must be said which is meant"
        self.say(place, what, typing(*choices))
        return []

    def unknown(self, name: str, word: str, place: Place, key: str) -> None:
        held = list(dict.fromkeys(filter(None, self.names)))
        if not held:
            self.say(place, f"{self.called} holds no levers", f"no '{key}'")
            return
        start = f"{word} " if word else ""
        find = partial(_nearest_of, start, name, held)
        cure = did_you_mean(find, f"one of: {', '.join(held)}")
        self.say(place, f"{self.called} holds no lever {quoted(name)}", cure)

    def result(self) -> Mapping:
        """Return the parent's tree with the levers that are left, each as it is now."""
        listing = self.parent.get("levers")
        if not isinstance(listing, Listing) or not (self.taken or self.new):
            return self.parent
        items = (
            self.new.get(index, item)
            for index, item in enumerate(self.items)
            if index not in self.taken
        )
        return _with_list(self.parent, "levers", replace(listing, items=tuple(items)))


def _nearest_of(start: str, name: str, held: list[str]) -> list[str]:
    return [f"{start}{each}" for each in nearest(name, held, limit=2)]


def _with_list(root: Mapping, key: str, listing: Node) -> Mapping:
    """Return a mapping with another value for a key, at the same place."""
    entries = (replace(e, value=listing) if e.key == key else e for e in root.entries)
    return Mapping(root.place, tuple(entries))


def _name_of(item: Node) -> str:
    """Return the name of a lever or shock of a list; nothing for what is none."""
    if isinstance(item, Scalar):
        return item.value if isinstance(item.value, str) else ""
    is_one = isinstance(item, Mapping) and len(item.entries) == 1
    return item.entries[0].key if is_one and isinstance(item, Mapping) else ""


def _shifted(root: Mapping, by: Scalar, months: int) -> tuple[Mapping, int]:
    """Return the tree with every date of its levers and shocks moved, and how many there are."""
    moved = 0
    known: dict[str, AbstractMapping[str, type[Written]]] = {
        "levers": all_levers(),
        "shocks": all_shocks(),
    }
    for key, models in known.items():
        listing = root.get(key)
        if not isinstance(listing, Listing):
            continue
        items = []
        for item in listing.items:
            model = models.get(_name_of(item))
            inside = item.entries[0].value if isinstance(item, Mapping) and item.entries else None
            if model is not None and isinstance(item, Mapping) and isinstance(inside, Mapping):
                keys = set(date_fields(model).values())
                dates = tuple(
                    replace(entry, value=_later(entry.value, by, months))
                    if entry.key in keys
                    else entry
                    for entry in inside.entries
                )
                moved += sum(entry.key in keys for entry in dates)
                item = replace(
                    item, entries=(replace(item.entries[0], value=replace(inside, entries=dates)),)
                )
            items.append(item)
        root = _with_list(root, key, replace(listing, items=tuple(items)))
    return root, moved


def _later(node: Node, by: Scalar, months: int) -> Node:
    """Return a date, or a list of them, some months later; what is no date stays."""
    if isinstance(node, Listing):
        return replace(node, items=tuple(_later(item, by, months) for item in node.items))
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return node
    before = node.moved
    written = before.written if before else node.value
    total = months + (before.months if before else 0)
    when = later(written, total)
    if when is None:
        return node
    place = before.place if before else node.place
    moved = Moved(written, place, total, by.place, months)
    return Scalar(by.place.start, when, when, node.quoted, moved)
