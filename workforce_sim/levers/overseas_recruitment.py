"""A council recruits social workers abroad.

Idea: campaigns in India, Zimbabwe, South Africa or the Philippines through an agency; Cornwall,
Leeds and many others have run them.

In the model offers are made in the month of the campaign, each for a post that is open then. Those
who come hold the post from then on and start some months later, half to half as much again of the
usual wait. They carry a reduced load while they learn English law and practice, and go on as other
workers from abroad do. The council pays for each who comes.

Evidence: none that counts (D): no evaluation of a campaign was found. Councils' own reports speak
of half a year from interview to desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import AreaLever, Process, register
from workforce_sim.levers.fields import GbpEach, Months, People, Share, StartDate

if TYPE_CHECKING:
    from workforce_sim.model.careers.programmes import Programme
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World


class OverseasRecruitment(AreaLever):
    """Open posts are offered abroad; who comes starts months later, at a reduced load."""

    summary: ClassVar = "open posts are offered abroad: people start months later"
    rank: ClassVar = 12
    nothing: ClassVar = ({"offers": 0, "campaigns": ("2025-01",)},)
    later: ClassVar = {"offers": 20, "campaigns": ("2026-04",)}
    everything: ClassVar = ({"offers": ("SIZE", 0.2), "campaigns": ("YEAR-11",)},)

    offers: People = Field(
        description="Posts offered in each campaign, by councils' vacant case holders' posts."
    )
    campaigns: tuple[StartDate, ...] = Field(
        min_length=1, description="Months in which offers are made, such as 2025-03."
    )
    arrival_share: Share | None = register("Share of people offered a post who come")
    months_to_arrive: Months | None = register("Time from offer to first day, on average")
    adaptation_months: Months | None = register("Time until a recruit carries a full load")
    cost_per_recruit_gbp: GbpEach | None = register("Cost of one who comes, paid at the offer")

    def process(self, world: World) -> Process:
        """Run every campaign."""
        councils = world.councils_of(self)
        if self.offers == 0 or councils.size == 0:
            return
        load = self.amount("adaptation_load_share", world.values)
        learning = world.programmes.open(f"{self.lever_name} adaptation", capacity=load)
        yield world.env.all_of(
            [
                world.env.process(self._campaign(world, councils, learning, when))
                for when in self.campaigns
            ]
        )

    def _campaign(
        self, world: World, councils: Ints, learning: Programme, when: StartDate
    ) -> Process:
        """Offers, their cost, and the months until the last recruit carries a full load."""
        values = world.values
        yield world.office_month(when)
        vacant = world.vacancies("case_holder")[councils]
        coming = self.offers * self.amount("arrival_share", values)
        up_to = (vacant.cumsum() / max(float(vacant.sum()), 1e-9) * coming).round().astype(int)
        each = up_to.copy()
        each[1:] -= up_to[:-1]
        where = councils.repeat(each)
        recruits = world.hire_abroad(where, self.amount("months_to_arrive", values))
        cost = self.amount("cost_per_recruit_gbp", values)
        world.post_where(self.lever_name, world.where(recruits), cost, 1.0)
        world.enrol(learning, recruits)
        idents = [*world.idents(recruits)]
        adaptation = self.amount("adaptation_months", values)
        while idents:
            yield world.next_month()
            slots = world.slots_of(idents)
            is_learning = 12.0 * world.service_years(slots) < adaptation
            world.withdraw(learning, slots[~is_learning])
            learners = slots[is_learning]
            on_the_way = world.slots_of(idents, "notice")
            idents = [*world.idents(learners), *world.idents(on_the_way)]
