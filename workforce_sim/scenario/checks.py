"""What only shows when the parts of a scenario are seen together: years, money, repetitions.

Every part is checked as far as it is right, whatever is wrong elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from workforce_sim.cures import Cure, did_you_mean, typing
from workforce_sim.digits import digits
from workforce_sim.levers.base import Written
from workforce_sim.limits import YEARS
from workforce_sim.lookalikes import ordinary
from workforce_sim.scenario.check_assumptions import check_assumptions
from workforce_sim.scenario.check_places import resolve_places
from workforce_sim.scenario.doubts import doubt
from workforce_sim.scenario.draft import Draft
from workforce_sim.scenario.places import Places, base_names, places_of
from workforce_sim.scenario.problems import Place, Problem
from workforce_sim.scenario.salvage import dates_of
from workforce_sim.scenario.spelling import nearest
from workforce_sim.scenario.tree import Mapping, Moved, Path, Scalar, node_at
from workforce_sim.shocks import Shock

LONGEST_RUN_YEARS = 40
"""Beyond this, no assumption of the register could hold."""


def check(draft: Draft) -> None:
    """Add every problem between parts, and replace places by DfE's names."""
    places = _check_base(draft)
    shifts: list[Problem] = []
    if places is not None:
        _check_end(draft, places.base_year)
        shifts = _check_dates(draft, places)
        _check_budget_years(draft, places.base_year)
    resolve_places(draft, places)
    doubt(draft, _last_day(draft, places), places)
    _check_budget(draft)
    check_assumptions(draft)
    told = {problem.place for problem in shifts}
    draft.problems = [*(each for each in draft.problems if each.place not in told), *shifts]


def _last_day(draft: Draft, places: Places | None) -> date | None:
    """Return the last day of the run, if it is one that can be."""
    if places is None or draft.end is None or not places.base_year < draft.end <= YEARS.most:
        return None
    return date(draft.end, 9, 30)


def _check_base(draft: Draft) -> Places | None:
    base = draft.base
    if base is None:
        return None
    places = places_of(base)
    if places is None:
        known = base_names()
        find = partial(nearest, ordinary(base), known, limit=1)
        hint = did_you_mean(find, f"one of: {', '.join(known)}")
        draft.judge(("base",), f"there is no base '{base}'", hint)
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
            typing(digits(base_year + 1), after=" or later"),
        )
    elif end > latest:
        draft.add(
            ("end",),
            f"'end' is {end}, more than {LONGEST_RUN_YEARS} years after the base year {base_year}",
            typing(digits(latest), after=" or earlier"),
        )


def _check_dates(draft: Draft, places: Places) -> list[Problem]:
    """Compare dates with the base year (1 October to 30 September) and the end of the run.

    Returns the problems of shifts: each takes the place of all others about what it moves.
    """
    base_year, last = places.base_year, _last_day(draft, places)
    year_start = date(base_year - 1, 10, 1)
    unfinished = draft.unfinished
    shocks = [*draft.shocks, *((path, w) for path, w in unfinished if isinstance(w, Shock))]
    levers = [*draft.levers, *((path, w) for path, w in unfinished if not isinstance(w, Shock))]
    shifts = _check_shifts(draft, [*levers, *shocks], year_start, last)
    for path, lever in levers:
        for dated in dates_of(lever):
            at = (*path, *dated.path)
            if at in draft.misplaced:
                continue
            if dated.when < year_start:
                draft.add(
                    at,
                    f"{dated.when:%Y-%m} is before the base year, which starts {base_year - 1}-10",
                    typing(
                        f"{base_year}-10",
                        after=" or later: what came before is in the base's figures already",
                    ),
                )
            elif dated.begins and last and dated.when > last:
                draft.add(
                    at,
                    f"{dated.when:%Y-%m} is after the end of the run, 30 September {last.year}",
                    typing(f"{last.year}-09", after=" or earlier, or a later 'end'"),
                )
            elif dated.when < date(base_year, 9, 1):
                draft.add(
                    at,
                    f"{dated.when:%Y-%m} is before the run's first day, 30 September {base_year}; "
                    "nothing is simulated until then",
                    typing(f"{base_year}-10", after=" or later"),
                    warning=True,
                )
    for path, shock in shocks:
        _check_shock_dates(draft, path, shock, year_start, last)
    return shifts


