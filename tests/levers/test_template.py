"""A lever that `workforce-sim new lever` wrote, brought by a package of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.experiment.plug_in import Installed, seen
from tests.levers.runs import READING, assert_same, run, scenario, spent
from workforce_sim.assumptions import RegisterError, load_register
from workforce_sim.cli.main import cli
from workforce_sim.extension_files import LEVER
from workforce_sim.levers import all_levers
from workforce_sim.levers.loading import plug_ins

pytestmark = [pytest.mark.property, pytest.mark.needs_compiled]

NAME = "evening_classes"
MINE = f"""name: Mine
base: england-2024
end: 2025
scope: {{councils: [{", ".join(READING)}]}}
levers:
- {NAME}: {{share: 1, from: 2025-01}}
assumptions:
"""


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), prog_name="workforce-sim")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a package in which nothing but the two written files is."""
    monkeypatch.chdir(tmp_path)
    installed = Installed(tmp_path / "site")
    installed.write("council_levers/__init__.py", "")
    point = f"{NAME} = council_levers.{NAME}:EveningClasses"
    installed.write("ours-1.dist-info/entry_points.txt", f"[{LEVER.group}]\n{point}\n")
    installed.write("ours-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: ours\nVersion: 1\n")
    folder = installed.folder / "council_levers"
    assert call("new", "lever", NAME, "--out", str(folder)).exit_code == 0
    with seen(installed):
        yield folder


def test_it_passes_the_laws(package: Path) -> None:
    kind = all_levers()[NAME]
    without = run(scenario())
    for written in kind.nothing:
        assert_same(without, run(scenario(kind.model_validate(written))))
    later = run(scenario(kind.model_validate(kind.later)))
    assert_same(without, later, months=18)
    assert spent(later) > 0.0
    assert (later.monthly["inpost_fte"] != without.monthly["inpost_fte"]).any()
    assert set(kind.assumptions) <= set(later.assumptions) | {kind.assumption("months_to_effect")}


def test_its_numbers_are_numbers_of_the_register(package: Path) -> None:
    price = f"lever.{NAME}.cost_per_worker_gbp"
    assert price in call("assumptions").stdout
    assert f"{price} = 500 GBP per year (200 to 1,200, evidence D)" in call("levers", NAME).stdout
    for number, code in (("700", 0), ("-5", 2)):
        Path("mine.yaml").write_text(f"{MINE}  {price}: {number}\n", encoding="utf-8")
        assert call("validate", "mine.yaml").exit_code == code
    mine = all_levers()[NAME].model_validate({"share": 1, "from": "2025-01"})
    plain, dearer = (run(scenario(mine, assumptions=said)) for said in ({}, {price: 1000}))
    assert spent(dearer) == pytest.approx(2.0 * spent(plain))


def test_another_entry_is_another_source(package: Path) -> None:
    before, file = plug_ins(LEVER)[NAME].source.code, package / f"{NAME}.yaml"
    file.write_text(file.read_text("utf-8").replace("500", "501"), encoding="utf-8")
    with seen(Installed(package.parent)):
        assert plug_ins(LEVER)[NAME].source.code != before
        assert load_register()[f"lever.{NAME}.cost_per_worker_gbp"].central == 501


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"lever.{NAME}.cost", "lever.frontline_pay.cost", f"begin with 'lever.{NAME}.'"),
        ("range: [0.3, 0.6, 1.0]", "range: [0.6, 0.3, 1.0]", "not in ascending order"),
        ("entries:", "entries", "could not find expected ':'"),
    ],
)
def test_entries_that_cannot_be_read_name_file_and_package(
    package: Path, old: str, new: str, said: str
) -> None:
    file = package / f"{NAME}.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")
    with seen(Installed(package.parent)):
        with pytest.raises(RegisterError) as caught:
            load_register()
        assert said in str(caught.value)
        assert f"{NAME}.yaml" in str(caught.value)
        assert "repair or uninstall ours" in str(caught.value)


def test_nothing_is_overwritten_and_a_name_is_a_name(tmp_path: Path) -> None:
    waits = tmp_path / "supervision.yaml"
    waits.write_text("group: Levers\n", encoding="utf-8")
    assert call("new", "lever", "supervision", "--out", str(tmp_path)).exit_code == 0
    assert waits.read_text("utf-8") == "group: Levers\n"
    assert call("new", "lever", "supervision", "--out", str(tmp_path)).exit_code == 2
    assert "such as golden_hello" in call("new", "lever", "Golden-Hello").stderr
    assert call("new", "lever", "x", "--out", str(tmp_path / "none")).exit_code == 2
