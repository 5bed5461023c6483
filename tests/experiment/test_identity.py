"""What a run is made of: other code or another version of anything is another experiment."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.experiment.plug_in import LEVER, PACKAGE, Installed, install, seen
from workforce_sim.errors import UserError
from workforce_sim.experiment import wiring
from workforce_sim.experiment.identity import Identity, changes
from workforce_sim.experiment.worker import refuse_another

pytestmark = pytest.mark.unit

Change = Callable[[Installed], object]


def made_of(installed: Installed) -> dict[str, Any]:
    with seen(installed):
        return dict(wiring.made_of((LEVER, "frontline_pay")))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda it: it.pays(9_000_000), "code"),
        (lambda it: it.write("council_levers/share.txt", "0.5"), "code"),
        (lambda it: it.write("council_levers/more.py", ""), "code"),
        (lambda it: it.write("council_levers_common.py", "FACTOR = 9\n"), "code"),
        (lambda it: it.is_version("1.1"), "version"),
    ],
    ids=["a module it imports", "its data", "a new file", "a module beside it", "its version"],
)
def test_whatever_a_lever_of_another_package_is_made_of_counts(
    tmp_path: Path, change: Change, what: str
) -> None:
    installed = install(tmp_path)
    before = made_of(installed)
    change(installed)
    (line,) = changes(before, made_of(installed))
    assert line.startswith(f"{LEVER} of the package {PACKAGE}, {what}: ")


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.write("council_levers/tutors.pyc", "compiled"),
        lambda it: it.write("another_package.py", "FACTOR = 9\n"),
        lambda it: it.write("council_levers/amounts.py", "GBP = 1000000\r\n"),
        lambda it: shutil.copytree(it.folder / "council_levers", it.folder / "copy"),
    ],
    ids=["compiled", "not imported", "line ends", "elsewhere"],
)
def test_what_it_is_not_made_of_does_not(tmp_path: Path, change: Change) -> None:
    installed = install(tmp_path)
    before = made_of(installed)
    change(installed)
    assert changes(before, made_of(installed)) == []


def test_where_it_lies_and_which_levers_are_not_used_does_not_count(tmp_path: Path) -> None:
    here, there = install(tmp_path / "here"), install(tmp_path / "there")
    assert made_of(here) == made_of(there)
    with seen(here):
        assert wiring.made_of(["frontline_pay"])["plug_ins"] == {}


def test_a_process_that_has_another_lever_or_none_simulates_nothing(tmp_path: Path) -> None:
    installed = install(tmp_path / "one")
    with seen(installed):
        identity = Identity(wiring.made_of, wiring.made_of([LEVER]))
        refuse_another(identity)
    installed.pays(9_000_000)
    with seen(installed), pytest.raises(UserError, match=f"(?s){PACKAGE}, code: .*--resume"):
        refuse_another(identity)
    (tmp_path / "none").mkdir()
    with seen(Installed(tmp_path / "none")), pytest.raises(UserError, match="nothing here"):
        refuse_another(identity)
