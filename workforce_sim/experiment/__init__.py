"""How often and where the model runs: replications, paired comparison, storage, checking."""

from workforce_sim.experiment.api import compare, run
from workforce_sim.experiment.failures import RunFailed, RunInterrupted
from workforce_sim.experiment.precision import run_to_precision
from workforce_sim.experiment.runner import ProgressListener, run_experiment
from workforce_sim.experiment.store import RunFolder
from workforce_sim.experiment.verify import Verification, verify

__all__ = [
    "ProgressListener",
    "RunFailed",
    "RunFolder",
    "RunInterrupted",
    "Verification",
    "compare",
    "run",
    "run_experiment",
    "run_to_precision",
    "verify",
]
