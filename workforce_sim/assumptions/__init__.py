"""The assumptions register: every number of the real world with unit, range, source and quality."""

from workforce_sim.assumptions.draws import Distribution
from workforce_sim.assumptions.entry import Assumption, Movement, Quality
from workforce_sim.assumptions.reading import RegisterError
from workforce_sim.assumptions.register import Register, load_register, purpose_number
from workforce_sim.assumptions.reporting_year import working_days
from workforce_sim.assumptions.values import Override, UnknownAssumption, Values

__all__ = [
    "Assumption",
    "Distribution",
    "Movement",
    "Override",
    "Quality",
    "Register",
    "RegisterError",
    "UnknownAssumption",
    "Values",
    "load_register",
    "purpose_number",
    "working_days",
]
