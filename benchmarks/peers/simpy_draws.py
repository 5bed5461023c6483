"""Stages and purposes of draws as plain numbers.

Looking up a member of an enumeration costs more than the draw itself.
"""

from workforce_sim.model.engine.randomness import Purpose
from workforce_sim.model.engine.state import Stage

ARRIVAL, FAMILY, AREA = (
    int(p) for p in (Purpose.CASE_ARRIVAL, Purpose.CASE_FAMILY, Purpose.CASE_AREA)
)
ASSESSMENT_DRAW, SAFEGUARDING_DRAW, LOOKED_AFTER_DRAW, TEAM_CHANGE = (
    int(p)
    for p in (
        Purpose.CASE_ASSESSMENT,
        Purpose.CASE_SAFEGUARDING,
        Purpose.CASE_LOOKED_AFTER,
        Purpose.CASE_TEAM_CHANGE,
    )
)
SPELL, PARENTAL_LENGTH, SICKNESS_BUDGET, PARENTAL_BUDGET = (
    int(p)
    for p in (
        Purpose.SPELL_LENGTH,
        Purpose.PARENTAL_LENGTH,
        Purpose.BUDGET_SICKNESS,
        Purpose.BUDGET_PARENTAL,
    )
)
ASSESSMENT, SAFEGUARDING, LOOKED_AFTER = (int(stage) for stage in Stage)
