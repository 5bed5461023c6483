"""What a user may write in a scenario file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    SerializeAsAny,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from workforce_sim.cures import as_cure
from workforce_sim.digits import digits
from workforce_sim.levers.base import Inconsistency, Lever
from workforce_sim.levers.fields import A_YEAR, Councils, EndDate, Gbp, Regions, StartDate, Unit
from workforce_sim.limits import REPLICATIONS, SEEDS
from workforce_sim.shocks import Shock
from workforce_sim.texts import unfit_in_a_line

DEFAULT_REPLICATIONS = 40
"""Enough for the outer 2.5% on each side to hold one replication."""
DEFAULT_SEED = 1
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
EVERY = "every"
"""Words that say which lever is meant where the extended file holds several of a name."""

Year = Annotated[int, A_YEAR]
Replications = Annotated[
    int, Field(ge=REPLICATIONS.least, le=REPLICATIONS.most), Unit("simulated futures")
]
Seed = Annotated[int, Field(ge=SEEDS.least, le=SEEDS.most), Unit("any whole number")]
ShiftMonths = Annotated[int, Unit("months")]
Changes = Annotated[dict[str, Any], Field(min_length=1)]
ScopeKind = Literal["england", "regions", "councils"]
Uncertainty = Literal["none", "parameters"]


def _title(text: str) -> str:
    """Refuse a title that is not one visible line: it stands in charts, tables and logs."""
    if not text.strip():
        raise PydanticCustomError("string_too_short", "no visible character")
    if odd := unfit_in_a_line(text):
        raise PydanticCustomError("not_one_line", "several lines", {"odd": text[odd[0]]})
    return text


Title = Annotated[str, AfterValidator(_title)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


def _inconsistent(*found: Inconsistency) -> PydanticCustomError:
    words = "; ".join(f"{each.what}: write {as_cure(each.instead).words}" for each in found)
    return PydanticCustomError("inconsistent", "{words}", {"words": words, "found": found})


class Scope(_Strict):
    """Which councils are simulated: all of England, whole regions, or named councils.

    Councils outside the scope are a market that the scenario does not change.
    """

    regions: Regions | None = Field(default=None, description="Regions to simulate, by DfE name.")
    councils: Councils | None = Field(
        default=None,
        description="Councils to simulate, by DfE name or code.",
    )

    @classmethod
    def england(cls) -> Scope:
        """Return the scope of every council."""
        return cls.model_validate("england")

    @property
    def kind(self) -> ScopeKind:
        """Whether it is England, regions or councils."""
        if self.councils is not None:
            return "councils"
        return "england" if self.regions is None else "regions"

    def contains(self, council: str, region: str) -> bool:
        """Return whether a council is simulated, given by DfE's name and region."""
        if self.councils is not None:
            return council in self.councils
        return self.regions is None or region in self.regions

    @model_validator(mode="before")
    @classmethod
    def _read_word(cls, value: Any) -> Any:
        if isinstance(value, str):
            if value.strip().casefold() == "england":
                return {}
            raise _inconsistent(
                Inconsistency(
                    "",
                    f"scope '{value}' is neither england nor a list of places",
                    "england, or places, such as {councils: [Surrey]}",
                )
            )
        if isinstance(value, Mapping) and not any(value.get(key) for key in cls.model_fields):
            empty = next((key for key in cls.model_fields if key in value), "")
            if empty or not value:
                raise _inconsistent(
                    Inconsistency(
                        empty,
                        "the scope names no place",
                        "england, or at least one name, such as {councils: [Surrey]}",
                    )
                )
        return value

    @model_validator(mode="after")
    def _one_kind(self) -> Scope:
        if self.regions is not None and self.councils is not None:
            raise _inconsistent(
                Inconsistency(
                    "regions", "the scope has both 'regions' and 'councils'", "only one of the two"
                )
            )
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Publish the word `england` beside the mapping."""
        england = {"const": "england", "description": "Every council of England."}
        return {"anyOf": [england, {**handler(schema), "minProperties": 1, "maxProperties": 1}]}


def _missing(gbp: float) -> str:
    return f"£{gbp:,.0f} more" if gbp > 0 else f"£{-gbp:,.0f} less"


class Budget(_Strict):
    """Money that the levers may spend. Overspending is reported by the run, it is no error."""

    total_gbp: Gbp = Field(description="Money for all levers together over the whole period.")
    start: StartDate = Field(alias="from", description="First month or day of the budget.")
    end: EndDate = Field(alias="to", description="Last month or day of the budget.")
    split_gbp: dict[str, Gbp] | None = Field(
        default=None,
        description="How the total is divided, by lever name; the parts add up to the total.",
    )

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Yield what does not go together: the dates, the parts and their total."""
        start, end = getattr(self, "start", None), getattr(self, "end", None)
        if start is not None and end is not None and end < start:
            yield Inconsistency(
                "to",
                f"'to' ({end}) is before 'from' ({start})",
                "a month or day on or after 'from'",
            )
        total, parts = getattr(self, "total_gbp", None), self.split_gbp
        if total is None or parts is None:
            return
        split = sum(parts.values())
        if round(split - total, 2):
            yield Inconsistency(
                "split_gbp",
                f"the split adds up to £{split:,.0f}, but the total is £{total:,.0f}",
                f"parts that add up: {_missing(total - split)}",
            )

    @model_validator(mode="after")
    def _adds_up(self) -> Budget:
        if wrong := tuple(self.inconsistencies()):
            raise _inconsistent(*wrong)
        return self


