"""Every cell of every table of results, worked again from what each replication handed over.

The stand-in's money, quantities and histograms vary between replications here, the scenarios reach
different councils, and nothing of the tables' own code is used: numpy, scipy and plain sums are.
"""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pytest
from scipy import stats

from tests.experiment import fake_world
from tests.experiment.fake_world import BASE_YEAR, FakeScenario, draw
from workforce_sim.experiment import RunFolder, run_experiment
from workforce_sim.experiment.interfaces import OneByOne
from workforce_sim.measures import MONTHLY, YEARLY
from workforce_sim.measures.record import ReplicationRecord

pytestmark = pytest.mark.property

SEED, REPLICATIONS, BINS = 11, 7, 5
SCENARIOS = (
    FakeScenario("as-it-is", "As it is"),
    FakeScenario("everywhere", "Everywhere", levers=("frontline_pay", "pay_award"), effect=6.0),
    FakeScenario(
        "two-councils",
        "Two councils",
        levers=("frontline_pay",),
        effect=9.0,
        councils=("E10000030", "E08000003"),
    ),
)
QUANTILES = {"p2_5": 2.5, "p10": 10, "p25": 25, "median": 50, "p75": 75, "p90": 90, "p97_5": 97.5}
AREA = ("geographic_level", "region_name", "new_la_code")
DEFLATOR = {2024: 100.0, 2025: 102.0, 2026: 102.0 * 1.02, 2027: 102.0 * 1.02**2}


def simulate(
    scenario: FakeScenario,
    seed: int,
    replication: int,
    parameter_draw: int | None = None,
    drift_draw: int | None = None,
) -> ReplicationRecord:
    """The stand-in's record with money and histograms of each replication's own."""
    record = fake_world.simulate(scenario, seed, replication, parameter_draw, drift_draw)
    codes = fake_world.areas(scenario).codes

    def varied(*address: object) -> np.ndarray:
        years = range(len(record.years) - 1)
        table = [[draw(seed, replication, *address, y, code) for code in codes] for y in years]
        return np.array([*table, [0.0] * len(codes)])

    ledger = {
        line: np.stack(
            [
                1e5 * (1.0 + varied(line, "gbp", scenario.slug)) * (varied(line) > 0.0),
                10.0 * varied(line, "bought", scenario.slug),
            ]
        )
        for line in record.ledger
    }
    bins = [
        [float(int(100 * draw(seed, replication, scenario.slug, year, k))) for k in range(BINS)]
        for year in record.years
    ]
    return replace(record, ledger=ledger, histograms={"caseload_full_time": np.array(bins)})


HOOKS = replace(fake_world.HOOKS, simulate_all=OneByOne(simulate))


class Finished(NamedTuple):
    """A finished run, and the records that it was made of."""

    folder: RunFolder
    records: dict[str, list[ReplicationRecord]]
    rows: dict[str, pl.DataFrame]
    groups: dict[tuple[object, ...], pl.DataFrame]
    """The replications of a scenario, year and area."""

    def table(self, file: str) -> list[dict[str, Any]]:
        """The rows of a CSV result, numbers as numbers."""
        frame = pl.read_csv(self.folder.path / file, infer_schema_length=None)
        return frame.to_dicts()

    def values(self, scenario: str, measure: str, *key: object) -> np.ndarray:
        """A measure of one year and area in each replication."""
        found = self.groups[scenario, *key][measure]
        assert len(found) == REPLICATIONS
        return found.cast(pl.Float64).fill_null(np.nan).to_numpy()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    out = tmp_path_factory.mktemp("recompute") / "run"
    folder = run_experiment(list(SCENARIOS), REPLICATIONS, SEED, 1, out, hooks=HOOKS)
    numbers = range(1, REPLICATIONS + 1)
    records = {each.slug: [simulate(each, SEED, r) for r in numbers] for each in SCENARIOS}
    every = folder.replications().collect()
    rows = {each.slug: every.filter(pl.col("scenario") == each.slug) for each in SCENARIOS}
    groups = every.partition_by("scenario", "time_period", *AREA, as_dict=True)
    return Finished(folder, records, rows, groups)


def key_of(row: dict[str, Any]) -> tuple[object, ...]:
    """Time and area of a row, an empty cell as an empty text."""
    return (row["time_period"], *(row[name] or "" for name in AREA))


