"""The public money that a run spends, posted as it falls due."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from workforce_sim.measures.record import LedgerRow
from workforce_sim.model.state import Floats


def financial_year(when: date) -> int:
    """Calendar year in which the April-to-March year of a date begins."""
    return when.year if when.month >= 4 else when.year - 1


@dataclass
class Accounts:
    """Postings added up by financial year, line, lever and area."""

    areas: tuple[str, ...] = ()
    """Codes of the councils, in the order of the arrays of ``of_councils``."""
    _by_council: dict[tuple[int, str], Floats] = field(default_factory=dict)
    _sums: dict[tuple[int, str, str, str], list[float]] = field(
        default_factory=lambda: defaultdict(lambda: [0.0, 0.0])
    )

    def post(
        self,
        when: date,
        line: str,
        gbp: float,
        quantity: float = 0.0,
        lever: str = "",
        area: str = "",
    ) -> None:
        """Post an amount in the prices of its day; ``quantity`` says what it bought."""
        entry = self._sums[(financial_year(when), line, lever, area)]
        entry[0] += gbp
        entry[1] += quantity

    def of_councils(self, when: date, line: str, councils: int) -> Floats:
        """The sums of a line in the year of a date, to be added to: (2, councils).

        The first row is GBP, the second what it bought.
        """
        key = (financial_year(when), line)
        if key not in self._by_council:
            self._by_council[key] = np.zeros((2, councils))
        return self._by_council[key]

    def spent_on(self, lever: str) -> float:
        """All that a lever has cost so far, GBP."""
        return sum(amount for key, (amount, _) in self._sums.items() if key[2] == lever)

    def rows(self) -> tuple[LedgerRow, ...]:
        """All postings, sorted."""
        rows = [
            LedgerRow(year, line, lever, area, amounts[0], amounts[1])
            for (year, line, lever, area), amounts in self._sums.items()
        ]
        for (year, line), (gbp, quantity) in self._by_council.items():
            rows += [
                LedgerRow(year, line, "", area, float(gbp[i]), float(quantity[i]))
                for i, area in enumerate(self.areas)
                if gbp[i] != 0.0
            ]
        return tuple(
            sorted(rows, key=lambda row: (row.financial_year, row.line, row.lever, row.area))
        )
