"""Small changes that let a YAML parser go on where it stopped: the usual slips of a line.

A change is only offered after the parser has gone on with it, so that typing it in helps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workforce_sim.cures import Cure
from workforce_sim.lookalikes import lookalikes, named, ordinary
from workforce_sim.scenario.problems import Place

StopsAt = Callable[[str], int | None]
"""Returns the line, from 0, at which the parser stops in a text; None if it does not."""

_LONGEST = 200
"""Characters of a line up to which it is worth repairing."""
_MOST_READ = 40_000
"""Characters that are read again, in all trials together; more would take a second."""
_CLOSING = {"[": "]", "{": "}"}
_COLON_IN_TEXT = "a ': ' stands in the middle of a text"
_RESERVED = "@`%|>&*!"


@dataclass(frozen=True)
class Change:
    """Other text for a part of a line, both counted from 0, and what is wrong with the part."""

    line: int
    start: int
    end: int
    written: str
    what: str
    words: str = ""

    @property
    def cure(self) -> Cure:
        """What to write instead: the changed part, unless other words say it better."""
        return Cure(self.words or self.written, (self.written,))

    def place(self, file: str) -> Place:
        """Return the part of the file that is changed."""
        return Place(file, self.line + 1, self.start + 1, (self.line + 1, self.end + 1))

    def applied(self, lines: list[str]) -> list[str]:
        """Return the lines with the change."""
        old = lines[self.line]
        new = f"{old[: self.start]}{self.written}{old[self.end :]}"
        return [*lines[: self.line], new, *lines[self.line + 1 :]]


def repair(text: str, first: int, last: int, stops_at: StopsAt) -> Change | None:
    """Return a change of a line from `first` to `last` (or the one before) with which the parser
    gets beyond `last`, where it stopped; None if none of the usual ones helps.
    """
    lines = text.split("\n")
    top = _top(lines, first)
    left = _MOST_READ - len(text)
    for change in _changes(lines, range(min(last, len(lines) - 1), max(first - 2, -1), -1)):
        changed = change.applied(lines)
        whole, part = "\n".join(changed), "\n".join(changed[top : last + 2])
        left -= len(part)
        if left < 0:
            return None
        if all(
            stop is None or stop > line
            for stop, line in ((stops_at(part), last - top), (stops_at(whole), last))
        ):
            return change
    return None


def _top(lines: list[str], first: int) -> int:
    """Return the line on which the key of the file begins that a line belongs to."""
    before = range(min(first, len(lines) - 1) - 1, -1, -1)
    return next((number for number in before if re.match(r"[\w'\"]", lines[number])), 0)


def _changes(lines: list[str], numbers: range) -> Iterator[Change]:
    ways = (
        _ordinary_characters,
        _spaces_for_tabs,
        _colon_after_key,
        _closed_quotation,
        _closed_brackets,
        _lined_up,
        _quoted_value,
    )
    for way in ways:
        for number in numbers:
            if lines[number].strip() and len(lines[number]) <= _LONGEST:
                for change in way(lines, number):
                    if change.written != lines[number][change.start : change.end]:
                        yield change


def _ordinary_characters(lines: list[str], number: int) -> Iterator[Change]:
    line = lines[number]
    if odd := lookalikes(line):
        start, end = odd[0], odd[-1] + 1
        what = f"there is {named(line[start])} in this line"
        yield Change(number, start, end, ordinary(line[start:end]), what, ordinary(line).strip())


def _spaces_for_tabs(lines: list[str], number: int) -> Iterator[Change]:
    if "\t" in _indent(lines[number]):
        yield from _indented(lines, number, "the line is indented with a tab, not with spaces")


def _lined_up(lines: list[str], number: int) -> Iterator[Change]:
    yield from _indented(lines, number, "the line does not line up with the lines above it")


def _indented(lines: list[str], number: int, what: str) -> Iterator[Change]:
    """Change what stands before the first word to what stands there on a line nearby, or deeper."""
    own, above = lines[number], lines[max(number - 3, 0) : number]
    near = [line for line in reversed(above) if line.strip() and "\t" not in line]
    widths = [len(_indent(line)) for line in near]
    deeper = [len(_indent(line)) + 2 for line in near if line.rstrip().endswith(":")]
    rest = own.strip()
    below = deeper[:1] if near and near[0].rstrip().endswith(":") else []
    for width in dict.fromkeys([*below, *widths, *deeper]):
        words = f"{width} spaces before '{rest}'"
        yield Change(number, 0, len(own), " " * width + rest, what, words)


def _colon_after_key(lines: list[str], number: int) -> Iterator[Change]:
    found = re.fullmatch(r"(\s*(?:- )*)(\w+)(?:\s*=\s*|\s+|:)?(.*?)\s*", lines[number])
    if found and not re.match(r"\w+:\s", lines[number][found.end(1) :]):
        start, key, value = found.end(1), found[2], found[3]
        what = "a line here is not of the form `key: value`"
        yield Change(number, start, len(lines[number]), f"{key}: {value}".rstrip(), what)


def _closed_quotation(lines: list[str], number: int) -> Iterator[Change]:
    line = lines[number].rstrip()
    found = re.search(r"(?:^|: |- |\[|, )([\"'])", line)
    if found and line.count(found[1]) % 2:
        start = found.start(1)
        what = "a quotation mark is opened and never closed"
        yield Change(number, start, len(line), f"{line[start:]}{found[1]}", what)


def _closed_brackets(lines: list[str], number: int) -> Iterator[Change]:
    line = re.sub(r"\s+#.*|\s+$", "", lines[number])
    opened: list[int] = []
    written = ""
    for position, character in enumerate(line):
        if character in _CLOSING:
            opened.append(position)
        while character in "]}" and opened and _CLOSING[line[opened[-1]]] != character:
            written += _CLOSING[line[opened.pop()]]
        if character in "]}" and opened:
            opened.pop()
        written += character
    written += "".join(_CLOSING[line[position]] for position in reversed(opened))
    if written != line:
        start = opened[-1] if opened else next(i for i, c in enumerate(line) if c in "[{")
        what = "a bracket is opened and never closed, or a comma is missing"
        yield Change(number, start, len(line), written[start:], what)


def _quoted_value(lines: list[str], number: int) -> Iterator[Change]:
    """A text with ': ' in it, or with a first character that YAML keeps for itself."""
    line = lines[number]
    found = re.match(r"\s*(?:- )*(?:[\w.]+:\s+)?", line)
    start = found.end() if found else 0
    value = re.sub(r"\s+#.*|\s+$", "", line[start:])
    begins = value[:1] in tuple(_RESERVED)
    if (begins or ": " in value) and not re.search(r"[\"\\]|^['\[{#]", value):
        what = f"a text may not start with '{value[0]}'" if begins else _COLON_IN_TEXT
        yield Change(number, start, start + len(value), f'"{value}"', what)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
