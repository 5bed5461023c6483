"""More or fewer places on the courses that lead to the register of social workers.

Idea: the number of places is the oldest instrument of workforce planning: bursaries capped at 4,000
(2013), Frontline and Step Up added, apprenticeships opened (2018).

In the model added places are filled in part, as far as councils have placements for the students.
Some of those who take them would have trained anyway and arrive with the regular cohorts. The
others qualify after the course and look for a first post; nobody arrives before. Each student has
a fate of their own, so that more places add people and change nobody. Closed places are the last
ones of that year's regular cohort, whose students then never come. Both cost or save the route's
price for as long as the course lasts.

Evidence: prices by route are the DfE's comparison of 2016 (C). That new routes and small schemes
fill in part is known from teachers and from England's schemes (B); who would have trained anyway,
and how many students councils can still place, are judgements (D).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar, get_args

from pydantic import Field

from workforce_sim.assumptions import load_register
from workforce_sim.levers.base import AreaLever, Inconsistency, Process, register
from workforce_sim.levers.conversion_places import doubtful_intakes
from workforce_sim.levers.fields import MorePeople, Route, Share, StartDate
from workforce_sim.levers.timing import months_after

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World


class TrainingPlaces(AreaLever):
    """Added students qualify after the course; of closed places the students never come."""

    summary: ClassVar = "more or fewer places on courses: nothing changes before they end"
    rank: ClassVar = 11
    nothing: ClassVar = ({"places": 0, "intakes": ("2025-09",)},)
    later: ClassVar = {
        "places": 100,
        "routes": ("fast_track",),
        "intakes": ("2026-04",),
        "placements_per_worker": 1,
    }
    everything: ClassVar = (
        {"places": ("SIZE", 0.3), "intakes": ("YEAR-11",), "placements_per_worker": 1},
        {"places": ("SIZE", 0.3), "intakes": ("YEAR-11",), "fill_share": 1},
    )

    places: MorePeople = Field(description="Places added at each intake; below 0 places closed.")
    intakes: tuple[StartDate, ...] = Field(
        min_length=1, description="Months in which the courses start, such as 2025-09."
    )
    routes: tuple[Route, ...] | None = Field(
        default=None,
        description="Routes that they are on; when left out all, in proportion to their intake.",
    )
    fill_share: Share | None = register("Share of added places that are filled")
    placements_per_worker: Share | None = register(
        "Most added students at an intake for each full-time worker of the councils"
    )

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Refuse to close more places than there are; doubt unusual intakes."""
        yield from super().inconsistencies()
        yield from doubtful_intakes(self.intakes)
        routes, entries = self.routes or get_args(Route), load_register()
        there = round(sum(entries[f"training.intake.{route}"].central for route in set(routes)))
        if -self.places > there:
            yield Inconsistency(
                "places",
                f"{-self.places} closed places are more than the {there} that there are in a year",
                f"a number from -{there}",
            )

    def process(self, world: World) -> Process:
        """Open or close the places of every intake on each of its routes."""
        councils = world.councils_of(self)
        routes = tuple(dict.fromkeys(self.routes or get_args(Route)))
        if self.places == 0 or councils.size == 0:
            return
        intakes = list(accumulate(world.values[f"training.intake.{route}"] for route in routes))
        ends = [round(self.places * so_far / intakes[-1]) for so_far in intakes]
        change = self._add if self.places > 0 else self._close
        yield world.env.all_of(
            [
                world.env.process(change(world, councils, route, abs(last - first), intake))
                for intake in self.intakes
                for route, first, last in zip(routes, [0, *ends], ends, strict=False)
            ]
        )

    def _add(
        self, world: World, councils: Ints, route: str, places: int, intake: StartDate
    ) -> Process:
        """One intake on one route: a course that costs, then people who look for a post."""
        values = world.values
        yield world.office_month(intake)
        staff = float(world.fte(world.staff(councils)).sum())
        share_of_places = places / self.places
        placed = staff * self.amount("placements_per_worker", values) * share_of_places
        filled = round(min(places * self.amount("fill_share", values), placed))
        cohort = world.new_cohort()
        qualifies = months_after(world.today, values[f"training.duration_months.{route}"])
        yield from self._pay(world, route, filled)
        yield world.office_month(qualifies)
        additional = 1.0 - self.amount("deadweight_share", values)
        world.graduates(
            cohort,
            route,
            filled,
            1.0 - values[f"training.withdrawal.{route}"],
            values[f"training.children_share.{route}"] * additional,
            councils=councils,
        )

    def _close(
        self, world: World, councils: Ints, route: str, places: int, intake: StartDate
    ) -> Process:
        """One intake on one route: its last students never begin, which saves their cost."""
        yield world.office_month(intake)
        closed = world.close_places(route, intake.year, places, councils)
        yield from self._pay(world, route, -closed)

    def _pay(self, world: World, route: str, students: int) -> Process:
        """The cost of students over the months of their course; below 0 it is saved."""
        months = max(math.ceil(world.values[f"training.duration_months.{route}"]), 1)
        cost = self.amount(f"cost_per_place_gbp.{route}", world.values)
        for month in range(months):
            world.post_over(self, students * cost / months, 0.0 if month else students)
            yield world.next_month()
