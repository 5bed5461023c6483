"""University places on which graduates of other subjects convert to social work.

Idea: "200 university places will be created to enable graduates to convert to social work"
(The Independent, May 2009), the Graduate Recruitment Scheme: 200 places from September 2009, a
two-year master's, £15,000 a year through the sponsoring council, and two years' work for that
council afterwards. Nobody arrives before qualifying, so the first help comes two years later.

Evidence: cost and dates are documented (Community Care, 29 September 2009). Withdrawal rests on
England's qualifying courses of the time (C); completions and later retention of this scheme were
never published, and how many of the 200 would have trained anyway is a judgement (D).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from workforce_sim.levers.base import AreaLever, Dated, Inconsistency, Quality
from workforce_sim.levers.fields import Gbp, GbpPerYear, Months, People, StartDate

ACADEMIC_STARTS = (1, 9, 10)
"""Months in which English universities start courses."""


class ConversionPlaces(AreaLever):
    """Graduates start a conversion course; some withdraw; the others qualify and are tied in."""

    lever_name: ClassVar[str] = "conversion_places"
    summary: ClassVar[str] = "graduates of other subjects take a two-year course, then qualify"
    quality: ClassVar[Quality] = "D"
    from_register: ClassVar[tuple[str, ...]] = (
        "course_months",
        "tie_in_months",
        "bursary_gbp",
        "cost_per_place_gbp",
    )
    costs: ClassVar[tuple[str, ...]] = ("bursary_gbp", "cost_per_place_gbp")
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"lever.conversion_places.{name}"
        for name in (
            *from_register,
            "withdrawal_share",
            "deadweight_share",
            "seeks_children_share",
            "tie_in_move_hazard_ratio",
        )
    )

    places: People = Field(description="Students who start at each intake.")
    intakes: tuple[StartDate, ...] = Field(
        min_length=1, description="Months in which a course starts, such as 2009-09."
    )
    course_months: Months | None = Field(
        default=None, description="Length of the course; register value when left out."
    )
    tie_in_months: Months | None = Field(
        default=None,
        description="Time to be worked for the sponsoring council after qualifying; "
        "register value when left out.",
    )
    bursary_gbp: GbpPerYear | None = Field(
        default=None,
        description="Paid to each student for each year of the course; "
        "register value when left out.",
    )
    cost_per_place_gbp: Gbp | None = Field(
        default=None,
        description="Further public cost of one place, paid when the course starts (teaching, "
        "placement); register value when left out.",
    )

    def dates(self) -> tuple[Dated, ...]:
        """Return the start of every course."""
        return tuple(
            Dated(("intakes", i), when, begins=True) for i, when in enumerate(self.intakes)
        )

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Doubt intakes outside the academic calendar or written twice."""
        yield from super().inconsistencies()
        yield from doubtful_intakes(self.intakes)


def doubtful_intakes(intakes: tuple[StartDate, ...]) -> Iterable[Inconsistency]:
    """Yield what is unusual about the starting months of a course."""
    for when in intakes:
        if when.month not in ACADEMIC_STARTS:
            yield Inconsistency(
                "intakes",
                f"{when:%Y-%m} is not a month in which English universities start courses",
                f"{when.year}-09, or keep it if you mean it",
                doubtful=True,
            )
    if len(set(intakes)) < len(intakes):
        yield Inconsistency(
            "intakes",
            "the same intake is written twice, so its places count twice",
            "each intake once, with more places",
            doubtful=True,
        )
