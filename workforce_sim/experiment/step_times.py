"""`profile.csv`: how long each step of one future took."""

from __future__ import annotations

from pathlib import Path

from workforce_sim.cells import csv_text
from workforce_sim.experiment.store import RunFolder
from workforce_sim.model.replication import timed
from workforce_sim.scenario.resolved import ResolvedScenario

PROFILE = "profile.csv"
_REST, _WHOLE = ("calendar", "everything else"), ("whole", "one future")
_COLUMNS = ("part", "step", "calls", "seconds", "share")


def write_step_times(
    run: RunFolder, scenario: ResolvedScenario, seed: int, replication: int = 1
) -> Path:
    """Live through one future of a scenario again with a stopwatch, and write its times.

    The first time loads what has been compiled, so that the second one is kept. It draws the same
    numbers as the run and changes none of its files.
    """
    timed(scenario, seed, replication)
    watch = timed(scenario, seed, replication)
    seconds = {step: took for step, took in watch.seconds.items() if step[0] != "whole"}
    whole = watch.seconds["whole", "all months"] + seconds["first day", "first day"]
    calls = {**watch.calls, _REST: 1, _WHOLE: 1}
    rows = [
        (*step, calls[step], round(took, 6), round(took / whole, 6))
        for step, took in {**seconds, _REST: whole - sum(seconds.values()), _WHOLE: whole}.items()
    ]
    path = run.path / PROFILE
    path.write_text(csv_text(_COLUMNS, rows), encoding="utf-8", newline="")
    return path
