"""Whatever file is cut short, gone or overwritten: one message that names it, and exit code 2."""

from __future__ import annotations

import importlib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.commands import COUNCIL
from tests.experiment.test_processes import content
from tests.report.stand_in import hooks
from workforce_sim.cli.main import cli

pytestmark = pytest.mark.gallery

RUBBISH = bytes(range(256)) * 8
Damage = Callable[[bytes], bytes | None]
DAMAGES: dict[str, Damage] = {
    "deleted": lambda _content: None,
    "empty": lambda _content: b"",
    "half": lambda content: content[: len(content) // 2],
    "two bytes short": lambda content: content[:-2],
    "rubbish": lambda _content: RUBBISH,
    "rubbish in the middle": lambda c: c[: len(c) // 2] + RUBBISH + c[len(c) // 2 :],
}
DAMAGED = int(os.environ.get("DAMAGED", "12"))
"""How many times a run is damaged at random."""
SEED = int(os.environ.get("SEED", "58"))
DOES_NOT_EXIST = "run-that-does-not-exist"
PACKAGED = [
    ("england-2024.json", ("new", "council", "Rutland")),
    ("england-2024.json", ("validate", COUNCIL)),
    ("england-2024.json", ("councils",)),
    ("england-2024.json", ("run", COUNCIL, "--out", DOES_NOT_EXIST)),
    ("compiled.json", ("assumptions",)),
    ("compiled.json", ("run", COUNCIL, "--out", DOES_NOT_EXIST)),
    ("01_leaving.yaml", ("assumptions", "leaving.exit_rate")),
    ("frontline_pay.yaml", ("levers", "frontline_pay")),
    ("csww_indicators_2017_to_2024.csv", ("plot", "run")),
]
CACHES = [
    ("workforce_sim.baseline", "load_baseline"),
    ("workforce_sim.baseline.areas", "indicator_rows"),
    ("workforce_sim.assumptions.register", "load_register"),
    ("workforce_sim.scenario.places", "places_of"),
    ("workforce_sim.report.published", "_history"),
]
RESULTS = ["manifest.json", "summary.csv", "comparison.csv", "replications.parquet"]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run, which no test may change."""
    folder = tmp_path_factory.mktemp("damaged") / "run"
    runner = importlib.import_module("workforce_sim.experiment.runner")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "built_in", hooks)
        patch.setattr("workforce_sim.report.gallery.draw_for_run", lambda *_: [])
        words = ("--replications", "2", "--processes", "1", "--out", str(folder))
        assert call("run", COUNCIL, *words).exit_code == 0
    return folder


@pytest.fixture
def place(tmp_path: Path, done: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a copy of the run, and nothing remembered of files read before."""
    monkeypatch.setattr(
        importlib.import_module("workforce_sim.experiment.runner"), "built_in", hooks
    )
    monkeypatch.setattr("workforce_sim.report.gallery.draw_for_run", lambda *_: [])
    monkeypatch.setattr("workforce_sim.report.chart.Chart.save", lambda _chart, _folder: ("drawn",))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(done, tmp_path / "run")
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    for module, name in CACHES:
        getattr(importlib.import_module(module), name).cache_clear()


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), prog_name="workforce-sim")


def check(result: Result, name: str) -> None:
    said = result.stderr
    assert result.exit_code == 2, (result.exit_code, result.output, result.exception)
    assert name in said
    assert "Traceback" not in said
    assert "defect" not in said
    assert "nstall" in said or "--resume" in said or "--out" in said or "Give the folder" in said


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize(("name", "words"), PACKAGED, ids=lambda each: str(each)[:40])
def test_a_damaged_file_of_the_package_is_named(
    place: Path, monkeypatch: pytest.MonkeyPatch, damage: Damage, name: str, words: tuple[str, ...]
) -> None:
    read = Path.read_bytes

    def damaged(self: Path) -> bytes:
        if self.name != name:
            return read(self)
        content = damage(read(self))
        if content is None:
            raise FileNotFoundError(2, "No such file or directory", str(self))
        return content

    monkeypatch.setattr(Path, "read_bytes", damaged)
    check(call(*words), name)
    assert not (place / DOES_NOT_EXIST).exists()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", RESULTS)
def test_a_damaged_result_is_not_drawn(place: Path, damage: Damage, name: str) -> None:
    path = place / "run" / name
    content = damage(path.read_bytes())
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    before = set(place.rglob("*"))
    for words in (
        ["plot", "run", "--by", "year"],
        ["plot", "run", "--measure", "vacancy_rate_fte", "--by", "scenario"],
    ):
        check(call(*words), name)
    assert before <= set(place.rglob("*"))
    if name != "manifest.json":
        again = ("run", COUNCIL, "--replications", "2", "--processes", "1", "--out", "run")
        assert call(*again, "--resume", "--quiet").exit_code == 0
        assert call("plot", "run", "--by", "year").exit_code == 0
    elif content is not None:
        check(call("run", COUNCIL, "--out", "run", "--resume"), name)


def test_a_run_with_any_damage_is_made_whole_again(place: Path, done: Path) -> None:
    """Every damage to up to three files of the run, its manifest excepted, by turns."""
    chance = random.Random(SEED)
    names = sorted(content(done))
    again = ("run", COUNCIL, "--replications", "2", "--processes", "1", "--out", "run")
    for number in range(DAMAGED):
        damage = list(DAMAGES.values())[number % len(DAMAGES)]
        for path in (place / "run" / name for name in chance.sample(names, chance.randint(1, 3))):
            damaged = damage(path.read_bytes())
            path.unlink()
            if damaged is not None:
                path.write_bytes(damaged)
        result = call(*again, "--resume", "--quiet")
        assert result.exit_code == 0, result.output
        assert content(place / "run") == content(done)


@pytest.mark.parametrize("content", [RUBBISH, b"\x00", b"\xff\xfe", b""])
def test_a_scenario_of_rubbish_is_named(place: Path, content: bytes) -> None:
    Path("mine.yaml").write_bytes(content)
    for command in ("run", "validate"):
        result = call(command, "mine.yaml")
        assert result.exit_code == 2, result.output
        assert "mine.yaml" in result.stderr
        assert "defect" not in result.stderr
