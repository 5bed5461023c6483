"""The stopping rule, and running a stored run again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.experiment.fake_world import BASELINE, HOOKS, POLICY, FakeScenario, simulate
from workforce_sim.errors import UserError
from workforce_sim.experiment import run_experiment, run_to_precision, verify
from workforce_sim.experiment.precision import precision
from workforce_sim.measures.record import ReplicationRecord


class Listener:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []

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
        *(("advanced", n) for n in (1, 2, 3, 4)),
        ("finished", 0),
    ]


@pytest.mark.unit
def test_replications_are_added_until_the_mean_is_close_enough(tmp_path: Path) -> None:
    first = run_to_precision(
        [BASELINE], {"inpost_fte": 1e9}, out=tmp_path / "loose", seed=1, processes=1, hooks=HOOKS
    )
    assert first.manifest["replications"] == list(range(1, 11))
    (loose,) = precision(first, {"inpost_fte": 15.0})
    assert loose.half_width > 15.0
    closer = run_to_precision(
        [BASELINE], {"inpost_fte": 15.0}, out=tmp_path / "close", seed=1, processes=1, hooks=HOOKS
    )
    (close,) = precision(closer, {"inpost_fte": 15.0})
    assert close.is_reached
    assert len(closer.manifest["replications"]) > 10


@pytest.mark.unit
def test_a_comparison_stops_on_the_paired_difference(tmp_path: Path) -> None:
    """Pairing removes the noise that both share, so few replications are enough."""
    run = run_to_precision(
        [BASELINE, POLICY], {"inpost_fte": 10.0}, out=tmp_path / "run", processes=1, hooks=HOOKS
    )
    assert len(run.manifest["replications"]) < 20


@pytest.mark.unit
def test_it_gives_up_at_the_largest_number(tmp_path: Path) -> None:
    run = run_to_precision(
        [BASELINE], {"inpost_fte": 1e-9}, out=tmp_path / "run", largest=12, processes=1, hooks=HOOKS
    )
    assert len(run.manifest["replications"]) == 12


@pytest.mark.unit
@pytest.mark.parametrize(
    ("wanted", "words"),
    [({"vacancy_rate": 1.0}, "vacancy_rate_fte"), ({"cases": 0.0}, "above zero")],
)
def test_impossible_precision_is_refused(
    tmp_path: Path, wanted: dict[str, float], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        run_to_precision([BASELINE], wanted, out=tmp_path / "run", hooks=HOOKS)


@pytest.mark.unit
def test_a_stored_run_is_reproduced_to_the_last_byte(tmp_path: Path) -> None:
    run = run_experiment([BASELINE, replace(POLICY, budget=None)], 2, 1, 1, tmp_path / "run",
                         hooks=HOOKS)  # fmt: skip
    found = verify(run.path, processes=1, hooks=HOOKS)
    assert found.is_reproduced
    assert set(found.same) == set(run.manifest["results"])
    assert found.explanations == ()


def slightly_other(scenario: FakeScenario, seed: int, replication: int) -> ReplicationRecord:
    record = simulate(scenario, seed, replication)
    record.yearly["cases"][2, 0] += 1e-3
    return record


def other_code() -> dict[str, str]:
    return {"model": "1" * 64}


@pytest.mark.unit
def test_a_number_that_changed_is_found_and_explained(tmp_path: Path) -> None:
    run = run_experiment([BASELINE], 2, 1, 1, tmp_path / "run", hooks=HOOKS)
    changed = replace(HOOKS, simulate=slightly_other, data_hashes=other_code)
    found = verify(run.path, processes=1, hooks=changed)
    assert not found.is_reproduced
    assert "summary.csv" in found.different
    assert "ledger.csv" in found.same
    assert found.altered == ()
    assert found.explanations == ("data or code of 'model' have changed",)


@pytest.mark.unit
def test_a_file_that_was_edited_afterwards_is_named(tmp_path: Path) -> None:
    run = run_experiment([BASELINE], 2, 1, 1, tmp_path / "run", hooks=HOOKS)
    summary = run.path / "summary.csv"
    summary.write_text(summary.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    found = verify(run.path, processes=1, hooks=HOOKS)
    assert found.altered == ("summary.csv",)
    assert found.different == ()
