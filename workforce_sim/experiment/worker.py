"""One replication of all scenarios, from addresses to files: what runs in each worker process."""

from __future__ import annotations

import ctypes
import math
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workforce_sim.digits import digits
from workforce_sim.errors import UserError
from workforce_sim.experiment.identity import Identity
from workforce_sim.experiment.interfaces import Hooks
from workforce_sim.experiment.plan import Address, Scenario
from workforce_sim.experiment.replication_files import Receipt, write_part
from workforce_sim.experiment.run_failures import RunFailed
from workforce_sim.experiment.variance_partners import label, partner_kind
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.record import ReplicationRecord

_M_MMAP_THRESHOLD = -3
"""Glibc's name for the size from which memory is asked of the system and given back to it."""
_LARGE_TABLE = 1 << 20
"""Bytes."""
LARGEST_RESIDUAL = 1e-6
"""A conservation law holds if its residual is no larger; anything more is not rounding."""


@dataclass(frozen=True)
class Simulation:
    """One address with what is needed to simulate it and to vouch for it."""

    address: Address
    scenario: Scenario
    fingerprint: str
    areas: AreaTable


@dataclass(frozen=True)
class Task:
    """The unit of work: the simulations of one replication, or of one partner, which share its
    luck.
    """

    replication: int
    simulations: tuple[Simulation, ...]
    seed: int
    folder: Path
    monthly: bool
    hooks: Hooks
    identity: Identity


def simulate_replication(task: Task) -> list[Receipt]:
    """Simulate each scenario, check the conservation laws, write its files; return the receipts.

    Each scenario is on disk before the next one starts, so a worker that dies loses one at most.
    Raises UserError if what simulates here is not what the run is made of.
    """
    refuse_another(task.identity)
    _give_large_tables_back()
    scenarios = [each.scenario for each in task.simulations]
    first = task.simulations[0].address
    draws = (first.parameter_draw, first.drift_draw) if partner_kind(task.replication) else ()
    records = task.hooks.simulate_all(scenarios, task.seed, task.replication, *draws)
    receipts = []
    for each, record in zip(task.simulations, records, strict=True):
        check_conservation(each.address, record)
        name = each.address.scenario
        receipts.append(
            write_part(task.folder, name, each.fingerprint, record, each.areas, task.monthly)
        )
    return receipts


def refuse_another(identity: Identity) -> None:
    """Raise UserError if the code or a version has changed since the run was started."""
    changed = identity.changes_here()
    if changed:
        listed = "\n".join(f"  {line}" for line in changed)
        raise UserError(
            "What the run is made of has changed since this program was started, so its results "
            f"would be a mixture:\n{listed}\nPut it back and repeat the command with --resume, or "
            "start again into another folder with --out."
        )


@cache
def _give_large_tables_back() -> None:
    """Let the C library return a freed table to the system.

    Glibc otherwise learns from the first one to keep all that are no larger on its heap, which
    grows with replications because new tables do not fit into the gaps.
    """
    if sys.platform == "linux":
        allocator = ctypes.CDLL(None)
        if hasattr(allocator, "mallopt"):
            allocator.mallopt(_M_MMAP_THRESHOLD, _LARGE_TABLE)


def check_conservation(address: Address, record: ReplicationRecord) -> None:
    """Raise RunFailed, naming every broken law, if people or cases appeared or vanished."""
    broken = {
        name: residual
        for name, residual in sorted(record.checks.items())
        if math.isnan(residual) or abs(residual) > LARGEST_RESIDUAL
    }
    if broken:
        laws = ", ".join(
            f"{name} is off by {digits(residual)}" for name, residual in broken.items()
        )
        raise RunFailed(
            f"Conservation broken in replication {label(address.replication).lstrip('0')} of "
            f"{address.scenario}: "
            f"{laws}. This is a defect of the model; its results cannot be used."
        )
