"""An overhaul of the electronic case system, so that less of the week is administration.

Idea: overhaul the Integrated Children's System to make it "less clunky and bureaucratic" (The
Independent, May 2009). Its specification stopped being compulsory on 22 June 2009; capital grant
was £6.4m in 2009-10, and the £15m promised for 2010-11 was cut in July 2010. The same lever
describes any change in administrative time, such as automated note-taking.

Evidence: the share of the week spent on administration is surveyed (C) and has hardly moved since
the 1960s, so some of a gain is likely to be lost again; trials of automated note-taking report cuts
of up to a half, from vendors (C). It acts through effective workload only: no effect on leaving of
its own is assumed.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Quality
from workforce_sim.levers.fields import Gbp, GbpPerYear, Months, Share


class CaseSystemOverhaul(PeriodLever):
    """Administration takes more of the week during the roll-out and less of it afterwards."""

    lever_name: ClassVar[str] = "case_system_overhaul"
    summary: ClassVar[str] = "less administration after a roll-out, more of it during the roll-out"
    quality: ClassVar[Quality] = "D"
    from_register: ClassVar[tuple[str, ...]] = (
        "rollout_months",
        "admin_time_cut_share",
        "grant_gbp",
        "running_gbp_per_year",
    )
    costs: ClassVar[tuple[str, ...]] = ("grant_gbp", "running_gbp_per_year")
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"lever.case_system_overhaul.{name}"
        for name in (
            *from_register,
            "rollout_admin_rise_share",
            "rebound_share",
            "rebound_years",
            "freed_time_to_cases_share",
        )
    )

    rollout_months: Months | None = Field(
        default=None,
        description="Time from 'from' until the new system works; register value when left out.",
    )
    admin_time_cut_share: Share | None = Field(
        default=None,
        description="Cut in administrative hours after the roll-out, as a share of them; "
        "register value when left out.",
    )
    grant_gbp: Gbp | None = Field(
        default=None,
        description="Capital cost over all councils that take part, spread over the roll-out; "
        "register value when left out.",
    )
    running_gbp_per_year: GbpPerYear | None = Field(
        default=None,
        description="Running cost over all councils that take part, after the roll-out; "
        "register value when left out.",
    )
