"""An overhaul of the electronic case system, so that less of the week is administration.

Idea: overhaul the Integrated Children's System to make it "less clunky and bureaucratic" (The
Independent, May 2009). Its specification stopped being compulsory on 22 June 2009; capital grant
was £6.4m in 2009-10, and the £15m promised for 2010-11 was cut in July 2010. The same lever
describes any change in administrative time, such as automated note-taking.

In the model a case takes direct hours and administrative hours, and the latter are a share `a` of
all (`casework.admin_share`). When administration per case changes by a share `x` of itself, a case
takes `1 + a x` times the hours, and an hour does `1 / (1 + a x)` times the work. Of hours that are
freed only a part reaches the cases, the rest is overtime no longer worked; hours that a roll-out
costs are lost in full. Part of the gain is lost again over the years that follow.

Evidence: the share of the week spent on administration is surveyed (C) and has hardly moved since
the 1960s, so some of a gain is likely to be lost again; trials of automated note-taking report cuts
of up to a half, from vendors (C). It acts through effective workload only: no effect on leaving of
its own is assumed.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Quality
from workforce_sim.levers.fields import Gbp, GbpPerYear, Months, Share

if TYPE_CHECKING:
    from simpy import Event

    from workforce_sim.assumptions import Values
    from workforce_sim.model.world import World


class CaseSystemOverhaul(PeriodLever):
    """Administration takes more of the week during the roll-out and less of it afterwards."""

    lever_name: ClassVar[str] = "case_system_overhaul"
    summary: ClassVar[str] = "less administration after a roll-out, more of it during the roll-out"
    quality: ClassVar[Quality] = "D"
    from_register: ClassVar[tuple[str, ...]] = (
        "rollout_months",
        "admin_time_cut_share",
        "grant_gbp",
        "running_gbp_per_year",
    )
    costs: ClassVar[tuple[str, ...]] = ("grant_gbp", "running_gbp_per_year")
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"lever.case_system_overhaul.{name}"
        for name in (
            *from_register,
            "rollout_admin_rise_share",
            "rebound_share",
            "rebound_years",
            "freed_time_to_cases_share",
        )
    )

    rollout_months: Months | None = Field(
        default=None,
        description="Time from 'from' until the new system works; register value when left out.",
    )
    admin_time_cut_share: Share | None = Field(
        default=None,
        description="Cut in administrative hours after the roll-out, as a share of them; "
        "register value when left out.",
    )
    grant_gbp: Gbp | None = Field(
        default=None,
        description="Capital cost over all councils that take part, spread over the roll-out; "
        "register value when left out.",
    )
    running_gbp_per_year: GbpPerYear | None = Field(
        default=None,
        description="Running cost over all councils that take part, after the roll-out; "
        "register value when left out.",
    )

    def process(self, world: World) -> Generator[Event, Any, None]:
        """Change how much work an hour does, month by month, and pay for the system."""
        values = world.values
        councils = world.councils_of(self)
        if councils.size == 0:
            return
        name = f"lever.{self.lever_name} {world.claim(self.lever_name)}"
        rollout = self.amount("rollout_months", values)
        admin_share = values["casework.admin_share"]
        yield world.office_month(self.start)
        month = 0
        while self.runs(world):
            change = self._change(values, month, rollout)
            world.factor(name, "efficiency", efficiency(admin_share, change), councils)
            world.post_over(self, self._cost(values, month, rollout))
            month += 1
            yield world.next_month()
        world.factor(name, "efficiency", 1.0, councils)

    def _change(self, values: Values, month: int, rollout: float) -> float:
        """Change of a case's administrative hours that is felt, as a share of them."""
        if month < rollout:
            return values[self.assumption("rollout_admin_rise_share")]
        gain = self.amount("admin_time_cut_share", values)
        rebound_months = 12.0 * values[self.assumption("rebound_years")]
        gone = min((month - rollout) / rebound_months, 1.0) if rebound_months > 0.0 else 1.0
        kept = 1.0 - values[self.assumption("rebound_share")] * gone
        return -gain * kept * values[self.assumption("freed_time_to_cases_share")]

    def _cost(self, values: Values, month: int, rollout: float) -> float:
        """The month's part of the grant while the system is rolled out, then its running cost."""
        grant = self.amount("grant_gbp", values)
        running = self.amount("running_gbp_per_year", values) / 12.0
        if month < rollout:
            return grant / math.ceil(rollout)
        return running + (grant if month == 0 else 0.0)


def efficiency(admin_share: float, change: float) -> float:
    """Work that an hour does relative to before.

    ``admin_share`` of the hours that a case takes are administrative, and change by ``change`` of
    themselves: -0.1 is a tenth less.
    """
    return 1.0 / (1.0 + admin_share * change)
