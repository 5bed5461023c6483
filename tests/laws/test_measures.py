"""What each measure means, worked by hand from the columns beside it, and what must add up.

The formulas are written here from the published definitions; nothing is asked of the catalogue but
the names of its columns.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from tests.experiment import fake_world
from tests.experiment.fake_world import BASELINE, HOOKS, POLICY
from tests.laws.staff import COUNCILS, YEAR, staff
from tests.levers.runs import run, scenario, watch
from workforce_sim.experiment import run_experiment
from workforce_sim.measures import YEARLY
from workforce_sim.model.engine.calendar import Turn
from workforce_sim.model.engine.state import ROLES
from workforce_sim.model.month.world import World

Row = dict[str, float]
DESTINATIONS = ("exit", "retire", "agency", "moved")
ORIGINS = ("newly_qualified", "other_council", "agency", "returner", "overseas", "elsewhere")
LENGTHS = ("3_months_or_less", "3_6_months", "6_12_months", "1_2_years", "2_years_plus")


def per(top: str, *below: str, times: float = 100.0) -> Callable[[Row], float]:
    """One column over the sum of others."""
    return lambda row: times * row[top] / sum(row[name] for name in below)


def sick_days(row: Row) -> float:
    """Days lost over the working days of those in post: 253 a year, 254 in a leap year."""
    working_days = 254 if int(row["time_period"]) % 4 == 0 else 253
    return 100.0 * row["working_days_lost_fte"] / (row["inpost_fte"] * working_days)


BY_HAND: dict[str, Callable[[Row], float]] = {
    "turnover_rate_fte": per("leavers_fte", "inpost_fte"),
    "turnover_rate_headcount": per("leavers_headcount", "inpost_headcount"),
    "agency_rate_fte": per("agency_fte", "agency_fte", "inpost_fte"),
    "agency_rate_headcount": per("agency_headcount", "agency_headcount", "inpost_headcount"),
    "agency_cover_rate_fte": per("agency_cover_fte", "agency_fte"),
    "vacancy_rate_fte": per("vacancy_fte", "vacancy_fte", "inpost_fte"),
    "vacancy_agency_cover_rate_fte": per("agency_cover_fte", "vacancy_fte"),
    "caseload_fte": per("cases", "case_holders_fte", times=1.0),
    "absence_rate_fte": sick_days,
    **{
        f"leavers_{name}_rate_fte": per(f"leavers_{name}_fte", "inpost_fte")
        for name in DESTINATIONS
    },
    **{f"starters_{name}_share": per(f"starters_{name}_fte", "starters_fte") for name in ORIGINS},
    **{f"ended_{name}_share": per(f"ended_{name}", "cases_ended") for name in LENGTHS},
    "leavers_first_2_years_rate_fte": per("leavers_first_2_years_fte", "inpost_first_2_years_fte"),
    "inpost_under_2_years_share": per("inpost_under_2_years_fte", "inpost_fte"),
    "inpost_over_5_years_share": per("inpost_over_5_years_fte", "inpost_fte"),
    "vacancy_duration_months": per("filled_vacancy_months", "vacancies_filled", times=1.0),
    "cases_newly_qualified_share": per("cases_newly_qualified", "cases"),
    "children_3plus_workers_share": per("children_3plus_workers", "children_in_year"),
    "waiting_rate": per("waiting_cases", "cases"),
    "first_contact_days": per("days_to_first_contact", "first_contacts", times=1.0),
    "assessments_in_time_share": per("assessments_in_time", "assessments"),
    "conferences_in_time_share": per("conferences_in_time", "conferences"),
    "rereferral_share": per("children_rereferred", "cases_opened"),
    "waiting_days_per_child": per("waiting_days", "children_in_year", times=1.0),
    "handovers_per_100_cases": per("handovers", "children_in_year"),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """The rows of a finished run in which every column has numbers of its own, to a leap year."""
    out = tmp_path_factory.mktemp("measures") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fake_world, "BASE_YEAR", 2028 - fake_world.YEARS)
        run = run_experiment([BASELINE, POLICY], 2, 7, 1, out, hooks=HOOKS)
    return run.replications().collect()


@pytest.mark.property
def test_every_rate_is_what_its_definition_says(written: pl.DataFrame) -> None:
    assert set(BY_HAND) == {name for name, each in YEARLY.items() if each.denominator}
    for row in written.iter_rows(named=True):
        for name, formula in BY_HAND.items():
            top = next(iter(YEARLY[name].numerator))
            if row[top] is None or np.isnan(row[top]):
                assert row[name] is None or np.isnan(row[name]), name
            else:
                assert row[name] == pytest.approx(formula(row), rel=1e-9), name


@pytest.mark.property
def test_councils_add_up_to_regions_and_regions_to_the_whole(written: pl.DataFrame) -> None:
    sums = [name for name, each in YEARLY.items() if not each.denominator]
    keys = ["scenario", "replication", "time_period"]
    councils = written.filter(pl.col("geographic_level") == "Local authority")
    whole = next(iter({*written["geographic_level"]} - {"Local authority", "Regional"}))
    for level, by in (("Regional", [*keys, "region_name"]), (whole, keys)):
        rows = written.filter(pl.col("geographic_level") == level).sort(by)
        assert rows.height
        added = councils.group_by(by).agg(pl.col(sums).sum()).sort(by)
        for name in sums:
            known = rows[name].is_not_nan() & rows[name].is_not_null()
            np.testing.assert_allclose(
                rows.filter(known)[name], added.filter(known)[name], rtol=1e-12, err_msg=name
            )


@pytest.mark.property
@pytest.mark.needs_compiled
def test_parts_add_up_to_wholes() -> None:
    """In a simulated run: destinations, origins, ages, roles and lengths leave nothing out."""
    yearly = {name: table[1:] for name, table in run(scenario(councils=COUNCILS)).yearly.items()}
    wholes = {
        "leavers_fte": [f"leavers_{name}_fte" for name in ("exit", "agency", "moved")],
        "starters_fte": [f"starters_{name}_fte" for name in ORIGINS],
        "cases_ended": [f"ended_{name}" for name in LENGTHS],
        "inpost_fte": [f"inpost_role_{name}_fte" for name in ROLES],
    }
    ages = [name for name in yearly if name.startswith("inpost_age_")]
    for whole, parts in (*wholes.items(), ("inpost_fte", ages)):
        total = sum(yearly[name] for name in parts)
        np.testing.assert_allclose(total, yearly[whole], rtol=1e-9, err_msg=whole)
    for kind in ("leavers", "starters"):
        by_age = sum(table for name, table in yearly.items() if name.startswith(f"{kind}_age_"))
        np.testing.assert_allclose(by_age, yearly[f"{kind}_fte"], rtol=1e-9)
    assert (yearly["leavers_retire_fte"] <= yearly["leavers_exit_fte"] + 1e-9).all()
    assert yearly["leavers_retire_fte"].sum() > 0


def counted(world: World) -> dict[str, np.ndarray]:
    """What stands in the raw arrays at this moment, by council."""
    people, now = world.state.people, float(world.env.now)
    where = [world.baseline.index_of(name) for name in COUNCILS]
    in_post, agency = world.state.status == 1, world.state.status == 2
    holds = (in_post | agency) & (people.n_cases > 0)
    qualified, age = (now - people.qualified) / YEAR, (now - people.born) / YEAR
    service = (now - people.started) / YEAR

    def fte(who: np.ndarray) -> np.ndarray:
        return np.bincount(people.council[who], people.fte[who], world.active.size)[where]

    def number(who: np.ndarray) -> np.ndarray:
        return np.bincount(people.council[who], minlength=world.active.size)[where]

    new = holds & in_post & (qualified < 1.0)
    edges = {"20_29": (0, 30), "30_39": (30, 40), "40_49": (40, 50), "50_59": (50, 60)}
    edges["60_plus"] = (60, 999)
    return {
        "inpost_fte": fte(in_post),
        "inpost_headcount": number(in_post),
        "agency_fte": fte(agency),
        "agency_headcount": number(agency),
        "case_holders_fte": fte(holds),
        "cases": np.bincount(people.council[holds], people.n_cases[holds], world.active.size)[
            where
        ],
        "cases_newly_qualified": np.bincount(
            people.council[new], people.n_cases[new], world.active.size
        )[where],
        "inpost_under_2_years_fte": fte(in_post & (qualified < 2.0)),
        "inpost_over_5_years_fte": fte(in_post & (qualified > 5.0)),
        "inpost_first_2_years_fte": fte(in_post & (service < 2.0)),
        **{
            f"inpost_role_{name}_fte": fte(in_post & (people.role == i))
            for i, name in enumerate(ROLES)
        },
        **{
            f"inpost_age_{name}_fte": fte(in_post & (low <= age) & (age < high))
            for name, (low, high) in edges.items()
        },
    }


@pytest.mark.property
@pytest.mark.needs_compiled
def test_what_a_census_counts_stands_in_the_arrays_that_day() -> None:
    wanted = scenario(councils=COUNCILS)
    order = sorted(range(len(COUNCILS)), key=lambda i: position(COUNCILS[i]))
    yearly = run(wanted).yearly
    for year, seen in enumerate(watch(wanted, counted)[12::12], start=1):
        for name, numbers in seen.items():
            np.testing.assert_allclose(yearly[name][year], numbers[order], rtol=1e-9, err_msg=name)


@pytest.mark.property
@pytest.mark.needs_compiled
def test_leavers_in_their_first_two_years_are_those_who_go_missing() -> None:
    """Who was in post at the last census and is not a month later left with the service of that
    month, give or take its length.
    """
    wanted = scenario(councils=COUNCILS)
    order = sorted(COUNCILS, key=position)
    months = watch(wanted, staff, Turn.OFFICE)
    least, most = np.zeros((2, 2, len(COUNCILS)))
    for month, (before, after) in enumerate(pairwise(months[:25])):
        at_census = {(each.ident, each.spell) for each in months[month - month % 12]}
        there = {(each.ident, each.spell) for each in after}
        for each in before:
            if (each.ident, each.spell) in at_census - there:
                place = month // 12, order.index(each.council)
                most[place] += each.fte * (each.service < 2.0)
                least[place] += each.fte * (each.service < 2.0 - 31 / 365)
    counted = run(wanted).yearly["leavers_first_2_years_fte"][1:3]
    assert (least - 1e-9 <= counted).all()
    assert (counted <= most + 1e-9).all()
    assert least.sum() > 0.8 * most.sum() > 1.0


def position(council: str) -> int:
    """Its place among all councils."""
    from workforce_sim.baseline import load_baseline

    return load_baseline("england-2024").index_of(council)
