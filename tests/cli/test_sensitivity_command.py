"""`workforce-sim sensitivity` as a user types it, with a stand-in for the model."""

from __future__ import annotations

import csv
import importlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.report import stand_in
from tests.report.stand_in import ROOT
from workforce_sim.assumptions import load_register
from workforce_sim.cli.main import cli
from workforce_sim.experiment.interfaces import Hooks, OneByOne
from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.scenario import ResolvedScenario

pytestmark = pytest.mark.cli
pytest.importorskip("SALib")

STUDY = importlib.import_module("workforce_sim.experiment.sensitivity.study")
AGAIN = importlib.import_module("workforce_sim.experiment.sensitivity.study_check")
COUNCIL = str(ROOT / "scenarios" / "council" / "one-council.yaml")
SMALL = ("--samples", "16", "--futures", "1", "--processes", "1")


def simulate(scenario: ResolvedScenario, seed: int, replication: int) -> ReplicationRecord:
    """Vacancies follow the first uncertain entry, three times as far where there is a lever."""
    record = stand_in.simulate(scenario, seed, replication)
    first = uncertain()[0]
    value = scenario.assumptions.get(first, load_register()[first].central)
    assert isinstance(value, float)
    record.yearly["vacancy_fte"][1:] *= 1.0 + (3.0 if scenario.levers else 1.0) * value
    return replace(record, assumptions=uncertain()[:3])


def uncertain() -> tuple[str, ...]:
    return tuple(each.name for each in load_register() if each.uncertain)


def hooks() -> Hooks:
    return replace(stand_in.hooks(), simulate_all=OneByOne(simulate))


@pytest.fixture(autouse=True)
def small_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(STUDY, "built_in_hooks", hooks)
    monkeypatch.chdir(tmp_path)


def workforce_sim(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), prog_name="workforce-sim")


def call(*words: str) -> Result:
    return workforce_sim("sensitivity", *words)


def test_it_prints_a_table_and_stores_csv_and_charts() -> None:
    result = call(COUNCIL, "--measure", "vacancy_rate_fte", "--out", "study", *SMALL)
    assert result.exit_code == 0, result.output
    assert "share of the variance by assumption" in result.stdout
    assert "difference from" in result.stdout
    assert uncertain()[0] in result.stdout
    assert "one future" in result.stdout
    with Path("study/sensitivity.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["assumption"] == uncertain()[0]
    assert float(rows[0]["total_order"]) > 0.9
    assert float(rows[1]["total_order"]) == 0.0
    assert {p.suffix for p in Path("study/charts").iterdir()} == {".svg", ".png", ".txt", ".csv"}
    assert "hangs on one assumption" in Path(
        "study/charts/sensitivity-vacancy_rate_fte-2029.txt"
    ).read_text(encoding="utf-8")


def test_a_level_can_be_explained_and_a_year_chosen() -> None:
    result = call(
        COUNCIL, "--level", "--time", "2026", "--measure", "vacancy_fte", "--out", "study", *SMALL,
        "--quiet",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert result.output == "study\n"
    with Path("study/sensitivity.csv").open(encoding="utf-8") as stream:
        row = next(csv.DictReader(stream))
    assert (row["time_period"], row["reference"]) == ("2026", "")


def test_what_depends_on_nothing_is_said() -> None:
    result = call(COUNCIL, "--level", "--measure", "inpost_fte", "--out", "study", *SMALL)
    assert result.exit_code == 0, result.output
    assert "inpost_fte in 2029 does not depend on any assumption." in result.stdout


def test_plot_draws_the_charts_of_a_study_again_and_verify_repeats_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(AGAIN, "built_in_hooks", hooks)
    call(COUNCIL, "--measure", "vacancy_fte", "--out", "study", "--quiet", *SMALL)
    chart = Path("study/charts/sensitivity-vacancy_fte-2029.svg")
    before = chart.read_bytes()
    chart.unlink()
    drawn = workforce_sim("plot", "study", "--measure", "vacancy_fte")
    assert (drawn.exit_code, drawn.output) == (0, f"{chart}\n")
    assert chart.read_bytes() == before
    for words, message in (
        (("--by", "council", "--area", "Kent"), "Leave out --area and --by."),
        (("--measure", "inpost_fte"), "says nothing of inpost_fte, only of vacancy_fte"),
    ):
        refused = workforce_sim("plot", "study", *words)
        assert refused.exit_code == 2
        assert message in " ".join(refused.stderr.split())
    again = workforce_sim("verify", "study", "--processes", "1")
    assert again.exit_code == 0, again.output
    assert "equal      sensitivity.csv" in again.stdout
    assert "equal      charts/: 4 files" in again.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--measure", "vacancy_rate"), "Did you mean vacancy_rate_fte?"),
        (("--samples", "100"), "Write 64 or 128"),
        (("--samples", "4"), "not possible"),
        (("--time", "2050", "--samples", "16"), "2050 is not a census of this scenario"),
        (("--resume",), "--resume needs --out DIR"),
        (("--assumption", "pay.nothing"), "pay.nothing is no uncertain assumption"),
    ],
)
def test_mistakes_are_explained(words: tuple[str, ...], message: str) -> None:
    result = call(COUNCIL, "--futures", "1", "--processes", "1", *words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_without_salib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    result = call(COUNCIL, "--out", "study", *SMALL)
    assert result.exit_code == 2
    assert '".[analysis]"' in result.stderr
