"""Month by month, what a shock does is a piecewise function, written here from its definition."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laws.staff import COUNCILS
from tests.levers.runs import scenario, watch
from workforce_sim.model.councils.factors import QUANTITIES
from workforce_sim.model.engine.calendar import Turn
from workforce_sim.model.month.world import World
from workforce_sim.shocks import Shock, all_shocks

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]

FIRST_DAY = date(2024, 10, 1)
MONTH = 365.25 / 12.0
# One value for each entry, so that no two can be taken for each other.
SIZES = {
    "national_scandal": {
        "exit_hazard_ratio": 1.21,
        "applicant_ratio": 0.83,
        "referral_ratio": 1.11,
        "care_ratio": 1.37,
        "full_effect_months": 7.0,
        "fade_months": 9.0,
        "lasting_share": 0.6,
    },
    "inadequate_judgement": {
        "exit_hazard_ratio": 1.23,
        "move_hazard_ratio": 1.31,
        "agency_ratio": 1.43,
        "applicant_ratio": 0.77,
        "leadership_change": -0.9,
        "years": 1.5,
    },
    "pandemic_year": {
        "exit_hazard_ratio": 0.87,
        "hiring_ratio": 0.81,
        "referral_ratio": 0.93,
        "care_ratio": 0.91,
        "absence_ratio": 1.19,
        "months": 8.0,
        "rebound_exit_hazard_ratio": 1.29,
        "rebound_referral_ratio": 1.07,
    },
}
# Which entry moves which quantity while the shock lasts.
MOVES = {
    "national_scandal": {
        "exit": "exit_hazard_ratio",
        "supply": "applicant_ratio",
        "demand": "referral_ratio",
        "care": "care_ratio",
    },
    "inadequate_judgement": {
        "exit": "exit_hazard_ratio",
        "move": "move_hazard_ratio",
        "agency_target": "agency_ratio",
        "hiring": "applicant_ratio",
    },
    "pandemic_year": {
        "exit": "exit_hazard_ratio",
        "hiring": "hiring_ratio",
        "demand": "referral_ratio",
        "care": "care_ratio",
        "sickness": "absence_ratio",
    },
}
REBOUND = {"exit": "rebound_exit_hazard_ratio", "demand": "rebound_referral_ratio"}


def levels(world: World) -> tuple[date, dict[str, dict[str, float]], dict[str, float]]:
    """The day; every quantity's factor and the shift of leadership, by council."""
    where = {name: world.baseline.index_of(name) for name in COUNCILS}
    table = world.factors.table
    return (
        FIRST_DAY + timedelta(days=float(world.env.now)),
        {
            quantity.value: {name: float(table[row, i]) for name, i in where.items()}
            for row, quantity in enumerate(QUANTITIES)
        },
        {name: float(world.leadership_shift[i]) for name, i in where.items()},
    )


def months_of(shock: Shock, name: str) -> list[Any]:
    """What is in force on the first of each month of four years."""
    overrides = {f"shock.{name}.{entry}": size for entry, size in SIZES[name].items()}
    quiet = scenario(councils=COUNCILS, end=2028, assumptions=overrides)
    return watch(replace(quiet, shocks=(shock,)), levels, Turn.OFFICE)


def check(
    shock: Shock, name: str, strength: Callable[[date, str], tuple[str, float]], *where: str
) -> None:
    """Factors are ratio ** strength in the councils named, and 1 elsewhere."""
    seen = set()
    for today, factors, _ in months_of(shock, name):
        for quantity, by_council in factors.items():
            for council, factor in by_council.items():
                expected = 1.0
                if quantity in MOVES[name] and council in where:
                    entry, power = strength(today, quantity)
                    expected = SIZES[name][entry] ** power
                    seen.add(power)
                assert factor == pytest.approx(expected, rel=1e-12), (today, quantity, council)
    assert len(seen) > 1


STARTS_AFTER = ("2025-01", "2025-04-15", "2026-02")
STARTS = st.sampled_from(STARTS_AFTER)
SEVERITY = st.sampled_from((0.5, 1.0, 2.0))


@settings(max_examples=6)
@given(
    st.sampled_from(("2024-02", *STARTS_AFTER)),
    st.none() | st.sampled_from(("2026-06", "2027-01-20")),
    SEVERITY,
    st.sampled_from((0.0, 0.7, 1.0)),
)
def test_a_scandal_fades_to_nothing_or_to_what_lasts(
    start: str, end: str | None, severity: float, known: float
) -> None:
    """Leaving and applicants to nothing, referrals and care to their lasting share; less what the
    first day's figures hold of one that began before.
    """
    name = "national_scandal"
    written = {"from": start, "severity": severity, "in_first_day": known}
    shock: Any = all_shocks()[name].model_validate(written | ({"to": end} if end else {}))
    last = shock.end or shock.start + timedelta(days=int(7.0 * MONTH))

    def felt(today: date, quantity: str) -> float:
        if today < shock.start:
            return 0.0
        stays = SIZES[name]["lasting_share"] if quantity in ("demand", "care") else 0.0
        gone = float(max((today - last).days / (9.0 * MONTH), 0.0))
        return stays + (1.0 - stays) * max(0.0, 1.0 - gone)

    def strength(today: date, quantity: str) -> tuple[str, float]:
        before = known * felt(FIRST_DAY, quantity)
        return MOVES[name][quantity], severity * (felt(today, quantity) - before)

    check(shock, name, strength, *COUNCILS)


@settings(max_examples=4)
@given(STARTS, st.sampled_from((1, 2)), SEVERITY)
def test_a_judgement_is_felt_in_its_councils_for_its_years(
    start: str, councils: int, severity: float
) -> None:
    name = "inadequate_judgement"
    where = COUNCILS[:councils]
    written = {"from": start, "severity": severity, "councils": where}
    shock: Any = all_shocks()[name].model_validate(written)
    last = shock.start + timedelta(days=int(1.5 * 365.25))

    def strength(today: date, quantity: str) -> tuple[str, float]:
        return MOVES[name][quantity], severity if shock.start <= today < last else 0.0

    check(shock, name, strength, *where)
    for today, _, shifts in months_of(shock, name):
        for council, shift in shifts.items():
            felt = council in where and shock.start <= today < last
            assert shift == pytest.approx(-0.9 * severity if felt else 0.0, abs=1e-12)


@settings(max_examples=4)
@given(STARTS, SEVERITY)
def test_a_pandemic_rebounds_for_as_long_as_it_lasted(start: str, severity: float) -> None:
    name = "pandemic_year"
    shock: Any = all_shocks()[name].model_validate({"from": start, "severity": severity})
    turn = shock.start + timedelta(days=int(8.0 * MONTH))
    over = turn + (turn - shock.start)

    def strength(today: date, quantity: str) -> tuple[str, float]:
        if shock.start <= today < turn:
            return MOVES[name][quantity], severity
        if turn <= today < over and quantity in REBOUND:
            return REBOUND[quantity], severity
        return MOVES[name][quantity], 0.0

    check(shock, name, strength, *COUNCILS)
