"""Loading is quick, read-only and explains what is wrong."""

import subprocess
import sys
import time

import numpy as np
import pytest

from workforce_sim.baseline import (
    BASELINES,
    baseline_path,
    council_names,
    document,
    history,
    load_baseline,
    region_names,
)
from workforce_sim.baseline.dfe_csv import DataFileError
from workforce_sim.errors import UserError

N = 151


@pytest.mark.unit
@pytest.mark.parametrize("name", BASELINES)
def test_shapes_and_order(name):
    base = load_baseline(name)
    assert base.name == name
    assert (base.start.month, base.start.day, base.start.year) == (9, 30, base.base_year)
    assert base.count == N == len(council_names(base))
    assert len(region_names(base)) == 9
    assert (np.diff(base.region_index) >= 0).all()
    assert base.role_fte.shape == (N, 6)
    assert base.age_fte.shape == (N, 5)
    assert base.role_age_share.shape == (N, 6, 5)
    assert base.ended_bands.shape == (N, 5)
    for field, value in vars(base).items():
        if isinstance(value, np.ndarray):
            assert np.isfinite(value).all(), field
            assert len(value) in (N, 9, 5), field


@pytest.mark.unit
@pytest.mark.parametrize("name", BASELINES)
def test_nobody_can_change_a_baseline(name):
    base = load_baseline(name)
    with pytest.raises(ValueError, match="read-only"):
        base.inpost_fte[0] = 0
    with pytest.raises(AttributeError):
        base.name = "mine"  # type: ignore[misc]
    assert load_baseline(name) is base


@pytest.mark.unit
def test_loading_takes_under_a_tenth_of_a_second():
    path = baseline_path("england-2024")
    best = np.inf
    for _ in range(3):
        begun = time.perf_counter()
        document.read(path)
        best = min(best, time.perf_counter() - begun)
    assert best < 0.1


@pytest.mark.unit
def test_loading_needs_no_heavy_library():
    code = (
        "import sys; from workforce_sim.baseline import load_baseline; "
        "load_baseline('england-2024'); "
        "print([m for m in ('polars', 'pydantic', 'numba', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.unit
def test_a_council_is_found_by_name_and_codes():
    base = load_baseline("england-2024")
    i = base.index_of("Leeds")
    assert base.index_of(base.new_la_code[i]) == base.index_of(base.old_la_code[i]) == i
    assert base.london_part[base.index_of("Camden")] == "Inner London"
    assert base.london_part[i] == ""
    joined = base.index_of("314 / 318")
    assert base.la_name[joined] == "Kingston upon Thames / Richmond upon Thames"
    with pytest.raises(KeyError):
        base.index_of("Atlantis")


@pytest.mark.gallery
def test_an_unknown_baseline_says_what_there_is():
    with pytest.raises(UserError, match="england-2024 or england-2009"):
        load_baseline("england-1999")


@pytest.mark.gallery
def test_a_damaged_file_says_how_to_build_it_again(tmp_path):
    path = tmp_path / "england-2024.json"
    with pytest.raises(DataFileError, match="python -m workforce_sim.baseline build england-2024"):
        document.read(path)
    path.write_text('{"format": 1, "councils": [', encoding="utf-8")
    with pytest.raises(DataFileError, match="not whole"):
        document.read(path)
    path.write_text('{"format": 0}', encoding="utf-8")
    with pytest.raises(DataFileError, match="another version"):
        document.read(path)


@pytest.mark.unit
def test_history_is_dfes_figures_up_to_the_base_year():
    table = history(2021)
    assert set(table.time_period.tolist()) == set(range(2017, 2022))
    england = table.series("turnover_rate_fte")
    assert england == {2017: 13.4, 2018: 15.1, 2019: 15.0, 2020: 13.5, 2021: 15.4}
    assert table.series("vacancy_fte", region="London")[2021] == 1687.9
    assert np.isnan(table.series("agency_fte", council="Kensington and Chelsea")[2021])


@pytest.mark.unit
def test_trends_are_englands_yearly_growth():
    trends = load_baseline("england-2024").reference["trends"]
    posts = (34328.2 + 7188.6) / (30683.8 + 6036.6)
    assert trends["posts_fte"]["annual_growth"] == pytest.approx(posts**0.2 - 1, abs=1e-5)
    assert (trends["posts_fte"]["from"], trends["posts_fte"]["to"]) == (2019, 2024)
