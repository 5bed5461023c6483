"""Which assumptions a result hangs on: the share of variance by assumption (Sobol total order)."""

from workforce_sim.experiment.sensitivity.folder import SensitivityFolder, holds_study
from workforce_sim.experiment.sensitivity.question import Question
from workforce_sim.experiment.sensitivity.study import run_sensitivity

__all__ = ["Question", "SensitivityFolder", "holds_study", "run_sensitivity"]
