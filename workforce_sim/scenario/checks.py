"""What only shows when the parts of a scenario are seen together: years, places, assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from workforce_sim.levers.base import Written
from workforce_sim.scenario.draft import Draft
from workforce_sim.scenario.places import Places, base_names, places_of
from workforce_sim.scenario.schema import Range, Scope
from workforce_sim.scenario.spelling import did_you_mean, nearest
from workforce_sim.scenario.tree import Path

_Written = TypeVar("_Written", bound=Written)

_SUGGESTIONS = 20
LONGEST_RUN_YEARS = 40
"""Beyond this, no assumption of the register could hold."""
BASE_2009 = "england-2009"
WORLD_2009 = "world_2009."
"""What the names of assumptions start with that hold for the base of 2009 only."""


def check(draft: Draft) -> None:
    """Add every problem between parts, and replace places by DfE's names."""
    places = _check_base(draft)
    if places is not None:
        _check_end(draft, places.base_year)
        _check_dates(draft, places.base_year)
        _check_budget_years(draft, places.base_year)
        _resolve_places(draft, places)
    _check_repeated_levers(draft)
    _check_budget(draft)
    _check_assumptions(draft)


def _check_base(draft: Draft) -> Places | None:
    base = draft.base
    if base is None:
        return None
    places = places_of(base)
    if places is None:
        known = base_names()
        hint = did_you_mean(nearest(base, known, limit=1), f"one of: {', '.join(known)}")
        draft.add(("base",), f"there is no base '{base}'", hint)
    return places


def _check_end(draft: Draft, base_year: int) -> None:
    end = draft.end
    if end is None:
        return
    latest = base_year + LONGEST_RUN_YEARS
    if end <= base_year:
        draft.add(
            ("end",),
            f"'end' is {end}, but the run starts from the census of {base_year}",
            f"{base_year + 1} or later",
        )
    elif end > latest:
        draft.add(
            ("end",),
            f"'end' is {end}, more than {LONGEST_RUN_YEARS} years after the base year {base_year}",
            f"{latest} or earlier",
        )


def _check_dates(draft: Draft, base_year: int) -> None:
    """Compare dates with the base year (1 October to 30 September) and the end of the run."""
    year_start = date(base_year - 1, 10, 1)
    last = date(draft.end, 9, 30) if draft.end and base_year < draft.end <= 9999 else None
    for path, lever in draft.levers:
        for dated in lever.dates():
            at = (*path, *dated.path)
            if dated.when < year_start:
                draft.add(
                    at,
                    f"{dated.when:%Y-%m} is before the base year, which starts {base_year - 1}-10",
                    f"{base_year}-10 or later: what came before is in the base's figures already",
                )
            elif dated.begins and last and dated.when > last:
                draft.add(
                    at,
                    f"{dated.when:%Y-%m} is after the end of the run, 30 September {last.year}",
                    f"{last.year}-09 or earlier, or a later 'end'",
                )
            elif dated.when < date(base_year, 9, 1):
                draft.add(
                    at,
                    f"{dated.when:%Y-%m} is before the run's first day, 30 September {base_year}; "
                    "nothing is simulated until then",
                    f"{base_year}-10 or later",
                    warning=True,
                )
    for path, shock in draft.shocks:
        _check_shock_dates(draft, path, shock, year_start, last)


def _check_shock_dates(
    draft: Draft, path: Path, shock: Written, year_start: date, last: date | None
) -> None:
    """A shock may have begun before the run, because its tail can fall into it."""
    for dated in shock.dates():
        at = (*path, *dated.path)
        if dated.begins and last and dated.when > last:
            draft.add(
                at,
                f"{dated.when:%Y-%m} is after the end of the run, 30 September {last.year}",
                f"{last.year}-09 or earlier, or a later 'end'",
            )
        elif not dated.begins and dated.when < year_start:
            draft.add(
                at,
                f"the shock is over by {dated.when:%Y-%m}, before the run starts",
                "a later 'to', or leave the shock out",
                warning=True,
            )


def _check_budget_years(draft: Draft, base_year: int) -> None:
    """Warn when no year of the run falls in the budget."""
    budget = draft.header.budget if draft.header else None
    if draft.header is None or budget is None:
        return
    if budget.end < date(base_year - 1, 10, 1) or budget.start.year > draft.header.end:
        draft.add(
            ("budget",),
            f"the budget ({budget.start:%Y-%m} to {budget.end:%Y-%m}) lies outside the run, "
            f"{base_year} to {draft.header.end}, so nothing is ever counted against it",
            "a budget within the run",
            warning=True,
        )


def _resolve_places(draft: Draft, places: Places) -> None:
    """Replace names and codes of councils and regions by DfE's names; check them against scope."""
    inside: set[str] | None = None
    if draft.header is not None:
        scope = draft.header.scope
        councils = _councils(draft, ("scope", "councils"), scope.councils, places)
        regions = _regions(draft, ("scope", "regions"), scope.regions, places)
        update = {"councils": councils, "regions": regions}
        draft.header = draft.header.model_copy(update={"scope": scope.model_copy(update=update)})
        inside = _in_scope(draft.header.scope, places)
    draft.levers = [(p, _resolved(draft, p, lever, places, inside)) for p, lever in draft.levers]
    draft.shocks = [(p, _resolved(draft, p, shock, places, inside)) for p, shock in draft.shocks]


