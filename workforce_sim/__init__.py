"""Simulate the careers of England's children's social workers, and the cases they hold.

::

    from workforce_sim import load_scenario, run

    folder = run(load_scenario("scenarios/england/baseline.yaml"), replications=20)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["__version__", "compare", "load_scenario", "run"]

if TYPE_CHECKING:
    from workforce_sim.experiment import compare, run
    from workforce_sim.scenario import load_scenario


def __getattr__(name: str) -> Any:
    """Import the public functions on first use, so that `workforce-sim --help` stays instant."""
    if name == "load_scenario":
        from workforce_sim.scenario import load_scenario

        return load_scenario
    if name in ("run", "compare"):
        from workforce_sim import experiment

        return getattr(experiment, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
