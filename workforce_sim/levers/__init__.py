"""Policy levers: one file each, with what a user may write, what it costs and what it assumes."""

from workforce_sim.levers.base import AreaLever, Lever
from workforce_sim.levers.registry import all_levers

__all__ = ["AreaLever", "Lever", "all_levers"]
