"""What was understood of a scenario: every value, with where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from workforce_sim.assumptions import Assumption, load_register
from workforce_sim.assumptions.world_2009 import BASE_2009, name_in_2009
from workforce_sim.digits import digits, grouped
from workforce_sim.levers.base import Lever, Written
from workforce_sim.scenario.in_words import (
    counted,
    day,
    in_words,
    meaning_of_nothing,
    named_councils,
    number_in_words,
    period,
    plain_words,
)
from workforce_sim.scenario.load import load_with_tree
from workforce_sim.scenario.places import places_of
from workforce_sim.scenario.resolved import ResolvedScenario, scope_words
from workforce_sim.scenario.tree import Listing, Mapping, Node, Scalar, node_at, plain
from workforce_sim.scenario.tree import Path as TreePath

_LEFT_OUT = re.compile(r"[;.] ([^;.]+?) (?:when|if) left out")
_FEW = 8
"""So many councils are named one by one."""
_YEARS = {
    "minimum_service_years": "least {} of service here",
    "maximum_service_years": "most {} of service here",
    "minimum_years_qualified": "least {} since qualifying",
    "maximum_years_qualified": "most {} since qualifying",
}
"""Parameters that choose workers by their years, in words."""

Kind = Literal["file", "override", "register", "default", "worked out"]


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: a line of a file, an override written there, the register, the
    default of the key, or what the program works out. `entry` is the register's name for it.
    """

    kind: Kind
    words: str
    file: str = ""
    line: int = 0
    entry: str = ""


@dataclass(frozen=True)
class Value:
    """One value: its key, itself as JSON has it, in words, and where it comes from."""

    key: str
    value: Any
    words: str
    origin: Origin


@dataclass(frozen=True)
class Part:
    """A part of a scenario: what it is, sentences about it, and its values."""

    title: str
    about: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Explained:
    """A scenario as it was understood, part by part, and the councils that are simulated."""

    scenario: ResolvedScenario
    parts: tuple[Part, ...]
    councils: tuple[str, ...]


def explained(path: str | PathLike[str]) -> Explained:
    """Return what was understood of a scenario file.

    Raises:
        ScenarioErrors: the file cannot be run; with everything that is wrong.
    """
    scenario, root = load_with_tree(path)
    return _Explaining(scenario, root).whole()


