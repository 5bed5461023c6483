"""Events that are not policy: one file for each, and beside it the YAML with its sizes."""

from workforce_sim.shocks.base import Shock
from workforce_sim.shocks.registry import all_shocks

__all__ = ["Shock", "all_shocks"]
