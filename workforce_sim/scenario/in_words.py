"""Values of a scenario as a person says them: dates, money, shares, names of councils."""

from __future__ import annotations

import re
from collections.abc import Sequence, Sized
from datetime import date
from typing import Any

from pydantic.fields import FieldInfo

from workforce_sim.digits import digits, grouped
from workforce_sim.levers.fields import unit_of

_LEFT_OUT = re.compile(r"[;.] ([^;.]+?) (?:when|if) left out")
_FEW = 8
"""So many councils are named one by one."""


def plain_words(word: str) -> str:
    """Return a word of a scenario file without its underscores."""
    return word.replace("_", " ")


def counted(things: Sized, word: str) -> str:
    """Return "1 council" or "32 councils"."""
    return f"{len(things):,} {word}{'' if len(things) == 1 else 's'}"


def named_councils(councils: Sequence[str], of: int) -> str:
    """Name some councils of those in scope, or count them where they are many."""
    if not councils:
        return "no council in scope"
    if len(councils) == of:
        return f"every council in scope ({of:,})" if of > 1 else councils[0]
    if len(councils) <= _FEW:
        return " and ".join(filter(None, (", ".join(councils[:-1]), councils[-1])))
    return f"{len(councils):,} of the {of:,} councils in scope"


def period(start: date, end: date | None) -> str:
    """Return "from 1 April 2025 to 31 March 2027"."""
    return f"from {day(start)} to {day(end) if end else 'the end of the run'}"


def day(when: date) -> str:
    """Return "1 April 2025"."""
    return f"{when.day} {when:%B %Y}"


def meaning_of_nothing(field: FieldInfo) -> str:
    """Return what it means that a key is left out, as its description says it."""
    found = _LEFT_OUT.search(field.description or "")
    return found[1][0].lower() + found[1][1:] if found else "none"


def number_in_words(value: Any, unit: str) -> str:
    """Return a number or a range of the register's units in words."""
    if not isinstance(value, int | float):
        ends = f"{number_in_words(value['low'], '')} to {number_in_words(value['high'], '')}"
        return f"{number_in_words(value['central'], unit)}, {ends}"
    if unit == "share":
        return f"{digits(value)} ({digits(100 * value)}%)"
    if unit.startswith("GBP"):
        return f"£{grouped(value)}{unit.removeprefix('GBP')}"
    return f"{grouped(value)} {'times' if unit == 'ratio' else unit}".rstrip()


def in_words(value: Any, field: FieldInfo) -> str:
    """Return a value with its unit, as a person says it."""
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(in_words(each, field) for each in value)
    unit = unit_of(field)
    if isinstance(value, str) or unit is None or not isinstance(value, int | float):
        return str(value)
    if unit.words.startswith("£"):
        each = " for each person" if unit.each else ""
        return f"£{grouped(value)}{unit.words[1:]}{each}"
    if unit.words.startswith("share"):
        return f"{digits(value)} ({digits(100 * value)}%)"
    return f"{grouped(value)} {unit.words}"
