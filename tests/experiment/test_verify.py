"""Progress, and running a stored run again."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.experiment.fake_world import BASELINE, HOOKS, POLICY, FakeScenario, other_code, simulate
from workforce_sim.experiment import RunFailed, run_experiment, verify
from workforce_sim.experiment.interfaces import OneByOne
from workforce_sim.measures.record import ReplicationRecord


class Listener:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []

    def preparing(self, done: int, total: int) -> None: ...

    def note(self, words: str) -> None: ...

    def started(self, total: int) -> None:
        self.heard.append(("started", total))

    def advanced(self, n_done: int, events: int) -> None:
        assert events >= 1000 * n_done
        self.heard.append(("advanced", n_done))

    def finished(self) -> None:
        self.heard.append(("finished", 0))


@pytest.mark.unit
def test_progress_counts_up_to_the_total(tmp_path: Path) -> None:
    listener = Listener()
    run_experiment([BASELINE, POLICY], 2, 1, 1, tmp_path / "run", progress=listener, hooks=HOOKS)
    assert listener.heard == [
        ("started", 4),
        *(("advanced", n) for n in (2, 4)),
        ("finished", 0),
    ]


@pytest.mark.unit
def test_a_stored_run_is_reproduced_to_the_last_byte(tmp_path: Path) -> None:
    run = run_experiment([BASELINE, replace(POLICY, budget=None)], 2, 1, 1, tmp_path / "run",
                         hooks=HOOKS)  # fmt: skip
    found = verify(run.path, processes=1, hooks=HOOKS)
    assert found.is_reproduced
    assert {*run.manifest["results"], *(f"parts/{n}" for n in run.manifest["parts"])} < set(
        found.same
    )
    assert found.unchecked == ()
    assert found.explanations == ()


def slightly_other(scenario: FakeScenario, seed: int, replication: int) -> ReplicationRecord:
    record = simulate(scenario, seed, replication)
    record.yearly["cases"][2, 0] += 1e-3
    return record


@pytest.mark.unit
def test_a_number_that_changed_is_found_and_explained(tmp_path: Path) -> None:
    run = run_experiment([BASELINE], 2, 1, 1, tmp_path / "run", hooks=HOOKS)
    changed = replace(HOOKS, simulate_all=OneByOne(slightly_other), made_of=other_code)
    found = verify(run.path, processes=1, hooks=changed)
    assert not found.is_reproduced
    assert "summary.csv" in found.different
    assert "ledger.csv" in found.same
    assert found.altered == ()
    (why,) = found.explanations
    assert why.startswith("code or data of model: ")
    # Receipts know what the parts were made of; that alone makes no number another.
    same = verify(run.path, processes=1, hooks=replace(HOOKS, made_of=other_code))
    assert same.is_reproduced
    assert same.explanations == (why,)


@pytest.mark.unit
def test_a_file_that_was_edited_afterwards_is_named(tmp_path: Path) -> None:
    run = run_experiment([BASELINE], 2, 1, 1, tmp_path / "run", hooks=HOOKS)
    summary = run.path / "summary.csv"
    summary.write_text(summary.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    found = verify(run.path, processes=1, hooks=HOOKS)
    assert found.altered == ("summary.csv",)
    assert found.different == ()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("ending", "says"),
    [(OSError(28, "No space left on device"), "TMPDIR"), (KeyboardInterrupt(), "Stopped.")],
)
def test_nobody_is_told_to_go_on_with_a_second_run(
    tmp_path: Path, ending: BaseException, says: str
) -> None:
    run = run_experiment([BASELINE], 2, 1, 1, tmp_path / "run", hooks=HOOKS)

    def ends(*_: object) -> ReplicationRecord:
        raise ending

    with pytest.raises(RunFailed) as failed:
        verify(run.path, processes=1, hooks=replace(HOOKS, simulate_all=OneByOne(ends)))
    assert says in str(failed.value)
    assert "--resume" not in str(failed.value)
    assert verify(run.path, processes=1, hooks=HOOKS).is_reproduced


@pytest.mark.unit
def test_a_missing_temporary_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_experiment([BASELINE], 2, 1, 1, tmp_path / "run", hooks=HOOKS)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "run" / "manifest.json"))
    with pytest.raises(RunFailed, match="TMPDIR"):
        verify(run.path, processes=1, hooks=HOOKS)
