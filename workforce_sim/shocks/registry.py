"""The classes of all shocks: the built-in ones, and those that other packages bring.

A package brings a shock by naming its class in the entry-point group `workforce_sim.shocks`.
"""

from __future__ import annotations

from typing import cast

from workforce_sim.extension_files import SHOCK
from workforce_sim.levers.loading import built_in, every
from workforce_sim.shocks.base import Shock


def all_shocks() -> dict[str, type[Shock]]:
    """Return every shock by name, those of this package first (see `loading.every`)."""
    return cast(dict[str, type[Shock]], every(SHOCK))


def built_in_shocks() -> dict[str, type[Shock]]:
    """Return the shocks of this package by name, in the order of their ranks."""
    return cast(dict[str, type[Shock]], built_in(SHOCK))
