"""Protected load, time and supervision for newly qualified social workers.

Idea: "a newly-qualified social worker support programme will be launched for all new practitioners
joining statutory and voluntary services this September" (The Independent, May 2009): about 90% of
an experienced worker's cases, a tenth of the week protected, supervision every fortnight, £4,000
for each worker and about £15,000 to each council for supervisors.

Evidence: terms and money are documented (Community Care, 8 July 2009). Employers kept 85% of the
first and 91.5% of the third cohort (Carpenter et al. 2012), before and after, without a comparison,
while the job market tightened: an upper bound. The closest randomised or matched evidence, the
Early Career Framework for teachers (NFER 2024), finds no effect on leaving the profession and some
on staying with the first employer. Both effects are C.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Quality
from workforce_sim.levers.fields import Gbp, GbpPerYear, Months, Share


class NewlyQualifiedSupport(PeriodLever):
    """Everyone who starts newly qualified in the period has a lighter load and more supervision."""

    lever_name: ClassVar[str] = "newly_qualified_support"
    summary: ClassVar[str] = "lighter load, protected time and supervision for new starters"
    quality: ClassVar[Quality] = "D"
    from_register: ClassVar[tuple[str, ...]] = (
        "support_months",
        "caseload_share",
        "protected_time_share",
        "grant_per_worker_gbp",
        "grant_per_council_gbp_per_year",
    )
    costs: ClassVar[tuple[str, ...]] = ("grant_per_worker_gbp", "grant_per_council_gbp_per_year")
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"lever.newly_qualified_support.{name}"
        for name in (*from_register, "effect_years", "exit_hazard_ratio", "move_hazard_ratio")
    )

    support_months: Months | None = Field(
        default=None,
        description="How long each worker is supported after starting; "
        "register value when left out.",
    )
    caseload_share: Share | None = Field(
        default=None,
        description="Load allowed, as a share of an experienced colleague's; "
        "register value when left out.",
    )
    protected_time_share: Share | None = Field(
        default=None,
        description="Share of the week kept free for learning; register value when left out.",
    )
    grant_per_worker_gbp: Gbp | None = Field(
        default=None,
        description="Paid once for each supported worker, on starting; "
        "register value when left out.",
    )
    grant_per_council_gbp_per_year: GbpPerYear | None = Field(
        default=None,
        description="Paid to each council that has a supported worker, towards supervisors; "
        "register value when left out.",
    )
