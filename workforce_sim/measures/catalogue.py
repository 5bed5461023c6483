"""Every measure that the product reports, by name, and the names of the sums that they need."""

from __future__ import annotations

from collections.abc import Mapping

from workforce_sim.measures.beyond_dfe import BEYOND_DFE
from workforce_sim.measures.dfe import DFE
from workforce_sim.measures.measure import Measure

YEARLY: dict[str, Measure] = {**DFE, **BEYOND_DFE}
"""Measures of the reporting year, in the order of the columns of the results."""

MONTHLY: dict[str, Measure] = {
    name: YEARLY[name]
    for name in (
        "inpost_fte",
        "vacancy_fte",
        "vacancy_rate_fte",
        "agency_fte",
        "agency_rate_fte",
        "case_holders_fte",
        "cases",
        "caseload_fte",
        "waiting_cases",
    )
}
"""Measures that are also known at each month end, in the order of the columns of the results."""


def components(measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """The additive components that `measures` need, sorted."""
    return tuple(sorted({c for m in measures.values() for c in (*m.numerator, *m.denominator)}))


def suggest(name: str) -> str | None:
    """The measure's name that `name` was probably meant to be, or None."""
    import difflib

    longer = [known for known in YEARLY if known.startswith(name)] if name else []
    near = longer or difflib.get_close_matches(name, YEARLY, n=1)
    return near[0] if near else None
