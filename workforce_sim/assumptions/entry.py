"""One entry of the register: a number of the real world, how sure we are of it, and who said so."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from workforce_sim.assumptions.draws import Distribution

Quality = Literal["A", "B", "C", "D"]
"""A measured in England; B measured elsewhere or for a close proxy; C weak; D judgement."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Assumption(BaseModel):
    """A named number with its range and source.

    ``low`` and ``high`` are the weakest and strongest values that are still plausible; for
    ``normal`` and ``lognormal`` they are the ends of a 95% interval. A ``fixed`` entry may have a
    range too: it is never drawn, but a switching value is looked for inside it. ``least`` and
    ``most`` bound what is possible at all: a share lies between 0 and 1, a divisor above 0.
    ``mix`` names the whole of which the entry is a part, such as the ages of starters: its parts
    cannot all be 0. ``address`` is empty when the number is a judgement.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: Name
    meaning: Text
    unit: Text
    central: float
    low: float
    high: float
    least: float
    most: float
    distribution: Distribution
    source: Text
    address: str = ""
    quality: Quality
    owner: str = ""
    review_date: datetime.date
    group: Text
    mix: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Assumption:
        if not self.low <= self.central <= self.high:
            raise ValueError(
                f"{self.name}: low {self.low:g}, central {self.central:g} and high {self.high:g} "
                "are not in ascending order"
            )
        if not self.least <= self.low <= self.high <= self.most:
            raise ValueError(
                f"{self.name}: {self.low:g} to {self.high:g} leaves what is possible, "
                f"{self.least:g} to {self.most:g} {self.unit}"
            )
        if self.distribution != "fixed" and self.low == self.high:
            raise ValueError(f"{self.name}: a {self.distribution} entry needs a low and a high")
        if self.distribution == "lognormal" and self.low <= 0.0:
            raise ValueError(f"{self.name}: a lognormal entry needs a low above zero")
        if self.quality != "D" and not self.address:
            raise ValueError(f"{self.name}: quality {self.quality} needs an address")
        return self

    def is_possible(self, value: float) -> bool:
        """Whether a value lies inside the bounds of what is possible."""
        return self.least <= value <= self.most

    @property
    def uncertain(self) -> bool:
        """Whether a run with uncertain parameters draws this entry."""
        return self.distribution != "fixed"
