"""Slow random wandering of leaving, supply, posts and demand, nationally and council by council.

Each series is a mean-reverting path on the log scale, at zero on the first day, because the first
day's level is known. Sizes and half-lives come from the 2017 to 2024 panel (see the register).
"""

from typing import NamedTuple

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.randomness import Origin, Purpose, normal, pack_identity
from workforce_sim.model.engine.state import Floats, Ints

SERIES = ("leaving", "supply", "posts", "demand")
_P_NATIONAL = int(Purpose.DRIFT_NATIONAL)
_P_LOCAL = int(Purpose.DRIFT_LOCAL)
_COUNCIL = int(Origin.COUNCIL)


class DriftRules(NamedTuple):
    """Monthly persistence and shock size of the paths: (2, 4), national row then local row."""

    persistence: Floats
    shock: Floats


def drift_rules(values: Values) -> DriftRules:
    """Monthly persistence from the half-life, shock size from the long-run spread."""
    persistence = np.zeros((2, len(SERIES)))
    shock = np.zeros((2, len(SERIES)))
    for row, level in enumerate(("national", "local")):
        for column, series in enumerate(SERIES):
            half_life = values[f"drift.{series}.{level}_half_life_years"]
            kept = 0.5 ** (1.0 / (12.0 * half_life)) if half_life > 0.0 else 0.0
            persistence[row, column] = kept
            shock[row, column] = values[f"drift.{series}.{level}_log_sd"] * np.sqrt(1.0 - kept**2)
    return DriftRules(persistence, shock)


@compiled()
def wander(
    national: Floats,
    local: Floats,
    rules: DriftRules,
    active: Ints,
    key: tuple[int, int],
    month: int,
) -> None:
    """One month's step of the national (4,) and local (councils, 4) paths, in place."""
    for series in range(4):
        z = normal(key, _P_NATIONAL, series, month)
        national[series] = rules.persistence[0, series] * national[series] + (
            rules.shock[0, series] * z
        )
        for council in range(local.shape[0]):
            if active[council] == 1:
                z = normal(key, _P_LOCAL, pack_identity(_COUNCIL, council, series, 0), month)
                local[council, series] = rules.persistence[1, series] * local[council, series] + (
                    rules.shock[1, series] * z
                )
