"""What every lever is: parameters that a user may write, evidence, a process in the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from workforce_sim.assumptions import Assumption, Quality, load_register
from workforce_sim.cures import AnyCure, as_cure
from workforce_sim.extension_files import LEVER, Kind
from workforce_sim.levers.fields import (
    Councils,
    EndDate,
    Regions,
    StartDate,
    date_fields,
    is_for_one_person,
)

if TYPE_CHECKING:
    from simpy import Event

    from workforce_sim.model.month.world import World

Process = Generator["Event", Any, None]
"""What happens when, in SimPy's terms."""
Example = Mapping[str, Any]
"""Parameters as a scenario writes them, with tuples for lists."""
_Value = TypeVar("_Value")


def register(meaning: str) -> Any:
    """Declare a parameter that takes the register's value when it is left out.

    The entry is the one of the same name beside the lever; `amount` reads it.
    """
    description = f"{meaning}; register value when left out."
    return Field(default_factory=_left_to_the_register, description=description)


def _left_to_the_register() -> None:
    """What a parameter is that is left out; by this function `from_register` knows it."""


class OfClass(Generic[_Value]):
    """A value of a class that follows from what it declares, worked out when it is asked for."""

    def __init__(self, work_out: Callable[[type[Written]], _Value]) -> None:
        self._work_out = work_out

    def __get__(self, _: object, owner: type[Written]) -> _Value:
        return self._work_out(owner)


