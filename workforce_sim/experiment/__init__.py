"""How often and where the model runs: replications, paired comparison, storage, checking."""

from workforce_sim.experiment.api import compare, run, run_to_precision
from workforce_sim.experiment.byte_check import Verification, verify
from workforce_sim.experiment.cluster import Cluster
from workforce_sim.experiment.listeners import ProgressListener
from workforce_sim.experiment.precision import Precision, Target
from workforce_sim.experiment.run_failures import RunFailed, RunInterrupted
from workforce_sim.experiment.runner import run_experiment
from workforce_sim.experiment.store import RunFolder

__all__ = [
    "Cluster",
    "Precision",
    "ProgressListener",
    "RunFailed",
    "RunFolder",
    "RunInterrupted",
    "Target",
    "Verification",
    "compare",
    "run",
    "run_experiment",
    "run_to_precision",
    "verify",
]
