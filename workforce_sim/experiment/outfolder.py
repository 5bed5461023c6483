"""Claiming a folder for a run: a new one, or the same run to be resumed; never another run's."""

from __future__ import annotations

import errno
import hashlib
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.files import TEMPORARY, beside, make_folder, remove_leftovers
from workforce_sim.experiment.folder_lock import LOCK
from workforce_sim.experiment.identity import MADE_OF
from workforce_sim.experiment.manifest import (
    MANIFEST,
    RUN,
    Kind,
    differences,
    essentials,
    read_manifest,
)
from workforce_sim.experiment.plan import Plan, canonical_json
from workforce_sim.experiment.replication_files import HISTOGRAMS, part_path
from workforce_sim.experiment.run_failures import RunFailed, name_too_long
from workforce_sim.experiment.store import PARTS
from workforce_sim.experiment.variance_partners import partner_of
from workforce_sim.limits import REPLICATIONS
from workforce_sim.measures.variance_parts import CHANCE
from workforce_sim.texts import unfit_in_a_line

OUTPUTS = Path("outputs")
CLAIM = f".claim{TEMPORARY}"
"""Says, until there is a manifest, which experiment the folder belongs to: exactly one run can make
the file.
"""
SECONDS_TO_CLAIM = 1.0
"""Longer than it takes from making the file to writing a line into it."""


def default_folder(plan: Plan) -> Path:
    """A folder that does not exist yet: outputs/<scenario>/<time and seed>."""
    name = list(plan.scenarios)[-1]
    stem = f"{datetime.now():%Y%m%d-%H%M%S}-seed{plan.seed}"
    folder, number = OUTPUTS / name / stem, 2
    with _writing_to(folder):
        while folder.exists():
            folder, number = OUTPUTS / name / f"{stem}-{number}", number + 1
    return folder


def latest_unfinished(plan: Plan, identified: Mapping[str, Any]) -> Path:
    """The newest run of this experiment in the default place; raises UserError if there is none."""
    name = list(plan.scenarios)[-1]
    for manifest in sorted((OUTPUTS / name).glob(f"*/{MANIFEST}"), reverse=True):
        with suppress(UserError):  # one that cannot be read is not the one
            if not differences(read_manifest(manifest.parent), identified):
                return manifest.parent
    raise UserError(
        f"There is no run of {name} with seed {plan.seed} to resume in {OUTPUTS / name}. "
        "Leave out --resume, or name its folder with --out."
    )


def claim(
    folder: Path, identified: Mapping[str, Any], resume: bool, kind: Kind = RUN
) -> tuple[Claim, dict[str, Any] | None]:
    """Make the folder ready for this run alone; return the claim, and the manifest of the run to be
    resumed, or None for a new run.

    Of two runs that ask for the same new folder at the same moment, one gets it. Raises UserError,
    and changes nothing, if the folder holds anything else, if another run has claimed it, if it
    cannot be written, or if the run in it differs.
    """
    with _writing_to(folder):
        new = tuple(each for each in (folder, *folder.parents) if not each.exists())
        if unfit_in_a_line(str(folder.resolve())):
            raise UserError(f"{folder} holds characters that are no text. Name another folder.")
        if folder.exists() and not folder.is_dir():
            raise UserError(f"{folder} is a file. Name a folder that does not exist yet.")
        claimed = Claim(folder, new, kind)
        if not (folder / kind.manifest).is_file():
            claimed.take(_mark(identified), resume)
            if not (folder / kind.manifest).is_file():
                try:
                    _try_names(folder, identified)
                except OSError:
                    claimed.release()
                    raise
                return claimed, None
            claimed.settle()  # another run has come and written its manifest since the first look
        stored = _stored(folder, identified, resume, kind)
        _try_names(folder, identified)
        return claimed, stored


