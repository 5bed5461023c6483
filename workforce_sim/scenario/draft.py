"""From a merged tree to validated parts, collecting every problem on the way."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError

from workforce_sim.cures import AnyCure, did_you_mean
from workforce_sim.levers.base import Lever, Written
from workforce_sim.levers.registry import all_levers
from workforce_sim.lookalikes import ordinary
from workforce_sim.scenario.faults import doubts, explain, inconsistent, keys_of
from workforce_sim.scenario.problems import Problem
from workforce_sim.scenario.salvage import inconsistencies_of, salvaged, valid_fields
from workforce_sim.scenario.schema import Budget, Scenario
from workforce_sim.scenario.spelling import nearest
from workforce_sim.scenario.tree import (
    Listing,
    Mapping,
    Node,
    Path,
    Scalar,
    place_of,
    plain,
    plain_mapping,
)
from workforce_sim.shocks import Shock, all_shocks

_LISTED = ("levers", "shocks")
_EMPTY_MEANS_ABSENT = (
    *("description", "levers", "shocks", "assumptions", "budget", "scope", "without", "change"),
)
_AnyWritten = TypeVar("_AnyWritten", bound=Written)


@dataclass
class Draft:
    """The parts of a scenario that are valid in themselves, and the problems of the others.

    `header` has everything but levers and shocks, and is None if any of it is wrong; `fields` are
    those of its fields that are right, and `budget` what is right of the budget. Levers and shocks
    stand beside the path at which they were written; `unfinished` are those with something wrong,
    as far as they are right. `whole` is False when a file that it extends could not be read, so
    that what is not written here may be written there; `taken` are levers that were taken out of
    what it extends, `misplaced` the dates that a shift moved out of the run.
    """

    root: Mapping
    whole: bool = True
    taken: frozenset[str] = frozenset()
    header: Scenario | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    budget: Budget | None = None
    levers: list[tuple[Path, Lever]] = field(default_factory=list)
    shocks: list[tuple[Path, Shock]] = field(default_factory=list)
    unfinished: list[tuple[Path, Written]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    misplaced: set[Path] = field(default_factory=set)

    @property
    def base(self) -> str | None:
        """The base as written, if it is a text or a number."""
        node = self.root.get("base")
        is_word = isinstance(node, Scalar) and node.value is not None
        return node.raw if is_word and isinstance(node, Scalar) else None

    @property
    def end(self) -> int | None:
        """The last year as written, if it is a whole number."""
        value = plain_mapping(self.root).get("end")
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def named_levers(self) -> set[str]:
        """Every name that stands under `levers`, right or wrong, and the lever it may mean."""
        listing = self.root.get("levers")
        names: set[str] = set()
        for item in listing.items if isinstance(listing, Listing) else ():
            if isinstance(item, Mapping):
                names |= {entry.key for entry in item.entries}
            elif isinstance(item, Scalar):
                names.add(item.raw)
        known = all_levers()
        return names.union(*(nearest(name, known, limit=2) for name in names - known.keys()))

    def add(self, path: Path, what: str, instead: str | AnyCure, *, warning: bool = False) -> None:
        """Add a problem at what stands at a path."""
        place = place_of(self.root, path)
        self.problems.append(Problem.at(place, what, instead, "warning" if warning else "error"))

    def add_at_key(self, path: Path, what: str, instead: str) -> None:
        """Add a warning at the name of a lever or shock."""
        place = place_of(self.root, path, key=True)
        self.problems.append(Problem.at(place, what, instead, "warning"))

    def judge(self, path: Path, what: str, instead: str | AnyCure) -> None:
        """Add an error that takes the place of every other one about the same value."""
        place = place_of(self.root, path)
        self.problems = [problem for problem in self.problems if problem.place != place]
        self.add(path, what, instead)


def draft_of(root: Mapping, *, whole: bool = True, taken: frozenset[str] = frozenset()) -> Draft:
    """Return the validated parts of a merged tree; see `Draft` for `whole` and `taken`."""
    tidy = _without_empty(root)
    draft = Draft(tidy, whole, taken)
    _read_header(draft)
    _read_list(draft, "levers", all_levers(), draft.levers)
    _read_list(draft, "shocks", all_shocks(), draft.shocks)
    return draft


def _read_header(draft: Draft) -> None:
    """Validate everything but levers and shocks, together if possible, else field by field."""
    header = plain_mapping(draft.root.without(*_LISTED))
    try:
        draft.header = Scenario.model_validate(header, by_alias=True, by_name=False)
    except ValidationError as error:
        draft.problems.extend(explain(error, Scenario, draft.root, whole=draft.whole))
        draft.fields = valid_fields(Scenario, header)
    else:
        draft.fields = dict(draft.header)
    draft.budget = draft.fields.get("budget")
    written = header.get("budget")
    if draft.budget is None and isinstance(written, AbstractMapping):
        draft.budget = salvaged(Budget, written)
        _explain_salvaged(draft, draft.budget, ("budget",))


def _explain_salvaged(draft: Draft, part: Written | Budget, path: Path) -> None:
    """Add what does not go together among the right values of a part that is partly wrong."""
    found = (inconsistent(each, draft.root, path) for each in inconsistencies_of(part))
    draft.problems.extend(each for each in found if each not in draft.problems)


def _without_empty(root: Mapping) -> Mapping:
    """Drop keys with nothing behind them, as when everything below is commented out."""
    empty = [
        entry.key
        for entry in root.entries
        if entry.key in _EMPTY_MEANS_ABSENT
        and isinstance(entry.value, Scalar)
        and entry.value.value is None
    ]
    return root.without(*empty)


def _read_list(
    draft: Draft,
    key: str,
    known: AbstractMapping[str, type[_AnyWritten]],
    found: list[tuple[Path, _AnyWritten]],
) -> None:
    """Validate a list of `- name: {parameters}`."""
    listing = draft.root.get(key)
    if listing is None:
        return
    if not isinstance(listing, Listing):
        shape = f"a list: each line of '{key}' starts with '- '"
        draft.add((key,), f"'{key}' is not a list", shape)
        return
    for index, item in enumerate(listing.items):
        path = (key, index)
        if name := _name_of(draft, item, path, key[:-1], known):
            _read_item(draft, item, (*path, name), known[name], found)


def _name_of(
    draft: Draft, item: Node, path: Path, kind: str, known: AbstractMapping[str, type[_AnyWritten]]
) -> str | None:
    """Return the name of a lever or shock, or None after saying what is wrong with it."""
    if isinstance(item, Scalar) and isinstance(item.value, str):
        name = item.value
    elif isinstance(item, Mapping) and len({entry.key for entry in item.entries}) == 1:
        name = item.entries[0].key
    elif isinstance(item, Mapping) and item.entries:
        _explain_several_keys(draft, item, path, kind, known)
        return None
    else:
        draft.add(path, f"this is not a {kind}", f"`- name: {{...}}`; names: {', '.join(known)}")
        return None
    if name in known:
        return name
    find = partial(nearest, ordinary(name), known, limit=2)
    hint = did_you_mean(find, f"one of: {', '.join(known)}")
    place = item.entries[0].place if isinstance(item, Mapping) else item.place
    draft.problems.append(Problem.at(place, f"there is no {kind} '{name}'", hint))
    return None


def _explain_several_keys(
    draft: Draft,
    item: Mapping,
    path: Path,
    kind: str,
    known: AbstractMapping[str, type[_AnyWritten]],
) -> None:
    """Tell apart two levers in one list item and parameters that are not indented enough."""
    first, second = item.entries[0], item.entries[1]
    owner = known.get(first.key)
    if second.key in known:
        what = f"'{first.key}' and '{second.key}' share one list item"
        instead = f"'- ' before '{second.key}', so that each {kind} is an item of its own"
    elif owner is not None and second.key in keys_of(owner):
        what = f"'{second.key}' stands beside '{first.key}', not inside it"
        instead = f"two more spaces before each parameter of '{first.key}'"
    else:
        what = f"this list item has several keys: {', '.join(e.key for e in item.entries)}"
        instead = f"one {kind} for each '- '"
    draft.problems.append(Problem.at(second.place, what, instead))


def _read_item(
    draft: Draft,
    item: Node,
    path: Path,
    model: type[_AnyWritten],
    found: list[tuple[Path, _AnyWritten]],
) -> None:
    """Validate the parameters of one lever or shock."""
    node = item.get(str(path[-1])) if isinstance(item, Mapping) else None
    parameters = plain(node) if node else None
    try:
        content = {} if parameters is None else parameters
        written = model.model_validate(content, by_alias=True, by_name=False)
    except ValidationError as error:
        draft.problems.extend(explain(error, model, draft.root, path))
        if isinstance(content, AbstractMapping):
            part = salvaged(model, content)
            draft.unfinished.append((path, part))
            _explain_salvaged(draft, part, path)
        return
    found.append((path, written))
    draft.problems.extend(doubts(written, draft.root, path))
