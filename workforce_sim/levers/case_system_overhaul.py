"""An overhaul of the electronic case system, so that less of the week is administration.

Idea: overhaul the Integrated Children's System to make it "less clunky and bureaucratic" (The
Independent, May 2009); any other change in administrative time, such as automated note-taking.

In the model a share `a` of a case's hours is administration (`casework.admin_share`). When it
changes by a share `x`, an hour does `1 / (1 + a x)` times the work. Hours that are freed reach the
cases only in part; a roll-out's are lost in full. Part of the gain is lost again over the years.

Evidence: surveys of the week (C), in which administration has hardly moved since the 1960s, and
vendors' trials of automated notes (C). No effect on leaving but through workload is assumed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import Gbp, GbpPerYear, Months, Share

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World


class CaseSystemOverhaul(PeriodLever):
    """Administration takes more of the week during the roll-out and less of it afterwards."""

    summary: ClassVar = "less administration after a roll-out, more of it during the roll-out"
    rank: ClassVar = 6
    free: ClassVar = {"from": "2025-01", "grant_gbp": 0, "running_gbp_per_year": 0}
    nothing: ClassVar = ({**free, "rollout_months": 0, "admin_time_cut_share": 0},)
    later: ClassVar = {"from": "2026-04", "rollout_months": 0, "admin_time_cut_share": 0.5}
    everything: ClassVar = ({"from": "YEAR-11", "admin_time_cut_share": 0.9}, {"from": "YEAR-11"})

    rollout_months: Months | None = register("Time from 'from' until the new system works")
    admin_time_cut_share: Share | None = register(
        "Cut in administrative hours after the roll-out, as a share of them"
    )
    grant_gbp: Gbp | None = register(
        "Capital cost over all councils that take part, spread over the roll-out"
    )
    running_gbp_per_year: GbpPerYear | None = register(
        "Running cost over all councils that take part, after the roll-out"
    )

    def process(self, world: World) -> Process:
        """Change how much work an hour does, month by month, and pay for the system."""
        councils, rollout = world.councils_of(self), self.amount("rollout_months", world.values)
        name = f"lever.{self.lever_name} {world.claim(self.lever_name)}"
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
