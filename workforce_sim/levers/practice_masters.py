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
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from workforce_sim.levers.base import AreaLever, Dated, Inconsistency, Quality
from workforce_sim.levers.conversion_places import doubtful_intakes
from workforce_sim.levers.fields import Gbp, HoursPerWeek, Months, People, StartDate, Years
from workforce_sim.levers.timing import months_after

if TYPE_CHECKING:
    from simpy import Event

    from workforce_sim.model.programmes import Programme
    from workforce_sim.model.state import Ints
    from workforce_sim.model.world import World


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
    for_one_person: ClassVar[tuple[str, ...]] = ("cost_per_place_gbp",)
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"lever.practice_masters.{name}"
        for name in (
            *from_register,
            "contracted_hours_per_week",
            "withdrawal_share",
            "exit_hazard_ratio",
            "effect_years",
        )
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

    def process(self, world: World) -> Generator[Event, Any, None]:
        """Run every intake's course, and what follows it."""
        values = world.values
        councils = world.councils_of(self)
        if self.places == 0 or councils.size == 0:
            return
        week = values[self.assumption("contracted_hours_per_week")]
        hours = self.amount("study_hours_per_week", values)
        staying = {"exit": values[self.assumption("exit_hazard_ratio")]}
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
    ) -> Generator[Event, Any, None]:
        """One intake: students, those who withdraw month by month, then graduates."""
        values = world.values
        yield world.office_month(intake)
        students = self._admit(world, councils)
        idents = world.state.people.ident[students]
        cost = self.amount("cost_per_place_gbp", values)
        world.post_where(self.lever_name, world.state.people.council[students], cost, 1.0)
        world.programmes.enrol(world.state, studying, students)
        course = self.amount("course_months", values)
        withdrawal = values[self.assumption("withdrawal_share")]
        draws = world.draws(students, self.assumption("withdrawal_share"))
        # A draw above the share of finishers withdraws: the nearer to it, the later.
        stays = course * ((1.0 - draws) / max(withdrawal, 1e-12)).clip(max=1.0)
        for month in range(1, math.ceil(course) + 1):
            yield world.next_month()
            gone = world.slots_of(idents[(stays < course) & (stays <= month)])
            world.programmes.withdraw(world.state, studying, gone)
        slots = world.slots_of(idents)
        slots = slots[(world.state.people.programmes[slots] & studying.mask) != 0]
        world.programmes.withdraw(world.state, studying, slots)
        world.programmes.enrol(world.state, finished, slots)
        effect = 12.0 * values[self.assumption("effect_years")]
        yield world.office_month(months_after(world.today, effect))
        world.programmes.withdraw(world.state, finished, world.slots_of(idents))

    def _admit(self, world: World, councils: Ints) -> Ints:
        """Choose students among experienced front-line staff; nobody studies twice."""
        slots = world.staff(councils, ("senior_practitioner", "case_holder"))
        minimum = self.amount("minimum_years_qualified", world.values)
        eligible = slots[world.years_qualified(slots) >= minimum]
        return world.chosen(eligible, self.places, f"{self.register_prefix()}.place")
