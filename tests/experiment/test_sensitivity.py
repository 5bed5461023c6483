"""Share of variance by assumption, against functions whose shares are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.experiment.fake_assumptions import (
    HOOKS,
    LINEAR,
    ONE,
    RANGES,
    Assuming,
    function,
    no_factors,
)
from tests.experiment.test_claim import everything
from workforce_sim.errors import UserError
from workforce_sim.experiment import RunInterrupted
from workforce_sim.experiment.byte_check import Verification
from workforce_sim.experiment.columns import COLUMNS
from workforce_sim.experiment.folder_lock import alone_in
from workforce_sim.experiment.sensitivity import (
    Question,
    SensitivityFolder,
    design,
    run_sensitivity,
)
from workforce_sim.experiment.sensitivity.design import OTHERS
from workforce_sim.experiment.sensitivity.study_check import verify_study

pytest.importorskip("SALib")
CASES = Question(("cases",), samples=64, futures=1, top=3)


def study(
    out: Path, *scenarios: Assuming, question: Question = CASES, **more: Any
) -> SensitivityFolder:
    more = {"hooks": HOOKS, "ranges": RANGES, **more}
    return run_sensitivity(scenarios or [ONE], question, out, 1, **more)


def found(folder: SensitivityFolder, measure: str = "cases") -> dict[str, dict[str, Any]]:
    rows = folder.shares().to_dicts()
    return {row["assumption"]: row for row in rows if row["measure"] == measure}


@pytest.mark.statistical
def test_shares_of_a_sum_are_found_and_the_small_ones_together(tmp_path: Path) -> None:
    done = study(tmp_path / "study")
    rows, whole = found(done), sum(size**2 for size in LINEAR.values())
    assert list(rows) == ["big", "middle", "small", OTHERS]
    expected = {name: LINEAR[name] ** 2 / whole for name in ("big", "middle", "small")}
    expected[OTHERS] = 1.0 - sum(expected.values())
    for name, share in expected.items():
        # A fixed seed; 64 points know the largest to about 0.15 (two standard errors).
        assert rows[name]["total_order"] == pytest.approx(share, abs=0.06)
        assert rows[name]["total_order_low"] <= share <= rows[name]["total_order_high"]
        assert rows[name]["first_order"] == pytest.approx(share, abs=0.2)
    assert rows[OTHERS]["entries"] == 6
    assert rows["big"]["standard_deviation"] == pytest.approx((whole / 12) ** 0.5, rel=0.1)
    assert done.study["chosen"] == ["big", "middle", "small"]
    screened = {row["assumption"]: row["mean_effect"] for row in done.screening().to_dicts()}
    assert screened == pytest.approx(LINEAR)


@pytest.mark.statistical
def test_ishigami_has_the_indices_that_are_known_in_closed_form() -> None:
    groups = {name: name for name in ("x1", "x2", "x3")}
    points = design.share_points(groups, 2048, 1)
    values = np.array([function("ishigami", dict(zip(groups, u, strict=True))) for u in points])
    found = design.shares(groups, values, 1)
    # T. Ishigami and T. Homma (1990) with a = 7, b = 0.1; a fixed seed.
    for name, total, first in (("x1", 0.558, 0.314), ("x2", 0.442, 0.442), ("x3", 0.244, 0.0)):
        assert found[name].total.value == pytest.approx(total, abs=0.01)
        assert found[name].first.value == pytest.approx(first, abs=0.02)
        assert found[name].total.low <= total <= found[name].total.high


@pytest.mark.statistical
def test_intervals_hold_the_shares_at_least_as_often_as_they_say() -> None:
    sizes = {name: LINEAR[name] for name in ("big", "middle", "small")}
    groups, whole = {name: name for name in sizes}, sum(size**2 for size in sizes.values())
    missed = 0
    for seed in range(10):
        points = design.share_points(groups, 64, seed)
        values = (points - 0.5) @ np.array(list(sizes.values()))
        for name, found in design.shares(groups, values, seed).items():
            share = sizes[name] ** 2 / whole
            missed += not found.total.low <= share <= found.total.high
    # Of 30 intervals of 95%, 5 or more miss in 2% of all tries; the seeds are fixed.
    assert missed <= 4


@pytest.mark.unit
def test_no_share_is_below_zero_or_above_one() -> None:
    groups = {"a": "a", "b": "b"}
    points = design.share_points(groups, 16, 3)
    found = design.shares(groups, np.where(points[:, 0] > 0.97, 1000.0, points[:, 1]), 3)
    for each in found.values():
        for index in (each.total, each.first):
            assert 0.0 <= index.low <= index.value <= index.high <= 1.0


@pytest.mark.unit
def test_assumptions_may_be_named_instead_of_screened(tmp_path: Path) -> None:
    question = replace(CASES, samples=16, assumptions=("small", "tiny_0"))
    done = study(tmp_path / "study", question=question)
    assert set(found(done)) == {"small", "tiny_0", OTHERS}
    assert done.screening().height == 0
    assert done.study["points"] == 1 + 16 * (3 + 2)
    with pytest.raises(UserError, match="tiny_9 is no uncertain assumption.*Did you mean tiny_"):
        study(tmp_path / "other", question=replace(question, assumptions=("tiny_9",)))


@pytest.mark.unit
def test_a_difference_is_explained_when_there_are_two(tmp_path: Path) -> None:
    more = replace(ONE, slug="more", effect=0.5)
    done = study(tmp_path / "study", ONE, more, question=replace(CASES, samples=16))
    rows = found(done)
    assert rows["big"]["reference"] == "one"
    assert rows["big"]["scenario"] == "more"
    whole = sum(size**2 for size in LINEAR.values()) ** 0.5 / 12**0.5
    assert rows["big"]["standard_deviation"] == pytest.approx(0.5 * whole, rel=0.2)
    assert done.study["simulations"] == 2 * done.study["points"]


@pytest.mark.statistical
def test_chance_that_was_not_averaged_out_is_told(tmp_path: Path) -> None:
    noisy = replace(ONE, noise=1.0)
    question = replace(CASES, samples=64, futures=4, top=9)
    row = found(study(tmp_path / "study", noisy, question=question))["big"]
    whole = sum(size**2 for size in LINEAR.values()) / 12
    # 128 points know it to about 0.03 (two standard errors); the seed is fixed.
    assert row["chance_left"] == pytest.approx(0.25 / (whole + 0.25), abs=0.05)


@pytest.mark.unit
def test_columns_and_order(tmp_path: Path) -> None:
    question = replace(CASES, measures=("cases", "inpost_fte"), times=(2025, 2027), samples=16)
    done = study(tmp_path / "study", question=question)
    shares = done.shares()
    assert tuple(shares.columns) == COLUMNS["sensitivity.csv"]
    assert tuple(done.screening().columns) == COLUMNS["screening.csv"]
    # What no assumption changes has no shares.
    assert shares["measure"].unique().to_list() == ["cases"]
    assert shares["time_period"].unique().sort().to_list() == [2025, 2027]
    ranked = shares.filter(shares["time_period"] == 2025)["total_order"].to_list()
    assert ranked == sorted(ranked, reverse=True)
    assert done.study["status"] == "complete"
    assert done.study["area"] == "Manchester"


@pytest.mark.unit
def test_a_study_goes_on_where_it_stopped_with_the_same_bytes(tmp_path: Path) -> None:
    log = tmp_path / "log"
    marked = replace(ONE, marker=str(log))
    question = replace(CASES, samples=16)
    whole = study(tmp_path / "whole", marked, question=question)
    count = len(log.read_text(encoding="utf-8").splitlines())
    assert count == whole.study["simulations"]
    part = tmp_path / "run" / "parts"
    study(tmp_path / "run", marked, question=question)
    (part / "shares-00003.npz").unlink()
    (part / "screening-00002.npz").write_bytes(b"torn")
    log.unlink()
    again = study(tmp_path / "run", marked, question=question, resume=True)
    assert len(log.read_text(encoding="utf-8").splitlines()) == 2
    for name in ("sensitivity.csv", "screening.csv"):
        assert (again.path / name).read_bytes() == (whole.path / name).read_bytes()
    # A point alone is what it is among the others.
    for name in ("shares-00003.npz", "screening-00002.npz"):
        assert (part / name).read_bytes() == (whole.path / "parts" / name).read_bytes()
    # More samples of the same design keep the first ones.
    log.unlink()
    study(tmp_path / "run", marked, question=replace(question, samples=32), resume=True)
    assert len(log.read_text(encoding="utf-8").splitlines()) == 16 * (4 + 2)


@pytest.mark.unit
def test_two_processes_leave_the_same_bytes_as_one(tmp_path: Path) -> None:
    question = replace(CASES, samples=16, assumptions=("big",))
    one = study(tmp_path / "one", question=question)
    two = run_sensitivity([ONE], question, tmp_path / "two", 2, hooks=HOOKS, ranges=RANGES)
    files = [path.relative_to(one.path) for path in one.path.rglob("*") if path.is_file()]
    assert len(files) == 3 + one.study["points"]
    for name in files:
        if name.name != "sensitivity.json":  # it says how many processes there were
            assert (one.path / name).read_bytes() == (two.path / name).read_bytes()


@pytest.mark.unit
def test_verify_makes_a_study_again(tmp_path: Path) -> None:
    def verified() -> Verification:
        return verify_study(tmp_path / "study", 1, hooks=HOOKS, ranges=RANGES)

    done = study(tmp_path / "study", question=replace(CASES, samples=16))
    good = verified()
    assert good.is_reproduced
    assert {"sensitivity.csv", "screening.csv", "parts/central.npz"} <= set(good.same)
    part, table = done.path / "parts" / "central.npz", done.path / "sensitivity.csv"
    part.write_bytes(part.read_bytes() + b" ")
    assert verified().different == ("parts/central.npz",)
    table.write_bytes(table.read_bytes().replace(b"big", b"bag"))
    assert verified().altered == ("sensitivity.csv",)
    with pytest.raises(UserError, match=r"sensitivity\.csv is missing or no longer what"):
        SensitivityFolder.open(done.path)
    manifest = done.path / "sensitivity.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"Manchester", b"Mancheste2"))
    assert verified().altered == ("sensitivity.json",)
    manifest.write_text("{", encoding="utf-8")
    with pytest.raises(
        UserError, match=r"sensitivity\.json is not what the sensitivity study wrote"
    ):
        SensitivityFolder.open(done.path)


@pytest.mark.unit
def test_stopping_says_how_to_go_on(tmp_path: Path) -> None:
    simulated = 0

    def stop_at_the_third(*what: Any) -> Any:
        nonlocal simulated
        simulated += 1
        if simulated == 3:
            raise KeyboardInterrupt
        return HOOKS.simulate_all(*what)

    with pytest.raises(RunInterrupted, match="--resume --out"):
        study(tmp_path / "study", hooks=replace(HOOKS, simulate_all=stop_at_the_third))
    with pytest.raises(UserError, match="was not finished.*--resume --out"):
        SensitivityFolder.open(tmp_path / "study")


@pytest.mark.unit
def test_other_studies_are_not_overwritten(tmp_path: Path) -> None:
    question = replace(CASES, samples=16)
    done = study(tmp_path / "study", question=question)
    before = (done.path / "sensitivity.csv").read_bytes()
    with pytest.raises(UserError, match="already holds a sensitivity study.*--resume"):
        study(done.path, question=question)
    with pytest.raises(UserError, match="seed: 1 then, 2 now"):
        study(done.path, question=replace(question, seed=2), resume=True)
    with pytest.raises(UserError, match="scenarios.one.effect: 0.0 then, 1.0"):
        study(done.path, replace(ONE, effect=1.0), question=question, resume=True)
    assert (done.path / "sensitivity.csv").read_bytes() == before
    (tmp_path / "letter").mkdir()
    (tmp_path / "letter" / "letter.txt").write_text("Dear Minister", encoding="utf-8")
    with pytest.raises(UserError, match="holds no sensitivity study"):
        study(tmp_path / "letter", question=question, resume=True)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"measures": ("vacancy_rate",)}, "no measure called vacancy_rate. Did you mean vacancy_r"),
        ({"measures": ()}, "at least one measure"),
        ({"samples": 100}, "not a power of two.*Write 64 or 128"),
        ({"samples": 8}, "--samples: 8 is not possible. Write a whole number from 16 to 65536"),
        ({"samples": 64.5}, "64.5 is not possible"),
        ({"top": 0}, "--top: 0 is not possible"),
        ({"trajectories": 1}, "--trajectories: 1 is not possible"),
        ({"futures": 0}, "--futures: 0 is not possible"),
        ({"seed": 2**32}, "The seed: 4294967296 is not possible"),
    ],
)
def test_impossible_questions_are_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words):
        Question(**wrong)


@pytest.mark.unit
def test_impossible_studies_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="2031 is not a census.*from 2025 to 2027"):
        study(tmp_path / "a", question=replace(CASES, times=(2031,)))
    with pytest.raises(UserError, match="reads no uncertain assumption"):
        study(tmp_path / "b", ranges=replace(RANGES, factors=no_factors))
    with pytest.raises(UserError, match="big_ is no uncertain assumption.*mean big"):
        study(tmp_path / "c", question=replace(CASES, assumptions=("big_",)))
    with pytest.raises(UserError, match="one scenario, or one and its reference"):
        study(tmp_path / "d", ONE, ONE, ONE)
    assert not list(tmp_path.iterdir())
    undefined = replace(CASES, measures=("waiting_cases",), samples=16)
    with pytest.raises(UserError, match="waiting_cases is not defined"):
        study(tmp_path / "e", question=undefined)
    done = study(tmp_path / "e", question=replace(undefined, measures=("cases",)), resume=True)
    before = everything(done.path)
    for wrong in (undefined, replace(CASES, assumptions=("big_",)), replace(CASES, times=(2031,))):
        with pytest.raises(UserError):
            study(done.path, question=wrong, resume=True)
        assert everything(done.path) == before


@pytest.mark.unit
def test_a_study_under_way_is_not_resumed_beside_itself(tmp_path: Path) -> None:
    with alone_in(tmp_path), pytest.raises(UserError, match=r"Another command is at work"):
        study(tmp_path)
    assert study(tmp_path, resume=True).path == tmp_path
