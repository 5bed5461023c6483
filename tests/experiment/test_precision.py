"""Precision on demand: replications are added until the differences are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.experiment.fake_world import BASELINE, HOOKS, POLICY
from workforce_sim.errors import UserError
from workforce_sim.experiment import RunFolder, Target, run_experiment, run_to_precision
from workforce_sim.experiment.equality import differing_files
from workforce_sim.experiment.precision import precision, without_pairing
from workforce_sim.experiment.run_failures import RunFailed
from workforce_sim.experiment.stopping import FEWEST, half_width

BOTH = [BASELINE, POLICY]


def precise(
    out: Path, wanted: dict[str, float], resume: bool = False, largest: int = 400
) -> RunFolder:
    return run_to_precision(
        BOTH, wanted, largest=largest, out=out, resume=resume, seed=1, processes=1, hooks=HOOKS
    )


@pytest.mark.unit
def test_replications_are_added_until_the_difference_is_known(tmp_path: Path) -> None:
    run = precise(tmp_path / "run", {"inpost_fte": 4.0})
    (reached,) = run.precision
    count = len(run.manifest["replications"])
    assert count > FEWEST
    assert reached["is_reached"]
    assert reached["replications"] == count
    import polars as pl

    stored = run.comparison().filter(
        (pl.col("measure") == "inpost_fte")
        & (pl.col("geographic_level") == "National")
        & (pl.col("time_period") == pl.col("time_period").max())
    ).collect()  # fmt: skip
    width = (stored["ci_high"][0] - stored["ci_low"][0]) / 2
    assert reached["half_width"] == pytest.approx(width, abs=1e-5)
    assert width <= 4.0
    assert [each.half_width for each in precision(run, {"inpost_fte": 4.0})] == [
        reached["half_width"]
    ]


@pytest.mark.unit
def test_pairing_is_compared_with_what_else_one_could_do(tmp_path: Path) -> None:
    run = precise(tmp_path / "run", {"inpost_fte": 8.5})
    (reached,) = run.precision
    assert reached["replications"] == FEWEST
    # Five councils of uniform noise of width 50 twice over, against one of width 10.
    assert 100 < reached["independent"] < 400
    assert reached["likely"] <= reached["shared_stream"] <= reached["independent"]


@pytest.mark.unit
def test_a_shared_stream_helps_as_far_as_the_past_foretells() -> None:
    random = np.random.default_rng(3)
    past, other, third = random.standard_normal((3, 2000))
    mine = np.stack([past, past + other], axis=1)
    theirs = np.stack([past, past + third], axis=1)
    independent, shared = without_pairing(mine, theirs, 0.1)
    assert independent == pytest.approx(4 * 1.96**2 / 0.01, rel=0.1)
    assert shared == pytest.approx(2 * 1.96**2 / 0.01, rel=0.1)
    assert without_pairing(mine[:, 1:], theirs[:, 1:], 0.1) == (independent, independent)


@pytest.mark.unit
def test_one_scenario_alone_is_known_by_its_mean(tmp_path: Path) -> None:
    run = run_to_precision([BASELINE], {"cases": 1e9}, out=tmp_path / "run", seed=1, processes=1,
                           hooks=HOOKS)  # fmt: skip
    (reached,) = run.precision
    assert reached["independent"] is None
    values = run.replications().collect().filter(geographic_level="National", time_period=2027)
    assert reached["half_width"] == pytest.approx(half_width(values["cases"].to_numpy()))


@pytest.mark.unit
def test_it_gives_up_at_the_largest_number_and_keeps_the_results(tmp_path: Path) -> None:
    run = precise(tmp_path / "run", {"inpost_fte": 1e-3}, largest=33)
    assert len(run.manifest["replications"]) == 33
    assert not run.precision[0]["is_reached"]
    assert run.precision[0]["likely"] > 10_000
    assert run.summary().collect().height > 0


@pytest.mark.unit
def test_a_measure_that_cannot_be_known_keeps_the_results_and_says_how_to_finish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    totals = "workforce_sim.experiment.precision._totals"
    monkeypatch.setattr(totals, lambda *_: {2027: np.array([1.0, np.nan])})
    with pytest.raises(RunFailed, match=rf"not defined in every.*--replications {FEWEST}.*--out"):
        precise(tmp_path / "run", {"cases": 1.0})
    finished = run_experiment(BOTH, FEWEST, 1, 1, tmp_path / "run", resume=True, hooks=HOOKS)
    assert finished.manifest["status"] == "complete"


@pytest.mark.unit
def test_a_run_that_goes_on_takes_the_same_path(tmp_path: Path) -> None:
    wanted = {"inpost_fte": 4.0}
    at_once = precise(tmp_path / "at-once", wanted)
    precise(tmp_path / "halting", wanted, largest=34)
    halting = precise(tmp_path / "halting", wanted, resume=True)
    again = precise(tmp_path / "at-once", wanted, resume=True)
    assert len(halting.manifest["replications"]) >= 34
    assert halting.precision[0]["is_reached"]
    assert again.manifest["replications"] == at_once.manifest["replications"]
    assert differing_files(at_once, again) == []


@pytest.mark.unit
@pytest.mark.parametrize(
    ("wanted", "largest", "words"),
    [
        ({"vacancy_rate": 1.0}, 100, "vacancy_rate_fte"),
        ({"cases": 0.0}, 100, "Write a number from"),
        ({"cases": float("nan")}, 100, "Write a number from"),
        ({"cases": 1.0}, 5, f"at least {FEWEST}"),
    ],
)
def test_impossible_precision_is_refused(
    tmp_path: Path, wanted: dict[str, float], largest: int, words: str
) -> None:
    with pytest.raises(UserError, match=words) as refusal:
        precise(tmp_path / "run", wanted, largest=largest)
    assert refusal.value.exit_code == 2
    assert not (tmp_path / "run").exists()


@pytest.mark.unit
def test_contradictions_are_refused(tmp_path: Path) -> None:
    target = Target({"cases": 1.0}, 50)
    with pytest.raises(UserError, match="cannot be asked for together"):
        run_experiment(BOTH, 1, only=[3], target=target, out=tmp_path / "run", hooks=HOOKS)
    with pytest.raises(UserError, match="already more than the 50"):
        run_experiment(BOTH, 60, target=target, out=tmp_path / "run", hooks=HOOKS)
