"""Each command as a user types it: what is printed where, and the exit code."""

from __future__ import annotations

import csv
import importlib
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from tests.cli.charts import draw_one_only
from tests.report.stand_in import ROOT, hooks
from workforce_sim.cli.main import cli
from workforce_sim.cli.progress import PREPARING, listener
from workforce_sim.experiment import ProgressListener
from workforce_sim.experiment.interfaces import OneByOne
from workforce_sim.report.chart import Chart

pytestmark = pytest.mark.cli

# The package also exports a function called `run`, so the module is asked for by its full name.
RUN = importlib.import_module("workforce_sim.experiment.runner")
COUNCIL = str(ROOT / "scenarios" / "council" / "one-council.yaml")
BASELINE = str(ROOT / "scenarios" / "england" / "baseline.yaml")


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Commands use a stand-in for the model and write below a folder of their own."""
    monkeypatch.setattr(RUN, "built_in", hooks)
    draw_one_only(monkeypatch.setattr)
    monkeypatch.chdir(tmp_path)


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), prog_name="workforce-sim")


def run_once(folder: str = "done", *more: str) -> Result:
    words = ("--replications", "3", "--processes", "1", "--out", folder)
    return call("run", COUNCIL, *words, *more)


def test_run_stores_results_and_ends_with_a_table() -> None:
    result = run_once()
    assert result.exit_code == 0, result.output
    assert "Vacancy rate" in result.stdout
    assert "lower in 3 of 3" in result.stdout or "higher in 3 of 3" in result.stdout
    assert "Assumption: the effect of frontline_pay rests on judgement (D)." in result.stdout
    charts = {path.suffix for path in Path("done/charts").iterdir()}
    assert charts == {".svg", ".png", ".txt", ".csv"}


def test_quiet_prints_the_folder_and_nothing_else() -> None:
    result = run_once("done", "--quiet")
    assert result.exit_code == 0
    assert result.output == "done\n"


def prepares(progress: ProgressListener) -> None:
    """What the model does on a computer that has not compiled it, nor has a place to keep it."""
    progress.note("Kept elsewhere.")
    for done in range(3):
        progress.preparing(done, 2)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), ["Kept elsewhere.", f"{PREPARING}.", "Surrey alone"]),
        (("--quiet",), ["Kept elsewhere."]),
    ],
)
def test_preparing_is_told_once(
    monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], said: list[str]
) -> None:
    monkeypatch.setattr(RUN, "built_in", lambda: replace(hooks(), warm_up=prepares))
    lines = run_once("done", *more).stderr.splitlines()
    assert [line[: len(start)] for line, start in zip(lines, said, strict=True)] == said


def test_a_terminal_shows_how_far_the_preparing_is() -> None:
    shown = io.StringIO()
    bar = listener(Console(file=shown, force_terminal=True, width=120), "What", quiet=False)
    prepares(bar)
    bar.started(4)
    bar.advanced(3, 1000)
    bar.finished()
    text = shown.getvalue()
    assert text.index("Kept") < text.index(PREPARING) < text.index("What.") < text.index("Simul")
    assert "1/2" in text
    assert "3/4" in text


def test_more_partners_than_futures_are_announced_as_fewer() -> None:
    result = run_once("done", "--partners", "5", "--quiet")
    assert result.exit_code == 0, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("--partners 5: only 3 have partners")


def test_one_replication_alone_has_the_numbers_of_the_whole_run() -> None:
    import polars as pl

    assert run_once("whole").exit_code == 0
    alone = call(
        "run", COUNCIL, "--replication", "2", "--processes", "1", "--out", "alone", "--quiet"
    )
    assert alone.exit_code == 0, alone.output
    whole = pl.read_parquet("whole/replications.parquet").filter(pl.col("replication") == 2)
    assert pl.read_parquet("alone/replications.parquet").equals(whole)


def test_results_are_never_overwritten_and_the_message_says_what_to_do() -> None:
    assert run_once().exit_code == 0
    again = run_once()
    assert again.exit_code == 2
    assert "--out" in again.stderr
    assert "--resume" in again.stderr
    assert run_once("done", "--resume").exit_code == 0


def test_a_stopped_run_gives_the_whole_command_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from tests.report import stand_in as world

    def stop(scenario, seed, replication):
        if replication == 2:
            raise KeyboardInterrupt
        return world.simulate(scenario, seed, replication)

    stopping = dataclasses.replace(hooks(), simulate_all=OneByOne(stop))
    monkeypatch.setattr(RUN, "built_in", lambda: stopping)
    result = run_once("my results")
    assert result.exit_code == 1
    assert "2 of 6" in result.stderr
    command = result.stderr.strip().splitlines()[-1].strip()
    assert command.startswith("workforce-sim run ")
    assert command.endswith("--resume")
    monkeypatch.setattr(RUN, "built_in", hooks)
    if sys.platform != "win32":
        import shlex

        finished = call(*shlex.split(command)[1:])
        assert finished.exit_code == 0, finished.output


def test_stopping_while_charts_are_drawn_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(chart: Chart, folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Chart, "save", stop)
        result = run_once()
    assert result.exit_code == 1
    assert "workforce-sim plot done" in result.stderr
    assert call("plot", "done").exit_code == 0


def test_compare_needs_two_scenarios_that_can_be_compared() -> None:
    alone = call("compare", BASELINE)
    assert alone.exit_code == 2
    assert "at least two" in alone.stderr
    apart = call("compare", BASELINE, str(ROOT / "scenarios" / "2009" / "do-nothing.yaml"))
    assert apart.exit_code == 2
    assert "england-2009" in apart.stderr


def write(name: str, more: str) -> str:
    text = f"name: {name}\nbase: england-2024\nend: 2026\nscope: {{councils: [Rutland]}}\n{more}"
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_compare_says_what_differs_and_where() -> None:
    one = write("one.yaml", "replications: 2\n")
    other = write("other.yaml", "uncertainty: parameters\nseed: 5\n")
    result = call("compare", one, other)
    assert result.exit_code == 2
    assert "other.yaml:5:14: 'uncertainty' is 'parameters', but in one.yaml it is 'none'" in (
        result.stderr
    )
    twice = call("compare", one, one)
    assert twice.exit_code == 2
    assert "named twice" in twice.stderr


def test_compare_says_whose_seed_it_takes() -> None:
    one = write("one.yaml", "seed: 4\nreplications: 2\n")
    other = write("other.yaml", "seed: 5\nreplications: 3\nassumptions: {casework.ceiling: 2}\n")
    result = call("compare", one, other, "--processes", "1", "--out", "done")
    assert result.exit_code == 0, result.output
    assert "(one.yaml:5:7 4, other.yaml:5:7 5); all are simulated with that of the first, 4" in (
        result.stderr
    )
    assert "other.yaml:6:15 3); all have the most, 3" in result.stderr
    manifest = json.loads(Path("done/manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["replications"]) == (4, [1, 2, 3])


def test_run_compares_with_what_a_file_extends_even_without_levers() -> None:
    write("one.yaml", "")
    text = "name: Other\nextends: one.yaml\nassumptions: {casework.ceiling: 2}\n"
    Path("other.yaml").write_text(text, encoding="utf-8")
    result = call("run", "other.yaml", "--replications", "2", "--processes", "1", "--out", "done")
    assert result.exit_code == 0, result.output
    manifest = json.loads(Path("done/manifest.json").read_text(encoding="utf-8"))
    assert manifest["reference"] == "one"


def test_a_defect_is_one_line_with_a_log_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    def broken(scenario, seed, replication):
        raise ZeroDivisionError("division by zero")

    wrong = dataclasses.replace(hooks(), simulate_all=OneByOne(broken))
    monkeypatch.setattr(RUN, "built_in", lambda: wrong)
    result = run_once("broken")
    assert result.exit_code == 1
    assert "defect" in result.stderr
    assert "Traceback" not in result.output
    (log,) = Path("broken").glob("error-*.log")
    assert str(log) in result.stderr
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    shown = run_once("broken2", "--debug")
    assert "Traceback" in shown.stderr


def test_no_log_of_a_defect_takes_the_place_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_once().exit_code == 0

    def broken(*_words: object) -> None:
        raise ZeroDivisionError("division by zero")

    with monkeypatch.context() as patch:
        patch.setattr("workforce_sim.report.gallery.Gallery.projection", broken)
        for count in (1, 2, 3):
            assert call("plot", "done").exit_code == 1
            assert len(list(Path("done").glob("error-*.log"))) == count


def test_a_run_that_is_refused_changes_no_byte_of_the_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run_once().exit_code == 0
    Path("done/error.log").write_text("of an earlier run", encoding="utf-8")
    before = {path: path.read_bytes() for path in Path("done").rglob("*") if path.is_file()}

    def broken(*_words: object) -> None:
        raise ZeroDivisionError("division by zero")

    assert run_once().exit_code == 2
    assert run_once("done", "--seed", "2", "--resume").exit_code == 2
    monkeypatch.setattr("workforce_sim.experiment.outfolder.differences", broken)
    assert run_once("done", "--resume").exit_code == 1
    assert before == {p: p.read_bytes() for p in Path("done").rglob("*") if p.is_file()}


def test_validate_counts_what_is_valid_and_fails_with_2() -> None:
    good = call("validate", COUNCIL, BASELINE)
    assert (good.exit_code, good.stdout) == (0, "2 files are valid.\n")
    Path("bad.yaml").write_text("name: x\nbase: england-2024\nennd: 2030\n", encoding="utf-8")
    bad = call("validate", COUNCIL, "bad.yaml")
    assert bad.exit_code == 2
    assert "bad.yaml:3:1" in bad.stderr
    assert "end" in bad.stderr


@pytest.mark.parametrize("words", [["council", "leeds"], ["package"]], ids=["council", "package"])
def test_a_new_scenario_validates_and_is_never_overwritten(words: list[str]) -> None:
    made = call("new", *words, "--out", "mine.yaml")
    assert made.exit_code == 0, made.output
    assert call("validate", "mine.yaml").exit_code == 0
    before = Path("mine.yaml").read_bytes()
    again = call("new", *words, "--out", "mine.yaml")
    assert again.exit_code == 2
    assert Path("mine.yaml").read_bytes() == before
    assert call("new", *words).stdout == before.decode("utf-8")


def test_levers_shows_units_defaults_and_evidence() -> None:
    everything = call("levers")
    assert everything.exit_code == 0
    assert "frontline_pay" in everything.stdout
    one = call("levers", "frontline_pay")
    assert "supplement_gbp_per_year" in one.stdout
    assert "£ a year" in one.stdout
    assert "judgement" in one.stdout
    wrong = call("levers", "frontline_pey")
    assert wrong.exit_code == 2
    assert "'frontline_pay'" in wrong.stderr


def test_councils_finds_by_part_of_a_name_and_suggests() -> None:
    rows = list(csv.DictReader(io.StringIO(call("councils", "leeds", "--format", "csv").stdout)))
    assert [row["la_name"] for row in rows] == ["Leeds"]
    assert float(rows[0]["inpost_fte"]) > 0
    wrong = call("councils", "Leedz")
    assert wrong.exit_code == 2
    assert "'Leeds'" in wrong.stderr


@pytest.mark.parametrize("written", ["Cumbria", "E10000006", "909"])
def test_a_council_of_before_leads_to_those_of_today(written: str) -> None:
    today = ["Cumberland", "Westmorland and Furness"]
    listed = call("councils", written, "--format", "csv").stdout
    assert [row["la_name"] for row in csv.DictReader(io.StringIO(listed))] == today
    begun = call("new", "council", written)
    assert begun.exit_code == 2
    assert " or ".join(f"'{name}'" for name in today) in begun.stderr


def test_assumptions_as_table_as_json_and_one_in_full() -> None:
    rows = json.loads(call("assumptions", "--format", "json").stdout)
    assert {"name", "central", "low", "high", "unit", "source", "quality"} <= set(rows[0])
    name = rows[0]["name"]
    one = call("assumptions", name)
    assert rows[0]["source"] in one.stdout
    assert rows[0]["review_date"] in one.stdout
    assert f"    {name}: " in one.stdout
    fixed = call("assumptions", "world_2009.vacancy_rate")
    assert "a scenario cannot change it" in fixed.stdout
    assert "To use another value" not in fixed.stdout
    wrong = call("assumptions", name + "x")
    assert wrong.exit_code == 2
    assert name in wrong.stderr


def test_plot_draws_what_is_asked_and_suggests_what_is_not_there() -> None:
    assert run_once().exit_code == 0
    drawn = call("plot", "done", "--measure", "caseload_fte", "--area", "surrey")
    assert drawn.exit_code == 0, drawn.output
    assert Path(drawn.stdout.strip()).read_bytes().startswith(b"<?xml")
    measure = call("plot", "done", "--measure", "vacancy_rate")
    assert measure.exit_code == 2
    assert "vacancy_rate_fte" in measure.stderr
    area = call("plot", "done", "--area", "Surey")
    assert area.exit_code == 2
    assert "'Surrey'" in area.stderr
    nothing = call("plot", "nowhere")
    assert nothing.exit_code == 2
    assert "not the folder of a run" in nothing.stderr


def test_an_unknown_command_is_answered_with_the_nearest() -> None:
    result = call("levrs")
    assert result.exit_code == 2
    assert "'levers'" in result.stderr
