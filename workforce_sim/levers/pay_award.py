"""A pay settlement: the scale of all staff, in some councils or in all, from each October on.

Idea: councils settle pay nationally every year; some pay more by scales of their own. From 2010 to
2012 pay was frozen, and then held to 1% a year.

In the model every first of October brings the usual settlement (`pay.award_per_year`), while pay in
other work grows by `pay.outside_growth_per_year`. This lever puts another award in its place. What
it changes is pay against pay outside and against councils in reach: leaving, moves, applications,
returners, entrants, agency workers who want a post, and applicants to training answer, each by an
elasticity of its own. An award equal to the usual one changes nothing. What has been awarded stays
when the lever ends, and so does what it costs beside the usual scale.

Evidence: elasticities of teachers and care workers (B); none of social workers. No figure was found
for what an award does before it is paid (D).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Process
from workforce_sim.levers.fields import Unit

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World

Award = Annotated[float, Field(ge=-0.5, le=0.5), Unit("share a year, 0.03 for 3%, 0 for a freeze")]
_OCTOBER = 10


class PayAward(PeriodLever):
    """Another yearly award than the usual one."""

    summary: ClassVar = "a yearly pay settlement other than the usual one, national or local"
    rank: ClassVar = 6
    nothing: ClassVar = (
        {"award_share_per_year": 0.03, "from": "2025-01"},
        {"award_share_per_year": 0.2, "from": "2024-11", "to": "2025-09"},
        {"award_share_per_year": 0.2, "from": "2025-01", "councils": ("Kent",)},
    )
    later: ClassVar = {"award_share_per_year": 0.4, "from": "2026-04"}
    everything: ClassVar = ({"award_share_per_year": 0.2, "from": "YEAR-11"},)

    award_share_per_year: Award = Field(
        description="Award of each first of October on which it applies: 0.03 for 3%, 0 for a "
        "freeze."
    )

    def sets(self) -> str:
        """Return what only one lever can set."""
        return "the yearly pay award"

    def process(self, world: World) -> Process:
        """Raise the scale of these councils every October beside the usual award."""
        councils = world.councils_of(self)
        usual = world.values["pay.award_per_year"]
        once = (1.0 + self.award_share_per_year) / (1.0 + usual)
        if once == 1.0 or not councils.size:
            return
        name = self.own_name(world)
        share = self.amount("anticipation_share", world.values)
        felt = once ** (share * world.values["leaving.pay_elasticity_national"])
        yield world.office_month(self.start)
        awards = 0
        while self.runs(world) or awards:
            # The pay of the first day holds the award of its October.
            if self.runs(world) and world.today.month == _OCTOBER and world.now > 0.0:
                awards += 1
                world.factor(name, "pay", once**awards, councils)
            self._expect(world, name, felt if awards == 0 else 1.0, councils)
            slots = world.staff(councils)
            years = world.fte(slots) / 12.0
            more = world.salary(slots) * (1.0 - once**-awards) * (1.0 + world.values["pay.on_cost"])
            world.post_where(self.lever_name, world.where(slots), years * more, years)
            yield world.next_month()
        self._expect(world, name, 1.0, councils)

    @staticmethod
    def _expect(world: World, name: str, ratio: float, councils: Ints) -> None:
        """Let those who would leave wait for what has been announced."""
        for risk in ("exit", "agency"):
            world.factor(name, risk, ratio, councils)
