"""A supplement or bonus for chosen front-line staff: the lever that a council can pull alone.

Idea: "better-performing social workers will also be paid more to work in 'tough frontline areas'"
(Guardian, December 2008). Councils of the time paid £1,000 to £3,000 a year, golden hellos of up to
£2,000 (Community Care, 29 October 2010), later up to £15,000 for three years.

Evidence: no pay elasticity of English social workers and no evaluation of a retention payment was
found. Teachers' payments (NFER 2025; Falch 2011 for a single employer) and adult care pay (Vadean
and Saloniki 2023) stand in (B); effects end with the money. What neighbours lose follows from the
labour market of the model, where pay is one of the things that a candidate weighs (D).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from workforce_sim.levers.base import Inconsistency, PeriodLever, Quality
from workforce_sim.levers.fields import Gbp, GbpPerYear, Months, Role, Share, Team, Years

_FORMS = ("supplement_gbp_per_year", "supplement_share_of_pay", "bonus_gbp")


class FrontlinePay(PeriodLever):
    """Eligible staff are paid more from a date to a date, with a tie-in, clawback and cap."""

    lever_name: ClassVar[str] = "frontline_pay"
    summary: ClassVar[str] = "a supplement or bonus for chosen teams, roles and lengths of service"
    quality: ClassVar[Quality] = "D"
    from_register: ClassVar[tuple[str, ...]] = ("admin_gbp_per_year",)
    costs: ClassVar[tuple[str, ...]] = (*_FORMS, "admin_gbp_per_year")
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"lever.frontline_pay.{name}"
        for name in (*from_register, "tie_in_hazard_ratio", "clawback_recovered_share")
    )

    supplement_gbp_per_year: GbpPerYear | None = Field(
        default=None, description="Added to a full-time worker's pay, month by month."
    )
    supplement_share_of_pay: Share | None = Field(
        default=None, description="Added to pay month by month: 0.1 adds a tenth."
    )
    bonus_gbp: Gbp | None = Field(
        default=None,
        description="Paid once to each full-time worker, on the first day on which the worker is "
        "eligible.",
    )
    teams: tuple[Team, ...] | None = Field(
        default=None, min_length=1, description="Teams that are paid; all when left out."
    )
    roles: tuple[Role, ...] | None = Field(
        default=None, min_length=1, description="Roles that are paid; all when left out."
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
    tie_in_months: Months = Field(
        default=0, description="Time after a payment in which leaving means paying back."
    )
    clawback_share: Share = Field(
        default=0, description="Share of a payment to be paid back on leaving within the tie-in."
    )
    cap_gbp: Gbp | None = Field(
        default=None,
        description="Most that may be paid in all; payments stop when it is reached. "
        "No cap when left out.",
    )
    admin_gbp_per_year: GbpPerYear | None = Field(
        default=None,
        description="Cost of running the scheme in each council; register value when left out.",
    )

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
                f"'maximum_service_years' ({longest:g}) is below 'minimum_service_years' "
                f"({self.minimum_service_years:g}), so nobody is paid",
                f"{self.minimum_service_years:g} or more",
            )
        if self.clawback_share > 0 and self.tie_in_months == 0:
            yield Inconsistency(
                "clawback_share",
                "there is clawback but no tie-in, so nothing is ever paid back",
                "'tie_in_months' too, such as 12",
                doubtful=True,
            )
