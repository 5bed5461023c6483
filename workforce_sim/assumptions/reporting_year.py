"""Working days of a reporting year, as DfE counts them for the absence rate."""

from __future__ import annotations

import calendar

from workforce_sim.assumptions.register import load_register

ORDINARY_YEAR = "absence.working_days"
LEAP_YEAR = "absence.working_days_leap_year"


def working_days(reporting_year: int) -> float:
    """Working days after bank holidays from 1 October to 30 September of `reporting_year`."""
    name = LEAP_YEAR if calendar.isleap(reporting_year) else ORDINARY_YEAR
    return load_register()[name].central
