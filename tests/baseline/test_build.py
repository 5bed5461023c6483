"""The shipped files are current, add up to DfE's England, and use nothing from later years."""

import csv
import gzip
import hashlib
import io
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from workforce_sim.baseline import BASELINES, baseline_path, load_baseline
from workforce_sim.baseline.__main__ import main
from workforce_sim.baseline.areas import DATA
from workforce_sim.baseline.build import build
from workforce_sim.baseline.command import text
from workforce_sim.baseline.dfe_csv import DIGEST, DataFileError
from workforce_sim.baseline.document import text_of

STOCKS = [
    "inpost_fte",
    "inpost_headcount",
    "agency_fte",
    "agency_headcount",
    "agency_cover_fte",
    "vacancy_fte",
    "cases",
    "case_holders_fte",
]
DEMAND = {
    "cin_open": 399460,
    "cin_started": 394660,
    "cin_ended": 356690,
    "cla": 83530,
    "cla_started": 33140,
    "cla_ceased": 33780,
    "cpp_open": 49900,
    "cpp_start": 62110,
    "referrals": 621880,
    "child_population": 12183016,
}
"""England in the published files, year to 31 March 2024 (population mid-2024)."""

YEARS = range(2019, 2025)


@pytest.fixture(scope="module")
def base():
    return load_baseline("england-2024")


@pytest.mark.unit
@pytest.mark.parametrize("name", BASELINES)
def test_the_shipped_file_is_what_the_data_give(name):
    shipped = baseline_path(name).read_text(encoding="utf-8")
    assert shipped == text(name), f"run: python -m workforce_sim.baseline build {name}"


@pytest.mark.unit
@pytest.mark.parametrize("name", BASELINES)
def test_the_shipped_file_is_small_and_one_council_is_one_line(name):
    content = baseline_path(name).read_bytes()
    assert len(content) < 1_000_000
    assert b"\r" not in content
    lines = content.decode().splitlines()
    councils = json.loads(content)["councils"]
    assert sum('"new_la_code"' in line for line in lines) == len(councils) == 151
    assert max(len(line) for line in lines) < 6000


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_councils_add_up_to_england_and_rates_give_its_flows(year):
    base = load_baseline(f"england-{year}")
    for stock in STOCKS:
        councils = getattr(base, stock)
        assert councils.sum() == pytest.approx(base.national[stock], rel=5e-4), stock
        assert (councils >= 0).all(), stock
    for rate, flow in (("turnover_rate", "leavers_fte"), ("starters_rate", "starters_fte")):
        total = (getattr(base, rate) * base.inpost_fte).sum()
        assert total == pytest.approx(base.national[flow], rel=1e-4)
    counted = np.isfinite(base.published["working_days_lost_fte"])
    days = base.working_days_lost_fte[counted].sum()
    assert days == pytest.approx(base.national["working_days_lost_fte"], rel=1e-4)


@pytest.mark.unit
def test_published_values_are_kept_council_by_council(base):
    for stock in STOCKS:
        own = base.published[stock]
        known = np.isfinite(own)
        assert (getattr(base, stock)[known] == own[known]).all(), stock
        assert known.sum() >= 147, stock


@pytest.mark.unit
def test_demand_adds_up_to_england(base):
    for name, england in DEMAND.items():
        assert getattr(base, name).sum() == pytest.approx(england, rel=5e-4, abs=40), name


@pytest.mark.unit
def test_shrunk_rates_stay_close_to_the_base_year_in_large_councils(base):
    large = base.inpost_fte > 100
    own = base.published["leavers_fte"][large] / base.inpost_fte[large]
    assert np.corrcoef(base.turnover_rate[large], own)[0, 1] > 0.9
    assert base.turnover_rate[large].std() < own.std()
    assert base.turnover_long_run[large].std() < base.turnover_rate[large].std()


@pytest.mark.unit
def test_role_and_age_add_up_to_in_post(base):
    assert np.allclose(base.role_fte.sum(axis=1), base.inpost_fte)
    assert np.allclose(base.age_fte.sum(axis=1), base.inpost_fte)
    assert np.allclose(base.role_age_share.sum(axis=(1, 2)), 1)
    assert base.role_age_fte.sum(axis=0) == pytest.approx(
        np.array(base.reference["role_age_fte"]), rel=0.002, abs=0.5
    )
    # published England: 13,895.8 case holders, 5,252.5 in their twenties
    assert base.role_fte[:, base.roles.index("case_holder")].sum() == pytest.approx(13895.8, abs=2)
    assert base.age_fte[:, 0].sum() == pytest.approx(5252.5, abs=2)


