"""Figures that the register calls derived, derived again from the published statistics.

Exact arithmetic on fixed data: no chance is involved, so the false-alarm rate is nil.
"""

import csv
from importlib.resources import files

import numpy as np
import pytest

from workforce_sim.assumptions import Values, load_register

pytestmark = pytest.mark.statistical

AGES = ("20_29", "30_39", "40_49", "50_59", "60_plus")
ORIGINS = ("newly_qualified", "other_council", "agency", "returner", "overseas", "elsewhere")


def published(name: str) -> list[dict[str, str]]:
    text = files("workforce_sim.baseline").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture(scope="module")
def values() -> Values:
    return load_register().values()


@pytest.fixture(scope="module")
def ages() -> dict[str, np.ndarray]:
    rows = [
        row
        for row in published("ees_characteristics_age_national_2024.csv")
        if row["breakdown_topic"] == "Age group"
    ]
    return {
        column: np.array([float(row[column]) for row in rows])
        for column in ("inpost_fte", "starters_fte", "leavers_fte")
    }


@pytest.fixture(scope="module")
def nation() -> dict[int, dict[str, float]]:
    rows = published("csww_indicators_2017_to_2024.csv")
    columns = (
        "inpost_fte",
        "inpost_headcount",
        "starters_fte",
        "leavers_fte",
    )
    return {
        int(row["time_period"]): {column: float(row[column]) for column in columns}
        for row in rows
        if row["geographic_level"] == "National"
    }


def test_leaving_by_age_gives_the_published_leavers_of_each_age(values: Values, ages):
    rates = sum(
        values.vector(f"leaving.{risk}_by_age", AGES) for risk in ("exit", "agency", "move")
    )
    np.testing.assert_allclose(rates * ages["inpost_fte"], ages["leavers_fte"], rtol=0.01)


@pytest.mark.parametrize(
    ("risk", "column"),
    [
        ("exit", "full_attrition_fte"),
        ("agency", "agency_attrition_fte"),
        ("move", "movers_las_fte"),
    ],
)
def test_leaving_by_age_gives_the_published_destinations(values: Values, ages, risk, column):
    leavers = values.vector(f"leaving.{risk}_by_age", AGES) @ ages["inpost_fte"]
    row = next(
        row
        for row in published("ees_attrition_leavers_national_2021_to_2024.csv")
        if row["time_period"] == "2024"
    )
    assert leavers == pytest.approx(float(row[column]), rel=0.01)
    rate = {"exit": "full_attrition_rate_fte", "agency": "agency_attrition_rate_fte"}.get(
        risk, "movers_las_rate_fte"
    )
    assert values[f"leaving.{risk}_rate"] == pytest.approx(float(row[rate]) / 100)


def test_origins_of_starters_give_the_published_ages(values: Values, ages):
    mix = values.vector("market.starter_mix", ORIGINS)
    by_origin = np.array([values.vector(f"market.starter_age_{o}", AGES) for o in ORIGINS])
    shares = ages["starters_fte"] / ages["starters_fte"].sum()
    np.testing.assert_allclose(mix @ by_origin, shares, atol=0.002)


def test_movers_are_as_old_as_the_moving_hazards_make_them(values: Values, ages):
    movers = values.vector("leaving.move_by_age", AGES) * ages["inpost_fte"]
    expected = movers / movers.sum()
    written = values.vector("market.starter_age_other_council", AGES)
    np.testing.assert_allclose(written, expected, atol=0.001)


def test_movers_are_as_many_starters_as_leavers(values: Values, nation):
    starters = values["market.starter_mix.other_council"] * nation[2024]["starters_fte"]
    leavers = values["leaving.move_rate"] * nation[2024]["inpost_fte"]
    assert starters == pytest.approx(leavers, rel=0.01)


def test_residual_growth_of_hours(values: Values, nation):
    yearly, residuals = [], []
    for year in range(2018, 2025):
        now, before = nation[year], nation[year - 1]
        flows = now["starters_fte"] - now["leavers_fte"]
        residuals.append(now["inpost_fte"] - before["inpost_fte"] - flows)
        yearly.append(residuals[-1] / now["inpost_fte"])
    pooled = sum(residuals) / sum(nation[year]["inpost_fte"] for year in range(2018, 2025))
    entry = load_register()["hours.residual_growth"]
    assert entry.central == pytest.approx(pooled, abs=5e-5)
    assert entry.low == pytest.approx(min(yearly), abs=5e-5)
    assert entry.high == pytest.approx(max(yearly), abs=5e-5)


def test_hours_per_head_are_the_published_ones(values: Values, nation):
    published_ratio = nation[2024]["inpost_fte"] / nation[2024]["inpost_headcount"]
    assert values["hours.fte_per_head"] == pytest.approx(published_ratio, abs=5e-4)


def test_prices_of_2009_follow_from_the_deflator(values: Values):
    ratio = values["deflator.gdp_2009"] / values["deflator.gdp_2020"]
    assert values["lever.return_to_practice.course_gbp"] == pytest.approx(3250 * ratio, rel=0.01)
    ratio = values["deflator.gdp_2009"] / values["deflator.gdp_2024"]
    assert values["world_2009.cost.recruitment_per_hire"] == pytest.approx(
        values["cost.recruitment_per_hire"] * ratio, rel=0.01
    )
