"""A year in which hiring, leaving, referrals and absence all change at once.

Evidence: DfE's counts of the year to September 2020 and of the two years after it (A and B).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import Process
from workforce_sim.levers.fields import EndDate
from workforce_sim.shocks.base import Shock

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World

_FIRST = {
    "exit": "exit_hazard_ratio",
    "hiring": "hiring_ratio",
    "demand": "referral_ratio",
    "care": "care_ratio",
    "sickness": "absence_ratio",
}
_REBOUND = {"exit": "rebound_exit_hazard_ratio", "demand": "rebound_referral_ratio"}


class PandemicYear(Shock):
    """A year in which hiring, leaving, referrals and absence all change at once.

    In the year to September 2020 turnover fell by 1.5 points and starters by 12% in the DfE
    census; the rebound of the two years after is part of it.
    """

    rank: ClassVar[int] = 3
    summary: ClassVar[str] = "leaving, hiring and referrals down for a year, then a rebound"

    end: EndDate | None = Field(
        default=None,
        alias="to",
        description="Last month or day of its first effects, before the rebound; "
        "the register's length when left out.",
    )

    def process(self, world: World) -> Process:
        """First effects to the end date, then a rebound of the same length."""
        name = self.own_name(world)
        end = self.end or self.end_after(world.values[self.assumption("months")])
        yield world.until(self.start)
        for quantity, entry in _FIRST.items():
            world.factor(name, quantity, self.felt(world, entry))
        yield world.until(end)
        for quantity in (each for each in _FIRST if each not in _REBOUND):
            world.factor(name, quantity, 1.0)
        for quantity, entry in _REBOUND.items():
            world.factor(name, quantity, self.felt(world, entry))
        yield world.until(end + (end - self.start))
        for quantity in _REBOUND:
            world.factor(name, quantity, 1.0)
