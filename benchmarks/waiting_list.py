"""A workload small enough for every engine: one assessment team and its waiting list.

Children are referred at random moments. Each is taken by a worker with a free place or waits for
one, first come first served; only then does the assessment begin. All engines get the same moments
and the same lengths, so each must count the same.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from workforce_sim.model.casework.cases import family_identity
from workforce_sim.model.engine.randomness import Purpose, draw, exponential, normal_quantile

KEY = (1, 1)
MONTH = 24


@dataclass(frozen=True)
class Workload:
    """``workers`` with ``places`` cases each; rates per day, lengths log-normal in days."""

    days: float = 3652.0
    workers: int = 12
    places: int = 5
    referrals: float = 2.8
    log_median: float = math.log(20.0) - 0.125
    log_sd: float = 0.5

    @property
    def capacity(self) -> int:
        """Cases that all workers can hold together."""
        return self.workers * self.places


class Outcome(NamedTuple):
    """What an engine counted."""

    referred: int
    ended: int
    waiting_days: float
    """Of those whose wait is over."""

    @property
    def events(self) -> int:
        """Referrals and ends of assessments."""
        return self.referred + self.ended

    def agrees_with(self, other: "Outcome") -> bool:
        """Whether two engines lived the same: the same counts, the same wait but for rounding."""
        same = self.referred == other.referred and self.ended == other.ended
        return same and math.isclose(self.waiting_days, other.waiting_days, rel_tol=1e-9)


class Referral(NamedTuple):
    """The moment of a referral, the days since the one before, and those of the assessment."""

    day: float
    gap: float
    length: float


def referrals(workload: Workload) -> list[Referral]:
    """The referrals that the model's generator draws for council 0."""
    found: list[Referral] = []
    day = 0.0
    while True:
        family = family_identity(0, MONTH, len(found))
        gap = exponential(KEY, int(Purpose.CASE_ARRIVAL), family, 0) / workload.referrals
        day += gap
        if day >= workload.days:
            return found
        u = draw(KEY, int(Purpose.CASE_FAMILY), family, 0)[1]
        length = np.exp(workload.log_median + workload.log_sd * normal_quantile(u))
        found.append(Referral(day, float(gap), float(length)))
