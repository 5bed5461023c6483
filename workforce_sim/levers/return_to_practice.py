"""A campaign and a refresher course for social workers who left the profession.

Idea: "a recruitment campaign will be launched to tempt back social workers who have left the
profession" (The Independent, May 2009): a target of 500 "as early as this autumn", a 20-day
course paid through the council, and £11m of advertising from September 2009 to February 2010.
The Opposition's reply is in the model too: people who left for a reason return when that reason
has gone, so the campaign multiplies a return risk that depends on conditions.

In the model the campaign works twice. While it runs, former workers come back sooner by themselves
(none of it without advertising). And its enquiries run through the funnel: places on the course are
offered to people of the model's pool, as capacity allows and up to the target; some drop out, and
those who register again look for a post, fewer where work has become harder to stay in than on the
first day. They are hired only through the labour market, where posts may be short: `hired_share` is
the share of them who look for a council children's post, which nearly all find in an ordinary
market, so that the published share is met there and missed in a slump. A person who would have
returned anyway in the meantime is not counted twice.

Evidence: money and enquiries are documented (Community Care, 18 February and 24 August 2010). The
funnel from applicant to employee comes from later, smaller schemes (LGA 2016-18 and 2020-21: C).
How many returned in 2009-12 was never published.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from workforce_sim.levers.base import Inconsistency, PeriodLever, Process, register
from workforce_sim.levers.fields import Gbp, GbpEach, Months, People
from workforce_sim.levers.timing import months_from_to

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Ints
    from workforce_sim.model.month.world import World


@dataclass(frozen=True)
class _Course:
    """People on the course together, and the month of the campaign in which it ends."""

    idents: Ints
    ends: int


class ReturnToPractice(PeriodLever):
    """Enquiries rise while the campaign runs; some apply, take the course, register, are hired."""

    summary: ClassVar = "a campaign and a course bring former social workers back"
    rank: ClassVar = 2
    nothing: ClassVar = (
        {"target": 0, "campaign_gbp": 0, "from": "2025-01", "to": "2025-06"},
        {"target": 0, "from": "2025-01", "to": "2025-06"},
    )
    later: ClassVar = {
        "target": 20,
        "from": "2026-04",
        "to": "2026-09",
        "course_months": 1,
    }
    everything: ClassVar = ({"target": ("SIZE", 0.1), "from": "YEAR-11", "to": "NEXT-03"},)

    target: People = Field(description="Places on the course: at most so many start it.")
    places_at_once: People | None = Field(
        default=None,
        description="Most people who can be on the course at one time; the target when left out.",
    )
    course_months: Months | None = register(
        "Time from starting the course to being registered again"
    )
    campaign_gbp: Gbp | None = register("Advertising, spread evenly from 'from' to 'to'")
    course_gbp: GbpEach | None = register("Cost of one person's course, paid when it starts")

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Refuse a course that can hold nobody although people are wanted."""
        yield from super().inconsistencies()
        if self.target > 0 and self.places_at_once == 0:
            yield Inconsistency(
                "places_at_once",
                f"'places_at_once' is 0, so none of the {self.target} can start",
                "1 or more, or leave it out",
            )

    def process(self, world: World) -> Process:
        """Advertise, let people through the funnel, and bring them to the labour market."""
        values = world.values
        councils = world.councils_of(self)
        advertising = self._advertising(world)
        if (self.target == 0 and advertising == 0.0) or councils.size == 0:
            return
        yield world.office_month(self.start)
        last = self.end or world.calendar.date(world.calendar.last_day - 1.0)
        months = months_from_to(world.today, last)
        name = self.own_name(world)
        ratio = self.amount("return_hazard_ratio", values) if advertising > 0.0 else 1.0
        course_months = math.ceil(self.amount("course_months", values))
        at_once = self.target if self.places_at_once is None else self.places_at_once
        exit_ratio = self.amount("exit_hazard_ratio", values)
        returners = world.programmes.open(self.lever_name, {"exit": exit_ratio})
        offered, begun, month = 0.0, 0, 0
        studying: list[_Course] = []
        returned: list[int] = []
        while True:
            running = self.runs(world)
            world.factor(name, "returns", ratio if running else 1.0, councils)
            if running:
                world.post_over(self, advertising / months)
                offered = min(offered + self._offers(world) / months, self.target)
            for course in [course for course in studying if course.ends <= month]:
                studying.remove(course)
                returned += self._finish(world, course).tolist()
            free = at_once - sum(course.idents.size for course in studying)
            wanted = min(math.floor(offered + 1e-9) - begun, free)
            if wanted > 0:
                course = self._begin(world, councils, wanted, month + course_months)
                studying.append(course)
                begun += course.idents.size
            if exit_ratio != 1.0:
                world.set_members(returners, world.slots_of(returned))
            waiting = math.floor(offered + 1e-9) > begun
            if not (running or studying or waiting or (returned and exit_ratio != 1.0)):
                return
            month += 1
            yield world.next_month()

    def _advertising(self, world: World) -> float:
        """Cost of the campaign; none by itself when there are no places."""
        if self.target == 0 and self.campaign_gbp is None:
            return 0.0
        return self.amount("campaign_gbp", world.values)

    def _offers(self, world: World) -> float:
        """Places that the whole campaign's enquiries would fill, without limits."""
        shares = ("former_social_worker_share", "apply_share", "offer_share")
        enquiries = self.target * self.amount("enquiries_per_place", world.values)
        return enquiries * math.prod(self.amount(share, world.values) for share in shares)

    def _begin(self, world: World, councils: Ints, wanted: int, ends: int) -> _Course:
        """Let former workers who were not on the course before start it."""
        slots = world.chosen(world.former(councils), wanted, f"{self.register_prefix()}.place")
        cost = self.amount("course_gbp", world.values)
        world.post_where(self.lever_name, world.where(slots), cost, 1.0)
        return _Course(world.idents(slots), ends)

    def _finish(self, world: World, course: _Course) -> Ints:
        """Bring those who complete, register and look for a post to the market: identities."""
        values = world.values
        slots = world.slots_of(course.idents, "former")
        homes = world.where(slots)
        elasticity = values["market.return_condition_elasticity"]
        willing = self.amount("hired_share", values) * world.conditions() ** -elasticity
        goes_on = world.draws(slots, self.assumption("hired_share")) < willing[homes]
        for share in ("complete_share", "register_share"):
            name = self.assumption(share)
            goes_on &= world.draws(slots, name) < values[name]
        world.invite(slots[goes_on])
        idents: Ints = world.idents(slots[goes_on])
        return idents
