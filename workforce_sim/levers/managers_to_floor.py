"""First-line managers give a share of their week to cases and to inexperienced staff.

Idea: "get managers back to the front line" (2009): managers work beside those who are new, take
some cases themselves, and manage less.

In the model a manager's hours on the floor carry some cases, and those who qualified a short while
ago leave less often for each tenth of the week that managers work beside them. The same hours are
lost to everybody's supervision: each manager has fewer hours for the same people, which acts as if
there were more of them (`leaving.span_hr_per_person`). Managers' pay is as before, so only the
preparation costs.

Evidence: none for the measure itself; the loss of supervision is England's association of span and
leaving (B), the rest judgement (D). At the register's centre a small share changes hardly how many
leave and a large one raises it; what is gained is capacity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import FRONT_LINE, GbpEach, Share, Years

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World


class ManagersToFloor(PeriodLever):
    """Managers work beside new staff and carry some cases; everybody has less of their time."""

    summary: ClassVar = "first-line managers give a share of their week to cases and new staff"
    rank: ClassVar = 21
    nothing: ClassVar = ({"from": "2025-01", "week_share": 0},)
    later: ClassVar = {"from": "2026-04", "week_share": 0.5}
    everything: ClassVar = (
        {"from": "YEAR-10", "week_share": 1.0},
        {"from": "YEAR-10", "week_share": 0.3},
    )

    week_share: Share = Field(
        description="Share of a first-line manager's week given to the front line."
    )
    inexperienced_years: Years | None = register(
        "Years since qualifying up to which a worker counts as inexperienced"
    )
    cost_per_manager_gbp: GbpEach | None = register("Cost of preparing a first-line manager, once")

    def process(self, world: World) -> Process:
        """Change managers' time, what hours do, and who is worked beside, month by month."""
        values, councils = world.values, world.councils_of(self)
        if self.week_share == 0.0 or councils.size == 0:
            return
        ratio = self.amount("exit_hazard_ratio", values) ** (10.0 * self.week_share)
        beside = world.programmes.open(self.lever_name, {"exit": ratio})
        name = self.own_name(world)
        yield world.office_month(self.start)
        if not self.runs(world):
            return
        managers = world.staff(councils, ("first_line_manager",))
        cost = self.amount("cost_per_manager_gbp", values)
        world.post_where(self.lever_name, world.where(managers), cost, 1.0)
        world.factor(name, "management", 1.0 - self.week_share, councils)
        hours = self.week_share * self.amount("productivity_ratio", values)
        years = self.amount("inexperienced_years", values)
        while self.runs(world):
            carried = hours * world.managers_at_work() / world.holders_at_work().clip(min=1.0)
            world.factor(name, "efficiency", (1.0 + carried)[councils], councils)
            slots = world.staff(councils, FRONT_LINE)
            world.set_members(beside, slots[world.years_qualified(slots) < years])
            yield world.next_month()
        world.factor(name, "management", 1.0, councils)
        world.factor(name, "efficiency", 1.0, councils)
        world.set_members(beside)
