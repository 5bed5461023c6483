"""One thing wrong in a scenario file: where it stands, what it is, what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from workforce_sim.errors import UserError

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A place in a file as an editor counts: lines and columns from 1; line 0 is the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `path:line:column`, or the path alone for a whole file."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One error or warning about a scenario file."""

    file: str
    line: int
    column: int
    what: str
    instead: str
    severity: Severity = "error"

    @classmethod
    def at(cls, place: Place, what: str, instead: str, severity: Severity = "error") -> Problem:
        """Return a problem at a place."""
        return cls(place.file, place.line, place.column, what, instead, severity)

    @property
    def is_error(self) -> bool:
        """Whether the scenario cannot be run."""
        return self.severity == "error"

    def __str__(self) -> str:
        """Return `path:line:column: what. Instead: ...`, with `warning:` where it is one."""
        kind = "" if self.is_error else "warning: "
        what = self.what if self.what.endswith((".", "?", "!")) else f"{self.what}."
        instead = self.instead if self.instead.endswith((".", "?", "!")) else f"{self.instead}."
        return f"{Place(self.file, self.line, self.column)}: {kind}{what} Instead: {instead}"


class ScenarioErrors(UserError):
    """Everything that is wrong with a scenario, in the order of the files' lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ScenarioErrors], tuple[list[Problem]]]:
        """Travel between processes with the problems, not only their text."""
        return ScenarioErrors, (self.problems,)