def test_a_replications_row_is_the_sum_over_its_councils(finished: Finished) -> None:
    for scenario in SCENARIOS:
        codes = fake_world.areas(scenario).codes
        frame = finished.rows[scenario.slug]
        for r, record in enumerate(finished.records[scenario.slug], start=1):
            mine = frame.filter(pl.col("replication") == r)
            for name in ("inpost_fte", "leavers_fte", "cases"):
                total = mine.filter(pl.col("geographic_level").is_in(["National", "Scope"]))
                expected = record.yearly[name].sum(axis=1)
                found = total.sort("time_period")[name].fill_null(np.nan).to_numpy()
                np.testing.assert_allclose(found, expected, rtol=1e-12)
                for i, code in enumerate(codes):
                    one = mine.filter(pl.col("new_la_code") == code).sort("time_period")[name]
                    np.testing.assert_allclose(
                        one.fill_null(np.nan).to_numpy(), record.yearly[name][:, i], rtol=1e-12
                    )


def test_summary_is_mean_and_quantiles_of_its_replications(finished: Finished) -> None:
    rows = finished.table("summary.csv")
    assert len(rows) > 1000
    shown = {name: level for name, level in QUANTILES.items() if name in rows[0]}
    assert {"p2_5", "median", "p97_5"} <= shown.keys()
    of_rows = [finished.values(row["scenario"], row["measure"], *key_of(row)) for row in rows]
    worked = [np.mean(of_rows, axis=1), *np.percentile(of_rows, list(shown.values()), axis=1)]
    stored = [[row[name] for row in rows] for name in ("mean", *shown)]
    np.testing.assert_allclose(stored, worked, rtol=5e-6, atol=5e-6)
    for row in rows:
        assert row["unit"] == YEARLY[row["measure"]].unit
        assert row["replications"] == REPLICATIONS


def test_months_are_mean_and_quantiles_of_their_replications(finished: Finished) -> None:
    frame = finished.folder.monthly().collect()
    scenario = SCENARIOS[2]
    table = fake_world.areas(scenario)
    for row in frame.filter(pl.col("scenario") == scenario.slug).to_dicts():
        if row["geographic_level"] != "Scope" or row["measure"] not in MONTHLY:
            continue
        month = 12 * (row["month"].year - BASE_YEAR) + row["month"].month - 9
        measure = MONTHLY[row["measure"]]
        values = []
        for record in finished.records[scenario.slug]:
            top = sum(record.monthly[name][month].sum() for name in measure.numerator)
            below = sum(record.monthly[name][month].sum() for name in measure.denominator)
            values.append(measure.scale * top / below if measure.denominator else top)
        assert row["mean"] == pytest.approx(np.mean(values), rel=1e-9)
        for name, level in QUANTILES.items():
            assert row[name] == pytest.approx(np.percentile(values, level), rel=1e-9), name
    assert len(table.codes) == 2


def test_comparison_is_of_pairs_in_the_same_area(finished: Finished) -> None:
    rows = finished.table("comparison.csv")
    shared = {(row["scenario"], row["new_la_code"]) for row in rows if row["new_la_code"]}
    assert {code for name, code in shared if name == "two-councils"} == {"E10000030", "E08000003"}
    for row in rows:
        mine = finished.values(row["scenario"], row["measure"], *key_of(row))
        theirs = finished.values(row["reference"], row["measure"], *key_of(row))
        difference = mine - theirs
        assert row["reference"] == "as-it-is"
        assert row["mean_difference"] == pytest.approx(difference.mean(), rel=1e-5, abs=1e-5)
        assert row["probability_higher"] == pytest.approx((difference > 0).mean(), abs=1e-6)
        assert row["probability_lower"] == pytest.approx((difference < 0).mean(), abs=1e-6)
        if difference.std() > 1e-9:
            low, high = stats.ttest_1samp(difference, 0.0).confidence_interval(0.95)
            assert row["ci_low"] == pytest.approx(low, rel=1e-4, abs=1e-4)
            assert row["ci_high"] == pytest.approx(high, rel=1e-4, abs=1e-4)


def test_the_ledger_holds_every_posting_in_both_prices(finished: Finished) -> None:
    found = {
        (row["scenario"], row["financial_year"], row["line"], row["lever"] or "", row["area"]): row
        for row in finished.table("ledger.csv")
    }
    expected = {}
    for scenario in SCENARIOS:
        records = finished.records[scenario.slug]
        codes = fake_world.areas(scenario).codes
        for line in records[0].ledger:
            for y, year in enumerate(records[0].years[:-1]):
                for i, code in enumerate(codes):
                    label = 100 * int(year) + (int(year) + 1) % 100
                    key = (scenario.slug, label, line.line, line.lever, code)
                    expected[key] = (int(year), [each.ledger[line][:, y, i] for each in records])
    assert found.keys() == expected.keys()
    for key, (year, amounts) in expected.items():
        gbp, bought = np.transpose(amounts)
        real = gbp * DEFLATOR[BASE_YEAR] / DEFLATOR[year]
        row = found[key]
        assert row["mean_nominal_gbp"] == pytest.approx(gbp.mean(), abs=0.01)
        assert row["mean_quantity"] == pytest.approx(bought.mean(), abs=1e-4)
        assert row["mean_real_gbp"] == pytest.approx(real.mean(), abs=0.01)
        assert row["p10_real_gbp"] == pytest.approx(np.percentile(real, 10), abs=0.01)
        assert row["p90_real_gbp"] == pytest.approx(np.percentile(real, 90), abs=0.01)


