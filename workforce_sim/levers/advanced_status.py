"""An advanced status, with pay, that keeps experienced practitioners on the front line.

Idea: "a new advanced social work professional status programme will be launched to help
experienced social workers stay on the front line" (The Independent, May 2009): about 60 councils
took part by 2011; Sheffield's six held complex cases and were paid the same as team managers.

In the model holders are senior practitioners, as advanced practitioners are in DfE's statistics, so
that promotion means leaving the front line. The posts are taken up evenly. A council's own people
hold the internal share of them; the others are for people who started after the lever did, and as
long as such posts are open the pay is part of what candidates for senior posts are offered: in
full when every vacancy comes with a status, in part when only some do. Status ends with the lever,
with promotion and with the employment.

Evidence: practitioners' accounts only; no study gives an effect on leaving (D). Hackney filled 9 of
45 consultant posts from inside, so such posts pull experienced people from neighbours.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from workforce_sim.levers.base import PeriodLever, Quality
from workforce_sim.levers.fields import Gbp, GbpPerYear, Posts, Role, Years

if TYPE_CHECKING:
    from simpy import Event

    from workforce_sim.model.programmes import Programme
    from workforce_sim.model.state import Ints
    from workforce_sim.model.world import World

ROLE: Role = "senior_practitioner"
"""DfE counts advanced practitioners in this role."""


class AdvancedStatus(PeriodLever):
    """Experienced practitioners hold status and pay; fewer are promoted out of the front line."""

    lever_name: ClassVar[str] = "advanced_status"
    summary: ClassVar[str] = "status and pay keep experienced practitioners on the front line"
    quality: ClassVar[Quality] = "D"
    from_register: ClassVar[tuple[str, ...]] = (
        "minimum_years_qualified",
        "supplement_gbp_per_year",
        "assessment_gbp",
    )
    costs: ClassVar[tuple[str, ...]] = ("supplement_gbp_per_year", "assessment_gbp")
    for_one_person: ClassVar[tuple[str, ...]] = ("supplement_gbp_per_year", "assessment_gbp")
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"lever.advanced_status.{name}"
        for name in (
            *from_register,
            "exit_hazard_ratio",
            "promotion_hazard_ratio",
            "internal_share",
            "capacity_ratio",
            "take_up_months",
        )
    )

    posts: Posts = Field(description="Most holders at one time, over all councils that take part.")
    minimum_years_qualified: Years | None = Field(
        default=None,
        description="Least time since qualifying to be given the status; "
        "register value when left out.",
    )
    supplement_gbp_per_year: GbpPerYear | None = Field(
        default=None,
        description="Added to a full-time holder's pay; register value when left out.",
    )
    assessment_gbp: Gbp | None = Field(
        default=None,
        description="Cost of assessing one holder, paid once; register value when left out.",
    )

    def process(self, world: World) -> Generator[Event, Any, None]:
        """Fill the posts, pay their holders, and offer what is open to candidates."""
        values = world.values
        councils = world.councils_of(self)
        if self.posts == 0 or councils.size == 0:
            return
        status = world.programmes.open(
            self.lever_name,
            {
                "exit": values[self.assumption("exit_hazard_ratio")],
                "promotion": values[self.assumption("promotion_hazard_ratio")],
            },
            capacity=values[self.assumption("capacity_ratio")],
        )
        internal = float(round(self.posts * values[self.assumption("internal_share")]))
        external = self.posts - internal
        take_up = max(values[self.assumption("take_up_months")], 1.0)
        yield world.office_month(self.start)
        first, month = world.now, 0
        while self.runs(world):
            month += 1
            filled = min(month / take_up, 1.0)
            slots = self._eligible(world, councils)
            outside = world.state.people.started[slots] >= first
            own = self._hold(world, status, slots[~outside], internal * filled)
            new = self._hold(world, status, slots[outside], external * filled)
            world.set_members(status)
            for holders in (own, new):
                world.programmes.enrol(world.state, status, holders)
                self._pay(world, holders)
            taken = float(world.state.people.fte[new].sum())
            self._offer(world, councils, external * filled - taken)
            yield world.next_month()
        world.set_members(status)

    def _eligible(self, world: World, councils: Ints) -> Ints:
        """Experienced senior practitioners."""
        slots = world.staff(councils, (ROLE,))
        minimum = self.amount("minimum_years_qualified", world.values)
        return slots[world.years_qualified(slots) >= minimum]

    def _hold(self, world: World, status: Programme, slots: Ints, posts: float) -> Ints:
        """Holders among some people: those who are, and new ones as far as posts reach."""
        people = world.state.people
        holds = (people.programmes[slots] & status.mask) != 0
        holders, others = slots[holds], slots[~holds]
        order = world.draws(others, f"{self.register_prefix()}.order").argsort()
        free = posts - people.fte[holders].sum()
        fits = people.fte[others[order]].cumsum() <= free + 1e-9
        new = others[order[fits]]
        assessment = self.amount("assessment_gbp", world.values)
        world.post_where(self.lever_name, people.council[new], assessment)
        world.programmes.enrol(world.state, status, new)
        now_holding: Ints = slots[(people.programmes[slots] & status.mask) != 0]
        return now_holding

    def _pay(self, world: World, holders: Ints) -> None:
        """Pay this month's supplement, with on-costs; the quantity is holders' full-time years."""
        people = world.state.people
        supplement = self.amount("supplement_gbp_per_year", world.values)
        world.pay(holders, supplement)
        years = people.fte[holders] / 12.0
        cost = years * supplement * (1.0 + world.values["pay.on_cost"])
        world.post_where(self.lever_name, people.council[holders], cost, years)

    def _offer(self, world: World, councils: Ints, open_posts: float) -> None:
        """Offer candidates the supplement, as often as a vacancy comes with a status."""
        vacancies = float(world.vacancies(ROLE)[councils].sum())
        if open_posts <= 0.0 or vacancies <= 0.0:
            return
        supplement = self.amount("supplement_gbp_per_year", world.values)
        chance = min(open_posts / vacancies, 1.0)
        world.offer(councils, (ROLE,), chance * supplement / world.salary_of(ROLE, councils))