class Range(_Strict):
    """An uncertain number: its central value and how low and high it could be."""

    central: float = Field(allow_inf_nan=False, description="Best single value.")
    low: float = Field(allow_inf_nan=False, description="Lowest plausible value.")
    high: float = Field(allow_inf_nan=False, description="Highest plausible value.")

    @model_validator(mode="after")
    def _in_order(self) -> Range:
        if not self.low <= self.central <= self.high:
            raise _inconsistent(
                Inconsistency(
                    "central",
                    f"low {digits(self.low, None)}, central {digits(self.central, None)} and high "
                    f"{digits(self.high, None)} are not "
                    "in rising order",
                    "low, then central, then high, from small to large",
                )
            )
        return self


def _number_or_range(value: Any) -> Any:
    """Refuse what is neither before pydantic tries both and complains twice."""
    if isinstance(value, Mapping | Range):
        return value if isinstance(value, Range) else Range.model_validate(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("float_type", "Input should be a valid number")
    return float(value)


Override = Annotated[float | Range, BeforeValidator(_number_or_range)]


class Scenario(_Strict):
    """A scenario as a user writes it, with everything that it inherits.

    In a file, `levers` and `shocks` are lists of one-key mappings, `- conversion_places: {...}`.
    """

    name: Title = Field(min_length=1, max_length=200, description="Title, as charts show it.")
    description: str = Field(default="", description="What it is about; for people.")
    extends: str | None = Field(
        default=None,
        description="Scenario file to build on, from this file's folder; it becomes the reference.",
    )
    reference: str | None = Field(
        default=None,
        description="Scenario file to compare with, if not the one that this file extends.",
    )
    without: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(
        default=None,
        description="Levers of the extended file that are taken out, by name; where it holds "
        "several of a name, with first, second and so on before it.",
    )
    change: Annotated[dict[str, Changes], Field(min_length=1)] | None = Field(
        default=None,
        description="Parameters that levers of the extended file have here, by the lever's name; "
        "null stands for one that is left out.",
    )
    shift_months: ShiftMonths = Field(
        default=0,
        description="Months by which every inherited date of levers and shocks is moved, later or, "
        "below 0, earlier.",
    )
    base: str = Field(description="Baseline to start from, such as england-2024.")
    end: Year = Field(description="Last year simulated, up to its census of 30 September.")
    scope: Scope = Field(
        default_factory=lambda: Scope.england(), description="Which councils are simulated."
    )
    budget: Budget | None = Field(default=None, description="Money available to the levers.")
    levers: tuple[SerializeAsAny[Lever], ...] = Field(
        default=(), description="Policies, each with its parameters."
    )
    shocks: tuple[SerializeAsAny[Shock], ...] = Field(
        default=(), description="Events that are not policy."
    )
    assumptions: dict[str, Override] = Field(
        default_factory=dict,
        description="Values that replace the register's: a number or {central, low, high} by name.",
    )
    uncertainty: Uncertainty = Field(
        default="none",
        description="none: every replication uses the central values; parameters: each replication "
        "draws uncertain values from their ranges.",
    )
    replications: Replications = Field(
        default=DEFAULT_REPLICATIONS,
        description="How many futures are simulated unless the command says otherwise.",
    )
    seed: Seed = Field(
        default=DEFAULT_SEED,
        description="Root of all random draws: the same seed gives the same futures.",
    )
