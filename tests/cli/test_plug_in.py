"""A lever of another package that changes between a run and its `--resume`."""

from __future__ import annotations

import csv
import importlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.experiment.plug_in import LEVER, PACKAGE, Installed, install, seen
from tests.experiment.test_claim import everything
from tests.experiment.test_processes import content
from tests.report import stand_in
from workforce_sim.cli.main import cli

pytestmark = pytest.mark.cli

SCENARIO = f"""
name: Tutors
base: england-2024
end: 2026
scope: {{councils: [Rutland]}}
uncertainty: none
levers:
  - {LEVER}: {{}}
"""


@pytest.fixture(autouse=True)
def small_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for module in ("runner", "byte_check"):
        room = importlib.import_module(f"workforce_sim.experiment.{module}")
        monkeypatch.setattr(room, "built_in", stand_in.hooks)
    monkeypatch.setattr("workforce_sim.report.gallery.draw_for_run", lambda *_: [])
    monkeypatch.chdir(tmp_path)
    Path("tutors.yaml").write_text(SCENARIO, encoding="utf-8")


def call(installed: Installed, *words: str) -> Result:
    with seen(installed):
        return CliRunner().invoke(cli, list(words), prog_name="workforce-sim")


def run(installed: Installed, out: str, replications: int, *more: str) -> Result:
    number = str(replications)
    words = ("run", "tutors.yaml", "--replications", number, "--processes", "1", "--out", out)
    return call(installed, *words, "--quiet", *more)


def paid(out: str) -> float:
    with (Path(out) / "ledger.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["lever"] == LEVER]
    return sum(float(row["mean_nominal_gbp"]) for row in rows)


def test_its_numbers_are_never_mixed(tmp_path: Path) -> None:
    installed = install(tmp_path / "packages")
    assert run(installed, "run", 2).exit_code == 0
    before = everything(Path("run"))
    installed.pays(9_000_000)
    installed.is_version("1.1")
    refused = run(installed, "run", 4, "--resume")
    assert refused.exit_code == 2
    assert f"{PACKAGE}, code: " in refused.stderr
    assert f'{PACKAGE}, version: "1.0" then, "1.1" now' in refused.stderr
    assert "Put back what it was made with" in refused.stderr
    assert everything(Path("run")) == before
    differing = call(installed, "verify", "run", "--processes", "1")
    assert differing.exit_code == 1
    assert "NOT EQUAL  ledger.csv: not what the second run wrote" in differing.stdout
    assert f"{PACKAGE}, code: " in differing.stdout
    installed.pays(1_000_000)
    installed.is_version("1.0")
    installed.expects(30)
    refused = run(installed, "run", 4, "--resume")
    assert refused.exit_code == 2
    assert f"{PACKAGE}, code: " in refused.stderr
    assert f"{PACKAGE}, code: " in call(installed, "verify", "run", "--processes", "1").stdout
    installed.expects(20)
    assert run(installed, "run", 4, "--resume").exit_code == 0
    assert paid("run") == pytest.approx(1_000_000.0)
    assert run(installed, "at-once", 4).exit_code == 0
    assert content(Path("run")) == content(Path("at-once"))


def test_without_its_package_verify_names_it(tmp_path: Path) -> None:
    installed = install(tmp_path / "packages")
    assert run(installed, "run", 1).exit_code == 0
    result = call(Installed(tmp_path / "none"), "verify", "run")
    assert result.exit_code == 2
    assert f"{LEVER} of the package {PACKAGE}: " in result.stderr
    assert "nothing now" in result.stderr
