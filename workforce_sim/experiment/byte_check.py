"""Run a stored run again from its manifest, and say file by file whether every byte is the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.files import TEMPORARY, sha256_of
from workforce_sim.experiment.identity import (
    MADE_OF,
    PLUG_INS,
    AsRecorded,
    changes,
)
from workforce_sim.experiment.interfaces import Hooks, built_in
from workforce_sim.experiment.listeners import ProgressListener
from workforce_sim.experiment.manifest import MANIFEST, STUDY, environment, is_as_written
from workforce_sim.experiment.run_failures import RunFailed
from workforce_sim.experiment.runner import run_experiment
from workforce_sim.experiment.store import CHARTS, PARTS, RunFolder

_ROOM = "Set TMPDIR to a folder with room for a second run."


@dataclass(frozen=True)
class Verification:
    """What came of it; files are named by their path within the run's folder.

    `different`: files that the second run wrote otherwise than the first. `altered`: files that are
    no longer what the first run wrote, missing ones included. `same`: neither. `unchecked`: files
    that a run does not write, such as charts that were drawn later. `explanations`: what has
    changed between the runs and could be the reason.
    """

    same: tuple[str, ...]
    different: tuple[str, ...]
    altered: tuple[str, ...]
    unchecked: tuple[str, ...]
    explanations: tuple[str, ...]

    @property
    def is_reproduced(self) -> bool:
        """Whether every byte matches."""
        return not self.different and not self.altered


def verify(
    folder: Path | str,
    processes: int | None = None,
    progress: ProgressListener | None = None,
    *,
    draw: Callable[[RunFolder], object] | None = None,
    hooks: Hooks | None = None,
) -> Verification:
    """Simulate everything in the run's manifest again, elsewhere, and compare the files.

    `draw` makes the charts of a run; without it charts are not checked. A manifest that someone
    has changed cannot be trusted to say what to simulate, so nothing is simulated then.

    Raises UserError if the folder holds no finished run.
    """
    connected = hooks or built_in()
    stored = Path(folder)
    if (stored / MANIFEST).is_file() and not is_as_written(stored):
        return Verification((), (), (MANIFEST,), (), ())
    run = RunFolder.open(stored)
    explanations = what_changed(run.manifest, connected.made_of)
    scenarios = rebuilt(run.manifest, connected, stored / MANIFEST, explanations)
    with second_folder() as elsewhere:
        again = run_experiment(
            scenarios,
            replications=1,
            seed=run.manifest["seed"],
            processes=processes,
            out=elsewhere / "run",
            progress=progress,
            only=run.manifest["replications"],
            monthly=run.manifest["monthly"],
            partners=run.manifest["partners"],
            hooks=replace(connected, made_of=AsRecorded(run.manifest)),
        )
        if draw is not None and (stored / CHARTS).is_dir():
            draw(again)
        return compared(run.path, again.path, _promised(run.manifest), explanations)


@contextmanager
def second_folder() -> Iterator[Path]:
    """A temporary folder for the second run, which nobody can go on with; raises RunFailed in words
    that say so.
    """
    try:
        temporary = tempfile.TemporaryDirectory(prefix="workforce-sim-verify-")
    except OSError as error:
        raise RunFailed(f"The second run cannot be stored: {error.strerror}.", _ROOM) from error
    with temporary as folder:
        try:
            yield Path(folder)
        except RunFailed as error:
            of_files = isinstance(error.__cause__, OSError) and type(error) is RunFailed
            raise type(error)(error.what, _ROOM if of_files else "") from error


def compared(
    stored: Path, again: Path, promised: Mapping[str, str], explanations: tuple[str, ...]
) -> Verification:
    """Compare the files of two folders; `promised` are the SHA-256 that the first vouches for."""
    before, now = _hashes(stored), _hashes(again)
    now = {name: digest for name, digest in now.items() if name in before or not _is_chart(name)}
    names = sorted({*now, *promised})
    altered = {name for name, digest in promised.items() if before.get(name) != digest}
    # Of receipts and charts the manifest knows nothing: what is there now has to serve.
    written = {**before, **promised}
    different = {name for name in names if written.get(name) != now.get(name)}
    return Verification(
        same=tuple(name for name in names if name not in altered | different),
        different=tuple(sorted(different)),
        altered=tuple(sorted(altered)),
        unchecked=tuple(name for name in sorted(before) if name not in names),
        explanations=explanations,
    )


def _is_chart(name: str) -> bool:
    """Charts may be fewer than a run draws: a notebook's run has none until someone asks."""
    return name.startswith(f"{CHARTS}/")


def _promised(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The SHA-256 of each file whose bytes the manifest vouches for."""
    parts = {f"{PARTS}/{name}": digest for name, digest in manifest["parts"].items()}
    return {**manifest["results"], **parts}


def _hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a run by its path within the folder, but for its manifest."""
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and path.name not in (MANIFEST, STUDY.manifest)
            and not path.name.endswith(TEMPORARY)
        ):
            yield path


def rebuilt(
    manifest: Mapping[str, Any], hooks: Hooks, path: Path, explanations: Iterable[str]
) -> list[Any]:
    """The scenarios that a manifest holds; raises UserError if they cannot be simulated here."""
    try:
        return [hooks.rebuild(each["resolved"]) for each in manifest["scenarios"]]
    except (UserError, ValueError, KeyError, TypeError) as error:
        listed = "".join(f"\n  {line}" for line in explanations)
        raise UserError(
            f"The scenarios in {path} cannot be simulated by this version: {error}{listed}"
        ) from error


def what_changed(
    manifest: Mapping[str, Any], made_of: Callable[[Collection[str]], Mapping[str, Any]]
) -> tuple[str, ...]:
    """What is no longer as a manifest says, and could be the reason for a difference."""
    now = made_of(tuple(manifest[PLUG_INS]))
    found = changes({key: manifest[key] for key in MADE_OF}, {key: now[key] for key in MADE_OF})
    for record in (_computer, lambda environment: environment["versions"]):
        found += changes(record(manifest["environment"]), record(environment(1)))
    return tuple(found)


def _computer(environment: Mapping[str, Any]) -> dict[str, Any]:
    return {name: environment[name] for name in ("python", "platform")}
