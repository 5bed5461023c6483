"""One thing wrong in a scenario file: where it stands, what it is, what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from workforce_sim.cures import AnyCure, as_cure
from workforce_sim.errors import UserError
from workforce_sim.texts import one_line

Severity = Literal["error", "warning"]

MOST_SHOWN = 50
"""Nobody reads more at once, and what is above them is often the cause of what is below."""
_LONGEST = 400
"""Characters of what is wrong; a longer text of the file is cut in the middle."""
_SENTENCE_ENDS = (".", "?", "!")
_LINE = re.compile("[^\r\n]*(?:\r\n|[\r\n]|$)")


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A place in a file as an editor counts: lines and columns from 1; line 0 is the whole file.

    `end` is where the value or key that starts here ends, first column after it, if that is known.
    """

    file: str
    line: int = 0
    column: int = 0
    end: tuple[int, int] | None = field(default=None, compare=False)

    @property
    def start(self) -> Place:
        """The same place without its end, for what stands there but is not meant as a whole."""
        return Place(self.file, self.line, self.column)

    def __str__(self) -> str:
        """Return `path:line:column`, or the path alone for a whole file."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One error or warning about a scenario file.

    The cure's texts are what to type in the place of what stands from `line` and `column` to `end`.
    """

    file: str
    line: int
    column: int
    what: str
    cure: AnyCure = field(compare=False)
    severity: Severity = "error"
    end: tuple[int, int] | None = field(default=None, compare=False)

    @classmethod
    def at(
        cls, place: Place, what: str, instead: str | AnyCure, severity: Severity = "error"
    ) -> Problem:
        """Return a problem at a place."""
        cure = as_cure(instead)
        if len(what) > _LONGEST:
            what = f"{what[: _LONGEST - 100]}...{what[-90:]}"
        return cls(place.file, place.line, place.column, what, cure, severity, place.end)

    @property
    def instead(self) -> str:
        """What to write instead, in words."""
        return self.cure.words

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, self.line, self.column, self.end)

    @property
    def is_error(self) -> bool:
        """Whether the scenario cannot be run."""
        return self.severity == "error"

    def corrected(self, content: str) -> list[str]:
        """Return the file's content with each text of the cure typed in."""
        if self.end is None:
            return []
        lines = _LINE.findall(content)
        start = sum(map(len, lines[: self.line - 1])) + self.column - 1
        end = sum(map(len, lines[: self.end[0] - 1])) + self.end[1] - 1
        return [f"{content[:start]}{text}{content[end:]}" for text in self.cure.texts]

    def __str__(self) -> str:
        """Return `path:line:column: what. Instead: ...`, with `warning:` where it is one."""
        kind = "" if self.is_error else "warning: "
        what = self.what if self.what.endswith(_SENTENCE_ENDS) else f"{self.what}."
        instead = self.instead
        instead = instead if instead.endswith(_SENTENCE_ENDS) else f"{instead}."
        return one_line(f"{self.place}: {kind}{what} Instead: {instead}")


def listed(problems: Sequence[Problem]) -> list[str]:
    """Return the lines that tell some problems: the first 50, errors before warnings, and how many
    more there are.
    """
    if len(problems) <= MOST_SHOWN:
        return [str(problem) for problem in problems]
    first = sorted(problems, key=lambda problem: not problem.is_error)[:MOST_SHOWN]
    more = len(problems) - MOST_SHOWN
    return [*map(str, first), f"{more} more like these are not shown: mend these first."]


class ScenarioErrors(UserError):
    """Everything that is wrong with a scenario, in the order of the files' lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = sorted(set(problems))
        super().__init__("\n".join(listed(self.problems)))

    def __reduce__(self) -> tuple[type[ScenarioErrors], tuple[list[Problem]]]:
        """Travel between processes with the problems, not only their text."""
        return ScenarioErrors, (self.problems,)
