"""Make a stored sensitivity study again, and say file by file whether every byte is the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from workforce_sim.experiment.byte_check import (
    Verification,
    compared,
    rebuilt,
    second_folder,
    what_changed,
)
from workforce_sim.experiment.identity import AsRecorded
from workforce_sim.experiment.interfaces import Hooks
from workforce_sim.experiment.interfaces import built_in as built_in_hooks
from workforce_sim.experiment.listeners import ProgressListener
from workforce_sim.experiment.manifest import is_as_written
from workforce_sim.experiment.sensitivity.design import WithDesigns
from workforce_sim.experiment.sensitivity.factors import Ranges
from workforce_sim.experiment.sensitivity.folder import STUDY, SensitivityFolder
from workforce_sim.experiment.sensitivity.question import Question
from workforce_sim.experiment.sensitivity.study import run_sensitivity


def verify_study(
    folder: Path,
    processes: int | None = None,
    progress: ProgressListener | None = None,
    *,
    draw: Callable[[SensitivityFolder], object] | None = None,
    hooks: Hooks | None = None,
    ranges: Ranges | None = None,
) -> Verification:
    """Simulate every point of the study again, elsewhere, and compare the files.

    `draw` makes its charts; without it charts are not checked. If someone has changed
    sensitivity.json, nothing is simulated.

    Raises UserError if the folder holds no finished study.
    """
    connected = hooks or built_in_hooks()
    if not is_as_written(folder, STUDY):
        return Verification((), (), (STUDY,), (), ())
    stored = SensitivityFolder(folder)
    study = stored.finished()
    explanations = what_changed(study, WithDesigns(connected.made_of))
    scenarios = rebuilt(study, connected, folder / STUDY, explanations)
    with second_folder() as elsewhere:
        again = run_sensitivity(
            scenarios,
            Question.of(study["question"]),
            elsewhere / "study",
            processes,
            progress=progress,
            hooks=replace(connected, made_of=AsRecorded(study)),
            ranges=ranges,
        )
        if draw is not None and stored.charts.is_dir():
            draw(again)
        return compared(folder, again.path, study["results"], explanations)
