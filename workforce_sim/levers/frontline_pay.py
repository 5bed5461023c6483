"""A supplement or bonus for chosen front-line staff: the lever that a council can pull alone.

Idea: "better-performing social workers will also be paid more to work in 'tough frontline areas'"
(Guardian, December 2008). Councils of the time paid £1,000 to £3,000 a year, golden hellos of up to
£2,000 (Community Care, 29 October 2010), later up to £15,000 for three years.

In the model the money does what money does: pay lowers the risks of those who are paid, and draws
candidates, who are offered it in proportion to the posts of their role in the paid teams when
starters are eligible at once. A bonus draws candidates as pay over its tie-in, and over a year when
that is longer; it keeps people only by what leaving costs. The cap covers all that the lever costs,
on-costs and administration included; the last payment is cut to what is left. Whoever leaves within
the tie-in pays back the written share of what was paid in it, as far as it is recovered, and what
can be expected to be recovered is what holds people (`leaving.tie_log_ratio_per_cent`). Offers do
not tell newly qualified candidates from others.

Evidence: no pay elasticity of English social workers and no evaluation of a retention payment was
found. Teachers' payments (NFER 2025; Falch 2011 for a single employer) and adult care pay (Vadean
and Saloniki 2023) stand in (B); effects end with the money. What neighbours lose follows from the
labour market of the model, where pay is one of the things that a candidate weighs (D).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, get_args

from pydantic import Field

from workforce_sim.cures import typing
from workforce_sim.digits import digits
from workforce_sim.levers.base import Inconsistency, Process, register
from workforce_sim.levers.fields import Gbp, GbpEach, GbpPerYear, GbpPerYearEach, Role, Share, Years
from workforce_sim.levers.staff_payment import StaffPayment

if TYPE_CHECKING:
    from workforce_sim.model.engine.state import Floats, Ints
    from workforce_sim.model.month.world import World

_FORMS = ("supplement_gbp_per_year", "supplement_share_of_pay", "bonus_gbp")


class FrontlinePay(StaffPayment):
    """Eligible staff are paid more from a date to a date, with a tie-in, clawback and cap."""

    summary: ClassVar = "a supplement or bonus for chosen teams, roles and lengths of service"
    rank: ClassVar = 7
    nothing: ClassVar = (
        {"supplement_gbp_per_year": 0, "admin_gbp_per_year": 0, "from": "2025-01"},
        {"supplement_share_of_pay": 0, "from": "2025-01"},
        {"bonus_gbp": 0, "from": "2025-01", "tie_in_months": 12},
        {"bonus_gbp": 500, "from": "2025-01", "performance_share": 0},
        {"bonus_gbp": 500, "from": "2025-01", "cap_gbp": 0},
        {"bonus_gbp": 500, "from": "2025-01", "councils": ("Kent",)},
    )
    later: ClassVar = {"supplement_gbp_per_year": 9000, "from": "2026-04"}
    everything: ClassVar = (
        {
            "supplement_gbp_per_year": 5000,
            "from": "YEAR-11",
            "tie_in_months": 12,
            "clawback_share": 1.0,
        },
    )

    supplement_gbp_per_year: GbpPerYearEach | None = Field(
        default=None, description="Added to a full-time worker's pay, month by month."
    )
    supplement_share_of_pay: Share | None = Field(
        default=None, description="Added to pay month by month: 0.1 adds a tenth."
    )
    bonus_gbp: GbpEach | None = Field(
        default=None,
        description="Paid once to each full-time worker, on the first day on which the worker is "
        "eligible.",
    )
    minimum_service_years: Years = Field(
        default=0, description="Least service with this employer to be paid."
    )
    maximum_service_years: Years | None = Field(
        default=None,
        description="Most service with this employer to be paid; no limit if left out.",
    )
    newly_qualified: bool = Field(
        default=True, description="Whether newly qualified workers are paid too."
    )
    performance_share: Share = Field(
        default=1, description="Share of those eligible who are judged good enough to be paid."
    )
    cap_gbp: Gbp | None = Field(
        default=None,
        description="Most that may be paid in all; payments stop when it is reached. "
        "No cap when left out.",
    )
    admin_gbp_per_year: GbpPerYear | None = register("Cost of running the scheme in each council")

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Refuse no form of payment or several, and limits that leave nobody eligible."""
        yield from super().inconsistencies()
        written = [form for form in _FORMS if getattr(self, form) is not None]
        if not written:
            yield Inconsistency(
                "", "frontline_pay does not say what is paid", f"one of {', '.join(_FORMS)}"
            )
        elif len(written) > 1:
            yield Inconsistency(
                written[1],
                f"both '{written[0]}' and '{written[1]}' are written",
                "one form of payment; put the other in a second frontline_pay",
            )
        longest = self.maximum_service_years
        if longest is not None and longest < self.minimum_service_years:
            yield Inconsistency(
                "maximum_service_years",
                f"'maximum_service_years' ({digits(longest)}) is below 'minimum_service_years' "
                f"({digits(self.minimum_service_years)}), so nobody is paid",
                typing(digits(self.minimum_service_years), after=" or more"),
            )

    def process(self, world: World) -> Process:
        """Pay every month while the scheme runs, and hold those who were paid to their tie-in."""
        councils = world.councils_of(self)
        paid = max(getattr(self, form) or 0.0 for form in _FORMS)
        if paid == 0.0 or self.performance_share == 0.0 or self.cap_gbp == 0.0 or not councils.size:
            return
        scheme = _Scheme(self, world, councils)
        yield world.office_month(self.start)
        while self.runs(world) or scheme.contract:
            scheme.contract.claw_back()
            if self.runs(world):
                scheme.pay()
            scheme.contract.hold()
            yield world.next_month()


