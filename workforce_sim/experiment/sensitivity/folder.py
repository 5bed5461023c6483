"""The folder of a sensitivity study: claimed for one study, and read when it is finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_sim.cells import identifier
from workforce_sim.errors import UserError
from workforce_sim.experiment import manifest as manifests
from workforce_sim.experiment.columns import dtypes
from workforce_sim.experiment.files import sha256_of
from workforce_sim.experiment.outfolder import OUTPUTS
from workforce_sim.experiment.store import CHARTS

if TYPE_CHECKING:
    import polars as pl

STUDY = manifests.STUDY.manifest
SENSITIVITY = "sensitivity.csv"
SCREENING = "screening.csv"
RESULTS = (SENSITIVITY, SCREENING)


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

        Raises UserError if there is none or it is not what the study wrote.
        """
        return manifests.read_manifest(self.path, manifests.STUDY)

    def finished(self) -> Mapping[str, Any]:
        """The content of sensitivity.json; raises UserError if the study was not finished."""
        if self.study["status"] != manifests.COMPLETE:
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
    place = OUTPUTS / identifier(slug)
    stem = f"sensitivity-{datetime.now():%Y%m%d-%H%M%S}"
    folder, number = place / stem, 2
    while folder.exists():
        folder, number = place / f"{stem}-{number}", number + 1
    return folder
