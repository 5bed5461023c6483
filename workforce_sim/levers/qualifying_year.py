"""A supervised year in work between the course and full qualification.

Idea: "a supervised year before social workers qualify fully" (Social Work Task Force 2009), which
became the assessed and supported year in employment in 2012.

In the model regular cohorts that end their course in the period are trainees for a year, near where
they live: outside the posts, with a lighter load, supervised by experienced colleagues, on a
trainee's pay. Those who pass then look for a first post, so that supply fails for exactly one
cohort. They need less time to a full load and leave less often for two years. A longer way deters
some: cohorts that begin after the announcement are smaller. Who comes from abroad, or from places
that a lever adds, does no such year.

Evidence: terms and grant of the assessed year (A). Support in teachers' first years had no effect
on leaving; load, speed and deterrence are judgements (D).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import GbpEach, GbpPerYearEach, Months, Share, StartDate

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.market.training import FurtherTraining
    from workforce_sim.model.month.world import World


class QualifyingYear(PeriodLever):
    """Cohorts come a year later, after a year as trainees with some cases; then better ready."""

    summary: ClassVar = "a year as trainees before full qualification: later supply, better ready"
    rank: ClassVar = 24
    nothing: ClassVar = ({"from": "2025-01", "months": 0},)
    later: ClassVar = {"from": "2026-04"}
    everything: ClassVar = ({"from": "YEAR-10", "announced": "YEAR-10"},)

    announced: StartDate | None = Field(
        default=None,
        description="Month from which those who begin a course know of it; 'from' when left out.",
    )
    months: Months | None = register("Length of the year as a trainee; 0 for none")
    caseload_share: Share | None = register("Load, as a share of an experienced colleague's")
    grant_per_worker_gbp: GbpEach | None = register("Paid to the council once for each trainee")
    trainee_pay_gbp_per_year: GbpPerYearEach | None = register("Pay of a trainee, with on-costs")

    def process(self, world: World) -> Process:
        """Have cohorts trained, let trainees carry cases and cost, and follow those who passed."""
        import numpy as np

        values, councils = world.values, world.councils_of(self)
        months = self.amount("months", values)
        if months == 0.0 or councils.size == 0:
            return
        ready = world.programmes.open(
            self.lever_name,
            {"exit": self.amount("exit_hazard_ratio", values)},
            ramp=self.amount("ramp_ratio", values),
        )
        applicants = self.amount("applicant_ratio", values)
        world.deter(self.announced or self.start, self.end, applicants, councils)
        passes = 1.0 - self.amount("failure_share", values)
        training = world.train_further(self.start, self.end, months, passes, councils)
        name = self.own_name(world)
        known: set[tuple[int, int]] = set()
        yield world.office_month(self.start)
        while True:
            self._work(world, name, training, known)
            since = world.now - 365.25 * self.amount("effect_years", values)
            passed = [idents for day, idents in training.passed if day > since]
            slots = world.slots_of(np.concatenate([*passed, np.zeros(0, np.int64)]))
            world.set_members(ready, slots[world.in_first_post(slots)])
            yield world.next_month()

    def _work(
        self, world: World, name: str, training: FurtherTraining, known: set[tuple[int, int]]
    ) -> None:
        """What this month's trainees carry, less their supervisors' time, and what they cost."""
        import numpy as np

        values = world.values
        where: Ints = np.zeros(0, np.int64)
        for cohort, (_, homes) in training.trainees.items():
            where = np.concatenate([where, homes])
            if (cohort.route, cohort.year) not in known:
                known.add((cohort.route, cohort.year))
                grant = self.amount("grant_per_worker_gbp", values)
                world.post_where(self.lever_name, homes, grant, 1.0)
        pay = self.amount("trainee_pay_gbp_per_year", values) / 12.0
        world.post_where(self.lever_name, where, pay)
        load = self.amount("caseload_share", values) - self.amount("supervisor_time_share", values)
        trainees = np.bincount(where, minlength=world.active.size)
        carried = load * trainees / world.holders_at_work().clip(min=1.0)
        world.factor(name, "efficiency", (1.0 + carried).clip(min=0.1))
