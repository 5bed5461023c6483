"""One entry of the register: a number of the real world, how sure we are of it, and who said so."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from workforce_sim.assumptions.draws import Distribution
from workforce_sim.digits import digits

Quality = Literal["A", "B", "C", "D"]
"""A measured in England; B measured elsewhere or for a close proxy; C weak; D judgement."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

_MOVES = re.compile(
    r"(?P<spread>spread of )?(?P<measure>[a-z0-9_]+) (?P<way>up|down)"
    r"(?: with (?P<needs>[a-z_]+))?(?: after (?P<years>[1-9]) years)?"
)


class Movement(NamedTuple):
    """What a higher value of an entry does to the results.

    The ``measure`` itself, or its spread over futures, goes up or down: in the first year, or in
    the year ``years``; where ``needs`` names a lever or a shock, only in a scenario that has it.
    """

    measure: str
    up: bool
    spread: bool
    needs: str
    years: int


class Assumption(BaseModel):
    """A named number with its range and source.

    ``low`` and ``high`` are the weakest and strongest values that are still plausible; for
    ``normal`` and ``lognormal`` they are the ends of a 95% interval. A ``fixed`` entry may have a
    range too: it is never drawn, but a switching value is looked for inside it. ``least`` and
    ``most`` bound what is possible at all: a share lies between 0 and 1, a divisor above 0.
    ``mix`` names the whole of which the entry is a part, such as the ages of starters: its parts
    cannot all be 0. ``address`` is empty when the number is a judgement.

    A scenario can override an entry that says what it ``moves``, such as "leavers_fte up". Any
    other is ``refused``, which names the kind of reason, ``because`` of it and with what to do
    ``instead``.
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
    moves: str = ""
    refused: str = ""
    because: str = ""
    instead: str = ""

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
        if bool(self.moves) == bool(self.refused):
            raise ValueError(f"{self.name}: say what it moves, or why it is refused")
        if self.moves and not _MOVES.fullmatch(self.moves):
            raise ValueError(
                f"{self.name}: it moves '{self.moves}'; write a measure, 'up' or 'down', and a "
                "lever or shock after 'with' where one is needed"
            )
        return self

    def is_possible(self, value: float) -> bool:
        """Whether a value lies inside the bounds of what is possible."""
        return self.least <= value <= self.most

    @property
    def uncertain(self) -> bool:
        """Whether a run with uncertain parameters draws this entry."""
        return self.distribution != "fixed"

    @property
    def movement(self) -> Movement | None:
        """What a higher value moves; None when the entry cannot be overridden."""
        found = _MOVES.fullmatch(self.moves)
        if found is None:
            return None
        return Movement(
            measure=found["measure"],
            up=found["way"] == "up",
            spread=found["spread"] is not None,
            needs=found["needs"] or "",
            years=int(found["years"] or 1),
        )
