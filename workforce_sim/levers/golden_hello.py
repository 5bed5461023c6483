"""A payment on starting: for those who take a post, not for those who have one.

Idea: councils offer golden hellos of £1,000 to £2,000 and more (Community Care, 29 October 2010);
Kent paid £2,000 on starting, to be paid back on leaving within two years.

In the model candidates weigh the payment as pay over the tie-in, and over a year when that is
longer, so that councils which offer it get candidates whom others lose. It is paid in the month
after the start to whoever starts while the lever runs. Within the tie-in leaving costs what can be
recovered of it; after it nobody is held.

Evidence: applications follow posted pay (B); teachers' transfer
payments filled vacancies but few of those approached moved, and they stayed as others afterwards
(Talent Transfer Initiative, 2013).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, get_args

from pydantic import Field

from workforce_sim.levers.base import Process, register
from workforce_sim.levers.fields import GbpEach, GbpPerYear, Role
from workforce_sim.levers.staff_payment import StaffPayment

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World


class GoldenHello(StaffPayment):
    """Those who start are paid once, and candidates know it."""

    summary: ClassVar = "a payment to those who start a post"
    rank: ClassVar = 9
    nothing: ClassVar = (
        {"payment_gbp": 0, "from": "2025-01"},
        {"payment_gbp": 500, "from": "2025-01", "councils": ("Kent",)},
    )
    later: ClassVar = {"payment_gbp": 20000, "from": "2026-04"}
    everything: ClassVar = (
        {"payment_gbp": 5000, "from": "YEAR-11", "tie_in_months": 12, "clawback_share": 1.0},
    )

    payment_gbp: GbpEach = Field(description="Paid to each full-time starter.")
    admin_gbp_per_year: GbpPerYear | None = register("Cost of running the scheme in each council")

    def process(self, world: World) -> Process:
        """Offer it, pay those who started last month, hold them to their tie-in."""
        councils = world.councils_of(self)
        if self.payment_gbp == 0.0 or not councils.size:
            return
        contract = self.contract(world)
        yield world.office_month(self.start)
        since = world.now
        running = True
        while running or contract:
            contract.claw_back()
            if running and world.now > since:
                started = self._starters(world, councils, since)
                cash = self.payment_gbp * world.fte(started)
                self.post_payments(world, started, cash, world.fte(started))
                contract.paid(started, cash)
            since, running = world.now, self.runs(world)
            if running:
                self._offer(world, councils)
                self.post_admin(world, councils)
            contract.hold()
            yield world.next_month()

    def _starters(self, world: World, councils: Ints, since: float) -> Ints:
        """Who started since a day and is still there."""
        slots = world.staff(councils, self.roles, self.teams)
        started = world.started(slots)
        return slots[(started >= since) & (started < world.now)]

    def _offer(self, world: World, councils: Ints) -> None:
        yearly = self.payment_gbp * 12.0 / max(self.tie_in_months, 12.0)
        for role in self.roles or get_args(Role):
            share = yearly / world.salary_of(role, councils)
            if self.teams is not None:
                share = share * world.share_in_teams(councils, role, self.teams)
            world.offer(councils, (role,), share)
