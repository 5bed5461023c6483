"""An overhaul of the electronic case system, so that less of the week is administration.

Idea: overhaul the Integrated Children's System to make it "less clunky and bureaucratic" (The
Independent, May 2009).

In the model it is `admin_time` with numbers of its own.

Evidence: surveys of the week (C), in which administration has hardly moved since the 1960s, and
vendors' trials of automated notes (C). No effect on leaving but through workload is assumed.
"""

from __future__ import annotations

from typing import ClassVar

from workforce_sim.levers.admin_time import AdminChange
from workforce_sim.levers.base import Example, register
from workforce_sim.levers.fields import Gbp, GbpPerYear, Months, Share


class CaseSystemOverhaul(AdminChange):
    """Administration takes more of the week during the roll-out and less of it afterwards."""

    summary: ClassVar = "less administration after a roll-out, more of it during the roll-out"
    rank: ClassVar = 6
    free: ClassVar = {"from": "2025-01", "grant_gbp": 0, "running_gbp_per_year": 0}
    nothing: ClassVar = ({**free, "rollout_months": 0, "admin_time_cut_share": 0},)
    later: ClassVar = {"from": "2026-04", "rollout_months": 0, "admin_time_cut_share": 0.5}
    everything: ClassVar[tuple[Example, ...]] = (
        {"from": "YEAR-11", "admin_time_cut_share": 0.9},
        {"from": "YEAR-11"},
    )

    rollout_months: Months | None = register("Time from 'from' until the new system works")
    admin_time_cut_share: Share | None = register(
        "Cut in administrative hours after the roll-out, as a share of them"
    )
    grant_gbp: Gbp | None = register(
        "Capital cost over all councils that take part, spread over the roll-out"
    )
    running_gbp_per_year: GbpPerYear | None = register(
        "Running cost over all councils that take part, after the roll-out"
    )
