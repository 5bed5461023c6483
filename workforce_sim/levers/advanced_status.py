"""An advanced status, with pay, that keeps experienced practitioners on the front line.

Idea: "a new advanced social work professional status programme will be launched to help
experienced social workers stay on the front line" (The Independent, May 2009): about 60 councils
took part by 2011; Sheffield's six held complex cases and were paid the same as team managers.

Evidence: practitioners' accounts only; no study gives an effect on leaving (D). Hackney filled 9 of
45 consultant posts from inside, so such posts pull experienced people from neighbours.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Quality
from workforce_sim.levers.fields import Gbp, GbpPerYear, Posts, Years


class AdvancedStatus(PeriodLever):
    """Experienced practitioners hold status and pay; fewer are promoted out of the front line."""

    lever_name: ClassVar[str] = "advanced_status"
    summary: ClassVar[str] = "status and pay keep experienced practitioners on the front line"
    quality: ClassVar[Quality] = "D"
    from_register: ClassVar[tuple[str, ...]] = (
        "minimum_years_qualified",
        "supplement_gbp_per_year",
        "assessment_gbp",
    )
    costs: ClassVar[tuple[str, ...]] = ("supplement_gbp_per_year", "assessment_gbp")
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"lever.advanced_status.{name}"
        for name in (
            *from_register,
            "exit_hazard_ratio",
            "promotion_hazard_ratio",
            "internal_share",
            "capacity_ratio",
            "take_up_months",
        )
    )

    posts: Posts = Field(description="Most holders at one time, over all councils that take part.")
    minimum_years_qualified: Years | None = Field(
        default=None,
        description="Least time since qualifying to be given the status; "
        "register value when left out.",
    )
    supplement_gbp_per_year: GbpPerYear | None = Field(
        default=None,
        description="Added to a full-time holder's pay; register value when left out.",
    )
    assessment_gbp: Gbp | None = Field(
        default=None,
        description="Cost of assessing one holder, paid once; register value when left out.",
    )
