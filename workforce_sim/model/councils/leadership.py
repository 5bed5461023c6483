"""How councils are led: a few badly, and directors come and go.

Leadership acts on leaving as a tail, not a slope: only councils led badly lose more people.
"""

from typing import NamedTuple

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import (
    Origin,
    Purpose,
    draw,
    normal_quantile,
    pack_identity,
)
from workforce_sim.model.engine.state import Floats, Ints

_COUNCIL = int(Origin.COUNCIL)
_P_LEADERSHIP = int(Purpose.LEADERSHIP)
_P_DIRECTOR = int(Purpose.DIRECTOR_MOVES)


class LeadershipRules(NamedTuple):
    """Sizes of the effects of leadership; quality is standard normal over councils."""

    threshold: float  # quality below which a council counts as led badly
    tail_ratio: float  # hazard ratio of leaving in badly led councils
    tail_width: float  # over which quality the ratio is felt in part
    director_turnover: float  # a year
    redraw: float  # share of quality that comes with the new director
    months_to_effect: float


def leadership_rules(values: Values) -> LeadershipRules:
    """Rules from the register."""
    return LeadershipRules(
        threshold=float(normal_quantile(values["leadership.poor_share"])),
        tail_ratio=values["leaving.leadership_tail_ratio"],
        tail_width=values["leadership.tail_width"],
        director_turnover=values["leadership.director_turnover_rate"],
        redraw=values["leadership.new_director_redraw"],
        months_to_effect=max(values["leadership.months_to_effect"], 1.0),
    )


@compiled(allocates=True)
def first_quality(quality: Floats, key: tuple[int, int]) -> None:
    """Quality on the first day, per council."""
    for council in range(quality.size):
        ident = pack_identity(_COUNCIL, council, 0, 0)
        quality[council] = normal_quantile(draw(key, _P_LEADERSHIP, ident, 0)[0])


@compiled()
def directors_move(
    quality: Floats,
    felt: Floats,
    shift: Floats,
    directors: Ints,
    active: Ints,
    rules: LeadershipRules,
    key: tuple[int, int],
    month: int,
) -> None:
    """A month's changes of director; staff feel a change gradually, and any passing ``shift``.

    ``directors`` numbers the director of each council.
    """
    for council in range(quality.size):
        if active[council] == 0:
            continue
        ident = pack_identity(_COUNCIL, council, 0, 0)
        moves, new = draw(key, _P_DIRECTOR, ident, month)
        if moves < rules.director_turnover / 12.0:
            directors[council] += 1
            kept = np.sqrt(1.0 - rules.redraw**2)
            quality[council] = kept * quality[council] + rules.redraw * normal_quantile(new)
        wanted = quality[council] + shift[council]
        felt[council] += (wanted - felt[council]) / rules.months_to_effect


@compiled(allocates=True)
def leadership_ratio(quality: Floats, rules: LeadershipRules) -> Floats:
    """Hazard ratio of leaving: 1 for most, rising to the tail ratio below the threshold."""
    below = 1.0 / (1.0 + np.exp((quality - rules.threshold) / rules.tail_width))
    return 1.0 + (rules.tail_ratio - 1.0) * below
