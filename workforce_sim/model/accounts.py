"""The public money that a run spends, posted as it falls due."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from workforce_sim.measures.record import LedgerRow


def financial_year(when: date) -> int:
    """Calendar year in which the April-to-March year of a date begins."""
    return when.year if when.month >= 4 else when.year - 1


@dataclass
class Accounts:
    """Postings added up by financial year, line, lever and area."""

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

    def spent_on(self, lever: str) -> float:
        """All that a lever has cost so far, GBP."""
        return sum(amount for key, (amount, _) in self._sums.items() if key[2] == lever)

    def rows(self) -> tuple[LedgerRow, ...]:
        """All postings, sorted."""
        return tuple(
            LedgerRow(year, line, lever, area, amounts[0], amounts[1])
            for (year, line, lever, area), amounts in sorted(self._sums.items())
        )
