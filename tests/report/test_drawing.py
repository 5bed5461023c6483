"""Charts have the same bytes however many processes draw them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workforce_sim.experiment import RunFolder
from workforce_sim.report.drawing import drawers
from workforce_sim.report.results import Results

pytestmark = pytest.mark.unit


def drawn(folder: Path, processes: int) -> dict[str, bytes]:
    """The files of the charts of a run, none of which is there before."""
    run = RunFolder.open(folder)
    shutil.rmtree(run.charts)
    with drawers(processes) as drawing:
        drawing.get_ready()
        count = drawing.draw(run)
    found = {path.name: path.read_bytes() for path in run.charts.iterdir()}
    assert len(found) == 4 * count
    return found


def test_two_processes_draw_what_one_draws(package: Results, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(package.run.path, folder)
    assert drawn(folder, 2) == drawn(folder, 1)
