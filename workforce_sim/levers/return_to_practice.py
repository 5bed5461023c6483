"""A campaign and a refresher course for social workers who left the profession.

Idea: "a recruitment campaign will be launched to tempt back social workers who have left the
profession" (The Independent, May 2009): a target of 500 "as early as this autumn", a 20-day
course paid through the council, and £11m of advertising from September 2009 to February 2010.
The Opposition's reply is in the model too: people who left for a reason return when that reason
has gone, so the campaign multiplies a return risk that depends on conditions.

Evidence: money and enquiries are documented (Community Care, 18 February and 24 August 2010). The
funnel from applicant to employee comes from later, smaller schemes (LGA 2016-18 and 2020-21: C).
How many returned in 2009-12 was never published.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from workforce_sim.levers.base import Inconsistency, PeriodLever, Quality
from workforce_sim.levers.fields import Gbp, Months, People


class ReturnToPractice(PeriodLever):
    """Enquiries rise while the campaign runs; some apply, take the course, register, are hired."""

    lever_name: ClassVar[str] = "return_to_practice"
    summary: ClassVar[str] = "a campaign and a course bring former social workers back"
    quality: ClassVar[Quality] = "D"
    from_register: ClassVar[tuple[str, ...]] = ("course_months", "campaign_gbp", "course_gbp")
    costs: ClassVar[tuple[str, ...]] = ("campaign_gbp", "course_gbp")
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"lever.return_to_practice.{name}"
        for name in (
            *from_register,
            "enquiries_per_place",
            "former_social_worker_share",
            "apply_share",
            "offer_share",
            "complete_share",
            "register_share",
            "hired_share",
            "return_hazard_ratio",
            "exit_hazard_ratio",
        )
    )

    target: People = Field(description="Places on the course: at most so many start it.")
    places_at_once: People | None = Field(
        default=None,
        description="Most people who can be on the course at one time; the target when left out.",
    )
    course_months: Months | None = Field(
        default=None,
        description="Time from starting the course to being registered again; "
        "register value when left out.",
    )
    campaign_gbp: Gbp | None = Field(
        default=None,
        description="Advertising, spread evenly from 'from' to 'to'; register value when left out.",
    )
    course_gbp: Gbp | None = Field(
        default=None,
        description="Cost of one person's course, paid when it starts; "
        "register value when left out.",
    )

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Refuse a course that can hold nobody although people are wanted."""
        yield from super().inconsistencies()
        if self.target > 0 and self.places_at_once == 0:
            yield Inconsistency(
                "places_at_once",
                f"'places_at_once' is 0, so none of the {self.target} can start",
                "1 or more, or leave it out",
            )
