"""Councils and regions: known, in scope, and by DfE's names from here on.

They are read from the tree, so that places are checked even where something beside them is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from workforce_sim.cures import AnyCure, Cure, did_you_mean, quoted, typed, typing
from workforce_sim.levers.base import Written
from workforce_sim.lookalikes import ordinary
from workforce_sim.scenario.draft import Draft
from workforce_sim.scenario.places import Places, base_names, places_of
from workforce_sim.scenario.schema import Scope
from workforce_sim.scenario.spelling import nearest
from workforce_sim.scenario.tree import Listing, Node, Path, Scalar, node_at

_Written = TypeVar("_Written", bound=Written)
_Found = dict[int, str]
"""DfE's name of each place of a list that is known and not a repetition, by its index."""


def resolve_places(draft: Draft, places: Places | None) -> None:
    """Replace names and codes of councils and regions by DfE's names; check them against scope.

    Without a base that exists, those are unknown that no base knows.
    """
    if places is None:
        places = _likely(draft.base)
    inside = _resolve_scope(draft, places)
    draft.levers = [(p, _resolved(draft, p, lever, places, inside)) for p, lever in draft.levers]
    draft.shocks = [(p, _resolved(draft, p, shock, places, inside)) for p, shock in draft.shocks]
    for path, written in draft.unfinished:
        _resolved(draft, path, written, places, inside)


def _likely(base: str | None) -> Places:
    """Return the places of the base that was probably meant."""
    known = base_names()
    close = nearest(base, known, limit=1) if base else []
    found = places_of((*close, *known)[0])
    assert found is not None
    return found


def _resolve_scope(draft: Draft, places: Places) -> set[str] | None:
    """Return the councils in scope, or None if what is in scope is not certain."""
    _check_scope_word(draft, places)
    before = len(draft.problems)
    found = {
        "councils": _councils(draft, ("scope", "councils"), places),
        "regions": _regions(draft, ("scope", "regions"), places),
    }
    scope = draft.fields.get("scope", None if draft.root.get("scope") else Scope.england())
    if scope is None:
        return None
    named = {key: found[key] for key in found if getattr(scope, key) is not None}
    scope = scope.model_copy(update={key: tuple(names.values()) for key, names in named.items()})
    if draft.header is not None:
        draft.header = draft.header.model_copy(update={"scope": scope})
    if any(problem.is_error for problem in draft.problems[before:]):
        return None
    pairs = zip(places.council_names, places.regions, strict=True)
    inside = {council for council, region in pairs if scope.contains(council, region)}
    if inside <= places.empty:
        draft.add(
            ("scope", "councils"),
            f"{' and '.join(sorted(inside))} had no permanent staff in {places.base}, so there is "
            "nothing to simulate",
            "another council, or more of them",
        )
    return inside


def _resolved(
    draft: Draft, path: Path, written: _Written, places: Places, inside: set[str] | None
) -> _Written:
    """Return a lever or shock with DfE's names, after checking that its places are in scope."""
    councils = _councils(draft, (*path, "councils"), places)
    regions = _regions(draft, (*path, "regions"), places)
    for index, council in councils.items():
        if inside is not None and council not in inside:
            draft.add(
                (*path, "councils", index),
                f"{council} is outside the scope of the scenario",
                "a council in scope, or a wider 'scope'",
            )
    for index, region in regions.items():
        members = {name for name in places.council_names if places.region_of(name) == region}
        if inside is not None and not members & inside:
            draft.add(
                (*path, "regions", index),
                f"no council of {region} is in the scope of the scenario",
                "a region in scope, or a wider 'scope'",
            )
    found = {"councils": tuple(councils.values()), "regions": tuple(regions.values())}
    update = {key: names for key, names in found.items() if getattr(written, key, None) is not None}
    return written.model_copy(update=update) if update else written


def _written(draft: Draft, path: Path) -> list[tuple[int, str]]:
    """Return the names of a list with their indices; what is no name is a mistake told already."""
    node = node_at(draft.root, path)
    items = enumerate(node.items if isinstance(node, Listing) else ())
    return [(index, name) for index, item in items if (name := _name(item)) is not None]


def _name(node: Node | None) -> str | None:
    """Return a name or a code as written, or None for what is neither."""
    if not isinstance(node, Scalar) or type(node.value) not in (str, int):
        return None
    return ordinary(node.raw)


