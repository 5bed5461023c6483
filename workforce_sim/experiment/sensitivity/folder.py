"""The folder of a sensitivity study: claimed for one study, and read when it is finished."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.alone import LOCK
from workforce_sim.experiment.columns import dtypes
from workforce_sim.experiment.files import TEMPORARY, sha256_of
from workforce_sim.experiment.manifest import COMPLETE, RUNNING, write_manifest
from workforce_sim.experiment.outfolder import OUTPUTS
from workforce_sim.experiment.store import CHARTS, PARTS

if TYPE_CHECKING:
    import polars as pl

STUDY = "sensitivity.json"
SENSITIVITY = "sensitivity.csv"
SCREENING = "screening.csv"
RESULTS = (SENSITIVITY, SCREENING)
FORMAT = 1


@dataclass(frozen=True)
class SensitivityFolder:
    """A finished study."""

    path: Path

    @classmethod
    def open(cls, path: Path | str) -> SensitivityFolder:
        """The study in this folder.

        Raises UserError if there is none, or it was not finished, or its tables have changed since.
        """
        folder = cls(Path(path))
        for name, digest in folder.finished()["results"].items():
            table = folder.path / name
            if not table.is_file() or sha256_of(table) != digest:
                raise UserError(
                    f"{table} is missing or no longer what the study wrote. Make it again: repeat "
                    f"the study's command with --resume --out {folder.path}"
                )
        return folder

    @cached_property
    def study(self) -> Mapping[str, Any]:
        """The content of sensitivity.json: question, scenarios, what came of it in numbers.

        Raises UserError if there is none or it cannot be read.
        """
        path = self.path / STUDY
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UserError(f"{path} cannot be read: {error}.") from None
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise UserError(
                f"{path} was written by another version of workforce-sim. Make the study again."
            )
        return content

    def finished(self) -> Mapping[str, Any]:
        """The content of sensitivity.json; raises UserError if the study was not finished."""
        if self.study.get("status") != COMPLETE:
            raise UserError(
                f"The study in {self.path} was not finished. Finish it: repeat its command with "
                f"--resume --out {self.path}"
            )
        return self.study

    @property
    def charts(self) -> Path:
        """The folder for charts."""
        return self.path / CHARTS

    def shares(self) -> pl.DataFrame:
        """Share of variance: one row for each measure, time and assumption or group of them."""
        return self._csv(SENSITIVITY)

    def screening(self) -> pl.DataFrame:
        """The size of the effect of every assumption; no rows when there was no need to screen."""
        return self._csv(SCREENING)

    def _csv(self, name: str) -> pl.DataFrame:
        import polars as pl

        types = dtypes(name)
        text = [column for column, kind in types.items() if kind == pl.String()]
        frame = pl.read_csv(self.path / name, schema_overrides=types, glob=False)
        return frame.with_columns(pl.col(text).fill_null(""))


def holds_study(folder: Path) -> bool:
    """Whether a study was begun in this folder."""
    return (folder / STUDY).is_file()


def new_folder(slug: str) -> Path:
    """A folder that does not exist yet: outputs/<scenario>/sensitivity-<time>."""
    stem = f"sensitivity-{datetime.now():%Y%m%d-%H%M%S}"
    folder, number = OUTPUTS / slug / stem, 2
    while folder.exists():
        folder, number = OUTPUTS / slug / f"{stem}-{number}", number + 1
    return folder


def claim(folder: Path, identity: Mapping[str, Any], resume: bool) -> Path:
    """Make the folder ready for this study and return where its points go.

    Raises UserError if it holds anything else, or another study.
    """
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file. Name a folder that does not exist yet.")
    inside = [
        path
        for path in folder.glob("*")
        if path.name not in (PARTS, LOCK) and TEMPORARY not in path.name
    ]
    # A study that was refused for its question has left nothing that could be lost.
    is_begun = any((folder / PARTS).glob("s*")) or [path.name for path in inside] != [STUDY]
    if inside and is_begun:
        if not (folder / STUDY).is_file():
            raise UserError(
                f"{folder} is not empty and holds no sensitivity study. Name a folder that does "
                "not exist yet."
            )
        if not resume:
            raise UserError(
                f"{folder} already holds a sensitivity study. Name another folder with --out, or "
                "add --resume to go on with that one."
            )
        _check_same(folder, identity)
    try:
        (folder / PARTS).mkdir(parents=True, exist_ok=True)
        write_study(folder, {**identity, "status": RUNNING})
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written to ({error.strerror}). Name another folder with --out."
        ) from None
    return (folder / PARTS).resolve()


def write_study(folder: Path, content: Mapping[str, Any]) -> None:
    """Write sensitivity.json whole, with a seal that tells when someone has changed it."""
    write_manifest(folder, {"format": FORMAT, **content}, STUDY)


def _check_same(folder: Path, identity: Mapping[str, Any]) -> None:
    """Points know which study they are of; this is so that nobody loses one by mistake."""
    try:
        stored = json.loads((folder / STUDY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    now = json.loads(json.dumps(identity, default=str))
    for key in ("scenarios", "seed", "data"):
        if not isinstance(stored, dict) or stored.get(key) != now[key]:
            raise UserError(
                f"The study in {folder} cannot be resumed: its {key} were others. Name another "
                "folder with --out."
            )
