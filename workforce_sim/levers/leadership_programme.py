"""A year's programme for directors of children's services, in cohorts.

Idea: the National College's programme for directors, first intake of 24 in November 2009.

In the model every council has a director, who moves on by chance
(`leadership.director_turnover_rate`). A director who is still in post at the end of the course and
finishes it leads the council better from then on; the front line feels that gradually
(`leadership.months_to_effect`). When this director moves on, the gain is lost; the successor may
take part again. Leadership matters only where it is
bad, so most councils gain next to nothing.

Simplified: a director who takes over another council, as 11 of 62 did in 2023-24, is lost to both.

Evidence: no evaluation of such a programme gives a size (D). Training of managers changed exits by
between nothing and 44%.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import AreaLever, Process, register
from workforce_sim.levers.fields import GbpEach, Months, People, StandardDeviations, StartDate

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World


class LeadershipProgramme(AreaLever):
    """Directors study for a year; those who finish lead better for as long as they stay."""

    summary: ClassVar = "directors' courses: better led afterwards, until that director moves on"
    rank: ClassVar = 23
    nothing: ClassVar = ({"intakes": ("2025-01",), "places": 0},)
    later: ClassVar = {"intakes": ("2026-04",), "course_months": 1, "quality_gain": 5}
    everything: ClassVar = (
        {"intakes": ("YEAR-11",), "course_months": 3},
        {"intakes": ("YEAR-10",)},
    )

    intakes: tuple[StartDate, ...] = Field(
        min_length=1, description="Months in which a cohort begins, such as 2009-11."
    )
    places: People | None = register("Directors in each cohort")
    course_months: Months | None = register("Length of the programme")
    quality_gain: StandardDeviations | None = register(
        "Rise of leadership quality in a council whose director finishes the programme"
    )
    cost_per_director_gbp: GbpEach | None = register("Cost of one place, paid when it begins")

    def process(self, world: World) -> Process:
        """Run every cohort."""
        import numpy as np

        councils = world.councils_of(self)
        if self.amount("places", world.values) == 0.0 or councils.size == 0:
            return
        trained = np.full(world.active.size, -1)
        yield world.env.all_of(
            [
                world.env.process(self._cohort(world, councils, trained, intake))
                for intake in sorted(self.intakes)
            ]
        )

    def _cohort(self, world: World, councils: Ints, trained: Ints, intake: StartDate) -> Process:
        """One cohort: who takes part, who finishes, and the gain for as long as they stay.

        ``trained`` holds the number of the last director of each council who took part.
        """
        import numpy as np

        values = world.values
        yield world.office_month(intake)
        free = councils[trained[councils] != world.directors[councils]]
        order = np.argsort(world.council_draws(free, self.assumption("places")), kind="stable")
        taking = free[order[: int(self.amount("places", values))]]
        directors = trained[taking] = world.directors[taking].copy()
        cost = self.amount("cost_per_director_gbp", values)
        world.post_where(self.lever_name, taking, cost, 1.0)
        for _ in range(math.ceil(self.amount("course_months", values))):
            yield world.next_month()
        entry = self.assumption("completion_share")
        drawn = np.array(
            [
                world.council_draws(taking[i : i + 1], entry, int(n))[0]
                for i, n in enumerate(directors)
            ]
        )
        finished = drawn < values[entry]
        name = self.own_name(world)
        gain = self.amount("quality_gain", values)
        there = finished
        while there.any():
            there = finished & (world.directors[taking] == directors)
            world.lead(name, gain * there, taking)
            yield world.next_month()
