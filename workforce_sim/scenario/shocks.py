"""Events that are not policy: what a user may write under `shocks`.

Sizes come from the assumptions register (`shock.<name>.<effect>`); `severity` scales them, so that
0 is a shock that does nothing and 1 the size in the register.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from workforce_sim.levers.base import Quality, Written
from workforce_sim.levers.fields import Councils, EndDate, Severity, StartDate, Years


class Shock(Written):
    """Something that happens to councils, not something that they choose."""

    shock_name: ClassVar[str] = ""
    """The name under which users write it."""

    start: StartDate = Field(alias="from", description="First month or day on which it is felt.")
    severity: Severity = Field(
        default=1, description="Times the size in the register: 0 does nothing, 1 is the register."
    )

    @classmethod
    def register_prefix(cls) -> str:
        """Return `shock.<shock_name>`."""
        return f"shock.{cls.shock_name}"


class NationalScandal(Shock):
    """A child's death fills the news: leaving up, applicants down, referrals and care cases up.

    After the Baby Peter verdict of 11 November 2008 care applications rose from 592 to 716 in a
    month and stayed up; councils with retention problems went from four to six in ten in a year
    (Community Care, 11 November 2009). A measured size for social workers' leaving was not found.
    """

    shock_name: ClassVar[str] = "national_scandal"
    summary: ClassVar[str] = "leaving up, applicants down, referrals and care applications up"
    quality: ClassVar[Quality] = "D"
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"shock.national_scandal.{name}"
        for name in (
            "exit_hazard_ratio",
            "applicant_ratio",
            "referral_ratio",
            "care_ratio",
            "full_effect_months",
            "fade_months",
        )
    )

    end: EndDate | None = Field(
        default=None,
        alias="to",
        description="Last month or day of the full effect, after which it fades; "
        "the register's length when left out.",
    )


class InadequateJudgement(Shock):
    """An inspection judges a council inadequate: leaving and agency use up, leadership down.

    Turnover of councils judged inadequate rose by 4.6 points against 1.9 nationally (Community
    Care, 6 May 2022): about 2.7 points, with reverse causation not excluded.
    """

    shock_name: ClassVar[str] = "inadequate_judgement"
    summary: ClassVar[str] = "a council is judged inadequate: leaving and agency use up"
    quality: ClassVar[Quality] = "D"
    from_register: ClassVar[tuple[str, ...]] = ("years",)
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"shock.inadequate_judgement.{name}"
        for name in (
            *from_register,
            "exit_hazard_ratio",
            "move_hazard_ratio",
            "agency_ratio",
            "applicant_ratio",
            "leadership_change",
        )
    )

    councils: Councils = Field(description="Councils judged inadequate, by DfE name or code.")
    years: Years | None = Field(
        default=None, description="How long it is felt; register value when left out."
    )


class PandemicYear(Shock):
    """A year in which hiring, leaving, referrals and absence all change at once.

    In the year to September 2020 turnover fell by 1.5 points and starters by 12% in the DfE
    census; the rebound of the two years after is part of it.
    """

    shock_name: ClassVar[str] = "pandemic_year"
    summary: ClassVar[str] = "leaving, hiring and referrals down for a year, then a rebound"
    quality: ClassVar[Quality] = "D"
    assumptions: ClassVar[tuple[str, ...]] = tuple(
        f"shock.pandemic_year.{name}"
        for name in (
            "exit_hazard_ratio",
            "hiring_ratio",
            "referral_ratio",
            "care_ratio",
            "absence_ratio",
            "months",
            "rebound_exit_hazard_ratio",
            "rebound_referral_ratio",
        )
    )

    end: EndDate | None = Field(
        default=None,
        alias="to",
        description="Last month or day of its first effects, before the rebound; "
        "the register's length when left out.",
    )


def all_shocks() -> dict[str, type[Shock]]:
    """Return every shock by the name under which users write it."""
    return {
        shock.shock_name: shock for shock in (NationalScandal, InadequateJudgement, PandemicYear)
    }
