"""Events that are not policy: what a user may write under `shocks`.

Sizes come from the assumptions register (`shock.<name>.<effect>`); `severity` scales them, so that
0 is a shock that does nothing and 1 the size in the register.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from workforce_sim.levers.base import Written, register, words_of
from workforce_sim.levers.fields import Councils, EndDate, Severity, StartDate, Years


class Shock(Written):
    """Something that happens to councils, not something that they choose."""

    shock_name: ClassVar[str] = ""
    """The name under which users write it: that of the class, in small letters."""

    start: StartDate = Field(alias="from", description="First month or day on which it is felt.")
    severity: Severity = Field(
        default=1, description="Times the size in the register: 0 does nothing, 1 is the register."
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Take the name from the class."""
        cls.shock_name = words_of(cls.__name__)

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

    summary: ClassVar[str] = "leaving up, applicants down, referrals and care applications up"

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

    summary: ClassVar[str] = "a council is judged inadequate: leaving and agency use up"

    councils: Councils = Field(description="Councils judged inadequate, by DfE name or code.")
    years: Years | None = register("How long it is felt")


class PandemicYear(Shock):
    """A year in which hiring, leaving, referrals and absence all change at once.

    In the year to September 2020 turnover fell by 1.5 points and starters by 12% in the DfE
    census; the rebound of the two years after is part of it.
    """

    summary: ClassVar[str] = "leaving, hiring and referrals down for a year, then a rebound"

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
