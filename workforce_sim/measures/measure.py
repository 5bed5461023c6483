"""The definition of one measure: a sum over councils, or a ratio of two sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workforce_sim.assumptions import working_days
from workforce_sim.digits import digits

HigherIs = Literal["better", "worse", "neither"]
Counted = Literal["at the census", "as it happens"]


@dataclass(frozen=True)
class Measure:
    """One measure.

    `numerator`: components that are added up. `denominator`: components under the line, or () for
        a plain sum.
    `scale`: the ratio is multiplied by it (100 for a percentage).
    `per_working_day`: the denominator is also multiplied by the working days of the reporting
        year.
    `flow`: counts what happened in the year to the census, so it is unknown for the base year
        itself. Of a ratio it follows from what is counted above the line.
    `counted`: where the model counts a sum. "at the census": a column of the census, which begins
        at nought each time. "as it happens": a column of the councils' table, which each census
        reads and empties, so this is a flow.
    `column`: what the column is called, when it holds several parts of a whole in a row, such as
        age bands; else it is called as the measure.
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
    counted: Counted = "at the census"
    column: str = ""
    dfe: bool = False
    decimals: int = 1
    higher_is: HigherIs = "neither"

    def __post_init__(self) -> None:
        if self.counted == "as it happens" and (self.denominator or not self.flow):
            raise ValueError(
                f'{self.name} is counted as it happens, so it is a flow: write _sum("{self.name}", '
                '..., flow=True, counted="as it happens")'
            )

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
