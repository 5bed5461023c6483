"""How far a scenario lies from its reference, by year and where it is farthest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workforce_sim.report.words import decimals_for, rounded_to


@dataclass(frozen=True)
class Difference:
    """Mean paired difference at one census with its 95% interval, in the measure's unit.

    A single future has no interval: then `low` and `high` are the mean, and none is to be shown.
    """

    year: int
    mean: float
    low: float
    high: float
    has_interval: bool = True

    @property
    def is_clear(self) -> bool:
        """Whether there is a 95% interval that leaves out zero."""
        return self.has_interval and (self.low > 0.0 or self.high < 0.0)

    @property
    def is_nothing(self) -> bool:
        """Whether the futures are the same with and without, every one of them."""
        return self.low == self.mean == self.high == 0.0

    @property
    def called(self) -> str:
        """What the difference of the `largest` year is called: larger ones may not be clear."""
        return "largest clear" if self.is_clear else "largest"

    def rounded(self, decimals: int) -> Difference:
        """Return the same difference with each value rounded as it is shown."""
        mean, low, high = (rounded_to(v, decimals) for v in (self.mean, self.low, self.high))
        return replace(self, mean=mean, low=low, high=high)


def largest(line: Sequence[Difference]) -> Difference:
    """Return the difference of the year in which it is largest, the first of equals: of the clear
    ones if any is clear, because what is far off and not clear may be nothing.
    """
    clear = [each for each in line if each.is_clear]
    return max(clear or line, key=lambda each: abs(each.mean))


def decimals_of(line: Sequence[Difference], usual: int) -> int:
    """Return enough decimals for two figures of the largest number, and for what is clear to look
    clear.
    """
    places = decimals_for([v for each in line for v in (each.mean, each.low, each.high)], usual)
    clear = [each for each in line if each.is_clear]
    while places < usual + 3 and not all(each.rounded(places).is_clear for each in clear):
        places += 1
    return places