def _resolved(
    draft: Draft, path: Path, written: _Written, places: Places, inside: set[str] | None
) -> _Written:
    """Return a lever or shock with DfE's names, after checking that its places are in scope."""
    named = _councils(draft, (*path, "councils"), getattr(written, "councils", None), places)
    regions = _regions(draft, (*path, "regions"), getattr(written, "regions", None), places)
    for index, council in enumerate(named or ()):
        if inside is not None and council in places.council_names and council not in inside:
            draft.add(
                (*path, "councils", index),
                f"{council} is outside the scope of the scenario",
                "a council in scope, or a wider 'scope'",
            )
    for index, region in enumerate(regions or ()):
        members = {name for name in places.council_names if places.region_of(name) == region}
        if inside is not None and members and not members & inside:
            draft.add(
                (*path, "regions", index),
                f"no council of {region} is in the scope of the scenario",
                "a region in scope, or a wider 'scope'",
            )
    update = {key: v for key, v in (("councils", named), ("regions", regions)) if v is not None}
    return written.model_copy(update=update) if update else written


def _in_scope(scope: Scope, places: Places) -> set[str]:
    pairs = zip(places.council_names, places.regions, strict=True)
    return {council for council, region in pairs if scope.contains(council, region)}


def _councils(
    draft: Draft, path: Path, written: Sequence[str] | None, places: Places
) -> tuple[str, ...] | None:
    """Return DfE's names of councils; say which are unknown, repeated or published jointly."""
    if written is None:
        return None
    names: list[str] = []
    for index, text in enumerate(written):
        at, name = (*path, index), places.council(text)
        if name is None:
            _unknown_council(draft, at, text, places)
        elif name in names:
            draft.add(at, f"{name} is named twice", "each council once", warning=True)
            continue
        elif " / " in name and text.strip().casefold() != name.casefold() and "/" not in text:
            what = f"DfE publishes {name.replace(' / ', ' and ')} together, so both are meant"
            draft.add(at, what, f'"{name}", if that is what you want', warning=True)
        names.append(name or text)
    return tuple(names)


def _unknown_council(draft: Draft, at: Path, text: str, places: Places) -> None:
    if region := places.region(text):
        draft.add(at, f"'{text}' is a region, not a council", f"regions: [{region}]")
        return
    otherwise = "a name that `workforce-sim councils` prints, or a new_la_code"
    hint = did_you_mean(places.similar_councils(text), otherwise)
    draft.add(at, f"there is no council '{text}' in {places.base}", hint)


def _regions(
    draft: Draft, path: Path, written: Sequence[str] | None, places: Places
) -> tuple[str, ...] | None:
    """Return DfE's names of regions; say which are unknown or repeated."""
    if written is None:
        return None
    names: list[str] = []
    for index, text in enumerate(written):
        at, name = (*path, index), places.region(text)
        if name is None and (council := places.council(text)):
            draft.add(at, f"'{text}' is a council, not a region", f"councils: [{council}]")
        elif name is None:
            listed = ", ".join(places.region_names)
            hint = did_you_mean(nearest(text, places.region_names), f"one of: {listed}")
            draft.add(at, f"there is no region '{text}'", hint)
        elif name in names:
            draft.add(at, f"{name} is named twice", "each region once", warning=True)
            continue
        names.append(name or text)
    return tuple(names)


def _check_repeated_levers(draft: Draft) -> None:
    """Warn when the same lever stands twice with the same parameters, as copying produces."""
    seen: set[str] = set()
    for path, lever in draft.levers:
        parameters = f"{lever.lever_name} {sorted(lever.to_dict().items())}"
        if parameters in seen:
            draft.add(
                path,
                f"'{lever.lever_name}' is written twice with the same parameters (perhaps once in "
                "the file that this one extends), so it counts twice",
                "the lever once, with the size that you mean",
                warning=True,
            )
        seen.add(parameters)


def _check_budget(draft: Draft) -> None:
    budget = draft.header.budget if draft.header else None
    if budget is None or budget.split_gbp is None:
        return
    used = {lever.lever_name for _, lever in draft.levers}
    for name in budget.split_gbp:
        if name not in used:
            draft.add(
                ("budget", "split_gbp", name),
                f"the split gives money to '{name}', which is not among the levers",
                f"one of: {', '.join(sorted(used)) or 'the levers of this scenario'}",
            )


def _check_assumptions(draft: Draft) -> None:
    """Compare overrides with the register: unknown names are errors, odd sizes are warnings."""
    overrides = draft.header.assumptions if draft.header else {}
    if not overrides:
        return
    from workforce_sim.assumptions import load_register

    register = load_register()
    unknown = 0
    for name, value in overrides.items():
        at = ("assumptions", name)
        if name not in register:
            unknown += 1
            close = register.suggest(name) if unknown <= _SUGGESTIONS else None
            otherwise = "a name that `workforce-sim assumptions` prints"
            hint = did_you_mean([close] if close else [], otherwise)
            draft.add(at, f"there is no assumption '{name}'", hint)
            continue
        entry = register[name]
        if entry.not_overridden_because:
            draft.add(at, f"'{name}' {entry.not_overridden_because}", entry.instead_of_overriding)
            continue
        if name.startswith(WORLD_2009) and draft.base != BASE_2009:
            draft.add(
                at,
                f"'{name}' is read only by scenarios on {BASE_2009}, so it changes nothing here",
                f"base: {BASE_2009}, or leave it out",
                warning=True,
            )
        if isinstance(value, Range) and entry.distribution == "lognormal" and value.low <= 0:
            draft.add(
                (*at, "low"),
                f"'low' is {value.low:g}, but '{name}' is drawn on a log scale",
                "a low above 0",
            )
        central = value.central if isinstance(value, Range) else value
        if not entry.low <= central <= entry.high:
            draft.add(
                at,
                f"{central:g} is outside the register's plausible range for '{name}', "
                f"{entry.low:g} to {entry.high:g} {entry.unit}",
                "a value inside it, or keep yours and say why in a comment",
                warning=True,
            )
