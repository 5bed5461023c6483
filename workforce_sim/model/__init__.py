"""The simulated world. ``simulate`` runs one replication; ``prepare`` compiles once beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from workforce_sim.measures.record import ReplicationRecord
    from workforce_sim.model.preparing import Listener
    from workforce_sim.scenario.resolved import ResolvedScenario

__all__ = ["prepare", "simulate", "simulate_all"]


def simulate_all(
    scenarios: Sequence[ResolvedScenario],
    seed: int,
    replication: int,
    parameter_draw: int | None = None,
    drift_draw: int | None = None,
) -> Iterator[ReplicationRecord]:
    """Run one replication of each scenario: each record is a pure function of its scenario and of
    the numbers.

    The draw of the assumptions and the path of drift have numbers of their own, so that each can be
    held still while the others vary; both are the replication's when left out.
    """
    from workforce_sim.model.replication import simulate_all as run

    return run(scenarios, seed, replication, parameter_draw, drift_draw)


def simulate(
    scenario: ResolvedScenario,
    seed: int,
    replication: int,
    parameter_draw: int | None = None,
    drift_draw: int | None = None,
) -> ReplicationRecord:
    """Run one replication of one scenario; see ``simulate_all``."""
    return next(simulate_all([scenario], seed, replication, parameter_draw, drift_draw))


def prepare(listener: Listener) -> Path | None:
    """Compile everything that a replication needs, so that workers find it; tell how far it is.

    Returns the folder in which compiled code is kept, if all of it is.
    """
    from numba import config

    if config.DISABLE_JIT:
        return None
    from workforce_sim.model.preparing import prepare as prepare_once

    return prepare_once(listener)
