"""Every measure that the product reports, by name, and what follows from their declarations: which
sums they need, and in which columns the model counts those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from workforce_sim.measures.beyond_dfe import BEYOND_DFE
from workforce_sim.measures.dfe import DFE
from workforce_sim.measures.measure import Measure


def _with_flows(declared: Mapping[str, Measure]) -> dict[str, Measure]:
    """The measures, each ratio a flow if what is above its line is one."""
    return {
        name: replace(each, flow=declared[each.numerator[0]].flow) if each.denominator else each
        for name, each in declared.items()
    }


YEARLY: dict[str, Measure] = _with_flows({**DFE, **BEYOND_DFE})
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


def _columns(measures: Iterable[Measure]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in measures:
        if each.is_additive:
            column = each.column or each.name
            found[column] = (*found.get(column, ()), each.name)
    return found


AT_CENSUS = _columns(each for each in YEARLY.values() if each.counted == "at the census")
"""Columns of what is counted at each census, and the measures that stand in each: one, or the parts
of a whole in a row.
"""
AS_IT_HAPPENS = _columns(each for each in YEARLY.values() if each.counted == "as it happens")
"""Columns of what is counted as it happens; each census reads and empties them."""
AT_MONTH_END = {name: (name,) for name in components(MONTHLY)}
"""Columns of what is counted at each month end."""


def suggest(name: str) -> str | None:
    """The measure's name that `name` was probably meant to be, or None."""
    import difflib

    longer = [known for known in YEARLY if known.startswith(name)] if name else []
    near = longer or difflib.get_close_matches(name, YEARLY, n=1)
    return near[0] if near else None