@pytest.mark.unit
def test_lengths_of_episodes_are_shares_and_agree_with_the_other_release(base):
    for bands in (base.ended_bands, base.open_bands, base.ended_bands_regional):
        assert np.allclose(bands.sum(axis=1), 1, atol=1e-4)
        assert (bands >= 0).all()
    path = DATA / "ees_b5_duration_of_ended_cin_episodes_2023_2024.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        england = next(row for row in csv.DictReader(file) if row["time_period"] == "2024")
    ours = 100 * base.ended_bands_national
    theirs = [float(v) for k, v in england.items() if k.endswith("_percent")]
    assert ours == pytest.approx(theirs, abs=0.1)


@pytest.mark.unit
def test_the_flow_of_cases_keeps_cases_where_they_are(base):
    years = base.cases / base.episode_flow
    assert base.cases.sum() / base.episode_flow.sum() == pytest.approx(399460 / 394660, rel=1e-3)
    assert years.min() > 0.3
    assert years.max() < 3


@pytest.mark.unit
def test_the_empty_council_stays_and_is_harmless(base):
    scilly = base.index_of("Isles of Scilly")
    assert base.inpost_fte[scilly] == 0
    assert base.role_age_fte[scilly].sum() == 0
    assert 0 < base.turnover_rate[scilly] < 1


@pytest.mark.slow
def test_a_baseline_of_2019_uses_nothing_later_than_2019(tmp_path):
    """Every figure after 2019 is replaced by nonsense; the document must not change."""
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    spoilt = sum(_spoil_after(2019, path) for path in data.glob("*.csv*"))
    assert spoilt > 10_000
    assert text_of(build(2019, data)) == text_of(build(2019))


@pytest.mark.slow
def test_the_same_data_give_the_same_bytes():
    assert text_of(build(2021)) == text_of(build(2021))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "keep", "words"),
    [
        ("csww_indicators_2017_to_2024.csv", 0.5, "2017|rows may be missing|cut short"),
        ("b1_children_in_need_2013_to_2024.csv", 0.3, "b1_children.*(rows may be|cut short)"),
        ("statistical_neighbours.csv", 0.5, "statistical_neighbours|cut short"),
    ],
)
def test_a_file_cut_off_stops_the_build(tmp_path, file, keep, words):
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    content = (data / file).read_bytes()
    (data / file).write_bytes(content[: int(keep * len(content))])
    with pytest.raises(DataFileError, match=words):
        build(2024, data)


@pytest.mark.unit
def test_years_without_role_by_age_are_refused():
    with pytest.raises(DataFileError, match="2019"):
        build(2018)


@pytest.mark.unit
def test_data_files_are_the_published_bytes():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    listed = dict(DIGEST.findall(readme))
    own = {"council_codes.csv", "council_locations.csv", "boundary_changes.csv"}
    assert set(listed) | own == {path.name for path in DATA.glob("*.csv*")}
    for name, digest in listed.items():
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.cli
def test_build_writes_and_check_says_whether_a_file_is_current(tmp_path, capsys):
    path = tmp_path / "england-2019.json"
    assert main(["build", "england-2019", "--out", str(path)]) == 0
    assert main(["build", "england-2019", "--out", str(path), "--check"]) == 0
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert main(["build", "england-2019", "--out", str(path), "--check"]) == 1
    assert "out of date: python -m workforce_sim.baseline build england-2019" in (
        capsys.readouterr().out
    )


@pytest.mark.cli
def test_build_refuses_a_name_it_cannot_build(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["build", "england-2015"])
    assert stop.value.code == 2
    assert "england-2024, england-2009 or a year" in capsys.readouterr().err


def _spoil_after(year: int, path: Path) -> int:
    """Replace figures of later periods in a copy of a file; returns how many cells."""
    raw = path.read_bytes()
    zipped = path.suffix == ".gz"
    rows = list(
        csv.reader(io.StringIO((gzip.decompress(raw) if zipped else raw).decode("utf-8-sig")))
    )
    heading = rows[0]
    when = next((k for k, c in enumerate(heading) if c in ("time_period", "year")), None)
    if when is None or "time_period" not in heading and "measure_short" not in heading:
        return 0
    count = 0
    for row in rows[1:]:
        if int(row[when][:4]) <= year:
            continue
        for k, cell in enumerate(row):
            if k != when and re.fullmatch(r"\d+(\.\d+)?", cell) and "code" not in heading[k]:
                if heading[k] == "la_number":
                    continue
                row[k] = "987654"
                count += 1
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    content = out.getvalue().encode()
    path.write_bytes(gzip.compress(content, mtime=0) if zipped else content)
    return count
