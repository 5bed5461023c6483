"""Those paid, enrolled or supported are those whom a predicate on raw arrays chooses, every month.

The predicates are written here from what a lever's page promises; they ask none of the functions
that the levers ask.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.laws.staff import (
    COUNCILS,
    FIRST,
    LAST,
    PERIOD,
    Worker,
    areas,
    inside,
    paid,
    reaches,
    some,
    staff,
)
from tests.levers.runs import lever, scenario, watch
from workforce_sim.assumptions import Override
from workforce_sim.levers import Lever
from workforce_sim.model.engine.state import ROLES, StarterOrigin

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]


def months(wanted: Lever, **assumptions: Override) -> list[list[Worker]]:
    """Everybody in post on the first of each month, after the lever has acted."""
    names = {name.replace("__", "."): value for name, value in assumptions.items()}
    return watch(scenario(wanted, councils=COUNCILS, assumptions=names), staff)


@st.composite
def schemes(draw: st.DrawFn) -> dict[str, Any]:
    """Who is paid, as a user writes it."""
    least = draw(st.sampled_from((0.0, 0.5, 1.0, 2.5)))
    most = draw(st.sampled_from((None, least, least + 1.5, least + 4.0)))
    written: dict[str, Any] = {
        **draw(areas()),
        "teams": draw(st.none() | some(("assessment", "safeguarding", "looked_after"))),
        "roles": draw(
            st.none() | some(("first_line_manager", "senior_practitioner", "case_holder"))
        ),
        "minimum_service_years": least,
        "maximum_service_years": most,
        "newly_qualified": draw(st.booleans()),
    }
    return {key: value for key, value in written.items() if value is not None}


def may_be_paid(written: dict[str, Any], worker: Worker) -> bool:
    """What the page of frontline_pay promises."""
    return (
        reaches(written, worker.council)
        and ("teams" not in written or worker.team in written["teams"])
        and worker.role in written.get("roles", ROLES)
        and worker.service >= written["minimum_service_years"]
        and worker.service <= written.get("maximum_service_years", 99.0)
        and (written["newly_qualified"] or worker.qualified >= 1.0)
    )


@settings(max_examples=20)
@given(schemes(), st.sampled_from(("supplement_gbp_per_year", "supplement_share_of_pay")))
def test_a_supplement_goes_to_all_who_are_eligible_and_to_nobody_else(
    written: dict[str, Any], form: str
) -> None:
    amount = 900 if form == "supplement_gbp_per_year" else 0.05
    scheme = lever("frontline_pay", **PERIOD, **{form: amount}, **written)
    for month, seen in enumerate(months(scheme)):
        running = FIRST <= month <= LAST
        assert paid(seen) == {each.ident for each in seen if running and may_be_paid(written, each)}


@settings(max_examples=8)
@example({"minimum_service_years": 0.0, "newly_qualified": True}, 18)  # all, so that many move
@given(schemes(), st.sampled_from((0, 6, 18)))
def test_a_bonus_ties_those_who_are_eligible_once_each_for_the_length_of_the_tie(
    written: dict[str, Any], tie_in: int
) -> None:
    tie = {"tie_in_months": tie_in, "clawback_share": 1.0 if tie_in else 0.0}
    scheme = lever("frontline_pay", **PERIOD, bonus_gbp=900, **tie, **written)
    paid_in: dict[int, tuple[int, int]] = {}
    for month, seen in enumerate(months(scheme)):
        if FIRST <= month <= LAST:
            for each in seen:
                if may_be_paid(written, each):
                    paid_in.setdefault(each.ident, (month, each.spell))
        since = {
            each.ident: month - paid_in[each.ident][0]
            for each in seen
            if each.ident in paid_in and paid_in[each.ident][1] == each.spell
        }
        assert not paid(seen)
        tied = {each.ident for each in seen if each.tie > 0.0}
        assert tied == {ident for ident, past in since.items() if past < tie_in}


@settings(max_examples=4)
@given(schemes().filter(lambda each: "roles" not in each), st.sampled_from((0.25, 0.5, 0.75)))
def test_the_judged_are_a_lasting_share_of_those_eligible(
    written: dict[str, Any], share: float
) -> None:
    """False alarms: below one in a million for each example (five standard errors)."""
    scheme = lever(
        "frontline_pay", **PERIOD, supplement_gbp_per_year=900, performance_share=share, **written
    )
    good: set[int] = set()
    bad: set[int] = set()
    for seen in months(scheme)[FIRST : LAST + 1]:
        good |= paid(seen)
        bad |= {each.ident for each in seen if may_be_paid(written, each)} - paid(seen)
    assert not good & bad
    people = len(good) + len(bad)
    error = np.sqrt(people * share * (1 - share))
    assert abs(len(good) - share * people) <= 5.0 * error + 1e-9


@settings(max_examples=6)
@given(areas(), st.sampled_from((2.0, 5.0, 9.0)), st.sampled_from((3, 12, 2000)))
def test_status_is_held_and_paid_to_experienced_seniors_as_far_as_the_posts_reach(
    where: dict[str, Any], least: float, posts: int
) -> None:
    """With posts for all, all who were there when it began hold it: no post is kept for others."""
    scheme = lever("advanced_status", **PERIOD, posts=posts, minimum_years_qualified=least, **where)
    terms = {"take_up_months": 1.0, "internal_share": 1.0 if posts == 2000 else 0.5}
    named = {f"lever__advanced_status__{name}": value for name, value in terms.items()}
    there: set[int] = set()
    for month, seen in enumerate(months(scheme, **named)):
        there |= {each.ident for each in seen if month <= FIRST}
        holders = inside(seen, 0)
        assert holders == paid(seen)
        may = {
            each.ident
            for each in seen
            if FIRST <= month <= LAST
            and reaches(where, each.council)
            and each.role == "senior_practitioner"
            and each.qualified >= least
        }
        assert holders <= may
        assert posts < 2000 or holders >= may & there
        assert sum(each.fte for each in seen if each.ident in holders) <= posts + 1e-9


@settings(max_examples=6)
@given(areas(), st.sampled_from((0.0, 3.0, 8.0)), st.sampled_from((5, 20)))
def test_students_are_experienced_front_line_staff_where_the_lever_reaches(
    where: dict[str, Any], least: float, places: int
) -> None:
    course = lever(
        "practice_masters",
        places=places,
        intakes=("2025-09",),
        minimum_years_qualified=least,
        **where,
    )
    begins, *later = months(course, lever__practice_masters__withdrawal_share=0.0)[11:]
    may = {
        each.ident
        for each in begins
        if reaches(where, each.council)
        and each.role in ("senior_practitioner", "case_holder")
        and each.qualified >= least
    }
    students = inside(begins, 0)
    assert students <= may
    assert len(students) == min(places, len(may))
    for seen in later:  # nobody joins, and whoever has left the post is no student any more
        assert inside(seen, 0, 1) <= students


@settings(max_examples=6)
@given(areas(), st.sampled_from((4, 12)), st.sampled_from((None, "2025-09")))
def test_support_is_for_newly_qualified_starters_for_so_many_months(
    where: dict[str, Any], length: int, last: str | None
) -> None:
    until = {"to": last} if last else {}
    support = lever(
        "newly_qualified_support",
        **{"from": "2025-04"},
        **until,
        support_months=length,
        caseload_share=0.5,
        **where,
    )
    first_day, last_day = 182.0, 365.0 if last else 9e9
    for seen in months(support):
        supported = [
            each
            for each in seen
            if reaches(where, each.council)
            and each.origin == StarterOrigin.NEWLY_QUALIFIED
            and first_day <= each.started < last_day
            and each.service < length / 12.0
        ]
        assert inside(seen, 0) == {each.ident for each in supported if each.qualified < 1.0}
        assert inside(seen, 1) == {each.ident for each in supported if each.qualified >= 1.0}
