"""How many cases begin and how long they last, so that those open stand at the published number."""

import numpy as np

from workforce_sim.assumptions import Values
from workforce_sim.baseline import Baseline
from workforce_sim.model.engine.rules import CaseRules
from workforce_sim.model.engine.state import Floats


def stage_means(rules: CaseRules, short_share: float) -> Floats:
    """Mean days per new case in assessment, safeguarding and care, over all cases."""
    assessment = np.exp(rules.assessment_log_median + rules.assessment_log_sd**2 / 2.0)
    safeguarding = np.exp(rules.safeguarding_log_median + rules.safeguarding_log_sd**2 / 2.0)
    looked_after = np.exp(rules.looked_after_log_median + rules.looked_after_log_sd**2 / 2.0)
    care = rules.looked_after_share
    later = 1.0 - short_share
    return np.array(
        [
            assessment,
            later * safeguarding * (1.0 - care + care * rules.looked_after_delay_ratio),
            later * care * looked_after,
        ]
    )


def case_flow(baseline: Baseline, rules: CaseRules, values: Values) -> tuple[Floats, Floats]:
    """Cases opening a day, and the length of later stages relative to England, per council.

    With both, a council's open cases stand still at the published number (Little's law).
    """
    means = stage_means(rules, values["casework.end_after_assessment_share"])
    flow = np.maximum(baseline.episode_flow, 1e-9) / 365.25
    flow *= baseline.cases.sum() / (flow.sum() * means.sum())
    scale = (baseline.cases / flow - means[0]) / means[1:].sum()
    low, high = values["casework.length_scale.low"], values["casework.length_scale.high"]
    scale = np.clip(scale, low, high)
    flow = baseline.cases / (means[0] + scale * means[1:].sum())
    return flow, scale
