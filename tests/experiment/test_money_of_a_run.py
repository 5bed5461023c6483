"""Money from a simulated month to the tables, by sums done again from what a run wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.levers.runs import lever
from tests.model.worlds import FAR_APART, scenario
from workforce_sim.assumptions import load_register
from workforce_sim.experiment import RunFailed, RunFolder, run_experiment
from workforce_sim.measures.appraisal import COST, NET_PUBLIC, WITH, WITHOUT
from workforce_sim.measures.record import AGENCY, PAY, LedgerLine
from workforce_sim.model.month.accounts import Accounts

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]

REGISTER = load_register().values()
SCALE = 40_000.0
PLAIN = {
    **{name: SCALE for name in REGISTER if name.startswith("pay.salary.")},
    "hours.change_rate": 0.0,
    "hours.residual_growth": 0.0,
}
"""One salary for all, and nobody's hours change between a month's end and the payday after it."""
REGIONS = {"E06000017": "east_midlands", "E06000046": "south_east"}
LEVERS = (
    lever("frontline_pay", supplement_gbp_per_year=3_000, from_="2025-04", councils=("Rutland",)),
    lever("conversion_places", places=7, intakes=("2025-01",), course_months=3),
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """Two councils, two years, two futures, with and without levers; hours may stand still here."""
    both = [scenario(*levers, years=2, assumptions=PLAIN) for levers in ((), LEVERS)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(vars(load_register()["hours.change_rate"]), "refused", "")
        return run_experiment(both, 2, 1, 1, tmp_path_factory.mktemp("money") / "run")


def test_what_councils_spend_is_on_the_ledger_to_the_penny(run: RunFolder) -> None:
    by = ["scenario", "area"]
    spent = (
        run.replications()
        .filter(pl.col("geographic_level") == "Local authority")
        .group_by("scenario", pl.col("new_la_code").alias("area"))
        .agg(spent=pl.col("spend_gbp").sum() / 2)
    )
    posted = run.ledger().group_by(by).agg(posted=pl.col("mean_nominal_gbp").sum())
    both = spent.join(posted, on=by, how="full", coalesce=True).collect()
    assert both.height == 2 * len(FAR_APART)
    assert both["posted"].to_list() == pytest.approx(both["spent"].to_list(), abs=0.005, rel=0)
    lines = run.ledger().select(pl.col("line").unique().sort()).collect()["line"]
    assert lines.to_list() == ["agency", "lever", "pay", "recruitment"]


def at_work(run: RunFolder, measure: str) -> pl.DataFrame:
    """FTE at each payday, the first of the month, as counted the evening before; with its price."""
    scale = (1 + REGISTER["pay.on_cost"]) * SCALE / 12
    payday = pl.col("month").dt.offset_by("1d")
    award = 1 + REGISTER["pay.award_per_year"]
    ratio = {code: REGISTER[f"pay.regional_ratio.{region}"] for code, region in REGIONS.items()}
    return (
        run.monthly()
        .filter(pl.col("measure") == measure, pl.col("geographic_level") == "Local authority")
        .filter(payday < pl.date(2026, 10, 1))
        .select(
            "scenario",
            pl.col("new_la_code").alias("area"),
            (payday.dt.year() - (payday.dt.month() < 4)).alias("year"),
            fte="mean",
            price=scale
            * pl.col("new_la_code").replace_strict(ratio)
            * pl.when(payday < pl.date(2025, 10, 1)).then(1.0).otherwise(award),
        )
        .collect()
    )


def posted(run: RunFolder, line: LedgerLine) -> pl.DataFrame:
    """The ledger of a line."""
    year = (pl.col("financial_year") // 100).cast(pl.Int32)
    return run.ledger().filter(pl.col("line") == line.line).with_columns(year=year).collect()


def test_pay_is_filled_posts_times_scale_times_on_cost(run: RunFolder) -> None:
    by = ["scenario", "area", "year"]
    worked = at_work(run, "inpost_fte").group_by(by)
    due = worked.agg(gbp=(pl.col("fte") * pl.col("price")).sum(), fte=pl.col("fte").sum() / 12)
    both = due.join(posted(run, PAY), on=by, how="full", coalesce=True)
    assert both.height == 2 * len(FAR_APART) * 3
    assert both["mean_nominal_gbp"].to_list() == pytest.approx(both["gbp"].to_list(), abs=0.01)
    assert both["mean_quantity"].to_list() == pytest.approx(both["fte"].to_list())


def test_agency_work_is_paid_for_whoever_is_there_and_costs_the_premium(run: RunFolder) -> None:
    """Assignments begin on paydays, so whoever is there at the end of a month is paid for in it."""
    by = ["scenario", "area", "year"]
    there = run.monthly().filter(pl.col("measure") == "agency_fte")
    there = there.filter(pl.col("month") > pl.date(2024, 9, 30)).select(
        "scenario",
        pl.col("new_la_code").alias("area"),
        year=pl.col("month").dt.year() - (pl.col("month").dt.month() < 4),
        fte=pl.col("mean") / 12,
    )
    found = posted(run, AGENCY)
    both = there.group_by(by).agg(pl.col("fte").sum()).collect().join(found, on=by)
    assert both.height == 2 * len(FAR_APART) * 3
    assert (both["mean_quantity"] >= both["fte"] - 1e-6).all()
    assert float(both["mean_quantity"].sum()) < 1.25 * float(both["fte"].sum())
    # The years in which one price holds: from the first day, and after the award of October 2025.
    price = at_work(run, "agency_fte").group_by(by).agg(pl.col("price").unique())
    price = price.filter(pl.col("price").list.len() == 1).explode("price")
    both = found.join(price, on=by)
    due = both["mean_quantity"] * 12 * both["price"] * (1 + REGISTER["agency.premium"])
    assert both.height == 2 * len(FAR_APART) * 2
    assert both["mean_nominal_gbp"].to_list() == pytest.approx(due.to_list(), rel=1e-6)


def test_the_appraisal_adds_up_to_the_ledger_line_by_line(run: RunFolder) -> None:
    rate = 0.035
    year = (pl.col("financial_year") // 100).cast(pl.Int32)
    worth = (pl.col("mean_real_gbp") * pl.lit(1 + rate).pow(2024 - year)).sum()
    sums = run.ledger().group_by("scenario", "line").agg(worth).collect().rows()
    spent = {(scenario, line): gbp for scenario, line, gbp in sums}
    rows = run.appraisal().filter(pl.col("discount_rate") == rate).collect().to_dicts()
    found = {(row["cost_basis"], row["quantity"]): row for row in rows}
    bases = {"programme": "lever", "pay": "pay", "agency": "agency", "recruitment": "recruitment"}
    cost = {}
    for basis, line in bases.items():
        row = found[basis, COST]
        pair = [spent.get((row[each], line), 0.0) for each in ("scenario", "reference")]
        assert found[basis, WITH]["value"] == pytest.approx(pair[0], abs=0.01)
        assert found[basis, WITHOUT]["value"] == pytest.approx(pair[1], abs=0.01)
        cost[basis] = row["value"]
        assert cost[basis] == pytest.approx(pair[0] - pair[1], abs=0.01)
    assert cost["programme"] > 0
    assert cost["pay"] > 0
    assert found[NET_PUBLIC, COST]["value"] == pytest.approx(sum(cost.values()), abs=0.01)


Posting = tuple[float, LedgerLine, np.ndarray, np.ndarray]
FAULTS: dict[str, Callable[[float, LedgerLine, np.ndarray, np.ndarray], Posting]] = {
    "a line is lost": lambda day, line, gbp, bought: (day, line, gbp * (line != AGENCY), bought),
    "a penny is lost": lambda day, line, gbp, bought: (
        day, line, gbp - 0.01 * ((line == PAY) & (day == 31.0) & (gbp > 0.0)), bought
    ),
    "another year": lambda day, line, gbp, bought: (max(day - 30.0, 0.0), line, gbp, bought),
    "another council": lambda day, line, gbp, bought: (day, line, np.roll(gbp, 1), bought),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_money_that_goes_astray_stops_the_run(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Accounts.post

    def faulty(self: Accounts, *posting: Any) -> None:
        post(self, *FAULTS[fault](*posting))

    monkeypatch.setattr(Accounts, "post", faulty)
    with pytest.raises(RunFailed, match="money: ledger = paid, by council and financial year"):
        run_experiment([scenario()], 1, 1, 1, tmp_path / "run")
