"""How often and where the model runs: replications, paired comparison, storage, resuming,
checking.
"""

from workforce_sim.experiment.api import compare, run
from workforce_sim.experiment.failures import RunFailed, RunInterrupted
from workforce_sim.experiment.run import ProgressListener, run_experiment
from workforce_sim.experiment.store import RunFolder

__all__ = [
    "ProgressListener",
    "RunFailed",
    "RunFolder",
    "RunInterrupted",
    "compare",
    "run",
    "run_experiment",
]
