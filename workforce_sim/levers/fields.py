"""The kinds of value that a lever or shock may take: dates, money, shares, counts, durations.

Each kind knows its unit and its bounds, so that every lever says the same thing in the same way
and every error message can name the unit.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from workforce_sim.cures import Cure, typing
from workforce_sim.limits import YEARS
from workforce_sim.lookalikes import ordinary

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTH_OR_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_DATE_PATTERN = r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"


@dataclass(frozen=True)
class Unit:
    """The unit of a number, in words that a reader of the scenario file knows."""

    words: str
    each: bool = False
    """Whether it is paid for each person, so that a year's pay is a lot."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Publish the unit in the JSON Schema beside the number's type."""
        return {**handler(schema), "unit": self.words}


A_YEAR = Unit("year")
Gbp = Annotated[float, Field(ge=0, le=100e9), Unit("£")]
GbpPerYear = Annotated[float, Field(ge=0, le=100e9), Unit("£ a year")]
GbpEach = Annotated[float, Field(ge=0, le=100e9), Unit("£", each=True)]
GbpPerYearEach = Annotated[float, Field(ge=0, le=100e9), Unit("£ a year", each=True)]
Share = Annotated[float, Field(ge=0, le=1), Unit("share from 0 to 1")]
People = Annotated[int, Field(ge=0, le=100_000), Unit("people")]
MorePeople = Annotated[
    int, Field(ge=-100_000, le=100_000), Unit("people, below 0 for fewer people")
]
Posts = Annotated[float, Field(ge=0, le=100_000), Unit("full-time posts")]
MorePosts = Annotated[
    float, Field(ge=-100_000, le=100_000), Unit("full-time posts, below 0 for fewer posts")
]
Cases = Annotated[float, Field(gt=0, le=1000), Unit("cases")]
ShareCut = Annotated[float, Field(ge=-3, le=1), Unit("share, 1 for all and below 0 for a rise")]
Months = Annotated[float, Field(ge=0, le=600), Unit("months")]
Years = Annotated[float, Field(ge=0, le=60), Unit("years")]
HoursPerWeek = Annotated[float, Field(ge=0, le=60), Unit("hours a week")]
StandardDeviations = Annotated[float, Field(ge=-5, le=5), Unit("standard deviations")]
Severity = Annotated[float, Field(ge=0, le=5), Unit("times the size in the register")]


def unit_of(field: FieldInfo) -> Unit | None:
    """Return the unit of a number that a user may write, if it is one."""
    told = (*field.metadata, *_told(field.annotation))
    return next((each for each in told if isinstance(each, Unit)), None)


def is_for_one_person(field: FieldInfo) -> bool:
    """Whether a parameter is money that each person gets."""
    unit = unit_of(field)
    return unit is not None and unit.each


def _code_as_text(value: Any) -> Any:
    """Read the code of a council as a name, although YAML reads 857 as a number."""
    return str(value) if type(value) is int else value


_NAME_OR_CODE = {"type": ["string", "integer"], "unit": "name or code"}
_Council = Annotated[str, BeforeValidator(_code_as_text), WithJsonSchema(_NAME_OR_CODE)]
Councils = Annotated[tuple[_Council, ...], Field(min_length=1, max_length=200)]
Regions = Annotated[tuple[str, ...], Field(min_length=1, max_length=200)]

Team = Literal["assessment", "safeguarding", "looked_after"]
Route = Literal["undergraduate", "postgraduate", "fast_track", "apprenticeship"]
Role = Literal[
    "senior_manager",
    "middle_manager",
    "first_line_manager",
    "senior_practitioner",
    "case_holder",
    "qualified_without_cases",
]
FRONT_LINE: tuple[Role, ...] = ("senior_practitioner", "case_holder", "qualified_without_cases")
"""Those whom first-line managers manage."""


def first_day(value: Any) -> date:
    """Read a month (its first day) or a day, as in `2009-09` or `2009-09-15`."""
    year, month, day = _month_or_day(value)
    return _real_day(value, year, month, day or 1)


def last_day(value: Any) -> date:
    """Read a month (its last day) or a day, as in `2012-03` or `2012-03-31`."""
    year, month, day = _month_or_day(value)
    return _real_day(value, year, month, day or calendar.monthrange(year, month)[1])


def _month_or_day(value: Any) -> tuple[int, int, int]:
    """Split what was written into year, month and day; day 0 when only a month was written."""
    if isinstance(value, date):
        return value.year, value.month, value.day
    found = _MONTH_OR_DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise _not_a_date(value, _what_was_meant(str(value)))
    year, month, day = (int(part or 0) for part in found.groups())
    if not YEARS.least <= year <= YEARS.most:
        raise _not_a_date(value, Cure(f"a year from {YEARS.least} to {YEARS.most}"))
    if not 1 <= month <= 12:
        after = "; the month comes second, from 01 to 12"
        raise _not_a_date(value, typing(f"{year}-09", after=after))
    if found[3] is not None and day == 0:
        raise _not_a_date(value, typing(f"{year}-{month:02}-01", f"{year}-{month:02}"))
    return year, month, day


def _real_day(value: Any, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        longest = calendar.monthrange(year, month)[1]
        ways = (f"{year}-{month:02}-{longest}", f"{year}-{month:02}")
        raise _not_a_date(value, typing(*ways, after=" for the month")) from None


def _not_a_date(value: Any, cure: Cure) -> PydanticCustomError:
    return PydanticCustomError(
        "not_a_date", "{value} is not a month or a day", {"value": repr(value), "cure": cure}
    )


def _what_was_meant(text: str) -> Cure:
    """Guess the date behind another way of writing it."""
    ways = Cure("a month such as 2009-09, or a day such as 2009-09-15")
    tidy = re.sub(r"[-/., ]+", "-", ordinary(text).strip())
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T-].*)?", tidy):
        year, month, day = found[1], int(found[2]), int(found[3] or 0)
    elif found := re.fullmatch(r"(?:(\d{1,2})-)?(\d{1,2})-(\d{4})", tidy):
        year, month, day = found[3], int(found[2]), int(found[1] or 0)
    elif found := re.fullmatch(r"(?:(\d{1,2})-)?([A-Za-z]{3})[A-Za-z]*-(\d{4})", tidy):
        year, month, day = found[3], _MONTHS.get(found[2].lower(), 0), int(found[1] or 0)
    elif re.fullmatch(r"\d{4}", tidy) and YEARS.least <= int(tidy) <= YEARS.most:
        return typing(f"{tidy}-09", after=" or another month of it")
    else:
        return ways
    if not 1 <= month <= 12 or not YEARS.least <= int(year) <= YEARS.most:
        return ways
    if day > calendar.monthrange(int(year), month)[1]:
        return ways
    return typing(f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}")


_DATE_SCHEMA = {"type": "string", "pattern": _DATE_PATTERN, "unit": "month or day"}
StartDate = Annotated[date, BeforeValidator(first_day), WithJsonSchema(_DATE_SCHEMA)]
EndDate = Annotated[date, BeforeValidator(last_day), WithJsonSchema(_DATE_SCHEMA)]


def date_fields(model: type[BaseModel]) -> dict[str, str]:
    """Return the fields of a model that hold dates, alone or in lists, and the key of each."""
    fields = model.model_fields.items()
    return {name: field.alias or name for name, field in fields if _is_date(field)}


def _is_date(field: FieldInfo) -> bool:
    """Whether a field holds months or days."""
    readers = (first_day, last_day)
    told = [*field.metadata, *_told(field.annotation)]
    return any(isinstance(each, BeforeValidator) and each.func in readers for each in told)


def _told(kind: Any) -> Iterator[Any]:
    """Yield what a type and the types inside it are annotated with."""
    yield from getattr(kind, "__metadata__", ())
    for inner in get_args(kind):
        yield from _told(inner)


def later(written: str, months: int) -> str | None:
    """Return a month or day, as written, some months later; None if it is none that can be.

    A day that the other month does not have becomes its last one, and a year that cannot be
    written the nearest that can.
    """
    try:
        year, month, day = _month_or_day(written)
        _real_day(written, year, month, day or 1)
    except PydanticCustomError:
        return None
    year, month = divmod(12 * year + month - 1 + months, 12)
    year, month = min(max(year, YEARS.least), YEARS.most), month + 1
    longest = calendar.monthrange(year, month)[1]
    return f"{year}-{month:02}-{min(day, longest):02}" if day else f"{year}-{month:02}"
