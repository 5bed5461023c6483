"""The installed command as its own process: exit codes, streams, encodings, imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.cli

HEAVY = ("numpy", "polars", "matplotlib", "numba", "simpy", "pydantic", "rich.table")


def call(*words: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    return subprocess.run(
        [sys.executable, "-m", "workforce_sim", *words],
        capture_output=True,
        check=False,
        env=environment,
    )


def test_importing_the_command_loads_nothing_heavy() -> None:
    script = (
        "import sys, workforce_sim.cli.main\n"
        f"sys.exit(' '.join(name for name in {HEAVY!r} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, f"imported at start-up: {done.stderr.decode()}"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--help"], 0),
        (["run", "--help"], 0),
        (["levers"], 0),
        (["levers", "no_such"], 2),
        (["councils", "no such place at all"], 2),
        (["run", "no-such-file.yaml"], 2),
        (["run", "x.yaml", "--replications", "0"], 2),
        (["run", "x.yaml", "--seed", "abc"], 2),
        (["validate"], 2),
        (["plot", "no-such-folder"], 2),
        (["no-such-command"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_codes(words: list[str], code: int) -> None:
    done = call(*words)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr + done.stdout
    assert done.stderr if code else done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("words", [["levers", "frontline_pay"], ["--help"], ["new", "package"]])
def test_every_encoding_of_a_terminal_can_show_the_output(words: list[str], encoding: str) -> None:
    done = call(*words, encoding=encoding)
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode(encoding)
    assert "\ufffd" not in text
    if words[0] == "levers":
        assert ("GBP 3,000" if encoding == "ascii" else "£3,000") in text


def test_a_table_that_is_piped_is_whole_and_plain() -> None:
    text = call("councils", "London").stdout.decode()
    assert "Kingston upon Thames / Richmond upon Thames" in text
    assert "\x1b" not in text
    assert not set("│┃━─") & set(text)


def test_errors_in_a_scenario_go_to_standard_error_as_written(tmp_path: Path) -> None:
    file = tmp_path / "a scenario with a rather long name, so that a narrow box would wrap it.yaml"
    file.write_text("name: x\nbase: england-2024\nend: 2030\nlevrs: []\n", encoding="utf-8")
    done = call("run", str(file))
    assert done.returncode == 2
    assert done.stdout == b""
    (line,) = done.stderr.decode().strip().splitlines()
    assert line.startswith(f"{file.as_posix()}:4:1: ")
    assert "levers" in line
