"""University places on which graduates of other subjects convert to social work.

Idea: "200 university places will be created to enable graduates to convert to social work"
(The Independent, May 2009), the Graduate Recruitment Scheme: 200 places from September 2009, a
two-year master's, £15,000 a year through the sponsoring council, and two years' work for that
council afterwards. Nobody arrives before qualifying, so the first help comes two years later.

In the model each student has a fate of their own, so that more places add people and change nobody.
Those who withdraw do so at a time spread evenly over the course, and are not paid from then on. Who
would have trained anyway is paid like the others, but arrives with the regular cohorts and is not
counted a second time. Councils sponsor students in proportion to their staff. Who qualifies owes
the sponsor work until the tie-in ends, and the bursary if the first post is elsewhere or is left
before: that draws them to the sponsor and keeps them there (see `contract.py`).

Evidence: cost and dates are documented (Community Care, 29 September 2009). Withdrawal rests on
England's qualifying courses of the time (C); completions and later retention of this scheme were
never published, and how many of the 200 would have trained anyway is a judgement (D), as are the
terms of repayment.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.cures import typing
from workforce_sim.levers.base import AreaLever, Inconsistency, Process, register
from workforce_sim.levers.contract import Contract
from workforce_sim.levers.fields import (
    GbpEach,
    GbpPerYearEach,
    Months,
    People,
    Share,
    StartDate,
)

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World

ACADEMIC_STARTS = (1, 9, 10)
"""Months in which English universities start courses."""
_YEAR = 12.0
"""Months."""


class ConversionPlaces(AreaLever):
    """Graduates start a conversion course; some withdraw; the others qualify and are tied in."""

    summary: ClassVar = "graduates of other subjects take a two-year course, then qualify"
    rank: ClassVar = 1
    nothing: ClassVar = ({"places": 0, "intakes": ("2025-01",)},)
    later: ClassVar = {"places": 60, "intakes": ("2026-04",), "course_months": 12}
    everything: ClassVar = (
        {"places": ("SIZE", 0.3), "intakes": ("YEAR-11",), "course_months": 6},
        {"places": ("SIZE", 0.3), "intakes": ("YEAR-11",)},
    )

    places: People = Field(description="Students who start at each intake.")
    intakes: tuple[StartDate, ...] = Field(
        min_length=1, description="Months in which a course starts, such as 2009-09."
    )
    course_months: Months | None = register("Length of the course")
    tie_in_months: Months | None = register(
        "Time to be worked for the sponsoring council after qualifying"
    )
    bursary_gbp: GbpPerYearEach | None = register(
        "Paid to each student for each year of the course"
    )
    clawback_share: Share | None = register(
        "Share of the bursary to be paid back on not taking or leaving the sponsor's post"
    )
    cost_per_place_gbp: GbpEach | None = register(
        "Further public cost of one place, paid when the course starts (teaching, placement)"
    )

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Doubt intakes outside the academic calendar or written twice."""
        yield from super().inconsistencies()
        yield from doubtful_intakes(self.intakes)

    def process(self, world: World) -> Process:
        """Run every intake's course, then its tie-in."""
        councils = world.councils_of(self)
        if self.places == 0 or councils.size == 0:
            return
        yield world.env.all_of(
            [world.env.process(self._course(world, councils, intake)) for intake in self.intakes]
        )

    def _course(self, world: World, councils: Ints, intake: StartDate) -> Process:
        """One intake: bursaries month by month, graduates at the end of the course."""
        values = world.values
        yield world.office_month(intake)
        course = self.amount("course_months", values)
        bursary = self.amount("bursary_gbp", values)
        start_cost = self.places * self.amount("cost_per_place_gbp", values)
        withdrawal = self.amount("withdrawal_share", values)
        cohort = world.new_cohort()
        draws = world.finishing_draws(cohort, "conversion", self.places)
        # A draw above the share of finishers withdraws: the nearer to it, the later.
        stays = course * ((1.0 - draws) / max(withdrawal, 1e-12)).clip(max=1.0)
        for month in range(max(math.ceil(course), 1)):
            student_years = float((stays - month).clip(0.0, 1.0).sum()) / 12.0
            first = month == 0
            world.post_over(
                self,
                student_years * bursary + (start_cost if first else 0.0),
                self.places if first else 0.0,
            )
            yield world.next_month()
        finish, seek = 1.0 - withdrawal, self.amount("seeks_children_share", values)
        additional = 1.0 - self.amount("deadweight_share", values)
        graduates = world.graduates(
            cohort, "conversion", self.places, finish, seek * additional, councils=councils
        )
        contract = Contract(
            world,
            self.lever_name,
            self.amount("tie_in_months", values),
            self.amount("clawback_share", values),
        )
        debt = bursary * course / _YEAR
        elsewhere = float((draws < finish).sum()) * (1.0 - seek)
        world.post_over(self, -elsewhere * contract.expected(debt))
        # Who would have trained anyway gives back like the others, but is not among the graduates.
        yield from self._tie_in(world, contract, graduates, debt / max(additional, 1e-12))

    def _tie_in(self, world: World, contract: Contract, slots: Ints, debt: float) -> Process:
        """Hold graduates to their sponsors; whoever is not there pays back."""
        import numpy as np

        idents, sponsors = world.idents(slots), world.where(slots)
        waiting = np.ones(slots.size, dtype=bool)
        while waiting.any() or contract:
            contract.claw_back()
            there = world.idents(slots) == idents
            there &= world.in_first_post(slots) & (world.where(slots) == sponsors)
            looking, coming, working = (
                np.isin(slots, world.slots_of(idents, status)) & there
                for status in ("candidate", "notice", "staff")
            )
            gone = waiting & ~(looking | coming | working)
            contract.repay(sponsors[gone], np.full(gone.sum(), debt))
            contract.paid(slots[waiting & working], np.full((waiting & working).sum(), debt))
            waiting &= looking | coming
            contract.hold()
            world.tie(slots[waiting & looking], contract.expected(debt))
            yield world.next_month()


def doubtful_intakes(intakes: tuple[StartDate, ...]) -> Iterable[Inconsistency]:
    """Yield what is unusual about the starting months of a course."""
    for index, when in enumerate(intakes):
        if when.month not in ACADEMIC_STARTS:
            yield Inconsistency(
                "intakes",
                f"{when:%Y-%m} is not a month in which English universities start courses",
                typing(f"{when.year}-09", after=", or keep it if you mean it"),
                doubtful=True,
                index=index,
            )
    if len(set(intakes)) < len(intakes):
        yield Inconsistency(
            "intakes",
            "the same intake is written twice, so its places count twice",
            "each intake once, with more places",
            doubtful=True,
        )