def _check_shifts(
    draft: Draft, found: Sequence[tuple[Path, Written]], year_start: date, last: date | None
) -> list[Problem]:
    """Return one problem for each `shift_months` that moves dates out of the run: how far it may,
    if any way is far enough. The dates are noted as misplaced.
    """
    wrong: dict[Place, list[tuple[Path, Moved, date]]] = {}
    for path, written in found:
        for dated in dates_of(written):
            at = (*path, *dated.path)
            node = node_at(draft.root, at)
            limit = None
            if dated.begins and last and dated.when > last:
                limit = last
            elif dated.when < year_start and not isinstance(written, Shock):
                limit = year_start
            if isinstance(node, Scalar) and node.moved and limit:
                wrong.setdefault(node.moved.by, []).append((at, node.moved, limit))
                draft.misplaced.add(at)
    return [_shifted_too_far(place, outside, year_start) for place, outside in wrong.items()]


def _shifted_too_far(
    place: Place, outside: Sequence[tuple[Path, Moved, date]], year_start: date
) -> Problem:
    at, moved, limit = outside[0]
    year, month = divmod(_month(moved), 12)
    side = f"before the base year, which starts {limit:%Y-%m}"
    if limit != year_start:
        side = f"after the end of the run, 30 September {limit.year}"
    what = f"'shift_months' moves '{at[3]}' of {at[2]} ({moved.place}) to {year}-{month + 1:02}"
    more = f"; and {len(outside) - 1} more out of the run" if len(outside) > 1 else ""
    beyond = [_month(moved) - (12 * limit.year + limit.month - 1) for _, moved, limit in outside]
    best = moved.last - (max(beyond) if moved.last > 0 else min(beyond))
    if len({limit for *_, limit in outside}) > 1 or best * moved.last < 0:
        cure = Cure("fewer months, or years of the run that hold them")
    else:
        later_end = ", or a later 'end'" if limit != year_start else ""
        cure = typing(digits(best), after=f" or {'less' if best > 0 else 'more'}{later_end}")
    return Problem.at(place, f"{what}, {side}{more}", cure)


def _month(moved: Moved) -> int:
    """Return the month to which a date is moved, counted from the year 0."""
    year, month = moved.written.split("-")[:2]
    return 12 * int(year) + int(month) - 1 + moved.months


def _check_shock_dates(
    draft: Draft, path: Path, shock: Written, year_start: date, last: date | None
) -> None:
    """A shock may have begun before the run, because its tail can fall into it."""
    for dated in dates_of(shock):
        at = (*path, *dated.path)
        if at in draft.misplaced:
            continue
        if dated.begins and last and dated.when > last:
            draft.add(
                at,
                f"{dated.when:%Y-%m} is after the end of the run, 30 September {last.year}",
                typing(f"{last.year}-09", after=" or earlier, or a later 'end'"),
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
    start, end = (getattr(draft.budget, name, None) for name in ("start", "end"))
    if start is None or end is None or draft.end is None or not start <= end:
        return
    if end < date(base_year - 1, 10, 1) or start.year > draft.end > base_year:
        draft.add(
            ("budget",),
            f"the budget ({start:%Y-%m} to {end:%Y-%m}) lies outside the run, "
            f"{base_year} to {draft.end}, so nothing is ever counted against it",
            "a budget within the run",
            warning=True,
        )


def _check_budget(draft: Draft) -> None:
    """Refuse money for a lever that is not there, unless a file that is missing may hold it.

    What was planned for a lever that is taken out stays in an inherited budget, and is not spent.
    """
    split = node_at(draft.root, ("budget", "split_gbp"))
    if not isinstance(split, Mapping) or not draft.whole:
        return
    used = draft.named_levers()
    for entry in split.entries:
        inherited = entry.place.file != draft.root.place.file
        if entry.key not in used and not (inherited and entry.key in draft.taken):
            draft.add(
                ("budget", "split_gbp", entry.key),
                f"the split gives money to '{entry.key}', which is not among the levers",
                f"one of: {', '.join(sorted(used)) or 'the levers of this scenario'}",
            )
