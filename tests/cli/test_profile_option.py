"""`run --profile`: the time of each step, beside results that are the same with and without it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.cli.charts import draw_one_only
from workforce_sim.cli.main import cli
from workforce_sim.experiment.step_times import PROFILE
from workforce_sim.experiment.store import RESULT_FILES
from workforce_sim.report.month_order import month_order

pytestmark = [pytest.mark.cli, pytest.mark.needs_compiled]

RUTLAND = """\
name: Rutland
base: england-2024
end: 2025
scope: {councils: [Rutland]}
"""


def typed(*words: str) -> Any:
    return CliRunner().invoke(cli, words, prog_name="workforce-sim")


def test_each_step_has_its_time_and_no_result_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_one_only(monkeypatch.setattr)
    scenario = tmp_path / "rutland.yaml"
    scenario.write_text(RUTLAND, encoding="utf-8")
    folders = {"with": tmp_path / "with", "without": tmp_path / "without"}
    for name, folder in folders.items():
        more = ["--profile"] if name == "with" else []
        words = ("run", str(scenario), "--replications", "1", "--processes", "1", "--quiet")
        done = typed(*words, "--out", str(folder), *more)
        assert done.exit_code == 0, done.output
        assert (folder / PROFILE).exists() is (name == "with")
    for file in RESULT_FILES:
        first, second = (folder / file for folder in folders.values())
        assert first.exists() is second.exists()
        assert not first.exists() or first.read_bytes() == second.read_bytes()
    with (folders["with"] / PROFILE).open(encoding="utf-8", newline="") as file_:
        rows = list(csv.DictReader(file_))
    office = [row["step"] for row in rows if row["part"] == "office"]
    order = [str(step) for part, step, _ in month_order().rows if str(part).startswith("office")]
    assert office == order
    shares = [float(row["share"]) for row in rows]
    assert shares[-1] == 1.0
    assert sum(shares[:-1]) == pytest.approx(1.0, abs=1e-4)
    assert all(float(row["seconds"]) >= 0.0 and int(row["calls"]) >= 1 for row in rows)


def test_the_order_is_printed_in_every_format() -> None:
    for style in ("table", "csv", "json"):
        done = typed("order", "--format", style)
        assert done.exit_code == 0
        assert all(word in done.stdout for word in ("agency_round", "absence_end", "graduations"))
