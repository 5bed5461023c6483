"""A payment for staying: promised to those in post, paid to those who are still there.

Idea: councils pay case holders £2,000 to £15,000 for two or three years' stay (Community Care).
Kent paid more than 1,200 retention payments in three years.

In the model each period begins with a promise to everybody who is eligible on that day. Whoever
leaves the council before its end loses all of it, and that is what holds people: the log of the
hazard of leaving falls with the share of a year's pay that leaving would cost. Those in the same
post at the end are paid. Whoever comes later waits for the next period. After the last payment, and
its tie-in if there is one, nobody is held.

Evidence: phased bursaries and retention payments of teachers (B; `leaving.tie_log_ratio_per_cent`);
none for social workers. That nobody rushes out at release follows the one randomised scheme that
looked (`leaving.tie_catch_up_share`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, ClassVar

from annotated_types import Ge
from pydantic import Field

from workforce_sim.cures import typing
from workforce_sim.digits import digits
from workforce_sim.levers.base import Inconsistency, Process, register
from workforce_sim.levers.fields import GbpEach, GbpPerYear, Months, Years
from workforce_sim.levers.staff_payment import StaffPayment
from workforce_sim.levers.timing import months_after

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World


class RetentionPayment(StaffPayment):
    """Those in post are promised a payment, and paid if they stay."""

    summary: ClassVar = "a payment to those who stay to the end of a period"
    rank: ClassVar = 8
    nothing: ClassVar = (
        {"payment_gbp": 0, "from": "2025-01", "every_months": 12},
        {"payment_gbp": 500, "from": "2025-01", "councils": ("Kent",), "every_months": 12},
    )
    later: ClassVar = {"payment_gbp": 8000, "from": "2026-04", "every_months": 12}
    everything: ClassVar = ({"payment_gbp": 5000, "from": "YEAR-11", "every_months": 6},)

    payment_gbp: GbpEach = Field(
        description="Paid to each full-time worker who stays to the end of a period."
    )
    every_months: Annotated[Months, Ge(1)] = Field(
        description="Length of a period; the first begins with 'from', the last by 'to'."
    )
    minimum_service_years: Years = Field(
        default=0, description="Least service with this employer when a period begins."
    )
    admin_gbp_per_year: GbpPerYear | None = register("Cost of running the scheme in each council")

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Doubt a tie of one payment that goes on when the next is made."""
        yield from super().inconsistencies()
        if self.tie_in_months > self.every_months:
            yield Inconsistency(
                "tie_in_months",
                f"ties overlap: a tie-in of {digits(self.tie_in_months)} months goes on when the "
                f"next payment is made, after {digits(self.every_months)}",
                typing(digits(self.every_months), after=" or less, or keep it if you mean it"),
                doubtful=True,
            )

    def process(self, world: World) -> Process:
        """Promise, wait, pay; month by month until nobody is held."""
        councils = world.councils_of(self)
        if self.payment_gbp == 0.0 or not councils.size:
            return
        contract = self.contract(world)
        yield world.office_month(self.start)
        due = world.today
        waiting = spells = world.staff(councils)[:0]
        while self.runs(world) or waiting.size or contract:
            contract.claw_back()
            if world.today >= due:
                stayed = waiting[world.spells(waiting) == spells]
                cash = self.payment_gbp * world.fte(stayed)
                self.post_payments(world, stayed, cash, world.fte(stayed))
                contract.paid(stayed, cash)
                waiting = self._eligible(world, councils) if self.runs(world) else waiting[:0]
                spells = world.spells(waiting)
                promise = self.payment_gbp * world.fte(waiting)
                contract.promised(waiting, promise, self.every_months)
                due = months_after(due, self.every_months)
            if waiting.size:
                self.post_admin(world, councils)
            contract.hold()
            yield world.next_month()

    def _eligible(self, world: World, councils: Ints) -> Ints:
        slots = world.staff(councils, self.roles, self.teams)
        return slots[world.service_years(slots) >= self.minimum_service_years]
