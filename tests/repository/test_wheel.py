"""The wheel alone is the whole program: its code, data, scenarios and schema."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.repository.sources import ROOT, repository_files, shown

pytestmark = pytest.mark.cli

NAMES = ("2009/do-nothing", "2009/package-58m", "scenarios/council/one-council.yaml")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked as an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ["-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run([sys.executable, *build], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    (folder / "elsewhere").mkdir()
    return folder / "site"


def run(installed: Path, *words: str) -> str:
    """What Python prints with the wheel, far from the clone."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=installed.parent / "elsewhere",
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_holds_every_file_of_the_package_and_every_scenario(installed: Path) -> None:
    ours = [p for p in repository_files() if shown(p).startswith(("workforce_sim/", "scenarios/"))]
    wanted = {shown(p).replace("scenarios/", "workforce_sim/scenarios/", 1): p for p in ours}
    inside = [path for path in (installed / "workforce_sim").rglob("*.*") if path.is_file()]
    found = {path.relative_to(installed).as_posix(): path.read_bytes() for path in inside}
    assert found == {name: path.read_bytes() for name, path in wanted.items()}


def test_shipped_scenarios_have_names_and_can_be_copied(installed: Path) -> None:
    where = "import workforce_sim; print(workforce_sim.__file__)"
    assert run(installed, "-c", where).startswith(str(installed))
    command = ("-m", "workforce_sim")
    assert "3 files are valid" in run(installed, *command, "validate", *NAMES)
    names = run(installed, *command, "new", "example").split()
    assert set(names) > {"2009/do-nothing", "2009/package-58m"}
    copied = run(installed, *command, "new", "example", "--out", "mine")
    assert copied.strip() == f"Wrote {Path('mine', 'scenarios')}"
    files = [f"mine/scenarios/{name}.yaml" for name in names]
    assert f"{len(files)} files are valid" in run(installed, *command, "validate", *files)
