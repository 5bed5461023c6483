"""Councils and regions: known, in scope, and by DfE's names from here on.

They are read from the tree, so that places are checked even where something beside them is wrong.
"""

from __future__ import annotations

from typing import TypeVar

from workforce_sim.levers.base import Written
from workforce_sim.scenario.draft import Draft
from workforce_sim.scenario.places import Places, base_names, places_of
from workforce_sim.scenario.schema import Scope
from workforce_sim.scenario.spelling import did_you_mean, nearest
from workforce_sim.scenario.tree import Listing, Path, Scalar, node_at

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
    """Return the texts of a list with their indices; what is no text is a mistake told already."""
    node = node_at(draft.root, path)
    items = enumerate(node.items if isinstance(node, Listing) else ())
    return [
        (index, item.value)
        for index, item in items
        if isinstance(item, Scalar) and isinstance(item.value, str)
    ]


def _councils(draft: Draft, path: Path, places: Places) -> _Found:
    """Find councils; say which are unknown, repeated or published jointly."""
    found: _Found = {}
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
            draft.add(at, what, f'"{name}", if that is what you want', warning=True)
        found[index] = name
    return found


def _unknown_council(draft: Draft, at: Path, text: str, places: Places) -> None:
    if region := places.region(text):
        draft.add(at, f"'{text}' is a region, not a council", f"regions: [{region}]")
        return
    if draft.base != places.base and any(other.council(text) for other in _all_bases()):
        return
    otherwise = "a name that `workforce-sim councils` prints, or a new_la_code"
    hint = did_you_mean(places.similar_councils(text), otherwise)
    draft.add(at, f"there is no council '{text}' in {places.base}", hint)


def _all_bases() -> list[Places]:
    return [places for base in base_names() if (places := places_of(base)) is not None]


def _regions(draft: Draft, path: Path, places: Places) -> _Found:
    """Find regions; say which are unknown or repeated."""
    found: _Found = {}
    for index, text in _written(draft, path):
        at, name = (*path, index), places.region(text)
        if name is None and (council := places.council(text)):
            draft.add(at, f"'{text}' is a council, not a region", f"councils: [{council}]")
        elif name is None:
            listed = ", ".join(places.region_names)
            hint = did_you_mean(nearest(text, places.region_names), f"one of: {listed}")
            draft.add(at, f"there is no region '{text}'", hint)
        elif name in found.values():
            draft.add(at, f"{name} is named twice", "each region once", warning=True)
        else:
            found[index] = name
    return found
