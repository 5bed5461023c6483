"""A part-time, practice-based master's degree for social workers in post.

Idea: "a new practice-based masters degree in social work will start in early 2011 so practitioners
can continue to develop" (The Independent, May 2009). It was scrapped in June 2010 before anyone
started, so this lever is the plan as announced, not history.

Evidence: none on retention. That studying costs hours is certain; how many, what it costs and
what it changes afterwards are judgements (D).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from workforce_sim.levers.base import AreaLever, Dated, Inconsistency, Quality
from workforce_sim.levers.conversion_places import doubtful_intakes
from workforce_sim.levers.fields import Gbp, HoursPerWeek, Months, People, StartDate, Years


class PracticeMasters(AreaLever):
    """Practitioners study beside their work: hours lost first, an effect afterwards."""

    lever_name: ClassVar[str] = "practice_masters"
    summary: ClassVar[str] = "practitioners study part-time: hours lost first, effect afterwards"
    quality: ClassVar[Quality] = "D"
    from_register: ClassVar[tuple[str, ...]] = (
        "course_months",
        "study_hours_per_week",
        "minimum_years_qualified",
        "cost_per_place_gbp",
    )
    costs: ClassVar[tuple[str, ...]] = ("cost_per_place_gbp",)
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"lever.practice_masters.{name}"
        for name in (*from_register, "withdrawal_share", "exit_hazard_ratio", "effect_years")
    )

    places: People = Field(description="Practitioners who start at each intake.")
    intakes: tuple[StartDate, ...] = Field(
        min_length=1, description="Months in which a course starts, such as 2011-01."
    )
    course_months: Months | None = Field(
        default=None, description="Length of the course; register value when left out."
    )
    study_hours_per_week: HoursPerWeek | None = Field(
        default=None,
        description="Working time given to study, for a full-time worker; "
        "register value when left out.",
    )
    minimum_years_qualified: Years | None = Field(
        default=None,
        description="Least time since qualifying to be admitted; register value when left out.",
    )
    cost_per_place_gbp: Gbp | None = Field(
        default=None,
        description="Public cost of one place, paid when the course starts; "
        "register value when left out.",
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
