"""Read the Department for Education's CSV files: every cell a number or one of its symbols.

A cell that is neither, a row cut short, a missing column or an unreadable file stops the build with
a message that names file, line and column: a silent zero would move a council's vacancies.
"""

import csv
import gzip
import hashlib
import io
import math
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workforce_sim.errors import UserError

SYMBOLS: Mapping[str, str] = {
    "c": "suppressed to protect people",
    "x": "not available",
    "z": "not applicable",
    "u": "low reliability",
    "low": "rounds to zero",
    ":": "not available (older files)",
    "~": "rounds to zero (older files)",
    "-": "not available (interactive tool)",
    "": "empty",
    "NA": "not available (interactive tool)",
}
"""DfE's symbols. `low` and `~` are read as 0, every other symbol as not a number."""

ROUNDS_TO_ZERO = frozenset({"low", "~"})
PACKAGED = Path(__file__).parent / "data"
"""The folder of official statistics that ship with the package."""
DIGEST = re.compile(r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", re.MULTILINE)
"""A file and its SHA-256 in the list of sources beside the data."""
JOIN = " / "
"""Councils that report together have their codes and names joined with this."""


class DataFileError(UserError):
    """A file of official statistics cannot be read; says where and what to do."""

    def __init__(self, path: Path, what: str, line: int | None = None, column: str = "") -> None:
        place = str(path.name)
        if line is not None:
            place += f", line {line}"
        if column:
            place += f", column {column}"
        super().__init__(f"{place}: {what}")
        self.path, self.what, self.line, self.column = path, what, line, column

    def __reduce__(self) -> tuple[type, tuple[Path, str, int | None, str]]:
        """Travel whole from a worker process."""
        return type(self), (self.path, self.what, self.line, self.column)


class YearNotPublished(DataFileError):
    """The file is sound, and ends before the year that is asked for."""


def number(cell: str) -> float:
    """Value of a cell: a number, 0 for a symbol that rounds to zero, NaN for another symbol.

    Raises ValueError when the cell is neither a number nor a symbol.
    """
    text = cell.strip()
    if text in ROUNDS_TO_ZERO:
        return 0.0
    if text in SYMBOLS:
        return math.nan
    value = float(text.replace(",", ""))
    if not math.isfinite(value):
        raise ValueError(cell)
    return value


def split_codes(codes: str) -> tuple[str, ...]:
    """The single codes of councils that report together ("314 / 318" gives ("314", "318"))."""
    return tuple(part.strip() for part in codes.split("/"))


@dataclass(frozen=True)
class Row:
    """One data row: its text by column, and where it stood in the file."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Text of a column without surrounding blanks."""
        return self.cells[column].strip()

    def number(self, column: str) -> float:
        """Number of a column (NaN for a symbol); raises DataFileError for anything else."""
        try:
            return number(self.cells[column])
        except ValueError:
            raise DataFileError(
                self.path,
                f"{self.cells[column]!r} is neither a number nor one of the symbols "
                f"{' '.join(s for s in SYMBOLS if s)}. Download the file again.",
                self.line,
                column,
            ) from None

    def year(self, column: str = "time_period") -> int:
        """First four digits of a period as a year; raises DataFileError when there are none."""
        text = self.text(column)
        if len(text) >= 4 and text[:4].isdigit():
            return int(text[:4])
        raise DataFileError(self.path, f"{text!r} does not begin with a year", self.line, column)


def read_rows(path: Path, columns: Iterable[str]) -> list[Row]:
    """All data rows of a CSV (or CSV in gzip) that has at least the named columns.

    Raises DataFileError for a missing, empty, truncated, unreadable or incomplete file.
    """
    if path.parent == PACKAGED:
        _check_published(path)
    rows = list(_rows(path, tuple(columns)))
    if not rows:
        raise DataFileError(path, "has a heading but no data. Download the file again.", 1)
    return rows


def _check_published(path: Path) -> None:
    """Raise DataFileError if a packaged file is not what the list beside it says.

    A file that was cut between two rows can be read all the same.
    """
    sources = path.parent / "README.md"
    listed = dict(DIGEST.findall(sources.read_text(encoding="utf-8"))) if sources.is_file() else {}
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DataFileError(
            path,
            f"cannot be read in {path.parent} ({error.strerror}). Install workforce-sim again.",
        ) from None
    if listed.get(path.name, digest) != digest:
        raise DataFileError(
            path,
            f"in {path.parent} has been changed or cut short since it was published. Install "
            "workforce-sim again.",
        )


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        heading = next(reader, None)
        if not heading:
            raise DataFileError(path, "is empty. Download the file again.")
        for column in columns:
            if column not in heading:
                raise DataFileError(path, "the column is missing from the heading", 1, column)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(heading):
                raise DataFileError(
                    path,
                    f"has {len(cells)} cells where the heading has {len(heading)}; "
                    "the file may have been cut short. Download it again.",
                    reader.line_num,
                    heading[min(len(cells), len(heading) - 1)],
                )
            yield Row(path, reader.line_num, dict(zip(heading, cells, strict=True)))
    except csv.Error as error:
        raise DataFileError(path, f"is not readable as CSV: {error}", reader.line_num) from error


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
    except FileNotFoundError:
        raise DataFileError(path, f"not found in {path.parent}") from None
    except (OSError, EOFError, zlib.error) as error:
        raise DataFileError(
            path, f"cannot be read ({error}); it may have been cut short. Download it again."
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataFileError(path, "is not UTF-8 text. Save it as CSV UTF-8.", line) from error
