"""What levers that pay staff have in common: whom they choose, and on what terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import Field

from workforce_sim.levers.base import Inconsistency, PeriodLever
from workforce_sim.levers.contract import Contract
from workforce_sim.levers.fields import Months, Role, Share, Team

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Floats, Ints
    from workforce_sim.model.month.world import World


class StaffPayment(PeriodLever):
    """A payment to chosen staff, with a tie-in and clawback."""

    teams: tuple[Team, ...] | None = Field(
        default=None, min_length=1, description="Teams that are paid; all when left out."
    )
    roles: tuple[Role, ...] | None = Field(
        default=None, min_length=1, description="Roles that are paid; all when left out."
    )
    tie_in_months: Months = Field(
        default=0, description="Time after a payment in which leaving means paying back."
    )
    clawback_share: Share = Field(
        default=0, description="Share of a payment to be paid back on leaving within the tie-in."
    )

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Doubt clawback that never falls due."""
        yield from super().inconsistencies()
        if self.clawback_share > 0 and self.tie_in_months == 0:
            yield Inconsistency(
                "clawback_share",
                "there is clawback but no tie-in, so nothing is ever paid back",
                "'tie_in_months' too, such as 12",
                doubtful=True,
            )

    def contract(self, world: World) -> Contract:
        """The contract that each payment of this lever comes with."""
        return Contract(world, self.lever_name, self.tie_in_months, self.clawback_share)

    def post_payments(self, world: World, slots: Ints, cash: Floats, quantity: Floats) -> None:
        """Let councils pay each of some people, on-costs included."""
        cost = cash * (1.0 + world.values["pay.on_cost"])
        world.post_where(self.lever_name, world.where(slots), cost, quantity)

    def post_admin(self, world: World, councils: Ints) -> None:
        """Let each council pay a month of administration."""
        month = self.amount("admin_gbp_per_year", world.values) / 12.0
        world.post_where(self.lever_name, councils, month)
