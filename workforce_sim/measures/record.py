"""What one replication of the model hands over: the only thing the measures know about the
simulated world.

The model emits additive components (sums that may be added over councils); every rate is computed
from them later, in `workforce_sim.measures`, after adding up. So a region's rate is never an
average of councils' rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
MonthArray = NDArray[np.datetime64]


APRIL = 4
"""The month in which a financial year starts."""


def financial_year_of(day: date) -> int:
    """The calendar year in which the financial year (April to March) of `day` starts."""
    return day.year if day.month >= APRIL else day.year - 1


class LedgerLine(NamedTuple):
    """What public money is spent on: `line` is the kind of spending ("pay", "agency",
    "recruitment", "lever"); `lever` names the lever that caused it, or is "".
    """

    line: str
    lever: str = ""


PAY, AGENCY, RECRUITMENT = LedgerLine("pay"), LedgerLine("agency"), LedgerLine("recruitment")


@dataclass(frozen=True)
class ReplicationRecord:
    """Everything that one replication leaves behind.

    `years` (P,): census years, the base year first; a census is the end of 30 September of its
        year.
    `months` (M,): month-end labels as datetime64[M], the base census month first.
    `yearly`: additive components, each (P, councils), float64. Stocks are at the census; flows
        cover the year to it. Flows of the base year happened before the simulation and are NaN.
    `monthly`: additive components, each (M, councils), float64, at each month end.
    `ledger`: postings by line, each (2, P, councils): £ in the prices of the day (nominal), and
        what was bought with it (people, places, FTE-years), 0 if nothing can be counted; by
        financial year, which begins in April of each of `years`.
    `histograms`: national distributions at each census, each (P, bins): for example
        "caseload_full_time", the number of full-time holders by number of cases.
    `events`: how many events the compiled casework handled.
    `checks`: residuals of the conservation laws, by name; each must be zero but for rounding.
    `assumptions`: names of the register's entries that were read.
    """

    replication: int
    years: IntArray
    months: MonthArray
    yearly: dict[str, FloatArray]
    monthly: dict[str, FloatArray]
    ledger: dict[LedgerLine, FloatArray]
    histograms: dict[str, FloatArray]
    events: int
    checks: dict[str, float]
    assumptions: tuple[str, ...] = ()
