"""Protected load, time and supervision for newly qualified social workers.

Idea: "a newly-qualified social worker support programme will be launched for all new practitioners
joining statutory and voluntary services this September" (The Independent, May 2009): about 90% of
an experienced worker's cases, a tenth of the week protected, supervision every fortnight, £4,000
for each worker and about £15,000 to each council for supervisors.

In the model the load is the smaller of the share of cases allowed and the week that is not
protected: the protected tenth is what makes a load of 90% bearable, not a second cut. In the first
year after qualifying a lighter load is usual anyway (`casework.newly_qualified_load`), so then only
the difference is taken off, and nothing when usage is as light already. Support belongs to the
first spell with one employer: whoever moves loses it. Without months of support nothing happens,
nor with a full load, no protected time and no grants: then nobody gets anything.

Evidence: terms and money are documented (Community Care, 8 July 2009). Employers kept 85% of the
first and 91.5% of the third cohort (Carpenter et al. 2012), before and after, without a comparison,
while the job market tightened: an upper bound. The closest randomised or matched evidence, the
Early Career Framework for teachers (NFER 2024), finds no effect on leaving the profession and some
on staying with the first employer. Both effects are C.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import GbpEach, GbpPerYear, Months, Share
from workforce_sim.levers.timing import DAYS_A_MONTH

if TYPE_CHECKING:
    from workforce_sim.assumptions import Values
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World


class NewlyQualifiedSupport(PeriodLever):
    """Everyone who starts newly qualified in the period has a lighter load and more supervision."""

    summary: ClassVar = "lighter load, protected time and supervision for new starters"
    rank: ClassVar = 3
    nothing: ClassVar = (
        {
            "from": "2024-10",
            "caseload_share": 1,
            "protected_time_share": 0,
            "grant_per_worker_gbp": 0,
            "grant_per_council_gbp_per_year": 0,
        },
        {"from": "2024-10", "support_months": 0},
    )
    later: ClassVar = {"from": "2026-04", "caseload_share": 0.3}
    everything: ClassVar = ({"from": "YEAR-10"},)

    support_months: Months | None = register("How long each worker is supported after starting")
    caseload_share: Share | None = register(
        "Load allowed, as a share of an experienced colleague's"
    )
    protected_time_share: Share | None = register("Share of the week kept free for learning")
    grant_per_worker_gbp: GbpEach | None = register(
        "Paid once for each supported worker, on starting"
    )
    grant_per_council_gbp_per_year: GbpPerYear | None = register(
        "Paid to each council that has a supported worker, towards supervisors"
    )

    def process(self, world: World) -> Process:
        """Month by month, find who is supported, and pay the grants."""
        values = world.values
        councils = world.councils_of(self)
        support_days = self.amount("support_months", values) * DAYS_A_MONTH
        if support_days == 0.0 or councils.size == 0 or self._gives_nothing(values):
            return
        effect_days = 12.0 * self.amount("effect_years", values) * DAYS_A_MONTH
        load = min(
            self.amount("caseload_share", values),
            1.0 - self.amount("protected_time_share", values),
        )
        usual = values["casework.newly_qualified_load"]
        lighter = world.programmes.open(
            f"{self.lever_name} in the year after qualifying", capacity=min(load / usual, 1.0)
        )
        light = world.programmes.open(f"{self.lever_name} later", capacity=load)
        staying = world.programmes.open(
            f"{self.lever_name} staying",
            {risk: self.amount(f"{risk}_hazard_ratio", values) for risk in ("exit", "move")},
        )
        yield world.office_month(self.start)
        first = max(world.calendar.day(self.start), 0.0)
        before = math.inf if self.end is None else world.calendar.day(self.end) + 1.0
        seen = first
        while True:
            slots = world.starters("newly_qualified", first, before, councils)
            since = world.now - world.started(slots)
            supported = slots[since < support_days]
            new = world.years_qualified(supported) < 1.0
            world.set_members(lighter, supported[new])
            world.set_members(light, supported[~new])
            world.set_members(staying, slots[since < effect_days])
            self._pay(world, slots[world.started(slots) >= seen], supported)
            if world.now >= before and (since >= max(support_days, effect_days)).all():
                return
            seen = world.now
            yield world.next_month()

    def _gives_nothing(self, values: Values) -> bool:
        """Whether load, week and money are those of everybody else."""
        given = ("protected_time_share", "grant_per_worker_gbp", "grant_per_council_gbp_per_year")
        return self.amount("caseload_share", values) == 1.0 and not any(
            self.amount(name, values) for name in given
        )

    def _pay(self, world: World, new: Ints, supported: Ints) -> None:
        """Pay for those who are new since last month, and for councils with anybody to support."""
        per_worker = self.amount("grant_per_worker_gbp", world.values)
        world.post_where(self.lever_name, world.where(new), per_worker, 1.0)
        per_year = self.amount("grant_per_council_gbp_per_year", world.values)
        councils = sorted(set(world.where(supported).tolist()))
        world.post_where(self.lever_name, councils, per_year / 12.0)
