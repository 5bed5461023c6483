"""What every shock is: when it is felt, how severe it is, a process in the calendar.

Sizes come from the assumptions register (`shock.<name>.<effect>`); `severity` scales them, so that
0 is a shock that does nothing and 1 the size in the register.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.extension_files import SHOCK
from workforce_sim.levers.base import Written
from workforce_sim.levers.fields import Severity, StartDate

if TYPE_CHECKING:
    from workforce_sim.model.month.world import World


class Shock(Written):
    """Something that happens to councils, not something that they choose."""

    kind: ClassVar = SHOCK
    shock_name: ClassVar[str] = ""
    """The name under which users write it: that of the class, in small letters."""

    start: StartDate = Field(alias="from", description="First month or day on which it is felt.")
    severity: Severity = Field(
        default=1, description="Times the size in the register: 0 does nothing, 1 is the register."
    )

    def end_after(self, months: float) -> date:
        """Return the date on which so many months from its start are over."""
        return self.start + timedelta(days=int(months * 365.25 / 12.0))

    def felt(self, world: World, entry: str, strength: float = 1.0) -> float:
        """Return a ratio of the register at part of its strength, times the severity."""
        return float(world.values[self.assumption(entry)] ** (self.severity * strength))
