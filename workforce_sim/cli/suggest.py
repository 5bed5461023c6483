"""Nearest names, for "did you mean" hints and for searching lists."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(wanted: str, names: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return up to `limit` of the names closest to what was written, best first.

    A name that contains what was written comes before one that is merely spelled alike.
    """
    plain = wanted.strip().casefold()
    by_plain = {name.casefold(): name for name in names}
    containing = [name for key, name in by_plain.items() if plain and plain in key]
    alike = [by_plain[key] for key in difflib.get_close_matches(plain, by_plain, n=limit)]
    return list(dict.fromkeys([*containing, *alike]))[:limit]


def did_you_mean(wanted: str, names: Iterable[str]) -> str:
    """Return " Did you mean 'x' or 'y'?", or nothing when no name is close."""
    found = nearest(wanted, names)
    if not found:
        return ""
    return " Did you mean " + " or ".join(f"'{name}'" for name in found) + "?"
