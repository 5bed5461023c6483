"""What a YAML parser complains about, said for people who do not know YAML."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from workforce_sim.scenario.problems import Place, Problem
from workforce_sim.scenario.repair import StopsAt, repair

_QUOTES = "quotation marks around a text with such a character in it"
_EXPLANATIONS: tuple[tuple[str, str, str], ...] = (
    (
        r"mapping values are not allowed",
        "a ': ' stands where none can, the line is indented too far, or the line above has none",
        _QUOTES + ", or the line moved to where its neighbours start",
    ),
    (
        r"could not find expected ':'",
        "a line here is not of the form `key: value`",
        "`key: value`, with a colon and a space after the key",
    ),
    (
        r"(expected <block end>|did not find expected key|expected <document start>)",
        "the line does not line up with the lines above it",
        "the same number of spaces as its neighbours; a list item starts with '- '",
    ),
    (
        r"(unexpected end of stream|while scanning a quoted scalar)",
        "a quotation mark is opened and never closed",
        "a closing quotation mark of the same kind",
    ),
    (
        r"expected ',' or '[]}]'",
        "a bracket is opened and never closed, or a comma is missing",
        "a closing ']' or '}', and commas between the parts",
    ),
    (
        r"character '.+' that cannot start",
        "a text may not start with this character",
        _QUOTES,
    ),
    (r"unknown escape character", "a '\\' in double quotes has a meaning of its own", "'/' for it"),
)


def explain_syntax(error: MarkedYAMLError, text: str, file: str, stops_at: StopsAt) -> Problem:
    """Return the parser's complaint as a problem with its place.

    Args:
        error: the complaint.
        text: the text of the file.
        file: how messages name it.
        stops_at: the parser, for what might be put right.
    """
    mark = error.problem_mark or error.context_mark
    complaint = " ".join(part for part in (error.context, error.problem) if part)
    if mark is None:
        return Problem.at(Place(file, 1, 1), f"this is not valid YAML: {complaint}", "valid YAML")
    first = min(mark.line, error.context_mark.line if error.context_mark else mark.line)
    if change := repair(text, first, mark.line, stops_at):
        return Problem.at(change.place(file), change.what, change.cure)
    place = Place(file, mark.line + 1, mark.column + 1)
    for pattern, what, instead in _EXPLANATIONS:
        if re.search(pattern, complaint):
            return Problem.at(_start_of_open_part(error, place, pattern), what, instead)
    return Problem.at(place, f"this is not valid YAML ({complaint})", _QUOTES)


def _start_of_open_part(error: MarkedYAMLError, place: Place, pattern: str) -> Place:
    """Point at what was opened (quotation mark, bracket, key), not where that was noticed."""
    opened = error.context_mark
    if opened is None or not any(
        part in pattern for part in ("stream", "[]}]", "find expected ':'")
    ):
        return place
    return Place(place.file, opened.line + 1, opened.column + 1)
