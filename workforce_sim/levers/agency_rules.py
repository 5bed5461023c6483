"""Rules for the use of agency workers: a price cap, a wait for leavers, and experience.

Idea: the statutory guidance in force from 31 October 2024: regional price caps, three months before
somebody who has left a permanent post may work for an agency in the same region, three years of
direct employment before that; West Midlands' and London's agreements before it.

In the model a cap lowers the price. At a lower price fewer leave for an agency, fewer come into
agency work, more give it up for a permanent post or altogether, and councils want a little more
cover: the bill falls, and so does cover. Who has left a permanent post is not taken in that
region until the wait is over, but at once beyond its border. Who lacks the years does not go to an
agency and is not taken from one. The wait makes going there less attractive; of those whom it
keeps, some leave the profession instead.

Evidence: dates and rules are documented (A). The NHS's caps of 2015-16 took about a fifth off its
agency bill, price and hours together (B). What prices and waits change here is a judgement (D).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import GbpPerYear, Months, Share, Years
from workforce_sim.levers.timing import DAYS_A_MONTH

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World


class AgencyRules(PeriodLever):
    """Agency workers cost less and are fewer; fewer leave for an agency, some leave altogether."""

    summary: ClassVar = "a price cap, a wait for leavers and experience for agency workers"
    rank: ClassVar = 14
    no_rule: ClassVar = {"price_cut_share": 0, "cooling_off_months": 0}
    nothing: ClassVar = (
        {
            **no_rule,
            "from": "2025-01",
            "minimum_experience_years": 0,
            "monitoring_gbp_per_year": 0,
        },
    )
    later: ClassVar = {"from": "2026-04", "price_cut_share": 0.2}
    everything: ClassVar = ({"from": "YEAR-11"},)

    price_cut_share: Share | None = register("Fall of the price of agency workers")
    cooling_off_months: Months | None = register(
        "Time before a leaver may come back to the region by an agency"
    )
    minimum_experience_years: Years | None = register(
        "Least time since qualifying to work for an agency"
    )
    monitoring_gbp_per_year: GbpPerYear | None = register(
        "Cost for each council of approvals and returns"
    )

    def sets(self) -> str:
        """Return what only one lever can set."""
        return "the rules for agency workers"

    def process(self, world: World) -> Process:
        """Set the rules, pay for their monitoring, and lift them at the end."""
        councils, values = world.councils_of(self), world.values
        if councils.size == 0:
            return
        name = self.own_name(world)
        waits = self.amount("cooling_off_months", values)
        years = self.amount("minimum_experience_years", values)
        hazard = self.amount("agency_hazard_ratio", values) ** (waits / 3.0)
        leave_anyway = (1.0 - self.amount("stay_share", values)) * (1.0 - hazard)
        exits = values["leaving.exit_rate"]
        per_exit = values["leaving.agency_rate"] / exits if exits > 0.0 else 0.0
        rules = {
            "agency_price": 1.0 - self.amount("price_cut_share", values),
            "agency": hazard,
            "exit": 1.0 + leave_anyway * per_exit,
        }
        yield world.office_month(self.start)
        if not self.runs(world):
            return
        for quantity, ratio in rules.items():
            world.factor(name, quantity, ratio, councils)
        world.bar_from_agency(name, councils, years, waits * DAYS_A_MONTH)
        while self.runs(world):
            cost = self.amount("monitoring_gbp_per_year", values) / 12.0
            world.post_where(self.lever_name, councils, cost, 1.0 / 12.0)
            yield world.next_month()
        for quantity in rules:
            world.factor(name, quantity, 1.0, councils)
        world.bar_from_agency(name, councils, 0.0, 0.0)