class _Explaining:
    """One scenario beside the tree that it was read from."""

    def __init__(self, scenario: ResolvedScenario, root: Mapping) -> None:
        self.scenario, self.root = scenario, root
        self.file = root.place.file
        self.register = load_register()
        places = places_of(scenario.base)
        assert places is not None
        self.regions = {
            name: region
            for name, region in zip(places.council_names, places.regions, strict=True)
            if scenario.scope.contains(name, region) and name not in places.empty
        }

    def whole(self) -> Explained:
        written = [*self.written("levers"), *self.written("shocks")]
        before = (self.world(), self.reference(), *self.changes(), *self.budget())
        parts = (*before, *written, self.assumptions())
        return Explained(self.scenario, parts, tuple(self.regions))

    def world(self) -> Part:
        scenario = self.scenario
        first = scenario.base_year
        years = scenario.end - first
        scope = scope_words(scenario.scope)
        regions = set(self.regions.values())
        count = f"{counted(self.regions, 'council')} of {counted(regions, 'region')}"
        named = "england" if isinstance(scope, str) else ", ".join(next(iter(scope.values())))
        doubt = {
            "none": "none: every assumption at its central value",
            "parameters": "parameters: assumptions are drawn once for each future",
        }
        rows = {
            "name": (scenario.name, scenario.name),
            "description": (scenario.description, scenario.description or "none"),
            "base": (scenario.base, f"{scenario.base}: starts on 30 September {first}"),
            "end": (scenario.end, f"30 September {scenario.end}, {counted(range(years), 'year')}"),
            "scope": (scope, f"{named}: {count}"),
            "uncertainty": (scenario.uncertainty, doubt[scenario.uncertainty]),
            "replications": (
                scenario.replications,
                counted(range(scenario.replications), "future"),
            ),
            "seed": (scenario.seed, str(scenario.seed)),
        }
        values = [Value(key, *row, self.origin((key,))) for key, row in rows.items()]
        return Part("The world", (), tuple(values))

    def reference(self) -> Part:
        other = self.scenario.reference
        if other is None:
            return Part(
                "Compared with", ("nothing: there is no other scenario to compare with",), ()
            )
        key = next((k for k in ("reference", "extends") if self.root.get(k)), "")
        files = other.source_files
        if key and files:
            origin, about = self.origin((key,)), f"{other.name} ({Path(files[0].path).name})"
        else:
            origin, about = Origin("worked out", "worked out"), other.name
        more = []
        for kind, mine, theirs in (
            ("levers", self.scenario.levers, other.levers),
            ("shocks", self.scenario.shocks, other.shocks),
        ):
            same = sum(each in theirs for each in mine)
            more.append(f"{kind}: {len(mine)} here, {len(theirs)} there, {same} of them the same")
        value = Value("reference", other.slug, about, origin)
        return Part("Compared with", tuple(more), (value,))

    def changes(self) -> Iterator[Part]:
        """What the file changes in the one it extends; what that one changed is done already."""
        without, change = self.root.get("without"), self.root.get("change")
        months = self.root.get("shift_months")
        values = []
        for item in without.items if isinstance(without, Listing) else ():
            values.append(Value("without", plain(item), str(plain(item)), self.of_node(item)))
        for entry in change.entries if isinstance(change, Mapping) else ():
            keys = entry.value.entries if isinstance(entry.value, Mapping) else ()
            words = f"{entry.key}: {', '.join(each.key for each in keys)}"
            content = {entry.key: plain(entry.value)}
            values.append(Value("change", content, words, self.of_node(entry.value)))
        if isinstance(months, Scalar):
            words = f"{months.raw} months"
            values.append(Value("shift_months", months.value, words, self.of_node(months)))
        if values:
            yield Part("Changes to what it extends", (), tuple(values))

    def budget(self) -> Iterator[Part]:
        budget = self.scenario.budget
        if budget is None:
            return
        values = list(self.fields(budget, ("budget",)))
        split = budget.split_gbp or {}
        values = [value for value in values if value.key != "split_gbp"]
        for name, gbp in split.items():
            origin = self.origin(("budget", "split_gbp", name))
            values.append(Value(name, gbp, f"£{grouped(gbp)}", origin))
        yield Part("Budget", (period(budget.start, budget.end),), tuple(values))

    def written(self, key: str) -> Iterator[Part]:
        """One part for each lever or shock."""
        listing = self.root.get(key)
        items = listing.items if isinstance(listing, Listing) else ()
        found: Sequence[Written] = getattr(self.scenario, key)
        for index, (item, each) in enumerate(zip(items, found, strict=True)):
            name = self._name(each)
            place = item.entries[0].place if isinstance(item, Mapping) else item.place
            about = [f"{each.summary}.", f"Stands in {self.where(place.file, place.line)}."]
            about += self.reach(each)
            values = (*self.fields(each, (key, index, name)), *self.effects(each))
            yield Part(f"{key[:-1].title()} {index + 1}: {name}", tuple(about), values)

    @staticmethod
    def _name(written: Written) -> str:
        return written.register_prefix().partition(".")[2]

    def reach(self, written: Written) -> Iterator[str]:
        """Say in words when, where and for whom it is."""
        start, end = getattr(written, "start", None), getattr(written, "end", None)
        if start is not None:
            last = type(written).model_fields.get("end")
            until = day(end) if end else meaning_of_nothing(last) if last else ""
            yield f"When: from {day(start)}{f' to {until}' if until else ''}."
        places = getattr(written, "councils", None) or ()
        applies = written.applies_to if isinstance(written, Lever) else None
        if applies or places:
            inside = [
                n for n, of in self.regions.items() if (applies(n, of) if applies else n in places)
            ]
            yield f"Where: {named_councils(inside, len(self.regions))}."
        if who := ", ".join(self.who(written)):
            yield f"Who: {who}."
        if written.entries():
            yield f"Evidence of its effect: {written.quality}."

    def who(self, written: Written) -> Iterator[str]:
        """Say in words which workers it is for, as far as its parameters choose among them."""
        names = type(written).model_fields
        roles, teams = getattr(written, "roles", None), getattr(written, "teams", None)
        if "roles" in names:
            yield " and ".join(map(plain_words, roles)) if roles else "every role"
        if teams:
            yield f"in the teams {' and '.join(map(plain_words, teams))}"
        for name, words in _YEARS.items():
            years = getattr(written, name, None)
            if years is None and name in written.from_register:
                years = self.in_base(written.assumption(name)).central
            if years or (years is not None and name.startswith("maximum")):
                unit = "year" if years == 1 else "years"
                yield f"with at {words.format(f'{digits(years)} {unit}')}"
        if getattr(written, "newly_qualified", None) is False:
            yield "newly qualified workers left out"
        share = getattr(written, "performance_share", 1)
        if share != 1:
            yield f"{digits(100 * share)}% of them"

    def fields(self, model: BaseModel, path: TreePath) -> Iterator[Value]:
        """Yield each key that may be written for a model, in the order of its declaration."""
        for name, field in type(model).model_fields.items():
            key, value = field.alias or name, getattr(model, name)
            node = node_at(self.root, (*path, key))
            left_to = name in model.from_register if isinstance(model, Written) else False
            if value is None and left_to and isinstance(model, Written):
                yield self.from_register(key, self.in_base(model.assumption(name)), field)
            elif node is not None and not (isinstance(node, Scalar) and node.value is None):
                yield Value(key, _json(value), in_words(value, field), self.of_node(node))
            else:
                words = in_words(value, field) if value is not None else meaning_of_nothing(field)
                yield Value(key, _json(value), words, Origin("default", "not written"))

    def effects(self, written: Written) -> Iterator[Value]:
        """Yield the entries of the register that it reads beside its parameters."""
        own = {written.assumption(name) for name in written.from_register}
        for entry in written.entries():
            if entry.name not in own:
                short = entry.name.removeprefix(f"{written.register_prefix()}.")
                yield self.from_register(short, self.in_base(entry.name))

    def in_base(self, name: str) -> Assumption:
        """Return the entry that holds a number for the base of the scenario."""
        then = name_in_2009(name)
        in_2009 = self.scenario.base == BASE_2009 and then in self.register
        return self.register[then if in_2009 else name]

    def from_register(self, key: str, entry: Assumption, field: FieldInfo | None = None) -> Value:
        """Return a value of the register, or the one that the scenario writes in its place."""
        override = self.scenario.assumptions.get(entry.name)
        if override is None:
            ends = f", {grouped(entry.low)} to {grouped(entry.high)}"
            span = ends if entry.low < entry.high else ""
            origin = Origin("register", f"register ({entry.quality}{span})", entry=entry.name)
            value: Any = entry.central
        else:
            at = self.origin(("assumptions", entry.name))
            origin = Origin("override", f"override, {at.words}", at.file, at.line, entry.name)
            value = override
        if field is None:
            return Value(key, value, number_in_words(value, entry.unit), origin)
        number = value if isinstance(value, int | float) else value["central"]
        return Value(key, value, in_words(number, field), origin)

    def assumptions(self) -> Part:
        values = []
        for name, override in self.scenario.assumptions.items():
            entry = self.register[name]
            instead = number_in_words(entry.central, "")
            words = f"{number_in_words(override, entry.unit)}; register: {instead}"
            at = self.origin(("assumptions", name))
            origin = replace(at, kind="override", entry=name)
            values.append(Value(name, override, words, origin))
        rest = len(self.register) - len(values)
        how = "have the register's central value"
        if self.scenario.uncertainty == "parameters":
            how = "are drawn from the register's ranges, once for each future"
        other = f"{rest} {'other ' if values else ''}assumptions {how} (workforce-sim assumptions)"
        return Part("Assumptions", (other,), tuple(values))

    def origin(self, path: TreePath) -> Origin:
        """Return where a key was written, or that it was not."""
        node = node_at(self.root, path)
        if node is None or (isinstance(node, Scalar) and node.value is None):
            return Origin("default", "not written")
        return self.of_node(node)

    def of_node(self, node: Node) -> Origin:
        first = node.items[0] if isinstance(node, Listing) and node.items else node
        moved = first.moved if isinstance(first, Scalar) else None
        place = moved.place if moved else node.place
        words = self.where(place.file, place.line)
        if moved:
            by = self.where(moved.by.file, moved.by.line)
            words += (
                f"; {moved.months:+} months, {'last ' if moved.months != moved.last else ''}by {by}"
            )
        return Origin("file", words, place.file, place.line)

    def where(self, file: str, line: int) -> str:
        """Name a line, of this file or of another."""
        return f"{'this file' if file == self.file else Path(file).name}, line {line}"


def _json(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    return value.model_dump() if isinstance(value, BaseModel) else value
