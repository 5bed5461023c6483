"""What is wrong with a single value, and the values that may have been meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic_core import ErrorDetails

from workforce_sim.cures import AnyCure, Cure, did_you_mean, quoted, typed
from workforce_sim.digits import digits
from workforce_sim.lookalikes import named, ordinary
from workforce_sim.scenario.schema import Range
from workforce_sim.scenario.spelling import nearest
from workforce_sim.scenario.tree import Node, Scalar

_NUMBER, _WHOLE_NUMBER, _TEXT, _LIST, _YES_OR_NO = (
    "a number",
    "a whole number",
    "a text",
    "a list",
    "true or false",
)
_WANTED = {
    "int": _WHOLE_NUMBER,
    "float": _NUMBER,
    "bool": _YES_OR_NO,
    "string": _TEXT,
    "tuple": _LIST,
    "dict": "a mapping of `key: value` lines",
    "model": "a mapping of `key: value` lines",
}
_MEANT_BOOLEANS = {
    **dict.fromkeys(("yes", "y", "on", "1"), True),
    **dict.fromkeys(("no", "n", "off", "0"), False),
}
_GROUPED = r"\d{1,3}(?:[,_' ]\d{3})+(?:\.\d+)?"
_CONTINENTAL = r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d+,\d{1,2}"
_WORD_NUMBER = re.compile(
    rf"([-+]?)\s*(?:£|gbp)?\s*(\d+(?:\.\d+)?|{_GROUPED}|{_CONTINENTAL})\s*"
    r"(k|m|bn|thousand|million|billion)?\s*(?:£|gbp|pounds)?",
    re.I,
)
_TIMES = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**3}
_LONGEST_NUMBER = 40
CENSUS_MONTH = 9
"""A year ends with its census of 30 September."""
_OWN_TITLES = ("name", "description")
"""Keys whose text may say anything; the texts of all others name something."""


@dataclass(frozen=True)
class Guess:
    """A value that may have been meant: as Python has it, how it is typed, and a remark."""

    value: object
    typed: str
    remark: str = ""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a value, what is wanted, and guesses at what was meant."""

    what: str
    wanted: str | AnyCure
    guesses: tuple[Guess, ...] = ()

    def cure(self, accepts: Callable[[object], bool]) -> AnyCure:
        """Return what to write instead: the guesses that are accepted, else what is wanted."""
        good = [guess for guess in self.guesses if accepts(guess.value)]
        if not good:
            return Cure(self.wanted) if isinstance(self.wanted, str) else self.wanted
        words = " or ".join(guess.typed + guess.remark for guess in good)
        return Cure(words, tuple(guess.typed for guess in good))


def wrong_value(detail: ErrorDetails, key: str, node: Node | None, *, required: bool) -> Wrong:
    """Return what is wrong with a value that pydantic refused."""
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind == "not_a_date":
        what = f"'{key}' is {shown(value)}, which is not a month or a day"
        return Wrong(what, context["cure"])
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return _out_of_bounds(key, value, kind, context)
    if kind == "literal_error":
        return _not_one_of_its_words(key, value, context["expected"])
    if kind == "string_too_short":
        return Wrong(f"'{key}' is empty", "a text")
    if kind == "not_one_line":
        line = " ".join(value.split())
        what = f"there is {named(context['odd'])} in '{key}', which stands on one line"
        return Wrong(what, Cure(quoted(line), (quoted(line),)))
    if kind == "too_short":
        without = "" if required else ", or leave the key out"
        return Wrong(f"'{key}' is empty", f"at least one entry{without}")
    if kind in ("too_long", "string_too_long"):
        parts = "entries" if kind == "too_long" else "characters"
        has = context.get("actual_length") or len(value)
        most = context["max_length"]
        return Wrong(f"'{key}' has {has} {parts}", f"at most {most} {parts}")
    if kind == "finite_number":
        return Wrong(f"'{key}' is not a finite number", "a decimal number")
    wanted = next((words for start, words in _WANTED.items() if kind.startswith(start)), None)
    if wanted is None:
        return Wrong(f"'{key}': {detail['msg']}", "another value")
    return _wrong_type(key, value, wanted, node)


