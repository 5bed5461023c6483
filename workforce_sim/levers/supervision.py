"""More supervisors for each team, and supervisors who support their people better.

Idea: smaller teams for each first-line manager, and managers trained in reflective supervision
(Social Work Reform Board 2010: at least 90 minutes a month, weekly for those who are new).

In the model councils fund further posts of first-line managers. Promotion and hiring fill them, so
the front line is short of those promoted first; then each manager has fewer people, and fewer of
these leave (`leaving.span_hr_per_person`). Better support reaches a share of those supervised,
costs from the first month on and is felt later. The posts' pay is ordinary pay.

Simplified: nobody is promoted sooner because posts are open, so they fill slowly.

Evidence: span and leaving, England's councils 2018 to 2024 (B, an association). Training of
managers cut exits by 44% in one comparison of counties in the United States; a review of
supervision found the evidence "surprisingly weak" (C).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import FRONT_LINE, GbpPerYearEach, Months, Share

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World


class Supervision(PeriodLever):
    """More posts for first-line managers, and better support for some of their people."""

    summary: ClassVar = "more first-line managers, and better support from them: later fewer leave"
    rank: ClassVar = 20
    nothing: ClassVar = ({"from": "2025-01", "more_managers_share": 0, "supported_share": 0},)
    later: ClassVar = {"from": "2026-04", "supported_share": 1, "months_to_effect": 0}
    everything: ClassVar = (
        {"from": "YEAR-10", "more_managers_share": 1, "supported_share": 1},
        {"from": "YEAR-10", "supported_share": 1},
    )

    more_managers_share: Share = Field(
        default=0.0,
        description="Posts of first-line managers funded on top, as a share of those at the start.",
    )
    supported_share: Share = Field(
        default=0.0, description="Share of those supervised whose managers support them better."
    )
    months_to_effect: Months | None = register("Time until better support is felt")
    cost_per_worker_gbp: GbpPerYearEach | None = register(
        "Cost of better support for each full-time worker supervised"
    )

    def process(self, world: World) -> Process:
        """Fund the posts, then pay for better support month by month and let it be felt."""
        values, councils = world.values, world.councils_of(self)
        if councils.size == 0 or not (self.more_managers_share or self.supported_share):
            return
        felt = world.programmes.open(
            self.lever_name, {"exit": self.amount("exit_hazard_ratio", values)}
        )
        yield world.office_month(self.start)
        posts = world.posts("first_line_manager")[councils] * self.more_managers_share
        world.add_posts("first_line_manager", posts, councils)
        month = 0
        while self.runs(world):
            slots = world.staff(councils, FRONT_LINE)
            draws = world.draws(slots, self.assumption("supported_share"))
            slots = slots[draws < self.supported_share]
            years = world.fte(slots) / 12.0
            cost = years * self.amount("cost_per_worker_gbp", values)
            world.post_where(self.lever_name, world.where(slots), cost, years)
            if month >= self.amount("months_to_effect", values):
                world.set_members(felt, slots)
            month += 1
            yield world.next_month()
        world.set_members(felt)
        world.add_posts("first_line_manager", -posts, councils)
