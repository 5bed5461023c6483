"""The simulated world. ``simulate`` runs one replication; ``warm_up`` compiles once beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workforce_sim.measures.record import ReplicationRecord
    from workforce_sim.scenario.resolved import ResolvedScenario

__all__ = ["simulate", "simulate_all", "warm_up"]


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
    from workforce_sim.model.compiled import use_own_cache

    use_own_cache()
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


def warm_up() -> None:
    """Compile everything that a replication needs, so that workers find it in the cache."""
    from workforce_sim.model.compiled import compile_everything

    compile_everything()