class _Scheme:
    """One council's or several councils' scheme in one run: what it spent, and whom it holds."""

    def __init__(self, lever: FrontlinePay, world: World, councils: Ints) -> None:
        self._lever = lever
        self._world = world
        self._councils = councils
        self._spent = 0.0
        self._bonus_name = f"lever.{lever.lever_name}.bonus {world.claim(lever.lever_name)}"
        self.contract = lever.contract(world)

    def pay(self) -> None:
        """Pay this month, as far as the cap allows, and offer the same to candidates."""
        lever, world = self._lever, self._world
        left = math.inf if lever.cap_gbp is None else lever.cap_gbp - self._spent
        if left <= 0.0:
            return
        slots = self._eligible()
        cash, full_time = self._amounts(slots)
        cost = cash * (1.0 + world.values["pay.on_cost"])
        admin = lever.amount("admin_gbp_per_year", world.values) / 12.0
        due = float(cost.sum()) + admin * self._councils.size
        part = min(left / due, 1.0) if due > 0.0 else 1.0
        where = world.where(slots)
        world.post_where(lever.lever_name, where, part * cost, part * full_time)
        world.post_where(lever.lever_name, self._councils, part * admin)
        self._spent += part * due
        self.contract.paid(slots, part * cash)
        if lever.bonus_gbp is None:
            world.pay(slots, part * self._supplement(world.salary(slots)))
        if part == 1.0:
            self._offer()

    def _eligible(self) -> Ints:
        """Who is paid this month; a bonus is paid once."""
        lever, world = self._lever, self._world
        slots = world.staff(self._councils, lever.roles, lever.teams)
        service = world.service_years(slots)
        chosen = service >= lever.minimum_service_years
        if lever.maximum_service_years is not None:
            chosen &= service <= lever.maximum_service_years
        if not lever.newly_qualified:
            chosen &= world.years_qualified(slots) >= 1.0
        draws = world.draws(slots, f"lever.{lever.lever_name}.performance")
        slots = slots[chosen & (draws < lever.performance_share)]
        if lever.bonus_gbp is not None:
            slots = world.chosen(slots, slots.size, self._bonus_name)
        return slots

    def _supplement(self, salary: Floats) -> Floats:
        """What it adds to the yearly pay of full-time workers of given salaries, GBP."""
        lever = self._lever
        if lever.supplement_share_of_pay is not None:
            return lever.supplement_share_of_pay * salary
        if lever.bonus_gbp is not None:
            return lever.bonus_gbp * 12.0 / max(lever.tie_in_months, 12.0) + 0.0 * salary
        return (lever.supplement_gbp_per_year or 0.0) + 0.0 * salary

    def _amounts(self, slots: Ints) -> tuple[Floats, Floats]:
        """GBP that each is paid this month, and for how much full-time work."""
        lever, world = self._lever, self._world
        fte: Floats = world.fte(slots)
        if lever.bonus_gbp is not None:
            return lever.bonus_gbp * fte, fte
        years = fte / 12.0
        return self._supplement(world.salary(slots)) * years, years

    def _offer(self) -> None:
        """Offer candidates what they would be paid, where they would be from the first day on."""
        lever, world = self._lever, self._world
        if lever.minimum_service_years > 0.0:
            return
        for role in lever.roles or get_args(Role):
            salary = world.salary_of(role, self._councils)
            share = lever.performance_share * self._supplement(salary) / salary
            if lever.teams is not None:
                share = share * world.share_in_teams(self._councils, role, lever.teams)
            world.offer(self._councils, (role,), share)
