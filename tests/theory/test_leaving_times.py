"""When people leave, from budgets used up month by month, against what survival theory says.

A unit exponential budget that a hazard consumes gives exponential times for a constant hazard, and
times whose cumulative hazard is exponential for any other. Each comparison (Kolmogorov-Smirnov, or
a binomial test) has a false-alarm rate of one in 10,000 over keys; the key is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from tests.theory.councils import (
    FALSE_ALARM,
    MONTH_DAYS,
    councils,
    plain_hazards,
    supervise,
    usual_cases,
)
from workforce_sim.model.engine.rules import as_record
from workforce_sim.model.engine.state import Floats, LeaveKind, Status

pytestmark = [pytest.mark.statistical, pytest.mark.needs_compiled]

PEOPLE = 40_000
CASES = as_record(usual_cases())


def leaving(
    months: Sequence[float], exit_rate: float, agency_rate: float = 0.0
) -> tuple[Floats, Floats]:
    """Years until each person leaves (infinity: not yet), and how, with a level for each month."""
    state = councils(1, PEOPLE, teams=False)
    hazards = as_record(plain_hazards(exit_rate, agency_rate))
    for month, level in enumerate(months):
        state.councils.leaving[:] = level
        supervise(state, hazards, CASES, month * MONTH_DAYS, (month + 1) * MONTH_DAYS)
    assert (state.status[:PEOPLE] == Status.STAFF).all()
    return state.people.leaves / 365.25, state.people.leave_kind


def agree(times: Floats, cumulative: str = "expon") -> float:
    return float(stats.kstest(times, cumulative).pvalue)


def test_a_constant_hazard_gives_exponential_times() -> None:
    years, _ = leaving([1.0] * 180, exit_rate=2.0)
    assert np.isfinite(years).all()
    assert agree(2.0 * years) > FALSE_ALARM
    # The comparison is sharp: a hazard wrong by one part in 20 would not pass.
    assert agree(2.1 * years) < FALSE_ALARM


def test_of_two_risks_the_first_to_come_wins_in_proportion() -> None:
    years, kind = leaving([1.0] * 180, exit_rate=1.0, agency_rate=2.0)
    assert agree(3.0 * years) > FALSE_ALARM
    to_agency = kind == LeaveKind.TO_AGENCY
    assert set(np.unique(kind)) == {LeaveKind.EXIT, LeaveKind.TO_AGENCY}
    assert stats.binomtest(int(to_agency.sum()), PEOPLE, 2.0 / 3.0).pvalue > FALSE_ALARM
    # Which risk it was says nothing about when it came.
    assert stats.ks_2samp(years[to_agency], years[~to_agency]).pvalue > FALSE_ALARM


def test_a_hazard_that_changes_every_month_uses_up_the_same_budget() -> None:
    levels = np.tile([0.2, 3.0, 0.0, 1.5, 0.7, 0.0, 0.0, 2.5, 1.0, 0.05, 4.0, 0.4], 20)
    years, _ = leaving(list(levels), exit_rate=1.0)
    assert np.isfinite(years).all()
    ends = np.arange(levels.size + 1) / 12.0
    cumulative = np.concatenate(([0.0], np.cumsum(levels / 12.0)))
    assert agree(np.interp(years, ends, cumulative)) > FALSE_ALARM
    # The average hazard, as if it were constant, does not describe these times.
    assert agree(years * levels.mean()) < FALSE_ALARM
    month = np.floor(years * 12.0).astype(int)
    assert (levels[month] > 0.0).all(), "somebody left in a month without a hazard"


def test_those_still_there_at_the_end_are_the_survivors() -> None:
    years, _ = leaving([1.0] * 24, exit_rate=0.5)
    gone = np.isfinite(years)
    share = 1.0 - np.exp(-1.0)
    assert stats.binomtest(int(gone.sum()), PEOPLE, share).pvalue > FALSE_ALARM
    assert agree((1.0 - np.exp(-0.5 * years[gone])) / share, "uniform") > FALSE_ALARM
    assert agree(years[gone] / 2.0, "uniform") < FALSE_ALARM


def test_a_lower_hazard_delays_everybody() -> None:
    lower, _ = leaving([0.8] * 180, exit_rate=2.0)
    higher, _ = leaving([1.0] * 180, exit_rate=2.0)
    assert lower == pytest.approx(higher / 0.8)
