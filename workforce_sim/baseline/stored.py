"""The file of a baseline as JSON, without what needs numpy; one message for whatever is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workforce_sim.baseline.dfe_csv import DataFileError

SMALLEST_STAFF, SMALLEST_CASES = 3.0, 1.0
"""A council with less, in FTE in post or in open cases, has nobody to simulate."""

FORMAT = 1


def read_content(path: Path) -> dict[str, Any]:
    """What the file holds. Raises DataFileError when it is missing, not whole or of another
    version.
    """
    again = f"build it: python -m workforce_sim.baseline build {path.stem}"
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise DataFileError(
            path, f"not found in {path.parent}. Install workforce-sim again, or {again}"
        ) from None
    except OSError as error:
        raise DataFileError(
            path,
            f"in {path.parent} cannot be read ({error.strerror}). Install workforce-sim again, or "
            f"{again}",
        ) from None
    with whole(path):
        content: dict[str, Any] = json.loads(text)
        if content.get("format") != FORMAT:
            raise DataFileError(path, f"was written by another version; {again}")
    return content


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Say which file it is, and what to do, when something in it is not as it should be."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise DataFileError(
            path,
            f"is not whole ({type(error).__name__}: {error}). Install workforce-sim again, or "
            f"build it: python -m workforce_sim.baseline build {path.stem}",
        ) from error
