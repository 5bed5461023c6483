"""`verify`: equal when nothing has changed, not equal when one byte of any file has."""

from __future__ import annotations

import dataclasses
import importlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.charts import draw_one_only
from tests.cli.commands import COUNCIL
from tests.report import stand_in
from workforce_sim.cli.main import cli
from workforce_sim.experiment.byte_check import Verification
from workforce_sim.experiment.interfaces import Hooks, OneByOne

pytestmark = pytest.mark.cli

EXPERIMENT = "workforce_sim.experiment"


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), prog_name="workforce-sim")


def use(patch: pytest.MonkeyPatch, hooks: Callable[[], Hooks]) -> None:
    """Have commands use this model."""
    for module in ("runner", "byte_check"):
        patch.setattr(importlib.import_module(f"{EXPERIMENT}.{module}"), "built_in", hooks)


@pytest.fixture(scope="module")
def world() -> object:
    """Commands use a stand-in for the model, for this whole file."""
    with pytest.MonkeyPatch.context() as patch:
        use(patch, stand_in.hooks)
        draw_one_only(patch.setattr)
        yield


@pytest.fixture(scope="module")
def done(world: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run, which no test may change."""
    folder = tmp_path_factory.mktemp("verify") / "run"
    result = call("run", COUNCIL, "--replications", "2", "--processes", "1", "--out", str(folder))
    assert result.exit_code == 0, result.output
    return folder


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_an_untouched_run_is_equal_file_by_file(done: Path) -> None:
    result = call("verify", str(done), "--processes", "1")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    for name in ("summary.csv", "replications.parquet", "ledger.csv", "charts/: ", "parts/: "):
        assert any(line.startswith(f"equal      {name}") for line in lines), name
    count = len(files(done)) - 1  # the manifest, which is not compared but must be as written
    assert lines[-1] == f"Equal: {count} files have the same bytes as in the second run."


def test_one_byte_of_any_file_makes_it_not_equal(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run is made once, because it cannot depend on what was changed: `verify` reads
    nothing of the folder but the manifest before it.
    """
    verify = importlib.import_module(f"{EXPERIMENT}.byte_check")
    again = tmp_path / "again"
    shutil.copytree(done, again)
    copy = tmp_path / "copy"
    shutil.copytree(done, copy)
    from workforce_sim.experiment import RunFolder

    monkeypatch.setattr(verify, "run_experiment", lambda *_args, **_named: RunFolder.open(again))
    monkeypatch.setattr("workforce_sim.report.gallery.draw_for_run", lambda *_: [])
    assert call("verify", str(copy)).exit_code == 0
    checked = files(copy)
    assert len(checked) > 4 * 5 + 8
    for path in checked:
        good = path.read_bytes()
        for place in {0, len(good) // 2, len(good) - 1} if good else set():
            damaged = bytearray(good)
            damaged[place] ^= 1
            path.write_bytes(damaged)
            result = call("verify", str(copy), "--quiet")
            name = path.relative_to(copy).as_posix()
            assert result.exit_code == 1, (name, place, result.output)
            assert f"NOT EQUAL  {name}" in result.stdout
            assert "Not equal: 1 of " in result.stdout
        path.write_bytes(good)
    assert call("verify", str(copy)).exit_code == 0


def changed(done: Path, tmp_path: Path, name: str, change: Callable[[Path], object]) -> Result:
    copy = tmp_path / "copy"
    shutil.copytree(done, copy)
    change(copy / name)
    return call("verify", str(copy), "--processes", "1")


def test_a_changed_result_is_found_by_really_running_again(done: Path, tmp_path: Path) -> None:
    def one_digit(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        path.write_text(text[:-2] + ("1" if text[-2] != "1" else "2") + "\n", encoding="utf-8")

    result = changed(done, tmp_path, "summary.csv", one_digit)
    assert result.exit_code == 1
    assert "NOT EQUAL  summary.csv: changed since the run, or missing" in result.stdout


def test_a_missing_result_is_not_equal(done: Path, tmp_path: Path) -> None:
    result = changed(done, tmp_path, "comparison.csv", Path.unlink)
    assert result.exit_code == 1
    assert "comparison.csv" in result.stdout


def test_a_manifest_with_another_seed_is_not_believed(done: Path, tmp_path: Path) -> None:
    def other_seed(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"seed": 1', '"seed": 2'), encoding="utf-8")

    result = changed(done, tmp_path, "manifest.json", other_seed)
    assert result.exit_code == 1
    assert "nothing was simulated" in result.stdout


def test_charts_that_were_drawn_later_are_left_out(done: Path, tmp_path: Path) -> None:
    result = changed(done, tmp_path, "charts/mine.svg", lambda path: path.write_text("x", "utf-8"))
    assert result.exit_code == 0
    assert "Not compared: 1 file that the run did not write" in result.stdout
    assert "drawn later with plot (charts/mine.svg)." in result.stdout


def test_other_versions_and_data_are_named(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def otherwise(scenario, seed, replication):
        record = stand_in.simulate(scenario, seed, replication)
        record.yearly["cases"][2, 0] += 1e-3
        return record

    model = {"data": {"model": "other"}}
    other = dataclasses.replace(
        stand_in.hooks(),
        simulate_all=OneByOne(otherwise),
        made_of=lambda levers: {**stand_in.made_of(levers), **model},
    )
    use(monkeypatch, lambda: other)
    verify = importlib.import_module(f"{EXPERIMENT}.byte_check")
    newer = {**verify.environment(1), "versions": {"matplotlib": "99.0"}}
    monkeypatch.setattr(verify, "environment", lambda _processes: newer)
    result = call("verify", str(done), "--processes", "1")
    assert result.exit_code == 1
    assert "summary.csv: not what the second run wrote" in result.stdout
    assert 'code or data of model: "stand-in" then, "other" now' in result.stdout
    assert re.search(r'matplotlib: ".*" then, "99.0" now', result.stdout)


@pytest.mark.parametrize("state", ["nothing", "no run", "unfinished"])
def test_what_is_no_finished_run_is_refused(done: Path, tmp_path: Path, state: str) -> None:
    folder = tmp_path / "folder"
    words = "not the folder of a run"
    if state != "nothing":
        folder.mkdir()
    if state == "unfinished":
        from workforce_sim.experiment.manifest import write_manifest

        content = json.loads((done / "manifest.json").read_text(encoding="utf-8"))
        write_manifest(folder, {**content, "status": "running"})
        words = "was not finished"
    result = call("verify", str(folder))
    assert result.exit_code == 2
    assert words in result.stderr


def test_the_verdict_counts_only_what_was_compared() -> None:
    assert Verification(("a",), (), (), ("b",), ()).is_reproduced
    assert not Verification((), ("a",), (), (), ()).is_reproduced
    assert not Verification((), (), ("a",), (), ()).is_reproduced
