"""A child's death fills the news.

Evidence: referrals and care applications from published counts (B); applicants and leaving are
judgements (D), because no measured size for social workers' leaving was found.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import Process
from workforce_sim.levers.fields import EndDate, Share
from workforce_sim.shocks.base import Shock

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World

_DAYS_A_MONTH = 365.25 / 12.0
_FADING = {"exit": "exit_hazard_ratio", "supply": "applicant_ratio"}
_LASTING = {"demand": "referral_ratio", "care": "care_ratio"}


class NationalScandal(Shock):
    """A child's death fills the news: leaving up, applicants down, referrals and care cases up.

    After the Baby Peter verdict of 11 November 2008 care applications rose from 592 to 716 in a
    month and stayed up; councils with retention problems went from four to six in ten in a year
    (Community Care, 11 November 2009). A measured size for social workers' leaving was not found.
    """

    rank: ClassVar[int] = 1
    summary: ClassVar[str] = "leaving up, applicants down, referrals and care applications up"

    end: EndDate | None = Field(
        default=None,
        alias="to",
        description="Last month or day of the full effect, after which it fades; "
        "the register's length when left out.",
    )

    in_first_day: Share = Field(
        default=1,
        description="How much of its effect the first day's figures hold already when it began "
        "before: 1 all, so that leaving falls below the first day's as it fades; 0 nothing.",
    )

    def process(self, world: World) -> Process:
        """Full effect from the start to the end date, then fading: to nothing for leaving and
        applicants, and to what lasts for referrals and care.
        """
        name, values = self.own_name(world), world.values
        end = self.end or self.end_after(values[self.assumption("full_effect_months")])
        fade = values[self.assumption("fade_months")] * _DAYS_A_MONTH
        lasting = values[self.assumption("lasting_share")]
        yield world.until(self.start)
        # What began before the first day is in its figures, as far as the scenario says so.
        known = self.in_first_day if self.start < world.calendar.start else 0.0
        first_strength = _fading(world.today, self.start, end, fade)
        while not world.is_over:
            strength = _fading(world.today, self.start, end, fade)
            for effects, stays in ((_FADING, 0.0), (_LASTING, lasting)):
                now, then = (stays + (1.0 - stays) * each for each in (strength, first_strength))
                for quantity, entry in effects.items():
                    world.factor(name, quantity, self.felt(world, entry, now - known * then))
            if strength <= 0.0:
                return
            yield world.next_month()


def _fading(today: date, start: date, end: date, fade_days: float) -> float:
    """Strength between 0 and 1 on a day."""
    if today < start:
        return 0.0
    if today <= end:
        return 1.0
    return max(0.0, 1.0 - (today - end).days / max(fade_days, 1.0))
