"""Warnings about what is possible but was probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from workforce_sim.assumptions.world_2009 import BASE_2009, name_in_2009
from workforce_sim.cures import typing
from workforce_sim.digits import digits, grouped
from workforce_sim.levers.base import Lever, Written
from workforce_sim.levers.fields import date_fields
from workforce_sim.scenario.draft import Draft
from workforce_sim.scenario.places import Places
from workforce_sim.scenario.problems import Place
from workforce_sim.scenario.salvage import dates_of
from workforce_sim.scenario.schema import Scope
from workforce_sim.scenario.tree import Path, place_of

_PAY = "pay.salary.case_holder"
_USUAL_PART = 4
"""A payment to one person is rarely more than this part of a year's pay."""


def doubt(draft: Draft, last: date | None, places: Places | None) -> None:
    """Add every warning; `last` is the last day of the run and `places` those of its base, if
    they are known.
    """
    _doubt_pay(draft)
    _doubt_size(draft)
    if places is not None:
        _doubt_eligibility(draft, places)
    _doubt_repetition(draft)
    _refuse_double(draft)
    if last is not None:
        _doubt_ends(draft, last)


def _doubt_pay(draft: Draft) -> None:
    """Money for one person that is more than a worker earns in a year."""
    written = [
        ((*path, name), getattr(lever, name))
        for path, lever in draft.levers
        for name in lever.for_one_person
        if getattr(lever, name) is not None
    ]
    if not written:
        return
    from workforce_sim.assumptions import load_register

    register = load_register()
    then = name_in_2009(_PAY)
    pay = register[then if draft.base == BASE_2009 and then in register else _PAY].central
    for path, amount in written:
        if amount > pay:
            likely = amount
            while likely * _USUAL_PART > pay:
                likely /= 10
            draft.add(
                path,
                f"'{path[-1]}' is £{grouped(amount)} for each person, more than the "
                f"£{grouped(pay)} that a case holder earns in a year",
                typing(digits(likely), after=", if that is what one person gets"),
                warning=True,
            )


def _doubt_size(draft: Draft) -> None:
    """A lever that is written like one of its own examples of a lever that changes nothing."""
    for path, lever in draft.levers:
        dates = set(date_fields(type(lever)).values())
        for example in type(lever).nothing:
            sizes = {key: value for key, value in example.items() if key not in dates}
            none = [key for key, value in sizes.items() if value == 0 and value is not False]
            if not none or not all(_has(draft, lever, *size) for size in sizes.items()):
                continue
            zeros = " and ".join(f"'{key}' of 0" for key in none)
            what = f"'{path[-1]}' has no size here, with {zeros}, so it changes nothing"
            draft.add_at_key(path, what, "a size, or leave the lever out")
            break


def _has(draft: Draft, lever: Lever, key: str, value: Any) -> bool:
    """Whether a parameter is of a value: written, of the register, or of an override."""
    fields = type(lever).model_fields.items()
    name = next(name for name, field in fields if key in (name, field.alias))
    own = getattr(lever, name)
    if own is None and name in lever.from_register:
        from workforce_sim.assumptions import load_register

        entry = lever.assumption(name)
        override = draft.fields.get("assumptions", {}).get(entry)
        own = load_register()[entry].central if override is None else override
    return bool(own == value)


def _doubt_eligibility(draft: Draft, places: Places) -> None:
    """Roles that nobody has in the councils that a lever reaches, when the run begins."""
    scope = draft.fields.get("scope") or Scope.england()
    for path, lever in draft.levers:
        roles = getattr(lever, "roles", None)
        if not roles:
            continue
        named = zip(places.council_names, places.regions, places.heads, strict=True)
        reached = [
            (name, dict(zip(places.roles, heads, strict=True)))
            for name, region, heads in named
            if lever.applies_to(name, region) and scope.contains(name, region)
        ]
        staff = sum(sum(heads.values()) for _, heads in reached)
        if staff and not sum(heads.get(role, 0) for _, heads in reached for role in roles):
            where = (
                reached[0][0] if len(reached) == 1 else f"the {len(reached)} councils it reaches"
            )
            draft.add(
                (*path, "roles"),
                f"'{path[-1]}' selects nobody when the run begins: 0 of the "
                f"{grouped(staff)} workers of {where} have one of these roles",
                "another role, or more councils; nothing, if such posts are to be filled first",
                warning=True,
            )


