"""Early help for families before they are referred, or when they no longer need a social worker.

Idea: children's centres, family hubs and family support teams, so that fewer children need
statutory help, and so that some need it for a shorter time.

In the model a share of the families is reached. While the service is built up it finds need that
was not known, so referrals rise. Later fewer families are referred, and safeguarding work that
begins then ends sooner. Cases under way keep their length, so that caseload falls with a lag.

Evidence: none that gives a size (D). That expansions find more need at first is what councils
report; spending on early help halved after 2010 while care rose, but nobody has shown how much of
the one made the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import GbpEach, Months, Share

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World


class EarlyHelp(PeriodLever):
    """More families are referred while need is found; then fewer, and for a shorter time."""

    summary: ClassVar = "first more need is found, then fewer and shorter cases"
    rank: ClassVar = 15
    nothing: ClassVar = ({"from": "2025-01", "reach_share": 0},)
    later: ClassVar = {"from": "2026-04", "reach_share": 1, "months_to_effect": 3}
    everything: ClassVar = ({"from": "YEAR-11", "reach_share": 1},)

    reach_share: Share = Field(description="Share of the families who are reached.")
    months_to_effect: Months | None = register("Time until fewer families are referred")
    cost_per_child_gbp: GbpEach | None = register("Cost of early help for one child")

    def process(self, world: World) -> Process:
        """Set the level of referrals and the length of what begins, and pay, month by month."""
        councils, values = world.councils_of(self), world.values
        if self.reach_share == 0.0 or councils.size == 0:
            return
        name = self.own_name(world)
        yield world.office_month(self.start)
        month = 0
        while self.runs(world):
            built = month >= self.amount("months_to_effect", values)
            referrals = self._felt(world, "referral_ratio" if built else "need_found_ratio")
            children = self.reach_share * world.children_referred(councils)
            cost = children * self.amount("cost_per_child_gbp", values)
            world.post_where(self.lever_name, councils, cost, children)
            world.factor(name, "demand", referrals, councils)
            if built:
                world.factor(name, "length", self._felt(world, "duration_ratio"), councils)
            month += 1
            yield world.next_month()
        world.factor(name, "demand", 1.0, councils)
        world.factor(name, "length", 1.0, councils)

    def _felt(self, world: World, ratio: str) -> float:
        """A ratio of the register, as far as families are reached."""
        return 1.0 + self.reach_share * (self.amount(ratio, world.values) - 1.0)
