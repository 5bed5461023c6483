"""Type in what a message suggests, and see what the program then says of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workforce_sim.scenario import Problem, validate_files

_ABOUT_WHAT_IS_NOT_THERE = ("is missing", "does not say")
"""What is said of a name that is right, about what is not written below it."""


def refused(path: Path, problem: Problem) -> Iterator[tuple[str, list[Problem]]]:
    """Yield each text that a problem suggests and that is an error again once it is typed in.

    The problem is one of those of the file at `path`, perhaps in a file that it extends.
    """
    file = Path(problem.file)
    if problem.end is None or not file.is_file():
        return
    before = file.read_bytes()
    marked = before.startswith(b"\xef\xbb\xbf")
    content = before.decode("utf-8-sig")
    try:
        for text, corrected in zip(problem.cure.texts, problem.corrected(content), strict=True):
            file.write_bytes(corrected.encode("utf-8-sig" if marked else "utf-8"))
            again = [each for each in validate_files([path]) if _is_about(each, problem, text)]
            if again:
                yield text, again
    finally:
        file.write_bytes(before)


def _is_about(after: Problem, before: Problem, text: str) -> bool:
    """Whether a problem is one about what has been typed in."""
    if after.file != before.file or (before.is_error and not after.is_error):
        return False
    if any(words in after.what for words in _ABOUT_WHAT_IS_NOT_THERE):
        return False
    start = (before.line, before.column)
    lines = text.split("\n")
    first_column = before.column if len(lines) == 1 else 1
    end = (before.line + len(lines) - 1, first_column + len(lines[-1]))
    same_line = after.line == before.line and after.what == before.what
    return same_line or start <= (after.line, after.column) < end
