"""Run a stored run again from its manifest, and say whether every number is the same."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workforce_sim.experiment.files import sha256_of
from workforce_sim.experiment.hooks import Hooks, built_in
from workforce_sim.experiment.manifest import environment
from workforce_sim.experiment.progress import ProgressListener
from workforce_sim.experiment.runner import run_experiment
from workforce_sim.experiment.store import RunFolder


@dataclass(frozen=True)
class Verification:
    """What came of it.

    `same`, `different`: result files that the second run reproduced to the last byte, or did not.
    `altered`: files that are no longer what the first run wrote. `explanations`: what has changed
    between the runs and could be the reason.
    """

    same: tuple[str, ...]
    different: tuple[str, ...]
    altered: tuple[str, ...]
    explanations: tuple[str, ...]

    @property
    def is_reproduced(self) -> bool:
        """Whether every number matches."""
        return not self.different and not self.altered


def verify(
    folder: Path | str,
    processes: int | None = None,
    progress: ProgressListener | None = None,
    *,
    hooks: Hooks | None = None,
) -> Verification:
    """Simulate everything in the run's manifest again, elsewhere, and compare the results.

    Raises UserError if the folder holds no finished run.
    """
    connected = hooks or built_in()
    run = RunFolder.open(folder)
    stored: Mapping[str, str] = run.manifest["results"]
    scenarios = [connected.rebuild(each["resolved"]) for each in run.manifest["scenarios"]]
    with tempfile.TemporaryDirectory(prefix="workforce-sim-verify-") as elsewhere:
        again = run_experiment(
            scenarios,
            seed=run.manifest["seed"],
            processes=processes,
            out=Path(elsewhere) / "run",
            progress=progress,
            only=run.manifest["replications"],
            monthly=run.manifest["monthly"],
            hooks=connected,
        )
        fresh: Mapping[str, str] = again.manifest["results"]
    return Verification(
        same=tuple(name for name in stored if fresh.get(name) == stored[name]),
        different=tuple(name for name in stored if fresh.get(name) != stored[name]),
        altered=tuple(name for name in stored if _now(run.path / name) != stored[name]),
        explanations=tuple(_explanations(run.manifest, connected.data_hashes())),
    )


def _now(path: Path) -> str | None:
    return sha256_of(path) if path.is_file() else None


def _explanations(manifest: Mapping[str, Any], data: Mapping[str, str]) -> list[str]:
    before, now = manifest["environment"], environment(1)
    lines = [
        f"{package} was {version}, now {now['versions'].get(package)}"
        for package, version in before["versions"].items()
        if version != now["versions"].get(package)
    ]
    if before["python"] != now["python"]:
        lines.append(f"Python was {before['python']}, now {now['python']}")
    if before["platform"] != now["platform"]:
        lines.append(f"the computer was {before['platform']}, now {now['platform']}")
    lines += [
        f"data or code of '{room}' have changed"
        for room, digest in manifest["data"].items()
        if data.get(room) != digest
    ]
    return lines