def discounted(record: ReplicationRecord, rate: float, basis: str) -> float:
    """Public cost of a replication on a cost basis in pounds of the base year."""
    on = {"programme": ("lever",), "net public": ("pay", "agency", "recruitment", "lever")}
    return sum(
        float(table[0, y].sum())
        * DEFLATOR[BASE_YEAR]
        / DEFLATOR[int(year)]
        / (1.0 + rate) ** (int(year) - BASE_YEAR)
        for line, table in record.ledger.items()
        if line.line in on.get(basis, (basis,))
        for y, year in enumerate(record.years[:-1])
    )


def outcomes(record: ReplicationRecord) -> dict[str, float]:
    """What a scenario is judged by: years in post, vacant years, leavers."""
    return {
        "worker_years": record.monthly["inpost_fte"][1:].sum() / 12.0,
        "vacancy_years": -record.monthly["vacancy_fte"][1:].sum() / 12.0,
        "leavers": -record.yearly["leavers_fte"][1:].sum(),
    }


GAINS = {
    "extra_worker_years_in_post": "worker_years",
    "vacancy_years_removed": "vacancy_years",
    "leavers_averted": "leavers",
}
COSTS_PER = {
    "cost_per_extra_worker_year": "worker_years",
    "cost_per_vacancy_year_removed": "vacancy_years",
    "cost_per_leaver_averted": "leavers",
}


def test_the_appraisal_is_of_discounted_pairs(finished: Finished) -> None:
    seen = set()
    for row in finished.table("appraisal.csv"):
        mine, theirs = (finished.records[row[name]] for name in ("scenario", "reference"))
        better = {
            name: np.array(
                [outcomes(a)[name] - outcomes(b)[name] for a, b in zip(mine, theirs, strict=True)]
            )
            for name in ("worker_years", "vacancy_years", "leavers")
        }
        spent, without = (
            np.array(
                [
                    discounted(each, row["discount_rate"] or 0.0, row["cost_basis"] or "")
                    for each in of
                ]
            )
            for of in (mine, theirs)
        )
        cost = spent - without
        name = row["quantity"]
        expected = {
            "present_value_of_public_cost": cost.mean(),
            "present_value_with_scenario": spent.mean(),
            "present_value_with_reference": without.mean(),
            "probability_costs_less": (cost < 0).mean(),
            "probability_more_worker_years": (better["worker_years"] > 0).mean(),
            "probability_fewer_vacancies": (better["vacancy_years"] > 0).mean(),
            "probability_fewer_leavers": (better["leavers"] > 0).mean(),
            **{gain: better[of].mean() for gain, of in GAINS.items()},
            **{per: cost.mean() / better[of].mean() for per, of in COSTS_PER.items()},
        }[name]
        seen.add((row["cost_basis"], name))
        if row["value"] is None:
            low, _ = stats.ttest_1samp(better[COSTS_PER[name]], 0.0).confidence_interval(0.95)
            assert not low > 0.0
            continue
        assert row["value"] == pytest.approx(expected, rel=1e-6, abs=1e-4), name
        if name in GAINS:
            low, high = stats.ttest_1samp(better[GAINS[name]], 0.0).confidence_interval(0.95)
            if better[GAINS[name]].std() > 1e-9:
                assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high), rel=1e-4)
    assert len(seen) == 2 * 6 + 3 * 3 + 1 + 6


def test_histograms_are_means_over_replications(finished: Finished) -> None:
    rows = finished.table("histograms.csv")
    assert len(rows) == len(SCENARIOS) * 4 * BINS
    for row in rows:
        records = finished.records[row["scenario"]]
        year = row["time_period"] - BASE_YEAR
        mean = np.mean([each.histograms[row["histogram"]][year, row["bin"]] for each in records])
        assert row["mean_count"] == pytest.approx(mean, abs=1e-4)


def test_each_name_stands_beside_its_id(finished: Finished) -> None:
    names = {each.slug: each.name for each in SCENARIOS}
    for path in sorted(Path(finished.folder.path).glob("*.csv")):
        for row in finished.table(path.name):
            assert row["scenario_name"] == names[row["scenario"]]


def test_the_stand_in_varies_as_this_page_says(finished: Finished) -> None:
    for records in finished.records.values():
        for one, other in pairwise(records):
            assert not np.array_equal(
                one.histograms["caseload_full_time"], other.histograms["caseload_full_time"]
            )
            for line in one.ledger:
                assert not np.array_equal(one.ledger[line], other.ledger[line])
