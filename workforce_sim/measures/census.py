"""From additive components to measures by time and area: sums first, rates after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from workforce_sim.assumptions import working_days
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.catalogue import MONTHLY, YEARLY, components
from workforce_sim.measures.measure import Measure
from workforce_sim.measures.record import FloatArray, ReplicationRecord

NOTHING = 1e-9
"""A denominator no larger than this is what rounding leaves of zero; the ratio is not defined."""


class MissingComponentsError(ValueError):
    """The model did not emit a component that a measure needs: a defect of the model, never of the
    input.
    """


def yearly_measures(record: ReplicationRecord, areas: AreaTable) -> dict[str, FloatArray]:
    """Each yearly measure as (years, areas), areas in the order of `areas.rows`; NaN where not
    defined.
    """
    return _measures(record.yearly, YEARLY, areas, [int(year) for year in record.years])


def monthly_measures(record: ReplicationRecord, areas: AreaTable) -> dict[str, FloatArray]:
    """Each monthly measure as (months, areas), areas in the order of `areas.rows`; NaN where not
    defined.
    """
    return _measures(record.monthly, MONTHLY, areas, None)


def _measures(
    emitted: Mapping[str, FloatArray],
    measures: Mapping[str, Measure],
    areas: AreaTable,
    years: Sequence[int] | None,
) -> dict[str, FloatArray]:
    needed = components(measures)
    missing = [name for name in needed if name not in emitted]
    if missing:
        raise MissingComponentsError(f"the model did not emit {', '.join(missing)}")
    by_council = np.stack([np.asarray(emitted[name], dtype=np.float64) for name in needed])
    sums = areas.add_up(np.ascontiguousarray(by_council.transpose(2, 0, 1)))
    by_component = {name: sums[:, k, :].T for k, name in enumerate(needed)}
    days = None if years is None else np.array([[working_days(year)] for year in years])
    return {name: _evaluate(each, by_component, days) for name, each in measures.items()}


def _evaluate(
    measure: Measure, sums: Mapping[str, FloatArray], days: FloatArray | None
) -> FloatArray:
    top = _total(measure.numerator, sums)
    if measure.is_additive:
        return top
    below = _total(measure.denominator, sums)
    if measure.per_working_day:
        if days is None:
            raise ValueError(f"{measure.name} is defined for reporting years only")
        below = below * days
    undefined = np.full_like(top, np.nan)
    return np.divide(measure.scale * top, below, out=undefined, where=below > NOTHING)


def _total(names: Sequence[str], sums: Mapping[str, FloatArray]) -> FloatArray:
    total = sums[names[0]].copy()
    for name in names[1:]:
        total += sums[name]
    return total
