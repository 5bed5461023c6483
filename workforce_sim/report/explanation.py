"""A scenario as it was understood, on a screen of 80 columns or for another program."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from workforce_sim.report.lever_lists import GRADES
from workforce_sim.scenario.explained import Explained, Part, Value

WIDTH = 80
_KEY, _WORDS = 31, 24
"""Columns of a value's key and of its words; where it comes from has the rest."""
_LONG = 120
"""Characters beyond which words stand below their key."""


def explanation_text(understood: Explained) -> str:
    """Return the explanation for people: each value on a line, with where it comes from."""
    lines: list[str] = []
    for part in understood.parts:
        lines += ["", *_part(part)]
    return "\n".join([*lines[1:], "", *textwrap.wrap(GRADES, WIDTH)])


def explanation_json(understood: Explained) -> str:
    """Return the explanation as JSON: the parts, their values, and the councils in scope."""
    scenario = understood.scenario
    content = {
        "name": scenario.name,
        "digest": scenario.fingerprint(),
        "files": [each.path for each in scenario.source_files],
        "councils": list(understood.councils),
        "parts": [
            {
                "part": part.title,
                "about": list(part.about),
                "values": [_as_json(value) for value in part.values],
            }
            for part in understood.parts
        ],
        "warnings": [str(warning) for warning in scenario.warnings],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _as_json(value: Value) -> dict[str, Any]:
    origin = {key: each for key, each in vars(value.origin).items() if each}
    return {"key": value.key, "value": value.value, "words": value.words, "from": origin}


def _part(part: Part) -> Iterator[str]:
    yield part.title
    yield "-" * len(part.title)
    for sentence in part.about:
        yield from textwrap.wrap(sentence, WIDTH)
    for value in part.values:
        yield from _value(value)


def _value(value: Value) -> Iterator[str]:
    widths = (_KEY, _WORDS, WIDTH - _KEY - _WORDS)
    long = len(value.words) > _LONG
    cells = (value.key, "" if long else value.words, value.origin.words)
    wrapped = [
        textwrap.wrap(cell, width - 1, break_on_hyphens=False) or [""]
        for cell, width in zip(cells, widths, strict=True)
    ]
    for row in zip_longest(*wrapped, fillvalue=""):
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "".join(padded).rstrip()
    if long:
        yield from textwrap.wrap(value.words, WIDTH, initial_indent="  ", subsequent_indent="  ")
