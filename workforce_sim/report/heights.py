"""Where labels stand so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Return heights near the wanted ones (in rising order) that are at least `gap` apart.

    When they do not all fit between `lowest` and `highest`, they start at `lowest`.
    """
    placed: list[float] = []
    for value in wanted:
        placed.append(max(value, placed[-1] + gap) if placed else max(value, lowest))
    excess = placed[-1] - highest
    if excess > 0.0:
        ceiling = highest
        for index in range(len(placed) - 1, -1, -1):
            placed[index] = min(placed[index], ceiling)
            ceiling = placed[index] - gap
        if placed[0] < lowest:
            placed = [lowest + gap * index for index in range(len(placed))]
    return placed
