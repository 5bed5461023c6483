"""How much of a spread is chance, drift and doubt about the assumptions, in words and as bands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from workforce_sim.measures.record import FloatArray
from workforce_sim.measures.variance_parts import SOURCES, three_in_a_row, variance_parts

NAMES = {"chance": "chance alone", "drift": "and drift", "parameters": "and parameters"}
"""What a band is called that holds a source and those before it, where it stands among them."""
WHOLE_NAMES = {
    "chance": "chance alone",
    "drift": "chance and drift",
    "parameters": "chance, drift and parameters",
}
"""The same where it stands alone."""
BANDS = {
    2: "Bands: 95% of futures if only chance varied, and if drift did too.",
    3: "Bands: 95% of futures if only chance varied, if drift did too, if parameters did too.",
}
"""What nested bands are, by their number."""
PERCENT = ("percent", "percent_low", "percent_high")
"""What a chart's CSV holds of each share."""
_ROUGH, _UNRESOLVED = 0.5, 0.9
"""With an interval wider than this a split is announced as rough, or as not resolved."""


@dataclass(frozen=True)
class Shares:
    """Shares of one variance by source, each with a 95% interval: (share, low, high).

    `by_source` has no parameters when the assumptions are not uncertain.
    """

    year: int
    by_source: Mapping[str, tuple[float, float, float]]
    partners: int

    @property
    def words(self) -> str:
        """Each share with its interval: "chance 41% (20 to 62), drift ..."."""
        parts = [
            f"{source} {_percent(share)}% ({_percent(low)} to {_percent(high)})"
            for source, (share, low, high) in self.by_source.items()
        ]
        return ", ".join(parts)

    def percent(self) -> tuple[int, ...]:
        """Share and interval of each source in per cent, as they are written."""
        return tuple(_percent(value) for limits in self.by_source.values() for value in limits)

    @property
    def brief(self) -> str:
        """The shares alone: "chance 41%, drift 22%, parameters 37%"."""
        return ", ".join(f"{s} {_percent(share)}%" for s, (share, _, _) in self.by_source.items())

    @property
    def sentence(self) -> str:
        """For a subtitle: what the spread in the last year consists of, and how well it is known.

        The share is of the variance, because only variances add up.
        """
        widest = max(high - low for _, low, high in self.by_source.values())
        if widest > _UNRESOLVED:
            return (
                f"{self.partners} partners do not resolve the variance in {self.year}: "
                f"{self.words}."
            )
        known = "Roughly, of" if widest > _ROUGH else "Of"
        return f"{known} the variance in {self.year}: {self.words}."

    def scales(self) -> dict[str, float]:
        """How wide each nested band is, as a part of the whole spread: the innermost first."""
        found, sum_so_far = {}, 0.0
        for source, (share, _, _) in self.by_source.items():
            sum_so_far += share
            found[source] = math.sqrt(min(sum_so_far, 1.0))
        return found


def shares_by_year(
    years: list[int], values: FloatArray, chance: FloatArray, drift: FloatArray | None
) -> dict[int, Shares]:
    """The shares for each year in which there is a spread; arrays are (simulations, years)."""
    parts = variance_parts(values, chance, drift, three_in_a_row(1, len(years), 1))
    sources = SOURCES if drift is not None else SOURCES[:2]
    return {
        year: Shares(
            year,
            {
                source: (
                    float(parts.shares[i, k]),
                    float(parts.low[i, k]),
                    float(parts.high[i, k]),
                )
                for i, source in enumerate(sources)
            },
            int(parts.pairs[k]),
        )
        for k, year in enumerate(years)
        if np.isfinite(parts.shares[:, k]).all()
    }


@dataclass(frozen=True)
class Futures:
    """Between which values 95% of the paired differences lie, and the parts of that spread, by
    year. A year without shares is one in which all futures agree, or of a run without partners.
    """

    limits: Mapping[int, tuple[float, float]]
    shares: Mapping[int, Shares]

    def bands(self, year: int, centre: float) -> dict[str, tuple[float, float]]:
        """The nested bands of a year around the mean, the innermost first."""
        if not self.shares:
            return {}
        low, high = self.limits[year]
        if year in self.shares:
            return nested(self.shares[year], centre, low, high)
        sources = next(iter(self.shares.values())).by_source
        return dict.fromkeys(sources, (low, high))


def nested(
    shares: Shares | None, centre: float, low: float, high: float
) -> dict[str, tuple[float, float]]:
    """The bands of one year around a centre, the innermost first; none without shares."""
    if shares is None:
        return {}
    return {
        source: (centre + scale * (low - centre), centre + scale * (high - centre))
        for source, scale in shares.scales().items()
    }


def _percent(share: float) -> int:
    return round(100 * share)
