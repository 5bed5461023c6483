"""One entry of the register: a number of the real world, how sure we are of it, and who said so."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from workforce_sim.assumptions.draws import Distribution
from workforce_sim.digits import digits

Quality = Literal["A", "B", "C", "D"]
"""A measured in England; B measured elsewhere or for a close proxy; C weak; D judgement."""

ReadBy = Literal["run", "baseline", "nothing"]
"""Who reads an entry: every run that has its lever or shock; only the building of the packaged
baselines, or a definition that they share; nothing in this version: evidence kept for later."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Assumption(BaseModel):
    """A named number with its range and source.

    ``low`` and ``high`` are the weakest and strongest values that are still plausible; for
    ``normal`` and ``lognormal`` they are the ends of a 95% interval. A ``fixed`` entry may have a
    range too: it is never drawn, but a switching value is looked for inside it. ``least`` and
    ``most`` bound what is possible at all: a share lies between 0 and 1, a divisor above 0.
    ``mix`` names the whole of which the entry is a part, such as the ages of starters: its parts
    cannot all be 0. ``address`` is empty when the number is a judgement. Only what a run reads
    can be overridden.
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
    read_by: ReadBy = "run"

    @model_validator(mode="after")
    def _consistent(self) -> Assumption:
        if not self.low <= self.central <= self.high:
            raise ValueError(
                f"{self.name}: low {digits(self.low)}, central {digits(self.central)} and high "
                f"{digits(self.high)} are not in ascending order"
            )
        if not self.least <= self.low <= self.high <= self.most:
            raise ValueError(
                f"{self.name}: {digits(self.low)} to {digits(self.high)} leaves what is possible, "
                f"{digits(self.least)} to {digits(self.most)} {self.unit}"
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

    @property
    def not_overridden_because(self) -> str:
        """Why a scenario cannot override this entry; empty when it can."""
        if self.read_by == "baseline":
            return "was used when the packaged baselines were built, so a scenario cannot change it"
        if self.read_by == "nothing":
            return "is evidence that nothing in this version reads, so changing it would do nothing"
        return ""

    @property
    def instead_of_overriding(self) -> str:
        """What to do instead of overriding this entry; empty when it can be overridden."""
        if self.read_by == "baseline":
            return (
                "a change of the register itself, then `python -m workforce_sim.assumptions` and "
                "`python -m workforce_sim.baseline build` with the name of the baseline"
            )
        return "leave it out" if self.read_by == "nothing" else ""
