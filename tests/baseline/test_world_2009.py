"""The world of 2009 is the register's England spread over councils, every step marked D."""

import numpy as np
import pytest

from workforce_sim.assumptions import load_register
from workforce_sim.baseline import load_baseline


@pytest.fixture(scope="module")
def base():
    return load_baseline("england-2009")


def register(name: str) -> float:
    return load_register()[f"world_2009.{name}"].central


def share(part: np.ndarray, rest: np.ndarray) -> float:
    return float(part.sum() / (part.sum() + rest.sum()))


@pytest.mark.unit
def test_england_is_the_registers(base):
    assert base.inpost_fte.sum() == pytest.approx(register("inpost_fte"), rel=1e-5)
    for name, stock in (("vacancy", base.vacancy_fte), ("agency", base.agency_fte)):
        as_in_2013 = register(f"{name}_rate") * register(f"{name}_break")
        assert share(stock, base.inpost_fte) == pytest.approx(as_in_2013, 1e-4)
    assert base.national["turnover_rate_fte"] == pytest.approx(100 * register("turnover_rate"))
    leavers = (base.turnover_rate * base.inpost_fte).sum()
    assert leavers == pytest.approx(register("turnover_rate") * base.inpost_fte.sum(), rel=1e-4)
    caseload = base.cases.sum() / base.case_holders_fte.sum()
    assert caseload == pytest.approx(register("caseload"), rel=1e-4)
    assert base.referrals.sum() == pytest.approx(register("referrals.2009"), rel=1e-5)
    ages = base.age_fte.sum(axis=0) / base.inpost_fte.sum()
    assert ages == pytest.approx([register(f"age_share.{age}") for age in base.ages], abs=1e-3)


@pytest.mark.unit
def test_leavers_go_where_the_register_says(base):
    leavers = base.reference["attrition"]["2009"]
    parts = ("full_attrition_fte", "agency_attrition_fte", "movers_las_fte")
    assert sum(leavers[p] for p in parts) == pytest.approx(leavers["leavers_fte"], abs=0.3)


@pytest.mark.unit
def test_regions_differ_as_surveyed(base):
    """The survey gave all social workers; their ratio of odds to each other is kept."""
    odds = {}
    for r, name in enumerate(base.region_names):
        here = base.region_index == r
        odds[name] = base.vacancy_fte[here].sum() / base.inpost_fte[here].sum()
    survey = {"London": "london", "West Midlands": "west_midlands", "North East": "north_east"}
    for name, key in survey.items():
        rate = register(f"vacancy_rate_by_region.{key}")
        middle = register("vacancy_rate_by_region.east_midlands")
        wanted = (rate / (1 - rate)) / (middle / (1 - middle))
        assert odds[name] / odds["East Midlands"] == pytest.approx(wanted, rel=1e-3)
    assert min(odds, key=lambda name: odds[name]) == "North East"


@pytest.mark.unit
def test_every_step_is_marked_as_judgement_with_a_source(base):
    assert base.quality == "D"
    assert len(base.steps) >= 10
    for step in base.steps:
        assert set(step) == {"text", "quality", "source"}
        assert step["quality"] == "D"
        assert step["source"]
        assert "{" not in step["text"]
    for name, value in base.reference["inputs"].items():
        assert load_register()[name].central == value


@pytest.mark.unit
def test_councils_are_those_of_today_with_people_and_cases(base):
    today = load_baseline("england-2024")
    assert base.la_name == today.la_name
    assert (base.cases > 0).all()
    assert (base.episode_flow > 0).all()
    assert (base.agency_cover_fte <= np.minimum(base.agency_fte, base.vacancy_fte) + 0.01).all()
    assert all(np.isnan(values).all() for values in base.published.values())
