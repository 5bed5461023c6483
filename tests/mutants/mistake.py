"""Deliberate mistakes, written as text: a few words gone wrong in one file.

A list holds blocks of lines. `# room/file: what goes wrong` begins one; `= path::test` names the
law that must notice it; then come the lines that stand there once (- those that go, others around
them to find the place) and the lines that come (+). Indentation does not matter in the search; what
comes is indented like the first line that goes.
"""

from pathlib import Path
from typing import NamedTuple


class Mistake(NamedTuple):
    """A few words gone wrong in one file."""

    room: str
    """The folder, such as ``levers``."""
    file: str
    what: str
    law: str
    """The test that must notice it, as pytest names it; "" where the list is one test's own."""
    before: tuple[str, ...]
    """The lines to find, without indentation."""
    goes: range
    """Which of them go."""
    comes: tuple[str, ...]

    def made(self, source: str) -> str:
        """The source with the mistake; ValueError when the lines do not stand there just once."""
        lines = source.splitlines()
        bare = [line.strip() for line in lines]
        n = len(self.before)
        places = [i for i in range(len(lines)) if bare[i : i + n] == list(self.before)]
        if len(places) != 1:
            raise ValueError(f"{self}: stands {len(places)} times in the file")
        first = places[0] + self.goes.start
        indent = lines[first][: len(lines[first]) - len(bare[first])]
        new = [indent + line for line in self.comes or ("pass",)]
        return "\n".join([*lines[:first], *new, *lines[places[0] + self.goes.stop :]]) + "\n"

    def __str__(self) -> str:
        return f"{self.room}/{self.file}: {self.what}"


def read_mistakes(path: Path) -> list[Mistake]:
    """All of a list, in its order."""
    blocks = f"\n{path.read_text(encoding='utf-8')}".split("\n# ")[1:]
    return [_mistake(block) for block in blocks]


def _mistake(block: str) -> Mistake:
    title, *lines = block.rstrip().splitlines()
    where, what = title.split(": ", 1)
    room, _, file = where.rpartition("/")
    law = "".join(line[2:] for line in lines if line.startswith("= "))
    lines = [line for line in lines if not line.startswith("= ")]
    before = [line for line in lines if not line.startswith("+")]
    goes = [i for i, line in enumerate(before) if line.startswith("-")]
    comes = tuple(line[2:] for line in lines if line.startswith("+"))
    bare = tuple(line.removeprefix("-").strip() for line in before)
    return Mistake(room, file, what, law, bare, range(goes[0], goes[-1] + 1), comes)
