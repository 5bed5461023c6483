"""The simulated world. ``simulate`` runs one replication; ``warm_up`` compiles once beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workforce_sim.measures.record import ReplicationRecord
    from workforce_sim.scenario.resolved import ResolvedScenario

__all__ = ["simulate", "warm_up"]


def simulate(
    scenario: ResolvedScenario,
    seed: int,
    replication: int,
    parameter_draw: int | None = None,
    drift_draw: int | None = None,
) -> ReplicationRecord:
    """Run one replication: a pure function of its arguments.

    The draw of the assumptions and the path of drift have numbers of their own, so that each can be
    held still while the others vary; both are the replication's when left out.
    """
    from workforce_sim.model.compiled import use_own_cache

    use_own_cache()
    from workforce_sim.model.replication import simulate as run

    return run(scenario, seed, replication, parameter_draw, drift_draw)


def warm_up() -> None:
    """Compile everything that a replication needs, so that workers find it in the cache."""
    from workforce_sim.model.compiled import compile_everything

    compile_everything()
