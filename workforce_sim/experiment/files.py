"""Files that are whole or absent, and whose bytes depend on their content alone."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workforce_sim.cells import as_text

if TYPE_CHECKING:
    import polars as pl

DECIMALS = 6
"""Decimals of every number in a CSV result."""
TEMPORARY = ".tmp"
"""Ending of files that are still being written, or were when someone pulled the plug."""
ROW_GROUP = 100_000
"""Rows in a row group of the large parquet files; fixed, because it decides their bytes."""


@contextmanager
def whole_file(path: Path, promise: bool = False) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well, and is gone
    otherwise. What a file holds is on the disk before it has its name.

    A promise is a file that vouches for others in its folder: their names are on the disk before
    it is, and then it survives a power cut as well.
    """
    temporary = beside(path)
    try:
        yield temporary
        _make_last(temporary)
        if promise:
            _make_last(path.parent)
        temporary.replace(path)
        if promise:
            _make_last(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def beside(path: Path) -> Path:
    """Where this thread writes a file before it takes its place."""
    writer = f"{platform.node()}-{os.getpid()}-{threading.get_ident()}"
    return path.with_name(f".{path.name}.{writer}{TEMPORARY}")


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, so that it survives a power cut."""
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in new:
        _make_last(each.parent)


def _make_last(path: Path) -> None:
    """Have the system put on the disk what a file holds, or which names are in a folder.

    Nothing is done where the system or the file system cannot do that.
    """
    is_windows = os.name == "nt"
    if is_windows and path.is_dir():
        return
    file = os.open(path, os.O_RDWR if is_windows else os.O_RDONLY)
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
            raise
    finally:
        os.close(file)


def remove_leftovers(folder: Path) -> None:
    """Remove what writers that were killed have left behind."""
    for path in folder.glob(f".*{TEMPORARY}"):
        path.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes, promise: bool = False) -> str:
    """Write the file whole and return its SHA-256."""
    with whole_file(path, promise) as temporary:
        temporary.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def write_parquet(frame: pl.DataFrame, path: Path) -> str:
    """Write a small frame with fixed settings and return the file's SHA-256."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=3, row_group_size=ROW_GROUP)
    return write_bytes(path, buffer.getvalue())


def sink_parquet(frame: pl.LazyFrame, path: Path) -> None:
    """Write the rows of a large frame that is read from files, in order, in bounded memory."""
    import polars as pl

    with whole_file(path) as temporary:
        try:
            frame.sink_parquet(
                temporary,
                compression="zstd",
                compression_level=3,
                row_group_size=ROW_GROUP,
                maintain_order=True,
            )
        except pl.exceptions.ComputeError as error:
            # What is read was compared with its hash, so what failed is the writing: polars hides a
            # full disk behind an exception and words of its own.
            raise OSError(str(error)) from error


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Write UTF-8 with line feeds and floats rounded to `DECIMALS`; null and "" are empty, and no
    text can be taken for anything else.
    """
    import polars as pl
    import polars.selectors as cs

    tidy = frame.with_columns(cs.float().fill_nan(None).round(DECIMALS) + 0.0)
    texts = tidy.select(cs.string())
    written = {text: as_text(text) for column in texts for text in column.unique().drop_nulls()}
    tidy = tidy.with_columns(pl.col(texts.columns).replace({**written, "": None}))
    with whole_file(path) as temporary:
        tidy.write_csv(temporary, line_terminator="\n", float_scientific=False)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
