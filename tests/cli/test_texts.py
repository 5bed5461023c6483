"""Whatever a name holds is refused with its place, or printed and drawn without harm."""

from __future__ import annotations

import ast
import importlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.report.stand_in import hooks
from tests.repository.sources import package_modules, shown, tree_of
from workforce_sim import load_scenario, run
from workforce_sim.cli.main import cli
from workforce_sim.errors import UserError
from workforce_sim.texts import unfit

pytestmark = pytest.mark.cli

SCENARIO = "base: england-2024\nend: 2025\nscope: {councils: [Rutland]}\n"
NASTY = {
    "\x1b[31mRED\x1b[0m \x1b]0;title\x07": "1:7: there is a control character (U+001B)",
    "Options\x08onus 2026": "1:7: there is a control character (U+0008)",
    "A \ufffe B": "1:7: there is a code point without meaning (U+FFFE)",
    "Half \ud800": "1:7: there is a half character (U+D800)",
    "\u202eyap": "1:7: there is a right-to-left override (U+202E)",
    "Line one\nline two": "1:7: there is a line break (U+000A)",
}


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runner = importlib.import_module("workforce_sim.experiment.runner")
    monkeypatch.setattr(runner, "built_in", hooks)
    monkeypatch.chdir(tmp_path)


def call(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(cli, list(words), prog_name="workforce-sim")


def written(name: str, *, raw: bool = False) -> str:
    quoted = json.dumps(name, ensure_ascii=not raw)
    Path("named.yaml").write_text(f"name: {quoted}\n{SCENARIO}", encoding="utf-8", newline="\n")
    return "named.yaml"


@pytest.mark.parametrize("name", NASTY, ids=ascii)
def test_a_name_that_would_do_harm_is_refused_with_its_place(name: str) -> None:
    for command in ("validate", "run"):
        result = call(command, written(name))
        assert result.exit_code == 2
        assert NASTY[name] in result.stderr
        assert not unfit(result.output)
    assert not Path("outputs").exists()


def test_every_harmful_character_of_a_file_is_named_at_once_also_in_comments() -> None:
    text = f"name: A \x1b\nbase: england-2024\r\n# \u2067 \x85\n{SCENARIO}"
    Path("raw.yaml").write_bytes(text.encode("utf-8"))
    result = call("validate", "raw.yaml")
    assert re.findall(r"raw\.yaml:(\d+:\d+):", result.stderr) == ["1:9", "3:3", "3:5"]
    assert not unfit(result.output)


def test_what_the_charts_cannot_show_is_said_once_and_markup_is_not_obeyed() -> None:
    title = "[bold]Pay[/bold] :smile: \U0001f4b7 $\\frac{ more$"
    result = call("run", written(title, raw=True), "--replications", "2", "--out", "done")
    assert result.exit_code == 0, result.output
    assert title in result.stdout
    notes = [line for line in result.stderr.splitlines() if "\U0001f4b7" in line]
    (note,) = [line for line in notes if "has no shape" in line]
    assert "\U0001f4b7 (U+1F4B7)" in note
    assert "Warning" not in result.stderr
    drawn = Path("done/charts")
    assert all("$\\frac{ more$" in path.read_text("utf-8") for path in drawn.glob("*.txt"))
    again = call("plot", "done")
    assert again.stderr.count("U+1F4B7") == 1
    assert len(again.stdout.splitlines()) == len(list(drawn.glob("*.svg")))


@pytest.mark.parametrize("word", ["\x1b[2J.yaml", "caf\udce9.yaml", "a\nb.yaml", "\u202ea.yaml"])
@pytest.mark.parametrize("command", [("run",), ("plot",), ("validate",), ()])
def test_an_argument_that_is_no_text_is_refused(word: str, command: tuple[str, ...]) -> None:
    result = call(*command, word)
    assert result.exit_code == 2
    assert "Write it without" in result.stderr
    assert not unfit(result.output)
    assert "Traceback" not in result.output


def test_a_file_beside_that_is_called_badly_is_shown_without_harm(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "\x1b[2Jmine.yaml").write_text("name: x\n", encoding="utf-8")
    result = call("validate", "scenarios")
    assert r"\x1b[2Jmine.yaml" in result.stderr
    assert not unfit(result.output)


def test_python_is_refused_what_a_file_is_refused(tmp_path: Path) -> None:
    written("Rutland")
    scenario = load_scenario("named.yaml")
    with pytest.raises(UserError, match=r"control character \(U\+001B\) in the name '\\x1b\['"):
        run(replace(scenario, name="\x1b["), 1, out=tmp_path / "out")
    with pytest.raises(UserError, match=r"o\\udce9 holds characters that are no text"):
        run(scenario, 1, out=tmp_path / "o\udce9")
    with pytest.raises(UserError, match=r"the name '\\udce9\.yaml' is no text"):
        load_scenario("\udce9.yaml")
    assert [path.name for path in tmp_path.iterdir()] == ["named.yaml"]


def test_nothing_is_printed_that_has_not_been_looked_at() -> None:
    """Lists as CSV and JSON come from the register and from levers that were looked at already."""
    found = [
        shown(path)
        for path in package_modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("click.echo", "print")
    ]
    assert set(found) == {
        "workforce_sim/cli/console.py",
        "workforce_sim/cli/explain.py",
        "workforce_sim/cli/list_options.py",
    }