def _councils(draft: Draft, path: Path, places: Places) -> _Found:
    """Find councils; say which are unknown, repeated or published jointly."""
    found: _Found = {}
    _check_list(draft, path, lambda name: _council_names(places, name))
    for index, text in _written(draft, path):
        at, name = (*path, index), places.council(text)
        if name is None:
            _unknown_council(draft, at, text, places)
            continue
        if name in found.values():
            draft.add(at, f"{name} is named twice", "each council once", warning=True)
            continue
        if " / " in name and text.strip().casefold() != name.casefold() and "/" not in text:
            what = f"DfE publishes {name.replace(' / ', ' and ')} together, so both are meant"
            sure = Cure(f"{quoted(name)}, if that is what you want", (quoted(name),))
            draft.add(at, what, sure, warning=True)
        found[index] = name
    return found


def _unknown_council(draft: Draft, at: Path, text: str, places: Places) -> None:
    if region := places.region(text):
        named = f"its councils by name, which `workforce-sim councils {region}` prints"
        whole = "" if at[0] == "shocks" else f"regions: [{region}], or "
        draft.add(at, f"'{text}' is a region, not a council", whole + named)
        return
    if draft.base != places.base and any(other.council(text) for other in _all_bases()):
        return
    if changed := places.changed(text):
        change, names = changed
        cure = Cure(" and ".join(map(quoted, names)), (_in_list(draft, at, names),))
        draft.add(at, f"there is no council '{text}' in {places.base}: {change}", cure)
        return
    otherwise = "a name or code that `workforce-sim councils` prints"
    hint = did_you_mean(partial(places.similar_councils, text), otherwise)
    draft.add(at, f"there is no council '{text}' in {places.base}", hint)


def _in_list(draft: Draft, at: Path, names: Sequence[str]) -> str:
    """Return how to write several names in the place of one item of a list."""
    listing = node_at(draft.root, at[:-1])
    is_block = isinstance(listing, Listing) and not listing.flow
    between = f"\n{' ' * (listing.place.column - 1)}- " if is_block and listing else ", "
    return between.join(map(typed, names))


def _council_names(places: Places, name: str) -> Sequence[str]:
    """Return the councils that a name means, or may mean."""
    if found := places.council(name):
        return [found]
    changed = places.changed(name)
    return changed[1] if changed else places.similar_councils(name)[:1]


def _region_names(places: Places, name: str) -> Sequence[str]:
    found = places.region(name)
    return [found] if found else nearest(name, places.region_names, limit=1)


def _check_list(draft: Draft, path: Path, meant: Callable[[str], Sequence[str]]) -> None:
    """Say how to write a single name as a list."""
    name = _name(node_at(draft.root, path))
    if name is not None:
        names = meant(name)
        cure = typing(_listed(names)) if names else Cure("a list of names, such as [first, second]")
        draft.judge(path, f"'{path[-1]}' is '{name}', but must be a list", cure)


def _listed(names: Sequence[str]) -> str:
    return f"[{', '.join(map(typed, names))}]"


def _check_scope_word(draft: Draft, places: Places) -> None:
    """Say what to write instead of a scope that is a single word other than england."""
    name = _name(draft.root.get("scope"))
    if name is None or name.strip().casefold() == "england":
        return
    region = places.region(name)
    names = [region] if region else _council_names(places, name)
    if nearest(name, ["england"]):
        cure: AnyCure = typing("england")
    elif names:
        cure = typing(f"{{{'regions' if region else 'councils'}: {_listed(names)}}}")
    else:
        cure = Cure("england, or a list of places, such as {councils: [Surrey]}")
    draft.judge(("scope",), f"scope '{name}' is neither england nor a list of places", cure)


def _all_bases() -> list[Places]:
    return [places for base in base_names() if (places := places_of(base)) is not None]


def _regions(draft: Draft, path: Path, places: Places) -> _Found:
    """Find regions; say which are unknown or repeated."""
    found: _Found = {}
    _check_list(draft, path, lambda name: _region_names(places, name))
    for index, text in _written(draft, path):
        at, name = (*path, index), places.region(text)
        if name is None and (council := places.council(text)):
            draft.add(at, f"'{text}' is a council, not a region", f"councils: [{council}]")
        elif name is None:
            listed = ", ".join(places.region_names)
            find = partial(nearest, text, places.region_names)
            hint = did_you_mean(find, f"one of: {listed}")
            draft.add(at, f"there is no region '{text}'", hint)
        elif name in found.values():
            draft.add(at, f"{name} is named twice", "each region once", warning=True)
        else:
            found[index] = name
    return found
