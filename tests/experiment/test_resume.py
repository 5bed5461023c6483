"""Going on with a run, refusing what would mix or overwrite runs, and failing cleanly."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.experiment.fake_world import BASELINE, HOOKS, POLICY, FakeScenario, other_code, simulate
from workforce_sim.errors import UserError
from workforce_sim.experiment import RunFailed, RunFolder, RunInterrupted, run_experiment
from workforce_sim.experiment.equality import differing_files
from workforce_sim.experiment.interfaces import OneByOne
from workforce_sim.experiment.manifest import identify, write_manifest
from workforce_sim.experiment.outfolder import claim
from workforce_sim.experiment.plan import make_plan
from workforce_sim.measures.record import ReplicationRecord


def run(
    out: Path, replications: int = 4, resume: bool = False, scenario: FakeScenario = BASELINE
) -> RunFolder:
    return run_experiment([scenario], replications, 1, 1, out, resume, hooks=HOOKS)


def marked(tmp_path: Path, breaks: str = "") -> tuple[FakeScenario, Path]:
    """The baseline, writing down each replication that it simulates, and where it does so."""
    log = tmp_path / "simulated.txt"
    return replace(BASELINE, marker=str(log), breaks=breaks), log


def simulated(log: Path) -> list[int]:
    return [int(line.split()[1]) for line in log.read_text(encoding="utf-8").splitlines()]


@pytest.mark.unit
@pytest.mark.parametrize(
    "name",
    ["baseline-0002.parquet", "baseline-0002.ledger.npy", "baseline-0002.json"],
)
@pytest.mark.parametrize("damage", ["deleted", "corrupted"])
def test_only_damaged_replications_are_simulated_again(
    tmp_path: Path, name: str, damage: str
) -> None:
    scenario, log = marked(tmp_path)
    whole = run(tmp_path / "whole")
    hurt = run(tmp_path / "hurt", scenario=scenario)
    log.unlink()
    part = hurt.path / "parts" / name
    if damage == "deleted":
        part.unlink()
    else:
        part.write_bytes(part.read_bytes()[:-7] + b"garbage")
    mended = run(hurt.path, resume=True, scenario=scenario)
    assert simulated(log) == [2]
    assert differing_files(whole, mended) == []


@pytest.mark.unit
@pytest.mark.parametrize(
    "receipt",
    [
        pytest.param(lambda parts: (parts / "baseline-0001.json").read_text(), id="another's"),
        pytest.param(lambda _parts: "[" * 100_000, id="nested without end"),
    ],
)
def test_a_receipt_that_does_not_speak_of_its_replication_is_none(
    tmp_path: Path, receipt: Callable[[Path], str]
) -> None:
    scenario, log = marked(tmp_path)
    hurt = run(tmp_path / "hurt", scenario=scenario)
    log.unlink()
    parts = hurt.path / "parts"
    (parts / "baseline-0002.json").write_text(receipt(parts))
    shutil.copy(parts / "baseline-0003.parquet", parts / "baseline-0002.parquet")
    mended = run(hurt.path, resume=True, scenario=scenario)
    assert simulated(log) == [2]
    assert differing_files(run(tmp_path / "whole"), mended) == []


@pytest.mark.unit
def test_what_stands_in_the_way_of_a_file_is_named(tmp_path: Path) -> None:
    parts = run(tmp_path / "run").path / "parts"
    (parts / "baseline-0002.parquet").unlink()
    (parts / "baseline-0002.parquet").mkdir()
    with pytest.raises(RunFailed, match=r"written to .*\(baseline-0002\.parquet\)"):
        run(tmp_path / "run", resume=True)
    (parts / "baseline-0002.parquet").rmdir()
    assert run(tmp_path / "run", resume=True).manifest["status"] == "complete"


@pytest.mark.unit
def test_more_replications_go_on_from_those_that_exist(tmp_path: Path) -> None:
    scenario, log = marked(tmp_path)
    run(tmp_path / "run", 2, scenario=scenario)
    more = run(tmp_path / "run", 4, resume=True, scenario=scenario)
    assert simulated(log) == [1, 2, 3, 4]
    assert differing_files(more, run(tmp_path / "at-once", 4)) == []


@pytest.mark.unit
def test_fewer_replications_lose_nothing(tmp_path: Path) -> None:
    run(tmp_path / "run", 4)
    assert run(tmp_path / "run", 2, resume=True).manifest["replications"] == [1, 2, 3, 4]


@pytest.mark.unit
def test_an_interrupted_run_says_how_to_go_on_and_does(tmp_path: Path) -> None:
    scenario, log = marked(tmp_path, breaks="interrupt")
    with pytest.raises(RunInterrupted, match="2 of 4 replications are finished.*--resume") as stop:
        run(tmp_path / "run", scenario=scenario)
    assert str(tmp_path / "run") in str(stop.value)
    with pytest.raises(UserError, match="was not finished"):
        RunFolder.open(tmp_path / "run")
    log.unlink()
    run(tmp_path / "run", resume=True, scenario=replace(scenario, breaks=""))
    assert simulated(log) == [3, 4]


@pytest.mark.unit
def test_people_who_vanish_stop_the_run(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match=r"replication 1 of baseline: cases is off by 0\.5") as fail:
        run(tmp_path / "run", scenario=replace(BASELINE, breaks="conservation"))
    assert fail.value.exit_code == 1
    assert "people" not in str(fail.value)


@pytest.mark.unit
def test_another_run_is_never_overwritten(tmp_path: Path) -> None:
    first = run(tmp_path / "run")
    before = (first.path / "summary.csv").read_bytes()
    with pytest.raises(UserError, match="already holds a run.*--resume") as refusal:
        run(tmp_path / "run")
    assert refusal.value.exit_code == 2
    assert (first.path / "summary.csv").read_bytes() == before


@pytest.mark.unit
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Minister", encoding="utf-8")
    for resume in (False, True):
        with pytest.raises(UserError, match="not empty and holds no run"):
            run(tmp_path, resume=resume)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    with pytest.raises(UserError, match="is a file"):
        run(tmp_path / "letter.txt")


@pytest.mark.unit
def test_another_experiment_cannot_be_resumed_and_the_difference_is_shown(tmp_path: Path) -> None:
    run(tmp_path / "run")
    with pytest.raises(UserError, match=r"scenarios\.baseline\.effect: 0\.0 then, 3\.0 now"):
        run(tmp_path / "run", resume=True, scenario=replace(BASELINE, effect=3.0))
    with pytest.raises(UserError, match="seed: 1 then, 2 now"):
        run_experiment([BASELINE], 4, 2, 1, tmp_path / "run", True, hooks=HOOKS)
    with pytest.raises(UserError, match=r"scenarios\.policy: nothing then"):
        run_experiment([BASELINE, POLICY], 4, 1, 1, tmp_path / "run", True, hooks=HOOKS)


@pytest.mark.unit
def test_a_new_title_does_not_make_it_another_experiment(tmp_path: Path) -> None:
    scenario, log = marked(tmp_path)
    run(tmp_path / "run")
    run(tmp_path / "run", resume=True, scenario=replace(scenario, name="Another title"))
    assert not log.exists()


@pytest.mark.unit
def test_results_of_other_code_or_data_are_not_mixed(tmp_path: Path) -> None:
    run(tmp_path / "run")
    changed = replace(HOOKS, made_of=other_code)
    words = r"code or data of model: .0{12}.* then, .1{12}.* now\nPut back what it was made with"
    with pytest.raises(UserError, match=words):
        run_experiment([BASELINE], 4, 1, 1, tmp_path / "run", True, hooks=changed)


@pytest.mark.unit
def test_a_part_of_another_seed_is_not_taken_for_this_one(tmp_path: Path) -> None:
    one = run(tmp_path / "one")
    two = run_experiment([BASELINE], 4, 2, 1, tmp_path / "two", hooks=HOOKS)
    before = (one.path / "summary.csv").read_bytes()
    for path in (two.path / "parts").glob("baseline-0003*"):
        (one.path / "parts" / path.name).write_bytes(path.read_bytes())
    assert (run(one.path, resume=True).path / "summary.csv").read_bytes() == before


@pytest.mark.unit
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch) -> None:
    def refuse(self: Path, *_how: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    done = run(tmp_path / "done").path
    wanted = identify(make_plan([BASELINE], 4, 1), HOOKS.made_of(()))
    for action in ("open", "mkdir"):
        with monkeypatch.context() as patch:
            patch.setattr(Path, action, refuse)
            with pytest.raises(UserError, match="cannot be written to .*Permission denied.*--out"):
                claim(tmp_path / "deep" / "run", wanted, resume=False)
        assert [each.name for each in tmp_path.iterdir()] == ["done"]
    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(UserError, match="cannot be written to .*Permission denied.*--out"):
        claim(done, wanted, resume=True)


@pytest.mark.unit
def test_a_broken_manifest_is_explained(tmp_path: Path) -> None:
    done = run(tmp_path / "run")
    (done.path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match="is not what the run wrote"):
        RunFolder.open(done.path)
    write_manifest(done.path, {"format": 0})
    with pytest.raises(UserError, match="another version"):
        RunFolder.open(done.path)
    with pytest.raises(UserError, match="not the folder of a run"):
        RunFolder.open(tmp_path)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("replications", "seed", "only", "words"),
    [
        (0, 1, None, "from 1"),
        (3, -1, None, "seed: -1"),
        (3, 1, [0], "from 1"),
        (3, 1, [], "from 1"),
    ],
)
def test_impossible_requests_are_refused(
    tmp_path: Path, replications: int, seed: int, only: list[int] | None, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        run_experiment([BASELINE], replications, seed, 1, tmp_path / "run", only=only, hooks=HOOKS)
    with pytest.raises(UserError, match="no scenario"):
        run_experiment([], 1, 1, 1, tmp_path / "run", hooks=HOOKS)


@pytest.mark.unit
def test_a_defect_of_the_model_shows_itself(tmp_path: Path) -> None:
    hooks = replace(HOOKS, simulate_all=OneByOne(faulty))
    with pytest.raises(ZeroDivisionError):
        run_experiment([BASELINE], 2, 1, 1, tmp_path / "run", hooks=hooks)


def faulty(scenario: FakeScenario, seed: int, replication: int) -> ReplicationRecord:
    if replication == 2:
        raise ZeroDivisionError
    return simulate(scenario, seed, replication)


@pytest.mark.unit
def test_the_same_scenarios_in_another_order_are_another_run(tmp_path: Path) -> None:
    done = run_experiment([BASELINE, POLICY], 2, 1, 1, tmp_path / "run", hooks=HOOKS)
    before = (done.path / "comparison.csv").read_bytes()
    with pytest.raises(UserError, match='reference: "baseline" then, "policy" now') as refused:
        run_experiment([POLICY, BASELINE], 2, 1, 1, done.path, True, hooks=HOOKS)
    assert 'order of the scenarios: "baseline, policy" then' in str(refused.value)
    assert (done.path / "comparison.csv").read_bytes() == before
    again = run_experiment([BASELINE, POLICY], 2, 1, 1, done.path, True, hooks=HOOKS)
    assert again.manifest["reference"] == "baseline"
