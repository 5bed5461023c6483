"""What a finished run leaves: exact columns, right numbers, reproducible bytes."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.experiment.fake_world import (
    BASE_YEAR,
    BASELINE,
    COUNCILS,
    HOOKS,
    POLICY,
    FakeScenario,
)
from workforce_sim.errors import UserError
from workforce_sim.experiment import RunFolder, run_experiment
from workforce_sim.experiment.equality import differing_files, differing_measures
from workforce_sim.experiment.manifest import VOLATILE

AREA = ["geographic_level", "region_name", "new_la_code"]
NATIONAL = pl.col("geographic_level") == "National"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    out = tmp_path_factory.mktemp("finished") / "run"
    return run_experiment([BASELINE, POLICY], 5, 7, 1, out, partners=5, hooks=HOOKS)


@pytest.mark.unit
def test_every_replication_year_and_area_has_one_row_in_order(finished: RunFolder) -> None:
    frame = finished.replications().collect()
    keys = frame.select("scenario", "replication", "time_period", *AREA)
    areas = 1 + 3 + len(COUNCILS)
    assert keys.height == 2 * 5 * 4 * areas
    assert keys.is_unique().all()
    assert frame["scenario"].unique(maintain_order=True).to_list() == ["baseline", "policy"]
    first = frame.head(areas)
    assert first["geographic_level"].to_list() == ["National"] + ["Regional"] * 3 + [
        "Local authority"
    ] * len(COUNCILS)
    assert frame["replication"].unique().sort().to_list() == [1, 2, 3, 4, 5]


@pytest.mark.unit
def test_csv_files_are_plain_utf8_with_line_feeds_and_empty_cells(finished: RunFolder) -> None:
    for path in finished.path.glob("*.csv"):
        content = path.read_bytes()
        assert b"\r" not in content
        assert b'""' not in content
        assert b"NaN" not in content
        assert b"inf" not in content
        assert content.decode("utf-8").endswith("\n")


@pytest.mark.unit
def test_flows_of_the_base_year_have_no_row_and_no_number(finished: RunFolder) -> None:
    base = pl.col("time_period") == BASE_YEAR
    measures = finished.summary().filter(base).collect()["measure"].unique().to_list()
    assert "vacancy_rate_fte" in measures
    assert "turnover_rate_fte" not in measures
    assert finished.replications().filter(base).collect()["leavers_fte"].is_null().all()


@pytest.mark.unit
def test_bands_hold_the_quartiles_too(finished: RunFolder) -> None:
    row = finished.bands("vacancy_rate_fte").collect().to_dicts()[0]
    ordered = [row[key] for key in ("p2_5", "p10", "p25", "median", "p75", "p90", "p97_5")]
    assert ordered == sorted(ordered)
    with pytest.raises(UserError, match="Did you mean vacancy_rate_fte"):
        finished.bands("vacancy_rate")


@pytest.mark.unit
def test_bands_of_some_rows_are_those_of_all_and_no_others(finished: RunFolder) -> None:
    england = pl.col("geographic_level") == "National"
    every = finished.bands("vacancy_rate_fte").collect()
    some = finished.bands("vacancy_rate_fte", england).collect()
    assert 0 < some.height < every.height
    assert some.equals(every.filter(england))


@pytest.mark.unit
def test_months_are_month_ends_with_all_bands(finished: RunFolder) -> None:
    frame = finished.monthly().filter(NATIONAL, pl.col("measure") == "vacancy_rate_fte").collect()
    months = frame.filter(pl.col("scenario") == "baseline")["month"]
    assert str(months[0]) == f"{BASE_YEAR}-09-30"
    assert str(months[5]) == f"{BASE_YEAR + 1}-02-28"
    assert len(months) == 37
    assert {"p2_5", "p10", "p25", "median", "p75", "p90", "p97_5"} <= set(frame.columns)


@pytest.mark.unit
def test_money_is_reported_with_its_warnings(finished: RunFolder) -> None:
    ledger = finished.ledger().collect()
    assert ledger["financial_year"].unique().sort().to_list() == [202425, 202526, 202627]
    lever = ledger.filter(pl.col("lever") == "frontline_pay")
    assert sorted(lever["area"].unique()) == sorted(code for code, _, _ in COUNCILS)
    lever = lever.group_by("financial_year", maintain_order=True).agg(pl.col("^mean_.*$").sum())
    assert lever["mean_nominal_gbp"].to_list() == [300_000.0] * 3
    assert lever["mean_real_gbp"][1] == pytest.approx(300_000 / 1.02, abs=1e-5)
    assert any("frontline_pay" in w and "2025-26" in w for w in finished.warnings)
    gain = finished.appraisal().filter(pl.col("quantity") == "extra_worker_years_in_post")
    assert gain.collect()["value"][0] == pytest.approx(10.0 * 5 * 24 / 12)


@pytest.mark.unit
def test_the_manifest_tells_how_to_run_it_again(finished: RunFolder) -> None:
    manifest = finished.manifest
    assert manifest["status"] == "complete"
    assert manifest["seed"] == 7
    assert manifest["partners"] == 5
    assert manifest["events"] == 2 * 2 * sum(1000 + k for k in range(1, 6))
    assert manifest["reference"] == "baseline"
    assert finished.scenario_names == {"baseline": "As things are", "policy": "A policy"}
    versions = {**manifest["versions"], **manifest["environment"]["versions"]}
    assert {"numpy", "numba", "simpy", "polars"} <= set(versions)
    assert manifest["timing"]["wall_seconds"] > 0
    assert len(manifest["parts"]) == 2 * 5 * (4 + 1)


@pytest.mark.slow
def test_number_of_processes_changes_no_byte(finished: RunFolder, tmp_path: Path) -> None:
    other = run_experiment([BASELINE, POLICY], 5, 7, 2, tmp_path / "two", partners=5, hooks=HOOKS)
    assert differing_files(finished, other) == []
    mine, theirs = dict(finished.manifest), dict(other.manifest)
    for key in VOLATILE:
        del mine[key], theirs[key]
    assert json.dumps(mine) == json.dumps(theirs)


@pytest.mark.unit
def test_one_replication_alone_has_the_same_bytes(finished: RunFolder, tmp_path: Path) -> None:
    alone = run_experiment([BASELINE, POLICY], 1, seed=7, processes=1, out=tmp_path / "alone",
                           only=[4], hooks=HOOKS)  # fmt: skip
    parts = sorted(path.name for path in (alone.path / "parts").iterdir())
    assert "policy-0004.parquet" in parts
    assert len(parts) == 2 * 5
    for name in parts:
        mine, theirs = finished.path / "parts" / name, alone.path / "parts" / name
        assert mine.read_bytes() == theirs.read_bytes()
    row = alone.summary().filter(NATIONAL).collect().to_dicts()[0]
    assert row["mean"] == row["median"] == row["p97_5"]
    assert alone.comparison().collect()["ci_low"].is_null().all()


@pytest.mark.unit
def test_a_lever_without_effect_changes_nothing_but_the_name(tmp_path: Path) -> None:
    idle = FakeScenario("idle", levers=("frontline_pay",), effect=0.0)
    run = run_experiment([BASELINE, idle], 3, 1, 1, tmp_path / "run", hooks=HOOKS)
    assert differing_measures(run, "baseline", run, "idle") == []
    comparison = run.comparison().collect()
    assert (comparison["mean_difference"] == 0.0).all()
    assert (comparison["probability_higher"] == 0.0).all()


@pytest.mark.unit
def test_one_scenario_alone_has_an_empty_comparison(tmp_path: Path) -> None:
    run = run_experiment([BASELINE], 2, 1, 1, tmp_path / "run", hooks=HOOKS, monthly=False)
    assert run.reference is None
    assert run.comparison().collect().height == 0
    assert run.appraisal().collect().height == 0
    assert not (run.path / "monthly.parquet").exists()
    with pytest.raises(UserError, match=r"monthly\.parquet"):
        run.monthly()


@pytest.mark.unit
def test_two_scenarios_of_the_same_name_are_kept_apart(tmp_path: Path) -> None:
    run = run_experiment([BASELINE, BASELINE], 2, 1, 1, tmp_path / "run", hooks=HOOKS)
    assert list(run.scenario_names) == ["baseline", "baseline-2"]
