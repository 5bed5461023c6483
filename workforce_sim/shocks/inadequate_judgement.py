"""An inspection judges a council inadequate.

Evidence: turnover and agency use of such councils against others (C), which does not say which
came first; applicants and leadership are judgements (D).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import Process, register
from workforce_sim.levers.fields import Councils, Years
from workforce_sim.shocks.base import Shock

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World

_EFFECTS = {
    "exit": "exit_hazard_ratio",
    "move": "move_hazard_ratio",
    "agency_target": "agency_ratio",
    "hiring": "applicant_ratio",
}


class InadequateJudgement(Shock):
    """An inspection judges a council inadequate: leaving and agency use up, leadership down.

    Turnover of councils judged inadequate rose by 4.6 points against 1.9 nationally (Community
    Care, 6 May 2022): about 2.7 points, with reverse causation not excluded.
    """

    rank: ClassVar[int] = 2
    summary: ClassVar[str] = "a council is judged inadequate: leaving and agency use up"

    councils: Councils = Field(description="Councils judged inadequate, by DfE name or code.")
    years: Years | None = register("How long it is felt")

    def process(self, world: World) -> Process:
        """Leaving and agency up, applicants down, leadership worse, for the years it is felt."""
        name, councils = self.own_name(world), world.councils_named(self.councils)
        change = world.values[self.assumption("leadership_change")] * self.severity
        end = self.start + timedelta(days=int(self.amount("years", world.values) * 365.25))
        # The published levels of the first day already contain a judgement from before it.
        first_strength = 1.0 if self.start < world.calendar.start else 0.0
        shift = 0.0
        for when, strength in ((self.start, 1.0), (end, 0.0)):
            yield world.until(when)
            relative = strength - first_strength
            for quantity, entry in _EFFECTS.items():
                world.factor(name, quantity, self.felt(world, entry, relative), councils)
            world.leadership_shift[councils] += change * relative - shift
            shift = change * relative
