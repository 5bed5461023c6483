"""The classes of all levers: the built-in ones, and those that other packages bring.

A package brings a lever by naming its class in the entry-point group `workforce_sim.levers`.
"""

from __future__ import annotations

from typing import cast

from workforce_sim.extension_files import LEVER
from workforce_sim.levers.base import Lever
from workforce_sim.levers.loading import built_in, every


def all_levers() -> dict[str, type[Lever]]:
    """Return every lever by name, those of this package first (see `loading.every`)."""
    return cast(dict[str, type[Lever]], every(LEVER))


def built_in_levers() -> dict[str, type[Lever]]:
    """Return the levers of this package by name, in the order of their ranks."""
    return cast(dict[str, type[Lever]], built_in(LEVER))
