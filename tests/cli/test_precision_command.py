"""`--precision`: what the user is told, and the exit code."""

from __future__ import annotations

import importlib
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.charts import draw_one_only
from tests.cli.commands import COUNCIL
from tests.report.stand_in import hooks
from workforce_sim.cli.main import cli

pytestmark = pytest.mark.cli

RUN = importlib.import_module("workforce_sim.experiment.runner")


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(RUN, "built_in", hooks)
    draw_one_only(monkeypatch.setattr)
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    fixed = ["run", COUNCIL, "--processes", "1", "--out", "done"]
    return CliRunner().invoke(cli, [*fixed, *words], prog_name="workforce-sim")


def test_a_precision_that_is_reached_is_told_with_its_price() -> None:
    result = run("--precision", "vacancy_rate_fte=0.5")
    assert result.exit_code == 0, result.output
    assert "Precision reached: the mean of the difference in vacancy_rate_fte" in result.stdout
    assert "(asked for: ± 0.5 percentage points) after 30 replications" in result.stdout
    assert "With independent seeds for each scenario it takes about" in result.stdout
    assert "one shared stream" in result.stdout


@pytest.mark.parametrize("quiet", [[], ["--quiet"]])
def test_a_precision_that_is_not_reached_keeps_the_results_and_ends_with_1(
    quiet: list[str],
) -> None:
    result = run("--precision", "vacancy_rate_fte=0.000001", "--max-replications", "31", *quiet)
    assert result.exit_code == 1
    assert "Precision not reached: " in result.output
    assert "after 31 replications" in result.output
    assert "The results are complete all the same" in result.stderr
    assert "Traceback" not in result.output
    assert Path("done/summary.csv").is_file()
    again = result.stderr.strip().splitlines()[-1]
    if sys.platform != "win32":
        words = shlex.split(again)
        assert words[-1] == "--resume"
        assert int(words[words.index("--max-replications") + 1]) > 31


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--precision", "vacancy_rate_fte"], "vacancy_rate_fte=0.2"),
        (["--precision", "vacancy_rate_fte=much"], "cannot be read"),
        (["--precision", "vacancy_rate=0.2"], "Did you mean vacancy_rate_fte?"),
        (["--precision", "foo=2"], "column 'measure' of any run's summary.csv"),
        (["--precision", "cases=1", "--precision", "cases=2"], "names cases twice"),
        (["--precision", "vacancy_rate_fte=0"], "from 0.000001 on"),
        (["--precision", "vacancy_rate_fte=-1"], "from 0.000001 on"),
        (["--precision", "vacancy_rate_fte=0.2", "--max-replications", "9"], "at least 30"),
        (["--precision", "cases=1", "--max-replications", "50", "--replications", "60"], "60"),
        (["--precision", "cases=1", "--replication", "3"], "Leave out one of them"),
        (["--max-replications", "50"], "belongs to --precision"),
        (["--cluster-fallback", "local"], "belongs to --cluster"),
        (["--replications", "0"], "Write a whole number"),
    ],
)
def test_mistakes_are_answered_with_2_and_leave_no_folder(words: list[str], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert not Path("done").exists()