def words_of(name: str) -> str:
    """Return the name that users write for a class: `frontline_pay` for `FrontlinePay`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@dataclass(frozen=True)
class Inconsistency:
    """Values that are each possible but do not go together.

    `field` is the key to point at, as the user writes it, and `index` the item of its list;
    `doubtful` makes it a warning only.
    """

    field: str
    what: str
    instead: str | AnyCure
    doubtful: bool = False
    index: int | None = None


@dataclass(frozen=True)
class Dated:
    """A date that a user wrote: the keys that lead to it, and whether something begins there."""

    path: tuple[str | int, ...]
    when: date
    begins: bool


class Written(BaseModel):
    """Something that a user writes under `levers` or `shocks`: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    kind: ClassVar[Kind] = LEVER
    """Under which key users write it, and in which folder or entry-point group it is found."""
    rank: ClassVar[int] = 100
    """Where it stands in lists, before others of a higher one."""
    summary: ClassVar[str] = ""
    """One line for lists: what happens."""
    assumptions: ClassVar[OfClass[tuple[str, ...]]] = OfClass(
        lambda owner: tuple(entry.name for entry in owner.entries())
    )
    """Its own entries of the register."""
    quality: ClassVar[OfClass[Quality]] = OfClass(
        lambda owner: max((entry.quality for entry in owner.entries()), default="D")
    )
    """Weakest evidence among the effects: A measured in England, B proxy, C weak, D judgement."""
    from_register: ClassVar[OfClass[tuple[str, ...]]] = OfClass(
        lambda owner: tuple(
            name
            for name, field in owner.model_fields.items()
            if field.default_factory is _left_to_the_register
        )
    )
    """Parameters whose default is the register's value."""
    for_one_person: ClassVar[OfClass[tuple[str, ...]]] = OfClass(
        lambda owner: tuple(
            name for name, field in owner.model_fields.items() if is_for_one_person(field)
        )
    )
    """Payments to each person, so that a year's pay is a lot."""

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Take the name from the class."""
        if f"{cls.kind.word}_name" not in vars(cls):
            setattr(cls, f"{cls.kind.word}_name", words_of(cls.__name__))

    @classmethod
    def written_name(cls) -> str:
        """Return the name under which users write it."""
        return str(getattr(cls, f"{cls.kind.word}_name"))

    @classmethod
    def register_prefix(cls) -> str:
        """Return what the names of its own assumptions start with: `lever.<lever_name>`."""
        return f"{cls.kind.word}.{cls.written_name()}"

    @classmethod
    def assumption(cls, short_name: str) -> str:
        """Return the register's full name of one of its own assumptions."""
        return f"{cls.register_prefix()}.{short_name}"

    @classmethod
    def entries(cls) -> tuple[Assumption, ...]:
        """Return its own entries of the register."""
        return load_register().below(cls.register_prefix())

    def own_name(self, world: World) -> str:
        """Claim a name for what this one sets, apart from every other of its kind."""
        return f"{self.register_prefix()} {world.claim(self.written_name())}"

    def amount(self, name: str, values: Mapping[str, float]) -> float:
        """Return a parameter as written, else the register's value under that name."""
        written = getattr(self, name, None)
        return float(values[self.assumption(name)] if written is None else written)

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Yield what does not go together; subclasses add their own to the order of the dates."""
        start, end = getattr(self, "start", None), getattr(self, "end", None)
        if start is not None and end is not None and end < start:
            yield Inconsistency(
                "to",
                f"'to' ({end}) is before 'from' ({start})",
                "a month or day on or after 'from'",
            )

    def process(self, world: World) -> Process:
        """Say in SimPy's terms what happens when; without a body nothing changes."""
        yield from ()

    def dates(self) -> tuple[Dated, ...]:
        """Return every date written, so that it can be checked against the run's years."""
        found: list[Dated] = []
        for name, key in date_fields(type(self)).items():
            written = getattr(self, name)
            if isinstance(written, tuple):
                found += [Dated((key, i), when, begins=True) for i, when in enumerate(written)]
            elif written is not None:
                found.append(Dated((key,), written, begins=key != "to"))
        return tuple(found)

    @model_validator(mode="after")
    def _refuse_inconsistencies(self) -> Written:
        wrong = tuple(found for found in self.inconsistencies() if not found.doubtful)
        if wrong:
            words = "; ".join(f"{each.what}: write {as_cure(each.instead).words}" for each in wrong)
            raise PydanticCustomError("inconsistent", "{words}", {"words": words, "found": wrong})
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the parameters as a user would write them, ready for JSON; unset ones left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Lever(Written):
    """A policy lever. A subclass is one file: parameters, process, examples; and a YAML file of its
    name beside it: what it costs and does, with the evidence.

    A parameter that is declared with `register` may be left out: `amount` then takes the value of
    the assumption `lever.<lever_name>.<parameter>`, which a user can override by name as well.
    """

    lever_name: ClassVar[str] = ""
    """The name under which users write it: that of the class, in small letters."""
    nothing: ClassVar[tuple[Example, ...]] = ()
    """Ways to write it at no size: each must change not one byte of a run of Reading and Rutland
    from October 2024 to September 2027. The first writes every size as none.
    """
    later: ClassVar[Example] = {}
    """A way to write it that begins in April 2026 and is felt in Reading."""
    everything: ClassVar[tuple[Example, ...]] = ()
    """Ways to write it as large as a scope allows, in a run's first months.

    Between them each parameter of the register is left out once. `YEAR` is the year of the base and
    `NEXT` the one after it; `("SIZE", 0.2)` is a fifth of the workers in scope.
    """

    def applies_to(self, council: str, region: str) -> bool:
        """Return whether it reaches a council, given by DfE's name and region."""
        return True

    def sets(self) -> str:
        """Say what it sets that has one value only, such as a limit; nothing when left out.

        Two levers that set the same in one council at one time are an error.
        """
        return ""


class AreaLever(Lever):
    """A lever that can be limited to named councils or regions inside the scenario's scope."""

    councils: Councils | None = Field(
        default=None,
        description="Councils it applies to, by DfE name or code; all in scope when left out.",
    )
    regions: Regions | None = Field(
        default=None,
        description="Regions it applies to, by DfE name; all in scope when left out.",
    )

    def applies_to(self, council: str, region: str) -> bool:
        """Return whether it reaches a council, given by DfE's name and region."""
        if self.councils is not None:
            return council in self.councils
        return self.regions is None or region in self.regions

    def inconsistencies(self) -> Iterable[Inconsistency]:
        """Refuse councils and regions together: it would be unclear whether they add up."""
        yield from super().inconsistencies()
        if self.councils is not None and self.regions is not None:
            yield Inconsistency(
                "regions", "both 'councils' and 'regions' are written", "only one of the two"
            )


class PeriodLever(AreaLever):
    """An area lever that runs from one date to another, or to the end of the run."""

    start: StartDate = Field(alias="from", description="First month or day on which it applies.")
    end: EndDate | None = Field(
        default=None,
        alias="to",
        description="Last month or day on which it applies; the end of the run when left out.",
    )

    def runs(self, world: World) -> bool:
        """Return whether it still applies today, in a process that has waited for its start."""
        return self.end is None or world.today <= self.end
