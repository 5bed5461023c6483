"""The hint that follows a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(wanted: str, names: Iterable[str]) -> str:
    """Return " Did you mean 'x' or 'y'?", or nothing when no name is close."""
    from workforce_sim.scenario.spelling import nearest

    found = nearest(wanted, names)
    if not found:
        return ""
    return " Did you mean " + " or ".join(f"'{name}'" for name in found) + "?"
