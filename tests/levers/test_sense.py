"""What somebody who knows the field expects, on average over paired replications."""

from __future__ import annotations

import numpy as np
import pytest

from tests.levers.runs import lever, run, scenario
from workforce_sim.levers.base import Lever
from workforce_sim.model.engine.state import Floats

pytestmark = pytest.mark.needs_compiled

BERKSHIRE = (
    "Reading",
    "Wokingham",
    "Bracknell Forest",
    "Windsor and Maidenhead",
    "West Berkshire",
    "Slough",
)
FEW, MANY = 12, 80
"""Paired replications: where a sign is plain, and where it has to be told from chance."""
ONE_IN_A_HUNDRED = 2.33
"""Standard errors above nothing that chance passes once in a hundred keys."""
# Councils stand in the order of the baseline.
READING, OTHERS = 1, [0, 2, 3, 4, 5]


def differences(name: str, levers: tuple[Lever, ...], many: int, **assumptions: float) -> Floats:
    """What levers change about a yearly measure: (replications, years, councils)."""
    numbers = {key.replace("__", "."): value for key, value in assumptions.items()}
    plain = scenario(councils=BERKSHIRE, assumptions=numbers, end=2026)
    changed = scenario(*levers, councils=BERKSHIRE, assumptions=numbers, end=2026)
    pairs = [(run(changed, i), run(plain, i)) for i in range(many)]
    return np.array([a.yearly[name] - b.yearly[name] for a, b in pairs])


def difference(name: str, *levers: Lever, **assumptions: float) -> Floats:
    """Mean difference that levers make to a yearly measure: (years, councils)."""
    return np.asarray(differences(name, levers, FEW, **assumptions).mean(axis=0))


def standard_errors(each: Floats) -> float:
    """How many standard errors the mean of replications lies above nothing."""
    return float(each.mean() / (each.std(ddof=1) / np.sqrt(each.size)))


def reading_pays(gbp: float, **written: float) -> Lever:
    """Reading alone pays everybody more for two years."""
    return lever(
        "frontline_pay",
        supplement_gbp_per_year=gbp,
        from_="2024-10",
        to="2026-09",
        councils=("Reading",),
        **written,
    )


@pytest.mark.property
def test_pay_for_newcomers_draws_starters_and_takes_from_neighbours() -> None:
    newcomers = reading_pays(20_000, maximum_service_years=1)
    assert difference("starters_fte", newcomers)[1, READING] > 0.5
    assert difference("starters_other_council_fte", newcomers)[1:, READING].sum() > 0.5
    in_post = difference("inpost_fte", newcomers)[1:]
    assert (in_post[:, READING] > 1.0).all()
    assert in_post[:, OTHERS].sum() < -0.5


@pytest.mark.slow
def test_pay_for_everybody_keeps_staff_and_unsettles_neighbours() -> None:
    """Neighbours lose but one person more in two years, for a council that pays has few posts.

    That is four to five standard errors of so many replications, and eight of those who move:
    false-alarm rate 2 in 100 keys. If neighbours felt nothing, 1 key in 100 would pass.
    """
    pays = (reading_pays(20_000),)
    leavers = differences("leavers_fte", pays, MANY)[:, 1:]
    assert leavers[:, :, READING].sum(axis=1).mean() < -4.0
    moved = differences("leavers_moved_fte", pays, MANY)[:, 1:]
    for lost in (leavers, moved):
        assert standard_errors(lost[:, :, OTHERS].sum(axis=(1, 2))) > ONE_IN_A_HUNDRED
    in_post = differences("inpost_fte", pays, MANY)[:, 1:]
    assert (in_post[:, :, READING].mean(axis=0) > 1.0).all()


@pytest.mark.property
def test_more_places_never_lower_in_post_in_the_year_they_qualify() -> None:
    in_post = [
        difference(
            "inpost_fte",
            lever("conversion_places", places=places, intakes=("2025-01",), course_months=12),
        )[2].sum()
        for places in (15, 60)
    ]
    assert 0.0 <= in_post[0] <= in_post[1]
    assert in_post[1] > 2.0


@pytest.mark.property
def test_returners_add_to_starters() -> None:
    campaign = lever(
        "return_to_practice", target=40, from_="2024-10", to="2025-03", campaign_gbp=1_000_000
    )
    assert difference("starters_returner_fte", campaign)[1].sum() > 1.0


@pytest.mark.property
def test_a_lasting_effect_on_leaving_keeps_people() -> None:
    support = lever("newly_qualified_support", from_="2024-10")
    ratio = {"lever__newly_qualified_support__exit_hazard_ratio": 0.5}
    assert difference("leavers_fte", support, **ratio)[1:].sum() < 0.0
    status = lever("advanced_status", from_="2024-10", posts=80)
    ratio = {"lever__advanced_status__exit_hazard_ratio": 0.5}
    assert difference("leavers_fte", status, **ratio)[1:].sum() < 0.0


@pytest.mark.property
def test_less_administration_lowers_the_load_and_so_leaving() -> None:
    system = lever(
        "case_system_overhaul", from_="2024-10", rollout_months=0, admin_time_cut_share=0.5
    )
    assert difference("leavers_fte", system)[1:].sum() < 0.0
