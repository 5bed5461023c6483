"""One simulation from address to files: what runs in each worker process."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from workforce_sim.experiment.failures import RunFailed
from workforce_sim.experiment.hooks import Hooks
from workforce_sim.experiment.parts import Receipt, write_part
from workforce_sim.experiment.plan import Address, Scenario
from workforce_sim.measures.areas import AreaTable
from workforce_sim.measures.record import ReplicationRecord

LARGEST_RESIDUAL = 1e-6
"""A conservation law holds if its residual is no larger; anything more is not rounding."""


@dataclass(frozen=True)
class Task:
    """Everything that a worker needs for one simulation."""

    address: Address
    scenario: Scenario
    fingerprint: str
    seed: int
    areas: AreaTable
    folder: Path
    monthly: bool
    hooks: Hooks


def simulate_part(task: Task) -> Receipt:
    """Simulate, check the conservation laws, write the part's files and return its receipt."""
    record = task.hooks.simulate(task.scenario, task.seed, task.address.replication)
    check_conservation(task.address, record)
    return write_part(
        task.folder, task.address.scenario, task.fingerprint, record, task.areas, task.monthly
    )


def check_conservation(address: Address, record: ReplicationRecord) -> None:
    """Raise RunFailed, naming every broken law, if people or cases appeared or vanished."""
    broken = {
        name: residual
        for name, residual in sorted(record.checks.items())
        if math.isnan(residual) or abs(residual) > LARGEST_RESIDUAL
    }
    if broken:
        laws = ", ".join(f"{name} is off by {residual:g}" for name, residual in broken.items())
        raise RunFailed(
            f"Conservation broken in replication {address.replication} of {address.scenario}: "
            f"{laws}. This is a defect of the model; its results cannot be used."
        )