def shown(value: object) -> str:
    """Return a value as it should stand in a message: short, and in words for structures."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, tuple | list):
        return "a list"
    text = digits(value, None) if isinstance(value, int | float) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}...{text[-1]}"


def _not_one_of_its_words(key: str, value: object, expected: str) -> Wrong:
    allowed = [part.strip(" '") for part in re.split(r",| or ", expected)]
    find = partial(nearest, ordinary(str(value)), allowed, limit=2)
    cure = did_you_mean(find, f"one of: {', '.join(allowed)}")
    return Wrong(f"'{key}' is {shown(value)}, which is not one of its words", cure)


def _wrong_type(key: str, value: object, wanted: str, node: Node | None) -> Wrong:
    """Explain a value of the wrong kind, guessing the right one from how it is written."""
    if value is None:
        return Wrong(f"'{key}' has no value", wanted)
    written = node.raw if isinstance(node, Scalar) else str(value)
    if wanted == _YES_OR_NO:
        meant = _MEANT_BOOLEANS.get(str(value).casefold())
        guesses = () if meant is None else (Guess(meant, str(meant).lower()),)
        what = f"'{key}' is {shown(value)}, which is not true or false"
        return Wrong(what, wanted, guesses)
    if wanted in (_NUMBER, _WHOLE_NUMBER):
        return _wrong_number(key, value, wanted, node)
    what = f"'{key}' is {shown(value)}, but must be {wanted}"
    if wanted == _LIST:
        single = isinstance(value, str | int | float) and not isinstance(value, bool)
        guesses = (Guess((value,), f"[{_again(written, node)}]"),) if single else ()
        return Wrong(what, "a list, [first, second]", guesses)
    if wanted == _TEXT and key in _OWN_TITLES and isinstance(node, Scalar):
        return Wrong(what, wanted, (Guess(written, f'"{written}"', " in quotes"),))
    return Wrong(what, wanted)


def _again(written: str, node: Node | None) -> str:
    """Return a value as it is typed inside brackets."""
    is_word = re.fullmatch(r"[\w.-]+", written, re.ASCII)
    quoted = isinstance(node, Scalar) and node.quoted
    return typed(written) if quoted or not is_word else written


def _wrong_number(key: str, value: object, wanted: str, node: Node | None) -> Wrong:
    """Explain what is not a number: money with a sign, a percentage, quotes, octal and so on."""
    written = node.raw if isinstance(node, Scalar) and isinstance(value, float) else shown(value)
    what = f"'{key}' is {written}, which is not {wanted}"
    if isinstance(value, float) and wanted == _WHOLE_NUMBER:
        below = int(value // 1)
        near = (below,) if value == below else (below, below + 1)
        return Wrong(what, wanted, tuple(Guess(each, digits(each)) for each in near))
    if not isinstance(value, str):
        return Wrong(what, wanted)
    text = ordinary(value).strip().strip("\"'")
    if re.fullmatch(r"[-+]?\d+(:\d+)+", text):
        return Wrong(f"{what}: it looks like a time", wanted)
    if re.fullmatch(r"[-+]?\.?(inf|nan)", text, re.IGNORECASE):
        return Wrong(what, "a finite number")
    if re.fullmatch(r"[-+]?0[0-9_]+", text):
        what = f"{what}: it starts with 0"
    quoted = isinstance(node, Scalar) and node.quoted
    remark = ", without quotes" if quoted else ""
    guesses = [
        Guess(number, digits(number), note or remark) for number, note in _numbers(text, key)
    ]
    return Wrong(what, wanted, tuple(guesses))


def _numbers(text: str, key: str) -> list[tuple[int | float, str]]:
    """Return the number that a text stands for, whole if it can be, and a remark on it."""
    if re.fullmatch(r"0[xob][0-9a-fA-F_]+", text):
        try:
            return [(int(text.replace("_", ""), 0), "")]
        except ValueError:
            return []
    if found := re.fullmatch(r"([-+]?\d+(?:\.\d+)?)\s*(%|percent|per cent)", text):
        is_share = "share" in key or "ratio" in key or _is_assumption(key)
        number = float(found[1])
        return [(_whole(number / 100), "")] if is_share else [(_whole(number), "")]
    if found := re.fullmatch(r"(\d{4})-(\d{2})(?:-\d{2})?", text):
        return [(int(found[1]) + (int(found[2]) > CENSUS_MONTH), ", a year alone")]
    if found := _WORD_NUMBER.fullmatch(text):
        if len(found[2]) > _LONGEST_NUMBER:
            return []
        number = _read(found[2]) * _TIMES[(found[3] or "").lower()[:1]]
        return [(_whole(-number if found[1] == "-" else number), "")]
    return []


def _is_assumption(key: str) -> bool:
    """Whether a key is the name of an assumption, or of a part of its range."""
    return "." in key or key in Range.model_fields


def _read(text: str) -> float:
    """Read digits with something between thousands, and a point or a comma before decimals."""
    if re.fullmatch(_CONTINENTAL, text):
        text = text.replace(".", "").replace(",", ".")
    return float(re.sub(r"[,_' ]", "", text))


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _out_of_bounds(key: str, value: Any, kind: str, context: Mapping[str, Any]) -> Wrong:
    """Explain a number below or above what is possible; a percentage given for a share as well."""
    below = kind.startswith("greater")
    bound = next(context[word] for word in ("ge", "gt", "le", "lt") if word in context)
    if below:
        what = "be negative" if bound == 0 else f"be below {digits(bound)}"
        guess = Guess(bound, digits(bound), " or more")
    elif bound == 1 and 1 < value <= 100:
        part = digits(value / 100)
        what = "be above 1, because it is a share"
        guess = Guess(value / 100, part, f" for {digits(value)}%")
    else:
        what = f"be above {digits(bound)}"
        guess = Guess(bound, digits(bound), " or less")
    return Wrong(f"'{key}' is {shown(value)}, but cannot {what}", "another number", (guess,))
