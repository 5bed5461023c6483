"""The classes of all levers: the built-in ones, and those that other packages bring.

A package brings a lever by naming its class in the entry-point group `workforce_sim.levers`.
"""

from __future__ import annotations

from functools import cache
from typing import cast

from workforce_sim.extension_files import LEVER
from workforce_sim.levers.base import Lever
from workforce_sim.levers.loading import built_in, plug_ins


@cache
def all_levers() -> dict[str, type[Lever]]:
    """Return every lever by name, built-in ones first, then those of other packages by name.

    Raises:
        UserError: an installed package names something that cannot be used as a lever.
    """
    theirs = {name: each.written for name, each in plug_ins(LEVER).items()}
    return {**built_in_levers(), **cast(dict[str, type[Lever]], theirs)}


def built_in_levers() -> dict[str, type[Lever]]:
    """Return the levers of this package by name, in the order of their ranks."""
    return cast(dict[str, type[Lever]], built_in(LEVER))