@dataclass(frozen=True)
class Claim:
    """A run's right to a folder, from the first look until its manifest says the same.

    `new`: the folders that were made for it, the innermost first.
    """

    folder: Path
    new: tuple[Path, ...]
    kind: Kind

    def take(self, mark: str, resume: bool) -> None:
        """Put the claim into the folder, or go on with what the same experiment has left there."""
        if self.folder.is_dir() and not _is_untouched(self.folder):
            raise UserError(
                f"{self.folder} is not empty and holds no {self.kind.what}. Name a folder that "
                "does not exist yet."
            )
        try:
            make_folder(self.folder)
            file = (self.folder / CLAIM).open("x", encoding="utf-8")
        except FileExistsError:
            _check_claim(self.folder, mark, resume)
            return
        except OSError:
            self._remove_new()
            raise
        try:
            with file:
                file.write(mark)
            (self.folder / PARTS).mkdir(exist_ok=True)
        except OSError:
            self.release()
            raise

    def settle(self) -> None:
        """The manifest is written and takes the claim's place."""
        # On Windows a file that another run is just reading cannot be removed; it does no harm.
        with suppress(OSError):
            (self.folder / CLAIM).unlink(missing_ok=True)

    def release(self) -> None:
        """Undo the claim, if nothing has been stored since."""
        parts = self.folder / PARTS
        with suppress(OSError):
            if parts.is_dir():
                remove_leftovers(parts)
                parts.rmdir()
            (self.folder / self.kind.manifest).unlink(missing_ok=True)
            remove_leftovers(self.folder)
            self._remove_new()

    @contextmanager
    def released_if_refused(self, is_new: bool) -> Iterator[None]:
        """Leave no folder behind when something new is refused before it has stored anything."""
        try:
            yield
        except RunFailed:
            raise  # can be resumed
        except UserError:
            if is_new:
                self.release()
            raise

    def _remove_new(self) -> None:
        with suppress(OSError):
            for each in self.new:
                if each.is_dir():
                    each.rmdir()


def _check_claim(folder: Path, mark: str, resume: bool) -> None:
    """Raise UserError unless a run that was killed at once is resumed by the same experiment."""
    if not resume:
        raise UserError(
            f"{folder} belongs to another run, which has stored nothing yet: it is just starting, "
            "or it was killed. Name another folder with --out; if it was killed, add --resume to "
            "go on with it."
        )
    if _held(folder) not in (mark, ""):
        raise UserError(
            f"{folder} belongs to a run of another experiment, which has stored nothing yet. "
            "Name another folder with --out."
        )


def _held(folder: Path) -> str:
    """What the claim says; nothing when the power failed before it said anything."""
    patience = time.monotonic() + SECONDS_TO_CLAIM
    while True:
        held = (folder / CLAIM).read_text(encoding="utf-8", errors="replace")
        if held or time.monotonic() > patience:
            return held
        time.sleep(SECONDS_TO_CLAIM / 20)


def _mark(identified: Mapping[str, Any]) -> str:
    """SHA-256 of what must be the same for a run to be resumed."""
    return hashlib.sha256(canonical_json(essentials(identified)).encode()).hexdigest()


def _try_names(folder: Path, identified: Mapping[str, Any]) -> None:
    """Write, and remove again, a file whose name is as long as any will be."""
    longest = max(
        (each["id"] for each in identified["scenarios"]), key=lambda name: len(name.encode())
    )
    place = folder / PARTS if (folder / PARTS).is_dir() else folder
    last = partner_of(REPLICATIONS.most, CHANCE)
    probe = beside(part_path(place, longest, last, HISTOGRAMS))
    probe.write_bytes(b"")
    probe.unlink()


@contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise name_too_long(folder) from None
        raise UserError(
            f"{folder} cannot be written to ({error.strerror}). Name another folder with --out."
        ) from None


def _is_untouched(folder: Path) -> bool:
    """Whether the folder holds nothing, or only what a run that was killed at once leaves there."""
    inside = {*folder.iterdir(), *folder.glob(f"{PARTS}/*")}
    return all(
        (path == folder / PARTS and path.is_dir())
        or (path.name.startswith(".") and path.name.endswith(TEMPORARY))
        or path == folder / LOCK
        for path in inside
    )


def _stored(
    folder: Path, identified: Mapping[str, Any], resume: bool, kind: Kind
) -> dict[str, Any]:
    if not resume:
        raise UserError(
            f"{folder} already holds a {kind.what}, and results are never overwritten. Name "
            f"another folder with --out, or add --resume to go on with that {kind.what}."
        )
    stored = read_manifest(folder, kind)
    changed = differences(stored, identified)
    if changed:
        listed = "\n".join(f"  {line}" for line in changed)
        cure = "Name another folder with --out."
        if any(stored[key] != identified[key] for key in MADE_OF):
            cure = f"Put back what it was made with to go on with it. Otherwise: {cure}"
        raise UserError(
            f"The {kind.what} in {folder} cannot be resumed, because it is another experiment:\n"
            f"{listed}\n{cure}"
        )
    return stored
