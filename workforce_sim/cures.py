"""What to write instead of what is wrong: words for a person, and texts that can be typed in.

Each text of a cure, written in the place of what is wrong, is accepted there; tests and editors put
it in without reading the words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.()/&'-]| (?=[A-Za-z0-9(/&]))*")
_NOT_A_TEXT = {"true", "false", "null"}


@dataclass(frozen=True)
class Cure:
    """What to write instead."""

    words: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meant:
    """The names that were probably meant, which are looked for only when somebody reads them.

    `find` returns them, best first; without any, `otherwise` is the cure.
    """

    find: Callable[[], Sequence[str]] = field(compare=False)
    otherwise: Cure

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.find())

    @property
    def words(self) -> str:
        """Return "Did you mean 'x' or 'y'?", or what else to write when no name is near."""
        if not self._names:
            return self.otherwise.words
        return f"Did you mean {' or '.join(map(quoted, self._names))}?"

    @property
    def texts(self) -> tuple[str, ...]:
        """Return each name as it can be typed in."""
        return tuple(map(typed, self._names)) if self._names else self.otherwise.texts


AnyCure = Cure | Meant


def as_cure(instead: str | AnyCure) -> AnyCure:
    """Return a cure from words alone."""
    return Cure(instead) if isinstance(instead, str) else instead


def typing(*texts: str, after: str = "") -> Cure:
    """Return the cure of typing one of some texts; `after` are the words that follow them."""
    return Cure(" or ".join(texts) + after, texts)


def did_you_mean(find: Callable[[], Sequence[str]], otherwise: str | Cure) -> Meant:
    """Return the cure of taking a name like the one that was written, or another cure."""
    return Meant(find, Cure(otherwise) if isinstance(otherwise, str) else otherwise)


def quoted(text: str) -> str:
    """Return a text in quotation marks, as YAML reads it too."""
    return f"'{text}'" if "'" not in text else json.dumps(text, ensure_ascii=False)


def typed(text: str) -> str:
    """Return how to write a text in YAML: as it is where that can be read, else in quotes."""
    is_plain = _PLAIN.fullmatch(text) and text.casefold() not in _NOT_A_TEXT
    return text if is_plain else quoted(text)
