"""An advanced status, with pay, that keeps experienced practitioners on the front line.

Idea: "a new advanced social work professional status programme will be launched to help
experienced social workers stay on the front line" (The Independent, May 2009): about 60 councils
took part by 2011; Sheffield's six held complex cases and were paid the same as team managers.

In the model holders are senior practitioners, as advanced practitioners are in DfE's statistics, so
that promotion means leaving the front line. The posts are taken up evenly. A council's own people
hold the internal share of them; the others are for people who started after the lever did, and as
long as such posts are open the pay is part of what candidates for senior posts are offered: in
full when every vacancy comes with a status, in part when only some do. Status ends with the lever,
with promotion and with the employment.

Evidence: practitioners' accounts only; no study gives an effect on leaving (D). Hackney filled 9 of
45 consultant posts from inside, so such posts pull experienced people from neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import GbpEach, GbpPerYearEach, Posts, Role, Years

if TYPE_CHECKING:
    from workforce_sim.model.careers.programmes import Programme
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World

ROLE: Role = "senior_practitioner"
"""DfE counts advanced practitioners in this role."""


class AdvancedStatus(PeriodLever):
    """Experienced practitioners hold status and pay; fewer are promoted out of the front line."""

    summary: ClassVar = "status and pay keep experienced practitioners on the front line"
    rank: ClassVar = 5
    nothing: ClassVar = ({"posts": 0, "from": "2025-01"},)
    later: ClassVar = {"posts": 20, "from": "2026-04"}
    everything: ClassVar = ({"posts": ("SIZE", 0.2), "from": "YEAR-11"},)

    posts: Posts = Field(description="Most holders at one time, over all councils that take part.")
    minimum_years_qualified: Years | None = register(
        "Least time since qualifying to be given the status"
    )
    supplement_gbp_per_year: GbpPerYearEach | None = register("Added to a full-time holder's pay")
    assessment_gbp: GbpEach | None = register("Cost of assessing one holder, paid once")

    def process(self, world: World) -> Process:
        """Fill the posts, pay their holders, and offer what is open to candidates."""
        values = world.values
        councils = world.councils_of(self)
        if self.posts == 0 or councils.size == 0:
            return
        status = world.programmes.open(
            self.lever_name,
            {
                "exit": self.amount("exit_hazard_ratio", values),
                "promotion": self.amount("promotion_hazard_ratio", values),
            },
            capacity=self.amount("capacity_ratio", values),
        )
        internal = float(round(self.posts * self.amount("internal_share", values)))
        external = self.posts - internal
        take_up = max(self.amount("take_up_months", values), 1.0)
        yield world.office_month(self.start)
        first, month = world.now, 0
        while self.runs(world):
            month += 1
            filled = min(month / take_up, 1.0)
            slots = self._eligible(world, councils)
            outside = world.started(slots) >= first
            own = self._hold(world, status, slots[~outside], internal * filled)
            new = self._hold(world, status, slots[outside], external * filled)
            world.set_members(status)
            for holders in (own, new):
                world.enrol(status, holders)
                self._pay(world, holders)
            taken = float(world.fte(new).sum())
            self._offer(world, councils, external * filled - taken)
            yield world.next_month()
        world.set_members(status)

    def _eligible(self, world: World, councils: Ints) -> Ints:
        """Experienced senior practitioners."""
        slots = world.staff(councils, (ROLE,))
        minimum = self.amount("minimum_years_qualified", world.values)
        return slots[world.years_qualified(slots) >= minimum]

    def _hold(self, world: World, status: Programme, slots: Ints, posts: float) -> Ints:
        """Holders among some people: those who are, and new ones as far as posts reach."""
        holds = world.are_members(status, slots)
        holders, others = slots[holds], slots[~holds]
        order = world.draws(others, f"{self.register_prefix()}.order").argsort()
        free = posts - world.fte(holders).sum()
        fits = world.fte(others[order]).cumsum() <= free + 1e-9
        new = others[order[fits]]
        assessment = self.amount("assessment_gbp", world.values)
        world.post_where(self.lever_name, world.where(new), assessment)
        world.enrol(status, new)
        now_holding: Ints = slots[world.are_members(status, slots)]
        return now_holding

    def _pay(self, world: World, holders: Ints) -> None:
        """Pay this month's supplement, with on-costs; the quantity is holders' full-time years."""
        supplement = self.amount("supplement_gbp_per_year", world.values)
        world.pay(holders, supplement)
        years = world.fte(holders) / 12.0
        cost = years * supplement * (1.0 + world.values["pay.on_cost"])
        world.post_where(self.lever_name, world.where(holders), cost, years)

    def _offer(self, world: World, councils: Ints, open_posts: float) -> None:
        """Offer candidates the supplement, as often as a vacancy comes with a status."""
        vacancies = float(world.vacancies(ROLE)[councils].sum())
        if open_posts <= 0.0 or vacancies <= 0.0:
            return
        supplement = self.amount("supplement_gbp_per_year", world.values)
        chance = min(open_posts / vacancies, 1.0)
        world.offer(councils, (ROLE,), chance * supplement / world.salary_of(ROLE, councils))
