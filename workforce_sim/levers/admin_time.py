"""A council's administration takes less of the week, or more of it.

Idea: less recording, automated note-taking, family support staff who take over forms; or the
opposite, new targets and returns. `case_system_overhaul` is this lever with the numbers of 2009.

In the model a share `a` of a case's hours is administration (`casework.admin_share`). When it
changes by a share `x`, an hour does `1 / (1 + a x)` times the work. Only a part of the change
reaches the cases: the rest is unpaid overtime, less of it or more. What a roll-out takes is lost
in full. Part of the change is lost again over the years.

Evidence: surveys of the week (C), in which administration has hardly moved since the 1960s. How
much of the freed time reaches children, and what comes back, are judgements (D). No effect on
leaving but through workload is assumed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import Example, PeriodLever, Process, register
from workforce_sim.levers.fields import Gbp, GbpPerYear, Months, ShareCut

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World


class AdminChange(PeriodLever):
    """What a change of administration does; how large it is and what it costs, subclasses say."""

    def process(self, world: World) -> Process:
        """Change how much work an hour does, month by month, and pay for the system."""
        councils, rollout = world.councils_of(self), self.amount("rollout_months", world.values)
        name = self.own_name(world)
        yield world.office_month(self.start)
        month = 0
        while self.runs(world) and councils.size:
            change = self._change(world, month, rollout)
            efficiency = 1.0 / (1.0 + world.values["casework.admin_share"] * change)
            world.factor(name, "efficiency", efficiency, councils)
            world.post_over(self, self._cost(world, month, rollout))
            month += 1
            yield world.next_month()
        world.factor(name, "efficiency", 1.0, councils)

    def _change(self, world: World, month: int, rollout: float) -> float:
        """Change of a case's administrative hours that is felt, as a share of them."""
        values = world.values
        if month < rollout:
            return self.amount("rollout_admin_rise_share", values)
        rebound_months = 12.0 * self.amount("rebound_years", values)
        gone = min((month - rollout) / rebound_months, 1.0) if rebound_months > 0.0 else 1.0
        gain = self.amount("admin_time_cut_share", values)
        kept = 1.0 - self.amount("rebound_share", values) * gone
        return -gain * kept * self.amount("freed_time_to_cases_share", values)

    def _cost(self, world: World, month: int, rollout: float) -> float:
        """The month's part of the grant while the system is rolled out, then its running cost."""
        grant = self.amount("grant_gbp", world.values)
        running = self.amount("running_gbp_per_year", world.values) / 12.0
        if month < rollout:
            return grant / math.ceil(rollout)
        return running + (grant if month == 0 else 0.0)


class AdminTime(AdminChange):
    """Administration takes more of the week during a roll-out; then less of it, or more."""

    summary: ClassVar = "administration takes less of the week, or more, after a roll-out"
    rank: ClassVar = 16
    nothing: ClassVar = ({"from": "2025-01", "rollout_months": 0, "admin_time_cut_share": 0},)
    later: ClassVar = {
        "from": "2026-04",
        "rollout_months": 0,
        "admin_time_cut_share": 0.5,
        "running_gbp_per_year": 20_000,
    }
    everything: ClassVar[tuple[Example, ...]] = ({"from": "YEAR-11", "admin_time_cut_share": 0.9},)

    admin_time_cut_share: ShareCut = Field(
        description="Cut in administrative hours, as a share of them; below 0 a rise."
    )
    rollout_months: Months | None = register("Time from 'from' until the change is made")
    grant_gbp: Gbp = Field(
        default=0.0,
        description="Cost over all councils that take part, spread over the roll-out.",
    )
    running_gbp_per_year: GbpPerYear = Field(
        default=0.0, description="Running cost over all councils that take part, afterwards."
    )
