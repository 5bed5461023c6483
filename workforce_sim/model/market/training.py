"""The training pipeline: intakes by route, withdrawal, and graduates who look for a first post."""

from dataclasses import dataclass, field
from datetime import date

from workforce_sim.assumptions import Values
from workforce_sim.model.engine.state import ROUTES, Ints

TRAINED_ROUTES = ("undergraduate", "postgraduate", "fast_track", "apprenticeship", "conversion")


@dataclass(frozen=True)
class Cohort:
    """Students who qualify together: who they are, and when."""

    route: int
    year: int
    students: int
    finish_share: float
    children_share: float
    begins: date
    qualifies: date


@dataclass(frozen=True)
class FurtherTraining:
    """More training after the course, for regular cohorts that end it from one date to another.

    Those whose home lies in one of ``councils`` are trainees there for some months, and look for a
    first post after that, but for those who do not pass.
    """

    first: date
    last: date
    months: float
    pass_share: float
    councils: Ints
    trainees: dict[Cohort, tuple[Ints, Ints]] = field(default_factory=dict)
    """Identities and homes of those who are in it now, by cohort."""
    passed: list[tuple[float, Ints]] = field(default_factory=list)
    """Days on which people passed, and who."""


def cohorts(values: Values, first: date, last: date) -> list[Cohort]:
    """Every regular cohort that qualifies between two dates, in order of date and route.

    Levers add their own cohorts; these are the places that exist anyway.
    """
    found = []
    for year in range(first.year, last.year + 1):
        for name in TRAINED_ROUTES:
            begun = year - round(values[f"training.duration_months.{name}"] / 12.0)
            intake = values.number_or(
                f"training.{name}_starts.{begun}",
                values.number_or(f"training.intake.{name}", 0.0),
            )
            month = int(values[f"training.qualify_month.{name}"])
            when = date(year, month, 1)
            if intake > 0.0 and first <= when <= last:
                found.append(
                    Cohort(
                        route=ROUTES.index(name),
                        year=year,
                        students=round(intake),
                        finish_share=1.0 - values[f"training.withdrawal.{name}"],
                        children_share=values[f"training.children_share.{name}"],
                        begins=date(begun, month, 1),
                        qualifies=when,
                    )
                )
    return sorted(found, key=lambda cohort: (cohort.qualifies, cohort.route))
