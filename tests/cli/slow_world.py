"""The real command with the stand-in for the model: `python -m tests.cli.slow_world run ...`.

Each replication takes as long as SLOW_WORLD_SECONDS says, so that a test can kill it on the way.
"""

from __future__ import annotations

import importlib
import os
import time
from dataclasses import replace
from pathlib import Path

from tests.cli.charts import draw_one_only
from tests.report import stand_in
from workforce_sim.cli.main import main
from workforce_sim.experiment.interfaces import Hooks, OneByOne
from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.report.chart import Chart
from workforce_sim.scenario import ResolvedScenario


def simulate(
    scenario: ResolvedScenario,
    seed: int,
    replication: int,
    parameter_draw: int | None = None,
    drift_draw: int | None = None,
) -> ReplicationRecord:
    time.sleep(float(os.environ.get("SLOW_WORLD_SECONDS", "0")))
    return stand_in.simulate(scenario, seed, replication, parameter_draw, drift_draw)


def hooks() -> Hooks:
    return replace(stand_in.hooks(), simulate_all=OneByOne(simulate))


def undrawn(chart: Chart, folder: Path) -> tuple[Path, ...]:
    """A chart's files with its numbers in each: to draw it takes longer than the whole run."""
    folder.mkdir(parents=True, exist_ok=True)
    files = tuple(folder / f"{chart.name}.{kind}" for kind in ("svg", "png", "txt", "csv"))
    for file in files:
        file.write_text(chart.csv_text(), encoding="utf-8")
    return files


def start() -> None:
    """Put the stand-in where commands look for the model, and run the command."""
    for module in ("runner", "byte_check"):
        # The package exports functions of the same names, so modules are asked for in full.
        vars(importlib.import_module(f"workforce_sim.experiment.{module}"))["built_in"] = hooks
    draw_one_only(setattr)
    Chart.save = undrawn  # type: ignore[method-assign, assignment]
    main()


if __name__ == "__main__":
    # By its importable name, so that workers of a cluster find what is sent to them.
    importlib.import_module("tests.cli.slow_world").start()
