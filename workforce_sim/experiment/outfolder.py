"""Claiming a folder for a run: a new one, or the same run to be resumed; never another run's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.files import TEMPORARY
from workforce_sim.experiment.manifest import MANIFEST, differences, read_manifest
from workforce_sim.experiment.plan import Plan
from workforce_sim.experiment.store import PARTS

OUTPUTS = Path("outputs")


def default_folder(plan: Plan) -> Path:
    """A folder that does not exist yet: outputs/<scenario>/<time and seed>."""
    name = list(plan.scenarios)[-1]
    stem = f"{datetime.now():%Y%m%d-%H%M%S}-seed{plan.seed}"
    folder, number = OUTPUTS / name / stem, 2
    while folder.exists():
        folder, number = OUTPUTS / name / f"{stem}-{number}", number + 1
    return folder


def latest_unfinished(plan: Plan, data: Mapping[str, str]) -> Path:
    """The newest run of this experiment in the default place; raises UserError if there is none."""
    name = list(plan.scenarios)[-1]
    for manifest in sorted((OUTPUTS / name).glob(f"*/{MANIFEST}"), reverse=True):
        if not differences(read_manifest(manifest.parent), plan, data):
            return manifest.parent
    raise UserError(
        f"There is no run of {name} with seed {plan.seed} to resume in {OUTPUTS / name}. "
        "Leave out --resume, or name its folder with --out."
    )


def claim(folder: Path, plan: Plan, data: Mapping[str, str], resume: bool) -> dict[str, Any] | None:
    """Make the folder ready; return the manifest of the run to be resumed, or None for a new run.

    Raises UserError if the folder holds anything else, if it cannot be written, or if the run in
    it differs.
    """
    stored = None
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file. Name a folder that does not exist yet.")
    if folder.is_dir() and not _is_untouched(folder):
        stored = _stored_run(folder, plan, data, resume)
    try:
        (folder / PARTS).mkdir(parents=True, exist_ok=True)
        probe = folder / PARTS / f".writable{TEMPORARY}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written to ({error.strerror}). Name another folder with --out."
        ) from None
    return stored


def _is_untouched(folder: Path) -> bool:
    """Whether the folder holds nothing, or only what a run that was killed at once leaves there."""
    inside = {*folder.iterdir(), *folder.glob(f"{PARTS}/*")}
    return all(
        path == folder / PARTS or (path.name.startswith(".") and path.name.endswith(TEMPORARY))
        for path in inside
    )


def _stored_run(folder: Path, plan: Plan, data: Mapping[str, str], resume: bool) -> dict[str, Any]:
    if not (folder / MANIFEST).is_file():
        raise UserError(
            f"{folder} is not empty and holds no run. Name a folder that does not exist yet."
        )
    if not resume:
        raise UserError(
            f"{folder} already holds a run, and results are never overwritten. Name another folder "
            "with --out, or add --resume to go on with that run."
        )
    stored = read_manifest(folder)
    changed = differences(stored, plan, data)
    if changed:
        listed = "\n".join(f"  {line}" for line in changed)
        raise UserError(
            f"The run in {folder} cannot be resumed, because it is another experiment:\n{listed}\n"
            "Name another folder with --out."
        )
    return stored
