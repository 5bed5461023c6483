"""Real terms and present values: the register's deflator and discount rates applied to financial
years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DEFLATOR_PREFIX = "deflator.gdp_"
GROWTH_NAME = "deflator.growth_after_series"
RATE_NAMES = ("appraisal.discount_rate", "appraisal.discount_rate_alternative")


@dataclass(frozen=True)
class Prices:
    """How pounds of one year compare with pounds of another.

    `base_year`: the financial year (its first calendar year) whose prices are "real" and to which
        costs are discounted. `index`: GDP deflator by year, on any base. `growth`: yearly growth
        (0.02 is 2%) used before the first and after the last year of the index. `discount_rates`:
        real yearly rates, the main one first.
    """

    base_year: int
    index: Mapping[int, float]
    growth: float
    discount_rates: tuple[float, ...]

    def level(self, year: int) -> float:
        """The deflator in `year`; beyond the known years it grows by `growth` a year."""
        if year in self.index:
            return self.index[year]
        nearest = max(self.index) if year > max(self.index) else min(self.index)
        return float(self.index[nearest] * (1.0 + self.growth) ** (year - nearest))

    def real(self, year: int) -> float:
        """Multiply nominal pounds of `year` by this to get pounds of the base year."""
        return self.level(self.base_year) / self.level(year)

    def present_value(self, year: int, rate: float) -> float:
        """Multiply real pounds spent in `year` by this to discount them to the base year."""
        return float((1.0 + rate) ** (self.base_year - year))


def prices_from(values: Mapping[str, float], base_year: int) -> Prices:
    """Prices with the figures of the assumptions register.

    Uses `deflator.gdp_<year>` (one for each year), `deflator.growth_after_series` and the two
    discount rates. Raises KeyError, with the name, when one is missing.
    """
    index = {
        int(name.removeprefix(DEFLATOR_PREFIX)): float(values[name])
        for name in values
        if name.startswith(DEFLATOR_PREFIX)
    }
    if not index:
        raise KeyError(f"{DEFLATOR_PREFIX}<year>")
    return Prices(
        base_year=base_year,
        index=index,
        growth=float(values[GROWTH_NAME]),
        discount_rates=tuple(float(values[name]) for name in RATE_NAMES),
    )
