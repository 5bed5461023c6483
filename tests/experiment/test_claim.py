"""Whose folder it is: one run's alone, from the first moment, and nobody's once it was refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.experiment.fake_world import BASELINE, HOOKS, POLICY, FakeScenario
from tests.experiment.test_processes import content
from workforce_sim.errors import UserError
from workforce_sim.experiment import Cluster, RunFailed, RunFolder, run_experiment
from workforce_sim.experiment.folder_lock import LOCK
from workforce_sim.experiment.manifest import identify
from workforce_sim.experiment.outfolder import CLAIM, claim
from workforce_sim.experiment.plan import make_plan
from workforce_sim.experiment.scheduler import ClusterUnreachable
from workforce_sim.measures.aggregation import AreaTable

pytestmark = pytest.mark.unit


def identified(scenario: FakeScenario) -> dict[str, Any]:
    return identify(make_plan([scenario], 2, 1), HOOKS.made_of(()))


def run(out: Path, resume: bool = False, scenario: FakeScenario = BASELINE) -> RunFolder:
    return run_experiment([scenario], 2, 1, 1, out, resume, hooks=HOOKS)


@pytest.mark.parametrize("resume", [False, True])
def test_of_runs_that_start_at_the_same_moment_one_gets_the_folder(
    tmp_path: Path, resume: bool
) -> None:
    runners, rounds = 8, 20
    for number in range(rounds):
        folder, ready = tmp_path / str(number) / "run", threading.Barrier(runners)
        claimed: list[int] = []

        def begin(k: int, folder: Path = folder, ready: threading.Barrier = ready) -> None:
            mine = identified(replace(BASELINE, effect=float(k)))
            ready.wait()
            try:
                claim(folder, mine, resume)
            except UserError:
                return
            claimed.append(k)  # noqa: B023 - each round waits for its threads

        threads = [threading.Thread(target=begin, args=(k,)) for k in range(runners)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(claimed) == 1, f"{len(claimed)} runs were told that {folder} is theirs"


def test_a_claim_that_a_killed_run_left_says_how_to_go_on_and_does_not_stop_it(
    tmp_path: Path,
) -> None:
    claim(tmp_path / "run", identified(BASELINE), resume=False)
    with pytest.raises(UserError, match=r"stored nothing yet.*--out.*killed, add --resume"):
        run(tmp_path / "run")
    with pytest.raises(UserError, match=r"another experiment.*--out"):
        run(tmp_path / "run", resume=True, scenario=POLICY)
    assert content(run(tmp_path / "run", resume=True).path) == content(run(tmp_path / "b").path)
    assert not (tmp_path / "run" / CLAIM).exists()


def test_an_empty_claim_of_a_power_cut_does_not_stop_resume(tmp_path: Path) -> None:
    (tmp_path / CLAIM).touch()
    assert run(tmp_path, resume=True).manifest["status"] == "complete"


def refuse(_scenario: FakeScenario) -> AreaTable:
    raise UserError("Something in the scenario cannot be simulated.")


def unreachable(out: Path, resume: bool) -> None:
    nowhere = Cluster("tcp://127.0.0.1:9")
    run_experiment([BASELINE], 2, 1, 1, out, resume, cluster=nowhere, hooks=HOOKS)


def unusable(out: Path, resume: bool) -> None:
    run_experiment([BASELINE], 2, 1, 1, out, resume, hooks=replace(HOOKS, areas=refuse))


def everything(folder: Path) -> dict[Path, bytes | None]:
    """Every folder, and every file with its bytes."""
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.parametrize("start", [unreachable, unusable])
@pytest.mark.parametrize("before", ["nothing", "an empty folder", "a finished run"])
def test_a_refused_run_leaves_everything_as_it_was(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    start: Callable[[Path, bool], None],
    before: str,
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("workforce_sim.experiment.cluster.CONNECT_SECONDS", 1.0)
    out = tmp_path / "deep" / "run"
    if before != "nothing":
        out.mkdir(parents=True)
    if before == "a finished run":
        run_experiment([BASELINE], 2, 1, 1, out, hooks=HOOKS)
        (out / "parts" / "baseline-0002.json").unlink()
    files = everything(tmp_path)
    with pytest.raises(UserError) as refusal:
        start(out, before == "a finished run")
    assert everything(tmp_path) == files
    if before == "a finished run":
        assert run(out, resume=True).manifest["status"] == "complete"
    elif start is unreachable:
        assert refusal.type is ClusterUnreachable
        assert "--resume" not in str(refusal.value)


@pytest.mark.parametrize("breaks", ["interrupt", "disk", "conservation"])
def test_a_finished_run_opens_until_more_replications_are_there(
    tmp_path: Path, breaks: str
) -> None:
    before = everything(run(tmp_path / "run").path)
    with pytest.raises(RunFailed):
        run_experiment(
            [replace(BASELINE, breaks=breaks)], 4, 1, 1, tmp_path / "run", True, hooks=HOOKS
        )
    assert before.items() <= everything(RunFolder.open(tmp_path / "run").path).items()
    more = run_experiment([BASELINE], 4, 1, 1, tmp_path / "run", True, hooks=HOOKS)
    assert more.manifest["replications"] == [1, 2, 3, 4]


def test_what_another_command_has_added_meanwhile_is_not_lost(tmp_path: Path) -> None:
    """It ends between this one's look at the manifest and its being alone in the folder."""
    out = tmp_path / "run"
    run(out)

    def meanwhile(folder: Path) -> None:
        run_experiment([BASELINE], 4, 1, 1, folder, True, hooks=HOOKS)

    late = run_experiment([BASELINE], 3, 1, 1, out, True, hooks=HOOKS, on_claim=meanwhile)
    assert late.manifest["replications"] == [1, 2, 3, 4]


def test_a_run_under_way_is_not_resumed_beside_itself_nor_stopped_by_what_a_kill_leaves(
    tmp_path: Path,
) -> None:
    """The second command comes while the first is asked for its councils."""
    out = tmp_path / "run"
    refused: list[str] = []

    def meanwhile(scenario: FakeScenario) -> AreaTable:
        if not refused:
            with pytest.raises(UserError, match=r"Another command is at work.*--out") as refusal:
                run(out, resume=True)
            refused.append(str(refusal.value))
        return HOOKS.areas(scenario)

    run_experiment([BASELINE], 2, 1, 1, out, hooks=replace(HOOKS, areas=meanwhile))
    assert len(refused) == 1
    assert not (out / LOCK).exists()
    (out / LOCK).touch()  # a killed run's
    assert content(run(out, resume=True).path) == content(run(tmp_path / "b").path)
