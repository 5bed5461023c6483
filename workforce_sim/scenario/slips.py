"""What a tree shows that cannot have been meant, and the tree as it was.

A key that stands twice, a number that commas take apart, a key with a no-break space in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from workforce_sim.cures import Cure, typing
from workforce_sim.digits import digits
from workforce_sim.lookalikes import lookalikes, named, ordinary
from workforce_sim.scenario.problems import Place, Problem, ScenarioErrors
from workforce_sim.scenario.tree import (
    Entry,
    Listing,
    Mapping,
    Node,
    Scalar,
    repeated_keys,
    scalars,
)
from workforce_sim.scenario.yaml_reader import value_of

_THOUSANDS = re.compile(r"\d{3}(\.\d+)?")
_DECIMALS = re.compile(r"\d{1,2}")


def tidied(root: Mapping) -> tuple[Mapping, list[Problem]]:
    """Return the tree as it was meant, and a problem for each slip.

    Raises:
        ScenarioErrors: a character stands where the shape of the file depends on it.
    """
    slips = _Slips()
    tidy = slips.mapping(root)
    return tidy, [*slips.problems, *_keys_written_twice(tidy)]


def name_lookalikes(problems: Iterable[Problem], root: Mapping) -> list[Problem]:
    """Return the problems, each error about a value with such a character in it saying so."""
    odd = {scalar.place: _odd_character(scalar.raw) for scalar in scalars(root)}
    found = []
    for problem in problems:
        character = odd.get(problem.place) if problem.is_error else None
        what = f"{problem.what}: there is {named(character)} in it" if character else problem.what
        found.append(replace(problem, what=what))
    return found


def _odd_character(text: str) -> str:
    found = lookalikes(text)
    return text[found[0]] if found else ""


def _keys_written_twice(root: Mapping) -> Iterator[Problem]:
    for entry, first in repeated_keys(root):
        what = f"'{entry.key}' is written twice here; the first is on line {first.place.line}"
        yield Problem.at(entry.place, what, "one of the two")


@dataclass
class _Slips:
    """Puts right what it meets on a walk through a tree."""

    problems: list[Problem] = field(default_factory=list)

    def node(self, node: Node) -> Node:
        match node:
            case Scalar():
                return node
            case Listing():
                return replace(node, items=tuple(map(self.node, node.items)))
            case Mapping():
                return self.mapping(node)

    def mapping(self, mapping: Mapping) -> Mapping:
        entries: list[Entry] = []
        for entry in map(self.entry, mapping.entries):
            longer = _continued(entries[-1].value, entry) if entries else None
            if longer is None:
                entries.append(entry)
            else:
                entries[-1] = replace(entries[-1], value=longer)
        for entry in entries if len(entries) < len(mapping.entries) else ():
            self.taken_apart(entry.value)
        return replace(mapping, entries=tuple(entries))

    def entry(self, entry: Entry) -> Entry:
        """Return an entry with an ordinary key; `places:` and a no-break space is a key alone."""
        odd = lookalikes(entry.key)
        if not odd:
            return replace(entry, value=self.node(entry.value))
        written = ordinary(entry.key)
        meant = written.strip()
        what = f"there is {named(entry.key[odd[0]])} in the key '{entry.key}'"
        if written.startswith(" "):
            cure = Cure(f"ordinary spaces before '{meant}'", (written,))
            raise ScenarioErrors([Problem.at(entry.place, what, cure)])
        problem = Problem.at(entry.place, what, typing(meant))
        if meant.startswith("- "):
            raise ScenarioErrors([problem])
        self.problems.append(problem)
        key, colon, rest = meant.partition(": ")
        empty = isinstance(entry.value, Scalar) and not entry.value.raw
        value = Scalar(entry.place.start, value_of(rest), rest) if colon and empty else entry.value
        return Entry(key, entry.place, self.node(value))

    def taken_apart(self, value: Node) -> None:
        """Add a problem if a value is a number that has been put together again."""
        if isinstance(value, Scalar) and isinstance(value.value, int | float) and "," in value.raw:
            parts = value.raw.count(",") + 1
            what = f"between braces a comma ends an entry, so '{value.raw}' is {parts} entries"
            self.problems.append(Problem.at(value.place, what, typing(digits(value.value, None))))


def _continued(value: Node, entry: Entry) -> Scalar | None:
    """Return the longer number if an entry is nothing but its next thousands or its decimals."""
    if not isinstance(value, Scalar) or value.quoted or type(value.value) is not int:
        return None
    empty = isinstance(entry.value, Scalar) and not entry.value.raw
    end = value.place.end
    gap = entry.place.column - end[1] if end and end[0] == entry.place.line else 0
    if empty and gap in (1, 2) and _THOUSANDS.fullmatch(entry.key):
        between = ""
    elif empty and gap == 1 and "," not in value.raw and _DECIMALS.fullmatch(entry.key):
        between = "."
    else:
        return None
    number = value_of(f"{value.value}{between}{entry.key}")
    place = Place(value.place.file, value.place.line, value.place.column, entry.place.end)
    return Scalar(place, number, f"{value.raw},{entry.key}")
