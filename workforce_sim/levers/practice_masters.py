"""A part-time, practice-based master's degree for social workers in post.

Idea: "a new practice-based masters degree in social work will start in early 2011 so practitioners
can continue to develop" (The Independent, May 2009). It was scrapped in June 2010 before anyone
started, so this lever is the plan as announced, not history.

In the model students are experienced front-line staff. The hours they study are taken from what
they can carry, in proportion to their own hours. Those who withdraw do so at a time spread evenly
over the course; those who leave their employer drop out. Leaving is affected from the start of the
course until some years after it.

Evidence: none on retention. That studying costs hours is certain; how many, what it costs and
what it changes afterwards are judgements (D).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import AreaLever, Inconsistency, Process, register
from workforce_sim.levers.conversion_places import doubtful_intakes
from workforce_sim.levers.fields import GbpEach, HoursPerWeek, Months, People, StartDate, Years
from workforce_sim.levers.timing import months_after

if TYPE_CHECKING:
    from workforce_sim.model.careers.programmes import Programme
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World


class PracticeMasters(AreaLever):
    """Practitioners study beside their work: hours lost first, an effect afterwards."""

    summary: ClassVar = "practitioners study part-time: hours lost first, effect afterwards"
    rank: ClassVar = 4
    nothing: ClassVar = ({"places": 0, "intakes": ("2025-01",)},)
    later: ClassVar = {"places": 30, "intakes": ("2026-04",), "study_hours_per_week": 20}
    everything: ClassVar = (
        {"places": ("SIZE", 1.0), "intakes": ("YEAR-11",), "course_months": 6},
        {"places": ("SIZE", 1.0), "intakes": ("YEAR-11",)},
    )

    places: People = Field(description="Practitioners who start at each intake.")
    intakes: tuple[StartDate, ...] = Field(
        min_length=1, description="Months in which a course starts, such as 2011-01."
    )
    course_months: Months | None = register("Length of the course")
    study_hours_per_week: HoursPerWeek | None = register(
        "Working time given to study, for a full-time worker"
    )
    minimum_years_qualified: Years | None = register("Least time since qualifying to be admitted")
    cost_per_place_gbp: GbpEach | None = register(
        "Public cost of one place, paid when the course starts"
    )

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Doubt intakes outside the academic calendar or written twice."""
        yield from super().inconsistencies()
        yield from doubtful_intakes(self.intakes)

    def process(self, world: World) -> Process:
        """Run every intake's course, and what follows it."""
        values = world.values
        councils = world.councils_of(self)
        if self.places == 0 or councils.size == 0:
            return
        week = self.amount("contracted_hours_per_week", values)
        hours = self.amount("study_hours_per_week", values)
        staying = {"exit": self.amount("exit_hazard_ratio", values)}
        studying = world.programmes.open(
            f"{self.lever_name} students", staying, capacity=max(1.0 - hours / week, 0.0)
        )
        finished = world.programmes.open(f"{self.lever_name} graduates", staying)
        yield world.env.all_of(
            [
                world.env.process(self._course(world, councils, studying, finished, intake))
                for intake in self.intakes
            ]
        )

    def _course(
        self,
        world: World,
        councils: Ints,
        studying: Programme,
        finished: Programme,
        intake: StartDate,
    ) -> Process:
        """One intake: students, those who withdraw month by month, then graduates."""
        values = world.values
        yield world.office_month(intake)
        students = self._admit(world, councils)
        idents = world.idents(students)
        cost = self.amount("cost_per_place_gbp", values)
        world.post_where(self.lever_name, world.where(students), cost, 1.0)
        world.enrol(studying, students)
        course = self.amount("course_months", values)
        withdrawal = self.amount("withdrawal_share", values)
        draws = world.draws(students, self.assumption("withdrawal_share"))
        # A draw above the share of finishers withdraws: the nearer to it, the later.
        stays = course * ((1.0 - draws) / max(withdrawal, 1e-12)).clip(max=1.0)
        for month in range(1, math.ceil(course) + 1):
            yield world.next_month()
            gone = world.slots_of(idents[(stays < course) & (stays <= month)])
            world.withdraw(studying, gone)
        slots = world.slots_of(idents)
        slots = slots[world.are_members(studying, slots)]
        world.withdraw(studying, slots)
        world.enrol(finished, slots)
        effect = 12.0 * self.amount("effect_years", values)
        yield world.office_month(months_after(world.today, effect))
        world.withdraw(finished, world.slots_of(idents))

    def _admit(self, world: World, councils: Ints) -> Ints:
        """Choose students among experienced front-line staff; nobody studies twice."""
        slots = world.staff(councils, ("senior_practitioner", "case_holder"))
        minimum = self.amount("minimum_years_qualified", world.values)
        eligible = slots[world.years_qualified(slots) >= minimum]
        return world.chosen(eligible, self.places, f"{self.register_prefix()}.place")
