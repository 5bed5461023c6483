"""More practice learning for those who are new: a colleague beside each of them for some months.

Idea: "more on-the-job training" (Social Work Task Force 2009); teaching partnerships and practice
educators since.

In the model each newly qualified starter is taught by one experienced colleague who holds cases in
the same council, as far as there are enough of them. The colleague can carry less while teaching.
The learner reaches a full load sooner, and leaves less often in the first months. So a team's
capacity falls first, and rises when what the learners carry more is greater than what the teaching
takes.

Evidence: leaving of those who were taught on the job in one American study: odds 0.61 in one of
three roles, nil in the others (C). Time, price and the gain in speed are judgements (D).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from workforce_sim.levers.base import PeriodLever, Process, register
from workforce_sim.levers.fields import GbpEach, Months, Share
from workforce_sim.levers.timing import DAYS_A_MONTH

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World


class OnTheJobTraining(PeriodLever):
    """Who starts newly qualified in the period is taught by a colleague, who carries less."""

    summary: ClassVar = "colleagues teach new starters: capacity falls first, then rises"
    rank: ClassVar = 22
    nothing: ClassVar = ({"from": "2024-10", "training_months": 0},)
    later: ClassVar = {"from": "2026-04", "supervisor_time_share": 0.5}
    everything: ClassVar = ({"from": "YEAR-10"},)

    training_months: Months | None = register("How long each new qualifier is taught")
    supervisor_time_share: Share | None = register(
        "Share of an experienced colleague's week spent on each learner"
    )
    cost_per_worker_gbp: GbpEach | None = register("Cost for each new qualifier, on starting")

    def process(self, world: World) -> Process:
        """Month by month, find who is taught and by whom, and pay for those who are new."""
        values, councils = world.values, world.councils_of(self)
        taught_for = self.amount("training_months", values) * DAYS_A_MONTH
        if taught_for == 0.0 or councils.size == 0:
            return
        felt_for = self.amount("effect_months", values) * DAYS_A_MONTH
        learning = world.programmes.open(
            f"{self.lever_name} learners",
            {"exit": self.amount("exit_hazard_ratio", values)},
            ramp=self.amount("ramp_ratio", values),
        )
        teaching = world.programmes.open(
            f"{self.lever_name} teachers",
            capacity=1.0 - self.amount("supervisor_time_share", values),
        )
        yield world.office_month(self.start)
        first = max(world.calendar.day(self.start), 0.0)
        before = math.inf if self.end is None else world.calendar.day(self.end) + 1.0
        seen = first
        while True:
            slots = world.starters("newly_qualified", first, before, councils)
            since = world.now - world.started(slots)
            teachers = self._teachers(world, councils, slots[since < taught_for])
            world.set_members(teaching, teachers)
            known = world.are_members(learning, slots)
            world.set_members(learning, slots[since < felt_for])
            new = slots[~known & (world.started(slots) >= seen)]
            cost = self.amount("cost_per_worker_gbp", values)
            world.post_where(self.lever_name, world.where(new), cost, 1.0)
            if world.now >= before and (since >= max(taught_for, felt_for)).all():
                return
            seen = world.now
            yield world.next_month()

    def _teachers(self, world: World, councils: Ints, learners: Ints) -> Ints:
        """An experienced colleague for each learner, in the same council, as far as there are."""
        import numpy as np

        slots = world.staff(councils, ("senior_practitioner", "case_holder"))
        least = self.amount("experienced_years", world.values)
        slots = slots[world.hold_cases(slots) & (world.years_qualified(slots) >= least)]
        slots = slots[np.argsort(world.draws(slots, self.assumption("teacher")), kind="stable")]
        slots = slots[np.argsort(world.where(slots), kind="stable")]
        where = world.where(slots)
        place = np.arange(slots.size) - np.searchsorted(where, where)
        wanted = np.bincount(world.where(learners), minlength=world.active.size)
        return np.asarray(slots[place < wanted[where]])
