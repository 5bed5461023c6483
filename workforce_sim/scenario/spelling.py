"""The nearest of the names that could have been meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

_CURRENCY = {"pounds", "pound", "gbp", "amount", "sum", "money", "sterling", "value"}
_MONEY = {"cost", "pay", "price", "grant", "fee", "bursary", "payment", "spend", "budget", "salary"}
_UNITS = {"percent", "pct", "percentage", "rate", "years", "months", "hours", "fte", "number", "of"}


def nearest(wanted: str, names: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return up to `limit` names spelled most like what was written, best first.

    Names that contain what was written come before names that are merely spelled alike.
    """
    asked = wanted.strip().casefold()
    by_asked = {name.casefold(): name for name in names}
    containing = [name for key, name in by_asked.items() if len(asked) > 2 and asked in key]
    alike = difflib.get_close_matches(asked, by_asked, n=limit, cutoff=0.6)
    return list(dict.fromkeys([*containing, *(by_asked[key] for key in alike)]))[:limit]


def meant_key(written: str, allowed: Sequence[str]) -> str | None:
    """Return the key that was meant, also when only its unit is missing or another one is given.

    `bursary` and `bursary_pounds` mean `bursary_gbp`; a bare `amount` means the only money key
    there is, if there is only one.
    """
    words = _words(written)
    core = words - _CURRENCY - _UNITS
    if core:
        same = [
            key for key in allowed if core == _words(key) - _CURRENCY - _UNITS - {"per", "year"}
        ]
        if same:
            return _money_first(same, words)
        within = [key for key in allowed if core <= _words(key)]
        if within:
            return _money_first(within, words)
    close = nearest(written, allowed, limit=1)
    if close:
        return close[0]
    money = [key for key in allowed if "_gbp" in key]
    if money and words & (_CURRENCY | _MONEY):
        return money[0]
    return None


def _money_first(keys: Sequence[str], words: set[str]) -> str:
    wants_money = bool(words & (_CURRENCY | _MONEY))
    return next((key for key in keys if ("_gbp" in key) == wants_money), keys[0])


def _words(key: str) -> set[str]:
    return {word for word in re.split(r"[^a-z0-9£]+", key.casefold()) if word}
