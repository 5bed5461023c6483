"""Bytes of a file -> a tree with positions, refusing what could hurt or mislead.

Values are read as YAML 1.2 without its surprises: only `true` and `false` are booleans, only
decimal numbers are numbers, everything else is text. So `no`, `010` and `12:30` stay what was
written, and the schema can say what to write instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from workforce_sim.cures import Cure, typing
from workforce_sim.lookalikes import named
from workforce_sim.scenario.problems import Place, Problem, ScenarioErrors
from workforce_sim.scenario.syntax import explain_syntax
from workforce_sim.scenario.tree import Entry, Listing, Mapping, Node, Scalar
from workforce_sim.texts import joined_halves, unfit, without_unfit

MAXIMUM_BYTES = 1_000_000
MAXIMUM_DEPTH = 20
MAXIMUM_VALUES = 10_000
_LONGEST_NUMBER = 40
_NULL = {"", "~", "null", "Null", "NULL"}
_BOOLEAN = {
    word: meaning
    for meaning, words in ((True, "true True TRUE"), (False, "false False FALSE"))
    for word in words.split()
}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9_]*)")
_DECIMAL = re.compile(r"[-+]?((0|[1-9][0-9_]*)(\.[0-9_]*)?|\.[0-9][0-9_]*)([eE][-+]?[0-9]{1,2})?")


def read_tree(content: bytes, file: str) -> Mapping:
    """Return the mapping that a scenario file holds.

    Args:
        content: the bytes of the file.
        file: how messages name it.

    Raises:
        ScenarioErrors: the bytes are no text, the text is no YAML, or the YAML is no mapping.
    """
    text = _decode(content, file)
    _check_characters(text, file)
    root = _build(text, file)
    if root is None or (isinstance(root, Scalar) and root.value is None):
        raise _refused(
            Place(file, 1, 1),
            "the file is empty",
            "a scenario, which `workforce-sim new package` prints to start from",
        )
    if not isinstance(root, Mapping):
        kind = "a list" if isinstance(root, Listing) else "a single value"
        raise _refused(
            root.place,
            f"the file holds {kind}, but a scenario is made of `key: value` lines",
            "keys such as `name: My scenario`, starting in the first column",
        )
    return root


def _refused(place: Place, what: str, instead: str | Cure) -> ScenarioErrors:
    return ScenarioErrors([Problem.at(place, what, instead)])


def _decode(content: bytes, file: str) -> str:
    """Return the text, or say in which line it stops being UTF-8."""
    if len(content) > MAXIMUM_BYTES:
        raise _refused(
            Place(file),
            f"the file is larger than {MAXIMUM_BYTES // 1_000_000} MB, which no scenario needs",
            "a scenario file; results and data are not read from here",
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(
            Place(file, 1, 1),
            "the file is saved as UTF-16",
            "save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)",
        )
    content = content.removeprefix(b"\xef\xbb\xbf")
    before, nul, _ = content.partition(b"\0")
    if nul:
        raise _refused(
            _place_after(before, file),
            "the file holds binary data, not text",
            "a scenario written as YAML text",
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = content[error.start : error.start + 1]
        guess = byte.decode("cp1252", errors="replace")
        raise _refused(
            _place_after(content[: error.start], file),
            f"the file is not UTF-8: byte 0x{byte.hex()} (perhaps '{guess}')",
            "save it as UTF-8 in your editor",
        ) from None


def _place_after(before: bytes, file: str) -> Place:
    last_line = before.rpartition(b"\n")[2].decode("utf-8", errors="replace")
    return Place(file, before.count(b"\n") + 1, len(last_line) + 1)


def _check_characters(text: str, file: str) -> None:
    """Refuse what may stand in no text of ours, also in comments."""
    lines = text.replace("\r\n", " \n").replace("\r", "\n")
    problems = []
    for index in unfit(lines):
        line, column = lines.count("\n", 0, index) + 1, index - lines.rfind("\n", 0, index)
        place = Place(file, line, column, (line, column + 1))
        what = f"there is {named(lines[index])} in this line"
        problems.append(Problem.at(place, what, Cure("nothing in its place", ("",))))
    if problems:
        raise ScenarioErrors(problems)


def _build(text: str, file: str) -> Node | None:
    """Parse the text; every failure of the parser becomes a message."""
    try:
        return _Builder(file).build(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        raise ScenarioErrors([explain_syntax(error, text, file, _stops_at)]) from None
    except RecursionError:
        raise _too_deep(Place(file, 1, 1)) from None


def _stops_at(text: str) -> int | None:
    """Return the line, from 0, at which the parser cannot go on, or gets too deep."""
    depth = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
            depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
            if depth > MAXIMUM_DEPTH:
                return int(event.start_mark.line)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return mark.line if mark else 0
    except RecursionError:
        return 0
    return None


def _too_deep(place: Place) -> ScenarioErrors:
    return _refused(
        place,
        f"lists and mappings are nested more than {MAXIMUM_DEPTH} deep",
        "a scenario, which needs four or five levels",
    )


@dataclass
class _Builder:
    """Turns the parser's events into a tree, counting what aliases multiply."""

    file: str
    anchors: dict[str, tuple[Node | None, int]] = field(default_factory=dict)
    values: int = 0
    aliases: int = 0

    def build(self, events: Iterator[Event]) -> Node | None:
        """Return the only document of the stream, or None when there is none."""
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _refused(
                        self.place(event),
                        "a second document starts here ('---')",
                        "one scenario in each file",
                    )
            elif isinstance(event, NodeEvent):
                root = self.node(event, events, depth=1)
        return root

    def place(self, event: Event) -> Place:
        mark, last = event.start_mark, event.end_mark
        is_word = isinstance(event, ScalarEvent) and event.style not in ("|", ">")
        is_named = isinstance(event, NodeEvent) and event.anchor
        end = (last.line + 1, last.column + 1) if is_word and not is_named else None
        return Place(self.file, mark.line + 1, mark.column + 1, end)

    def node(self, event: NodeEvent, events: Iterator[Event], depth: int) -> Node:
        """Return the node that starts with an event, taking the rest of it from the stream."""
        place = self.place(event)
        if isinstance(event, AliasEvent):
            return self.alias(event, place)
        self.count(1, place)
        if depth > MAXIMUM_DEPTH:
            raise _too_deep(place)
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise _refused(
                place,
                f"the tag '{_short(str(tag))}' is not used in scenarios",
                "the value without it",
            )
        anchor, before = event.anchor, self.values
        if anchor:
            self.anchors[anchor] = (None, 0)
        node = self.collect(event, events, place, depth)
        if anchor:
            self.anchors[anchor] = (node, self.values - before + 1)
        return node

    def collect(self, event: NodeEvent, events: Iterator[Event], place: Place, depth: int) -> Node:
        if isinstance(event, ScalarEvent):
            quoted, text = event.style is not None, joined_halves(event.value)
            value = text if quoted else value_of(text)
            if odd := unfit(text):
                what = f"there is {named(text[odd[0]])} in this text"
                raise _refused(place, what, _in_ordinary_characters(text))
            return Scalar(place, value, text, quoted)
        if isinstance(event, SequenceStartEvent):
            return Listing(place, tuple(self.nodes(events, depth)), flow=bool(event.flow_style))
        assert isinstance(event, MappingStartEvent)
        inside = self.nodes(events, depth)
        return Mapping(place, tuple(self.entry(key, next(inside)) for key in inside))

    def nodes(self, events: Iterator[Event], depth: int) -> Iterator[Node]:
        for event in events:
            if not isinstance(event, NodeEvent):
                return
            yield self.node(event, events, depth + 1)

    def entry(self, key: Node, value: Node) -> Entry:
        if not isinstance(key, Scalar):
            raise _refused(key.place, "a key must be a single word", "`key: value`")
        if key.raw == "<<" and not key.quoted:
            raise _refused(
                key.place,
                "merging with '<<' is not used in scenarios",
                "`extends: other-file.yaml` at the top of the file",
            )
        return Entry(key.raw, key.place, value)

    def alias(self, event: AliasEvent, place: Place) -> Node:
        name = str(event.anchor)
        if name not in self.anchors:
            raise _refused(
                place,
                f"'*{name}' refers to something that is not defined above",
                "the value itself; in quotes, if it is a text that begins with '*'",
            )
        self.aliases += 1
        node, size = self.anchors[name]
        if node is None:
            raise _refused(place, f"'*{name}' refers to itself", "the value written out")
        self.count(size, place)
        return node

    def count(self, values: int, place: Place) -> None:
        self.values += values
        if self.values > MAXIMUM_VALUES:
            once = " once its aliases ('*') are written out" if self.aliases else ""
            raise _refused(
                place,
                f"the file stands for more than {MAXIMUM_VALUES:,} values{once}, and no scenario "
                "needs so many",
                "the values themselves, without '&' and '*'" if once else "fewer values",
            )


def _in_ordinary_characters(text: str) -> Cure:
    fit = without_unfit(text)
    if not fit.strip():
        return Cure("a text of ordinary characters")
    return typing(json.dumps(fit, ensure_ascii=False))


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def value_of(raw: str) -> None | bool | int | float | str:
    """Read an unquoted value: nothing, true or false, a decimal number, else text."""
    if raw in _NULL:
        return None
    if raw in _BOOLEAN:
        return _BOOLEAN[raw]
    if len(raw) > _LONGEST_NUMBER or not any(digit in raw for digit in "0123456789"):
        return raw
    if _INTEGER.fullmatch(raw):
        return int(raw.replace("_", ""))
    if _DECIMAL.fullmatch(raw):
        return float(raw.replace("_", ""))
    return raw
