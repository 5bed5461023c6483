"""Cells and ids that no spreadsheet and no reader of CSV takes for something else.

In every CSV a number that is not known is an empty cell, and a text that would be taken for a
formula, a number, a date, a truth value or "missing" has an apostrophe in front.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from math import isnan
from unicodedata import combining, normalize

from workforce_sim.digits import digits

Cell = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CALENDAR = re.compile(
    "jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|"
    "nov(ember)?|dec(ember)?|(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?"
)
_BESIDE_DIGITS = re.compile("st|nd|rd|th|[ap]m?|[edfijltz]|utc|gmt")
"""Words that leave digits a number, a day or a time: "3rd May 2026", "1e5", "9 pm"."""
_WITHOUT_DIGITS = re.compile(
    r"true|false|[tf]|inf(inity)?|nan|nil|null|none|(#?n/?a )?#?n/?a|<na>|1\.#.*"
)
"""Truth values, numbers without digits, and what stands for a missing value."""
_TRUTH_IN_YAML = re.compile("yes|no|on|off|[yn]")
_HEXADECIMAL = re.compile("0x[0-9a-f]+")
_WORD = re.compile(r"\d+|[^\W\d_]+")


def as_text(text: str) -> str:
    """Return a text as it stands in a CSV file."""
    return f"'{text}" if text.startswith(_FORMULA) or _is_taken(text) else text


def _is_taken(text: str) -> bool:
    """Whether a text would be read as a formula, a number, a date, a truth value or a gap."""
    plain = normalize("NFKC", text).strip().casefold()
    if plain.startswith(_FORMULA) or _WITHOUT_DIGITS.fullmatch(plain):
        return True
    words = _WORD.findall(plain)
    if not any(word[0].isdigit() for word in words):
        return False
    dated = [word[0].isdigit() or bool(_CALENDAR.fullmatch(word)) for word in words]
    return bool(_HEXADECIMAL.fullmatch(plain)) or (
        dated[0]
        and all(
            is_dated or _BESIDE_DIGITS.fullmatch(word)
            for word, is_dated in zip(words, dated, strict=True)
        )
    )


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows under their headings as CSV; numbers are in digits, without an exponent."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(as_text, columns))
    writer.writerows(map(_written, row) for row in rows)
    return text.getvalue()


def _written(cell: Cell) -> str:
    if isinstance(cell, str):
        return as_text(cell)
    if cell is None or isnan(cell):
        return ""
    number = digits(cell, None)
    # A large one without a point would be read as a whole number, and those have an end.
    return number if isinstance(cell, int) or "." in number else f"{number}.0"


def identifier(name: str) -> str:
    """Return a name as an id: small letters (of any script, without accents), digits, _ and -.

    What would be taken for a number, a date or a truth value starts with "scenario-".
    """
    bare = "".join(c for c in normalize("NFKD", name.casefold()) if not combining(c))
    words = re.sub(r"\W+", "-", normalize("NFKC", bare)).strip("-")
    if not words or _TRUTH_IN_YAML.fullmatch(words) or _is_taken(words):
        return f"scenario-{words}".rstrip("-")
    return words
