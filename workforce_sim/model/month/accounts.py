"""The public money that a run spends, kept twice: what it is for, and who pays it.

Neither is made from the other. The ledger says what posts, hires and levers cost, by line and
financial year; the cash book says what each council pays, by month. So money that goes astray on
one of the two ways breaks the law that both are the same.
"""

from bisect import bisect_right

import numpy as np

from workforce_sim.measures.record import LedgerLine, financial_year_of
from workforce_sim.model.engine.calendar import Calendar
from workforce_sim.model.engine.state import Floats

_HALF_PENNY = 0.005
_ROUNDING = 1e-12
"""Share of a sum that rounding may take: more than half a penny only of billions."""


class Accounts:
    """The ledger and the cash book of one run."""

    def __init__(self, calendar: Calendar, councils: int) -> None:
        self._calendar = calendar
        self._first = financial_year_of(calendar.start)
        months = calendar.month_starts[:-1]
        self._year_of_month = [financial_year_of(month) - self._first for month in months]
        self.ledger: dict[LedgerLine, Floats] = {}
        """GBP and what it bought of each line, by financial year: (2, years, councils)."""
        self.paid = np.zeros((len(months), councils))
        """GBP that each council pays in each month: (months, councils)."""

    def post(self, day: float, line: LedgerLine, gbp: Floats, quantity: Floats) -> None:
        """Put on the ledger what a line costs each council on a day, and what that buys."""
        if line not in self.ledger:
            years = self._calendar.end_year - self._first + 1
            self.ledger[line] = np.zeros((2, years, gbp.size))
        year = financial_year_of(self._calendar.date(day)) - self._first
        self.ledger[line][:, year] += gbp, quantity

    def pay(self, day: float, gbp: Floats) -> None:
        """Enter into the cash book what each council pays on a day."""
        self.paid[bisect_right(self._calendar.month_days, day) - 1] += gbp

    def paid_in(self, year: int) -> Floats:
        """GBP that each council has paid in a reporting year, October to September, from 0 on."""
        return np.asarray(self.paid[12 * year : 12 * (year + 1)].sum(axis=0))

    def unexplained(self) -> Floats:
        """GBP by which ledger and cash book differ so far, by financial year and council."""
        years = self._calendar.end_year - self._first + 1
        paid = np.zeros((years, self.paid.shape[1]))
        np.add.at(paid, self._year_of_month, self.paid)
        return apart(sum((table[0] for table in self.ledger.values()), np.zeros_like(paid)), paid)


def apart(one: Floats, other: Floats) -> Floats:
    """How far sums differ; 0 when it is less than half a penny, or than rounding of billions."""
    gap = np.abs(one - other)
    return np.where(gap <= np.maximum(_HALF_PENNY, _ROUNDING * np.abs(other)), 0.0, gap)
