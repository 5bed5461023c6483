"""The nearest of the names that could have been meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

_CURRENCY = {"pounds", "pound", "gbp", "amount", "sum", "money", "sterling", "value"}
_MONEY = {"cost", "pay", "price", "grant", "fee", "bursary", "payment", "spend", "budget", "salary"}
_UNITS = {"percent", "pct", "percentage", "rate", "years", "months", "hours", "fte", "number", "of"}
_SYNONYMS = {
    **dict.fromkeys(("start", "starts", "begin", "begins", "since", "date", "start_date"), "from"),
    **dict.fromkeys(("end", "ends", "until", "till", "finish", "end_date", "stop"), "to"),
    **dict.fromkeys(("title", "label"), "name"),
    **dict.fromkeys(("policies", "policy", "measures", "interventions"), "levers"),
    **dict.fromkeys(("events", "event"), "shocks"),
    **dict.fromkeys(("runs", "iterations", "simulations"), "replications"),
    **dict.fromkeys(("baseline", "start_year", "base_year"), "base"),
    **dict.fromkeys(("end_year", "last_year", "horizon"), "end"),
    **dict.fromkeys(("parent", "inherits", "include"), "extends"),
    **dict.fromkeys(("exclude", "excludes", "remove", "removes", "drop", "except"), "without"),
    **dict.fromkeys(("changes", "modify", "alter", "override", "overrides", "replace"), "change"),
    **dict.fromkeys(("shift", "delay", "delay_months", "move", "move_months"), "shift_months"),
}
_NEARLY_THE_SAME, _ALIKE, _AS_GOOD = 0.85, 0.6, 0.15


def nearest(wanted: str, names: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return up to `limit` names spelled most like what was written, best first.

    Names that contain what was written as a word come first. Names that are much less alike than
    the best one are left out.
    """
    asked = wanted.strip().casefold()
    by_asked = {name.casefold(): name for name in names}
    word = re.compile(rf"\b{re.escape(asked)}\b")
    containing = [name for key, name in by_asked.items() if len(asked) > 2 and word.search(key)]
    alike = difflib.get_close_matches(asked, by_asked, n=limit, cutoff=_ALIKE)
    best = _likeness(asked, alike[0]) if alike else 0.0
    close = [by_asked[key] for key in alike if _likeness(asked, key) >= best - _AS_GOOD]
    return list(dict.fromkeys([*containing, *close]))[:limit]


def meant_key(written: str, allowed: Sequence[str]) -> str | None:
    """Return the key that was meant, also when only its unit is missing or another one is given.

    `place` means `places`, `bursary` and `bursary_pounds` mean `bursary_gbp`, and a bare `amount`
    means the first key that takes money.
    """
    if _SYNONYMS.get(written.casefold()) in allowed:
        return _SYNONYMS[written.casefold()]
    same = difflib.get_close_matches(written.casefold(), allowed, n=1, cutoff=_NEARLY_THE_SAME)
    if same:
        return same[0]
    words = _words(written)
    core = words - _CURRENCY - _UNITS
    wants_money = bool(words & (_CURRENCY | _MONEY))
    if core:
        but_for_unit = [key for key in allowed if core == _words(key) - _CURRENCY - _UNITS]
        holding = [key for key in allowed if core <= _words(key)]
        found = but_for_unit or holding
        found = sorted(found, key=lambda key: ("_gbp" in key) != wants_money)
        if found and ("_gbp" in found[0] or not words & _CURRENCY):
            return found[0]
    close = nearest(written, allowed, limit=1)
    if close:
        return close[0]
    return next((key for key in allowed if "_gbp" in key), None) if wants_money else None


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _words(key: str) -> set[str]:
    return {word for word in re.split(r"[^a-z0-9]+", key.casefold()) if word}
