"""Characters that look like an ordinary one but are read as another: no-break spaces, en dashes.

Word processors and web pages put them in; in a scenario file they stop a key, number or date from
being one.
"""

from __future__ import annotations

import unicodedata

_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u00b4"
_MINUS = "\u2212"
_NAMELESS = {"Cc": "control character", "Cs": "half character", "Cn": "code point without meaning"}
_PLAIN_NAMES = {"\n": "line break", "\t": "tab"}


def ordinary(text: str) -> str:
    """Return a text with each such character replaced by the one it looks like."""
    return text if text.isascii() else "".join(map(_ordinary, text))


def lookalikes(text: str) -> list[int]:
    """Return where in a text such characters stand."""
    if text.isascii():
        return []
    return [index for index, character in enumerate(text) if _ordinary(character) != character]


def named(character: str) -> str:
    """Return what a character is called: "a no-break space (U+00A0)"."""
    nameless = _NAMELESS.get(unicodedata.category(character), "character without a name")
    name = _PLAIN_NAMES.get(character) or unicodedata.name(character, nameless).lower()
    article = "an" if name[0] in "aeio" else "a"
    return f"{article} {name} (U+{ord(character):04X})"


def _ordinary(character: str) -> str:
    """Return the ASCII character that one looks like, nothing for an invisible one, else itself."""
    if character.isascii():
        return character
    if character in _DOUBLE_QUOTES:
        return '"'
    if character in _SINGLE_QUOTES:
        return "'"
    kind = unicodedata.category(character)
    if kind == "Cf":
        return ""
    if kind == "Pd" or character == _MINUS:
        return "-"
    if kind == "Zs":
        return " "
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    wide = unicodedata.normalize("NFKC", character)
    return wide if wide.isascii() and len(wide) == 1 and not wide.isalnum() else character