def _doubt_ends(draft: Draft, last: date) -> None:
    """An end after the end of the run: what was to happen there is not simulated."""
    for path, written in (*draft.levers, *draft.shocks):
        without = ", or no 'to'" if isinstance(written, Lever) else ""
        for dated in dates_of(written):
            if not dated.begins and dated.when > last:
                _doubt_end(draft, (*path, *dated.path), dated.when, last, without)
    end = getattr(draft.budget, "end", None)
    if end is not None and end > last:
        _doubt_end(draft, ("budget", "to"), end, last, "")


def _doubt_end(draft: Draft, at: Path, when: date, last: date, without: str) -> None:
    draft.add(
        at,
        f"'{at[-1]}' is {when:%Y-%m}, after the end of the run on 30 September {last.year}; "
        "nothing is simulated from there on",
        typing(f"{last.year}-09", after=f"{without}, or a later 'end' of the scenario"),
        warning=True,
    )


def _doubt_repetition(draft: Draft) -> None:
    """The same lever or shock twice, by copying or because it is inherited too."""
    for listed in (draft.levers, draft.shocks):
        inherited: dict[str, list[tuple[Place, Written]]] = {}
        seen: set[tuple[str, str]] = set()
        for path, written in listed:
            name, place = str(path[-1]), place_of(draft.root, path, key=True)
            parameters = (name, f"{place.file} {sorted(written.to_dict().items())}")
            if place.file != draft.root.place.file:
                inherited.setdefault(name, []).append((place, written))
            elif older := next((o for o in inherited.get(name, ()) if _meet(o[1], written)), None):
                _doubt_inherited(draft, older, path, written)
            if parameters in seen:
                draft.add_at_key(
                    path,
                    f"'{name}' is written twice with the same parameters, so it counts twice",
                    "it once, with the size that you mean",
                )
            seen.add(parameters)


def _refuse_double(draft: Draft) -> None:
    """Two levers that set in one council at one time what has one value only."""
    for number, (path, lever) in enumerate(draft.levers):
        for other_path, other in draft.levers[:number]:
            what = lever.sets()
            if what and what == other.sets() and _meet(other, lever) and _overlap(other, lever):
                place = place_of(draft.root, other_path, key=True)
                draft.add(
                    path,
                    f"'{path[-1]}' sets {what}, as '{other_path[-1]}' of {place} does in the same "
                    "councils at the same time",
                    "one of them, or other councils or dates",
                )


def _overlap(one: Written, other: Written) -> bool:
    """Whether both are in force on some day."""
    (start, end), (begins, ends) = (
        (getattr(each, "start", date.min), getattr(each, "end", None) or date.max)
        for each in (one, other)
    )
    return bool(start <= ends and begins <= end)


def _doubt_inherited(
    draft: Draft, older: tuple[Place, Written], path: Path, newer: Written
) -> None:
    place, inherited = older
    differences = ", ".join(_differences(inherited.to_dict(), newer.to_dict()))
    sizes = f" ({differences})" if differences else ", with the same parameters"
    instead = "write here what changes under 'change', not under 'levers'"
    if not isinstance(newer, Lever):
        instead = f"do not extend {place.file}, but copy here what it says"
    draft.add_at_key(
        path,
        f"'{path[-1]}' is added to the one of {place}, which this file inherits, so both happen"
        f"{sizes}",
        f"nothing, if both are meant; to change the inherited one, {instead}",
    )


def _meet(one: Written, other: Written) -> bool:
    """Whether some council may have both."""
    return not any(
        mine and theirs and not set(mine) & set(theirs)
        for mine, theirs in (
            (getattr(one, key, None), getattr(other, key, None)) for key in ("councils", "regions")
        )
    )


def _differences(older: dict[str, Any], newer: dict[str, Any]) -> Iterator[str]:
    """Yield "places 200 and 400" for each parameter that differs."""
    for key in dict.fromkeys((*older, *newer)):
        if older.get(key) != newer.get(key):
            yield f"{key} {_short(older.get(key))} and {_short(newer.get(key))}"


def _short(value: Any) -> str:
    if value is None:
        return "left out"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_short, value))}]"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return digits(value)
