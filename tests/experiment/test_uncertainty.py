"""Partners of replications: what they tell, what they cost, and that they change nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.experiment.fake_world import BASELINE, HOOKS, POLICY, FakeScenario
from workforce_sim.errors import UserError
from workforce_sim.experiment import RunFolder, run_experiment
from workforce_sim.experiment.byte_check import verify
from workforce_sim.experiment.equality import differing_files
from workforce_sim.experiment.plan import address_of, make_plan
from workforce_sim.experiment.variance_partners import (
    label,
    partner_kind,
    partner_of,
    replication_of,
    usual_partners,
)

PARTS = (4.0, 3.0, 9.0)
UNCERTAIN = FakeScenario("uncertain", uncertainty="parameters", parts=PARTS)
CERTAIN = replace(UNCERTAIN, slug="certain", uncertainty="none")
SOURCES = ["chance", "drift", "parameters"]
TOTALS = pl.col("geographic_level").is_in(["National", "Scope"])


def run(
    out: Path,
    *scenarios: FakeScenario,
    replications: int = 6,
    partners: int | None = 8,
    resume: bool = False,
) -> RunFolder:
    return run_experiment(
        scenarios or [UNCERTAIN], replications, 1, 1, out, resume, partners=partners, hooks=HOOKS,
        monthly=False,
    )  # fmt: skip


def shares(run: RunFolder, scenario: str, reference: str = "") -> dict[str, dict[str, float]]:
    rows = run.uncertainty().filter(
        TOTALS,
        pl.col("scenario") == scenario,
        pl.col("reference") == reference,
        pl.col("measure") == "cases",
        pl.col("time_period") == 2026,
    )
    return {row["uncertainty_source"]: row for row in rows.collect().to_dicts()}


@pytest.mark.statistical
def test_the_three_parts_of_a_known_world_are_found(tmp_path: Path) -> None:
    # 150 pairs know each share to about 0.1 (two standard errors); the seed is fixed.
    done = run(tmp_path / "run", UNCERTAIN, replications=150, partners=150)
    found = shares(done, "uncertain")
    assert list(found) == SOURCES
    for source, part in zip(SOURCES, PARTS, strict=True):
        assert found[source]["share"] == pytest.approx(part / sum(PARTS), abs=0.12)
        assert found[source]["share_low"] <= part / sum(PARTS) <= found[source]["share_high"]
        # Five councils with the same number of cases.
        assert found[source]["standard_deviation"] == pytest.approx(5 * part**0.5, rel=0.25)
        assert found[source]["partners"] == 150
    assert sum(row["share"] for row in found.values()) == pytest.approx(1.0, abs=2e-6)


@pytest.mark.unit
def test_without_uncertain_assumptions_parameters_are_nothing(tmp_path: Path) -> None:
    done = run(tmp_path / "run", CERTAIN, replications=40)
    assert not list((done.path / "parts").glob("*-drift*"))
    found = shares(done, "certain")
    assert found["parameters"]["share"] == found["parameters"]["share_high"] == 0.0
    assert found["chance"]["share"] + found["drift"]["share"] == pytest.approx(1.0)
    row = parts_of_summary(done).filter(pl.col("uncertainty_source") == "parameters").to_dicts()[0]
    assert row["p2_5"] == row["p97_5"] == row["median"]


def parts_of_summary(done: RunFolder) -> pl.DataFrame:
    return (
        done.summary()
        .filter(TOTALS, pl.col("measure") == "cases", pl.col("time_period") == 2026)
        .collect()
    )


@pytest.mark.unit
def test_summary_has_a_row_for_each_source_around_the_same_middle(tmp_path: Path) -> None:
    done = run(tmp_path / "run", UNCERTAIN, replications=12)
    rows = {row["uncertainty_source"]: row for row in parts_of_summary(done).to_dicts()}
    assert list(rows) == ["total", *SOURCES]
    total, found = rows["total"], shares(done, "uncertain")
    for source in SOURCES:
        row, scale = rows[source], found[source]["share"] ** 0.5
        assert row["mean"] == total["mean"]
        assert row["median"] == total["median"]
        assert row["unit"] == total["unit"]
        assert row["replications"] == 8
        for key in ("p2_5", "p10", "p90", "p97_5"):
            expected = total["median"] + scale * (total[key] - total["median"])
            assert row[key] == pytest.approx(expected, abs=1e-3)  # shares have six decimals


@pytest.mark.unit
def test_partners_change_no_other_result(tmp_path: Path) -> None:
    with_partners = run(tmp_path / "with", BASELINE, POLICY)
    without = run(tmp_path / "without", BASELINE, POLICY, partners=0)
    assert differing_files(with_partners, without) == [
        "partners.parquet", "summary.csv", "uncertainty.csv",
    ]  # fmt: skip
    lines = (with_partners.path / "summary.csv").read_text(encoding="utf-8").splitlines()
    fewer = (without.path / "summary.csv").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines[1:] if line.endswith(",total")] == fewer[1:]
    assert len(lines) > len(fewer)
    for path in (without.path / "parts").iterdir():
        assert path.read_bytes() == (with_partners.path / "parts" / path.name).read_bytes()


@pytest.mark.unit
def test_none_can_be_asked_for(tmp_path: Path) -> None:
    done = run(tmp_path / "run", UNCERTAIN, partners=0)
    assert done.partners == 0
    assert done.summary().collect()["uncertainty_source"].unique().to_list() == ["total"]
    assert done.uncertainty().collect().height == 0
    with pytest.raises(UserError, match=r"partners\.parquet"):
        done.partner_runs()
    with pytest.raises(UserError, match="number of partners: -1"):
        run(tmp_path / "other", UNCERTAIN, partners=-1)


@pytest.mark.unit
def test_a_run_that_goes_on_has_the_bytes_of_one_at_once(tmp_path: Path) -> None:
    scenario = replace(UNCERTAIN, marker=str(tmp_path / "log"))
    both = (scenario, replace(scenario, slug="policy", effect=2.0))
    whole = run(tmp_path / "whole", *both, replications=9)
    run(tmp_path / "run", *both, replications=5)
    hurt = tmp_path / "run" / "parts" / "policy-0003-drift.parquet"
    hurt.write_bytes(hurt.read_bytes()[:-5])
    (tmp_path / "log").unlink()
    mended = run(tmp_path / "run", *both, replications=9, resume=True)
    assert differing_files(whole, mended) == []
    again = {int(line.split()[1]) for line in (tmp_path / "log").read_text().splitlines()}
    fresh = {partner_of(i, kind) for i in (6, 7, 8) for kind in ("chance", "drift")}
    assert again == {6, 7, 8, 9, *fresh, partner_of(3, "drift")}
    # What was there stays, whatever the second request says.
    assert run(tmp_path / "run", *both, replications=9, partners=2, resume=True).partners == 8


@pytest.mark.unit
def test_a_finished_run_gets_partners_later_at_the_price_of_the_partners(tmp_path: Path) -> None:
    scenario = replace(UNCERTAIN, marker=str(tmp_path / "log"))
    whole = run(tmp_path / "whole", scenario, replications=5, partners=3)
    assert run(tmp_path / "run", scenario, replications=5, partners=None).partners == 0
    (tmp_path / "log").unlink()
    again = run(tmp_path / "run", scenario, replications=5, partners=3, resume=True)
    assert differing_files(whole, again) == []
    assert len((tmp_path / "log").read_text().splitlines()) == 3 * 2


@pytest.mark.unit
def test_another_number_of_partners_is_kept_when_a_run_goes_on(tmp_path: Path) -> None:
    run(tmp_path / "run", UNCERTAIN, replications=4, partners=2)
    assert (
        run(tmp_path / "run", UNCERTAIN, replications=6, partners=None, resume=True).partners == 2
    )


@pytest.mark.unit
def test_verify_repeats_partners_too(tmp_path: Path) -> None:
    done = run(tmp_path / "run", UNCERTAIN, partners=3)
    again = verify(done.path, 1, hooks=HOOKS)
    assert again.is_reproduced, again
    assert "partners.parquet" in again.same
    assert "parts/uncertain-0003-chance.parquet" in again.same
    part = done.path / "parts" / "uncertain-0003-chance.parquet"
    part.write_bytes(part.read_bytes() + b" ")
    assert verify(done.path, 1, hooks=HOOKS).altered == ("parts/uncertain-0003-chance.parquet",)


@pytest.mark.unit
def test_differences_have_parts_of_their_own(tmp_path: Path) -> None:
    policy = replace(UNCERTAIN, slug="policy", effect=3.0)
    done = run(tmp_path / "run", UNCERTAIN, policy, replications=10)
    rows = done.uncertainty().filter(TOTALS, pl.col("reference") == "uncertain").collect()
    inpost = rows.filter(pl.col("measure") == "inpost_fte", pl.col("time_period") == 2026)
    # The effect is drawn by chance alone, and cases do not differ at all.
    assert inpost["share"][0] > 0.5
    assert rows.filter(pl.col("measure") == "cases")["share"].is_null().all()
    assert rows["scenario"].unique().to_list() == ["policy"]


@pytest.mark.unit
def test_many_councils_are_left_out_of_the_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workforce_sim.experiment.uncertainty.FEW_COUNCILS", 4)
    done = run(tmp_path / "run", UNCERTAIN)
    levels = parts_only(done)["geographic_level"].unique().sort().to_list()
    assert levels == ["National", "Regional"]
    few = run(tmp_path / "few", replace(UNCERTAIN, councils=("E08000003", "E06000008")))
    assert "Local authority" in parts_only(few)["geographic_level"].to_list()


def parts_only(done: RunFolder) -> pl.DataFrame:
    return done.summary().filter(pl.col("uncertainty_source") != "total").collect()


@pytest.mark.unit
def test_pieces_in_memory_do_not_change_a_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(tmp_path / "whole", UNCERTAIN)
    monkeypatch.setattr("workforce_sim.experiment.summary._AT_A_TIME", 1)
    assert differing_files(whole, run(tmp_path / "pieces", UNCERTAIN)) == []


@pytest.mark.unit
@pytest.mark.parametrize(
    ("replications", "partners"),
    [(1, 0), (20, 0), (99, 0), (100, 5), (200, 10), (1000, 50), (2000, 50)],
)
def test_how_many_there_are_usually(replications: int, partners: int) -> None:
    assert usual_partners(replications) == partners


@pytest.mark.unit
def test_numbers_of_partners_are_nobody_elses(tmp_path: Path) -> None:
    chance, drift = partner_of(7, "chance"), partner_of(7, "drift")
    assert [partner_kind(n) for n in (7, chance, drift)] == ["", "chance", "drift"]
    assert [replication_of(n) for n in (7, chance, drift)] == [7, 7, 7]
    assert [label(n) for n in (7, chance, drift)] == ["0007", "0007-chance", "0007-drift"]
    assert max(partner_of(100_000, kind) for kind in ("chance", "drift")) < 2**32
    one, two = address_of("a", chance), address_of("a", drift)
    assert (one.parameter_draw, one.drift_draw) == (7, 7)
    assert (two.parameter_draw, two.drift_draw) == (7, drift)
    with pytest.raises(UserError, match="from 1 to 100000"):
        make_plan([BASELINE], 1, 1, only=[100_001])
