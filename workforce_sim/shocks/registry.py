"""The classes of all shocks: the built-in ones, and those that other packages bring.

A package brings a shock by naming its class in the entry-point group `workforce_sim.shocks`.
"""

from __future__ import annotations

from functools import cache
from typing import cast

from workforce_sim.extension_files import SHOCK
from workforce_sim.levers.loading import built_in, plug_ins
from workforce_sim.shocks.base import Shock


@cache
def all_shocks() -> dict[str, type[Shock]]:
    """Return every shock by name, built-in ones first, then those of other packages by name.

    Raises:
        UserError: an installed package names something that cannot be used as a shock.
    """
    theirs = {name: each.written for name, each in plug_ins(SHOCK).items()}
    return {**built_in_shocks(), **cast(dict[str, type[Shock]], theirs)}


def built_in_shocks() -> dict[str, type[Shock]]:
    """Return the shocks of this package by name, in the order of their ranks."""
    return cast(dict[str, type[Shock]], built_in(SHOCK))
