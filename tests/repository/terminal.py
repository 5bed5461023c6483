"""A terminal for the commands of pages, quicker than a reader's.

Commands run in one process, so that what is compiled is loaded once. They differ from what a reader
types in this:

- `--processes 1`, which never changes a result (tests/experiment/test_processes.py);
- one replication wherever all of England is simulated, and one chart of each run is drawn;
- a run of shipped files is made once, and copied where a page types it again.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner

from tests.repository.sources import ROOT
from workforce_sim import load_scenario
from workforce_sim.cli.main import cli

RUNS = {"run", "compare"}


class Terminal:
    """Types commands, and remembers the runs of shipped files in a folder of its own."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self._known: dict[tuple[str, ...], tuple[str, Path]] = {}

    def type(self, words: Sequence[str], folder: Path, where: str) -> str:
        """Run `workforce-sim` with these words in a folder; what was printed, on both streams."""
        words = quick(words, folder)
        if words[0] not in RUNS or "--resume" in words or not only_shipped(words, folder):
            return call(words, folder, where)
        out, rest = without_out(words)
        if rest not in self._known:
            place = self._memory / str(len(self._known))
            shutil.copytree(ROOT / "scenarios", place / "scenarios")
            self._known[rest] = call(words, place, where), place / out
        printed, results = self._known[rest]
        if out:
            shutil.copytree(results, folder / out)
        return printed


def call(words: Sequence[str], folder: Path, where: str) -> str:
    """Run `workforce-sim` with these words in a folder, as they are."""
    with chdir(folder):
        done = CliRunner().invoke(cli, words, prog_name="workforce-sim", env={"COLUMNS": "200"})
    assert done.exit_code == 0, f"{where}: {' '.join(words)}\n{done.output}"
    return done.output


def quick(words: Sequence[str], folder: Path) -> list[str]:
    """The command in one process, and with one replication if it simulates all of England."""
    quicker = list(words)
    if quicker[0] in RUNS | {"verify"}:
        quicker += ["--processes", "1"]
    if quicker[0] in RUNS and simulates_england(quicker, folder):
        quicker[quicker.index("--replications") + 1] = "1"
    return quicker


def simulates_england(words: Sequence[str], folder: Path) -> bool:
    """Whether a scenario that a command names has all of England in its scope."""
    return any(load_scenario(folder / name).scope.kind == "england" for name in files(words))


def files(words: Sequence[str]) -> list[str]:
    """The scenario files that a command names."""
    return [word for word in words if word.endswith(".yaml")]


def only_shipped(words: Sequence[str], folder: Path) -> bool:
    """Whether a command reads nothing but files of the repository, unchanged."""
    return all(
        (ROOT / name).is_file() and (ROOT / name).read_bytes() == (folder / name).read_bytes()
        for name in files(words)
    )


def without_out(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The folder after `--out`, "" if there is none, and all other words."""
    if "--out" not in words:
        return "", tuple(words)
    at = words.index("--out")
    return words[at + 1], (*words[:at], *words[at + 2 :])
