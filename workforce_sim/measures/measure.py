"""The definition of one measure: a sum over councils, or a ratio of two sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workforce_sim.assumptions import working_days
from workforce_sim.digits import digits

HigherIs = Literal["better", "worse", "neither"]


@dataclass(frozen=True)
class Measure:
    """One measure.

    `numerator`: components that are added up. `denominator`: components under the line, or () for
        a plain sum.
    `scale`: the ratio is multiplied by it (100 for a percentage).
    `per_working_day`: the denominator is also multiplied by the working days of the reporting
        year.
    `flow`: counts what happened in the year to the census, so it is unknown for the base year
        itself.
    `dfe`: the name and the definition are the Department for Education's own.
    """

    name: str
    label: str
    unit: str
    definition: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    scale: float = 1.0
    per_working_day: bool = False
    flow: bool = False
    dfe: bool = False
    decimals: int = 1
    higher_is: HigherIs = "neither"

    @property
    def is_additive(self) -> bool:
        """Whether councils' values add up to the region's and to England's."""
        return not self.denominator

    @property
    def formula(self) -> str:
        """How it is computed, in one line of plain text."""
        top = " + ".join(self.numerator)
        if self.is_additive:
            return f"sum over councils of {top}"
        below = " + ".join(self.denominator)
        if self.per_working_day:
            usual, leap = working_days(2023), working_days(2024)
            below = f"({below}) x {digits(usual)} ({digits(leap)} in a leap year)"
        factor = f"{digits(self.scale)} x " if self.scale != 1 else ""
        return f"{factor}({top}) / ({below}), each summed over councils first"


def by_name(*measures: Measure) -> dict[str, Measure]:
    """The measures keyed by their names, in the order given; ValueError if a name comes twice."""
    named = {each.name: each for each in measures}
    if len(named) != len(measures):
        raise ValueError("two measures have the same name")
    return named
