"""The register itself: look an assumption up, override it, draw it, list it."""

from __future__ import annotations

import datetime
import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from workforce_sim.assumptions.draws import draw
from workforce_sim.assumptions.entry import Assumption
from workforce_sim.assumptions.reading import (
    RegisterError,
    read_brought_entries,
    read_packaged_register,
)
from workforce_sim.assumptions.values import (
    Override,
    UnknownAssumption,
    Values,
    nearest_name,
    unknown_name,
)
from workforce_sim.assumptions.world_2009 import name_in_2009
from workforce_sim.digits import digits
from workforce_sim.errors import UserError
from workforce_sim.extension_files import KINDS, extension_files


class Register:
    """Every assumption, in the order of the files. Never changed after loading."""

    def __init__(self, entries: Iterable[Assumption]) -> None:
        self._entries = {entry.name: entry for entry in entries}

    def __getitem__(self, name: str) -> Assumption:
        try:
            return self._entries[name]
        except KeyError:
            raise UnknownAssumption(unknown_name(name, self._entries)) from None

    def __iter__(self) -> Iterator[Assumption]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, in the order of the files."""
        return tuple(self._entries)

    def suggest(self, name: str) -> str | None:
        """The name most like the one that was written, or None."""
        return nearest_name(name, self._entries)

    def below(self, prefix: str) -> tuple[Assumption, ...]:
        """The entries whose names start with ``prefix.``, in the order of the files."""
        return tuple(entry for entry in self if entry.name.startswith(f"{prefix}."))

    def values(
        self,
        overrides: Mapping[str, Override] | None = None,
        uniforms: Callable[[str], float] | None = None,
    ) -> Values:
        """The numbers of one replication.

        Without ``uniforms`` every entry takes its central value. With it, every entry that is not
        fixed is drawn at the probability ``uniforms(name)`` and at nothing else, so that turning
        one entry uncertain leaves the others as they were. An override that is a number replaces
        the draw; an override with ``central``, ``low`` and ``high`` replaces the range that is
        drawn from (triangular when the entry was fixed).

        Raises UnknownAssumption or UserError for an override that cannot be used.
        """
        numbers = {
            entry.name: (
                _drawn(entry, entry.low, entry.central, entry.high, uniforms)
                if uniforms is not None and entry.uncertain
                else entry.central
            )
            for entry in self
        }
        for name, override in (overrides or {}).items():
            numbers[name] = _overridden(self[name], override, uniforms)
        empty = [mix for mix, total in self.sums_of_mixes(numbers).items() if total <= 0.0]
        if empty:
            raise UserError(
                f"The shares of '{empty[0]}' are all 0. At least one must be above 0, because "
                "together they divide a whole."
            )
        return Values(numbers, {entry.name: entry.central for entry in self})

    def sums_of_mixes(
        self, numbers: Mapping[str, float], in_2009: bool = False
    ) -> dict[str, float]:
        """What the parts of each mix add up to, with these numbers instead of the central ones.

        ``in_2009`` takes the central numbers of that year where the register holds them.
        """
        totals: dict[str, float] = {}
        for entry in self:
            if entry.mix:
                then = name_in_2009(entry.name)
                other = self[then] if in_2009 and then in self else entry
                part = numbers.get(entry.name, numbers.get(other.name, other.central))
                totals[entry.mix] = totals.get(entry.mix, 0.0) + part
        return totals

    def overdue(self, today: datetime.date) -> tuple[Assumption, ...]:
        """The entries that should have been reviewed before today."""
        return tuple(entry for entry in self if entry.review_date < today)

    def to_rows(self) -> list[dict[str, str | float]]:
        """One flat row per entry, for a table; the review date is ISO text."""
        return [entry.model_dump(mode="json") for entry in self]


@cache
def load_register() -> Register:
    """The register of this package, then what others bring beside their levers and shocks; read
    and checked once per process.

    Raises RegisterError when a file of the register is broken.
    """
    entries, shared = read_packaged_register()
    known = {entry.name for entry in entries}
    brought = [each for kind in KINDS for each in extension_files(kind).values()]
    for files in brought:
        if files.entries is None or files.built_in:
            continue
        name, kind = files.point.name, files.kind
        try:
            entries += read_brought_entries(kind, name, files.entries, shared, known)
        except RegisterError as error:
            raise RegisterError(
                f"The assumptions of the {kind.word} '{name}' of {files.package} cannot be read: "
                f"{error}. Instead: repair or uninstall {files.package}."
            ) from error
    return Register(entries)


def purpose_number(name: str) -> int:
    """A stable number below 2**32 for a name, to key the random draws made for it (CRC-32)."""
    return zlib.crc32(name.encode("utf-8"))


def _overridden(
    entry: Assumption, override: Override, uniforms: Callable[[str], float] | None
) -> float:
    if entry.refused:
        raise UserError(f"'{entry.name}' {entry.because}. Instead: {entry.instead}.")
    if not isinstance(override, Mapping):
        return _number(entry, override)
    if unknown := sorted(set(override) - {"central", "low", "high"}):
        raise UserError(
            f"The override of '{entry.name}' has the unknown key '{unknown[0]}'. "
            "Write a number, or central with low and high."
        )
    if "central" not in override:
        raise UserError(f"The override of '{entry.name}' has no central value. Add `central:`.")
    central = _number(entry, override["central"])
    low = _number(entry, override.get("low", central))
    high = _number(entry, override.get("high", central))
    if not low <= central <= high:
        raise UserError(
            f"The override of '{entry.name}' is not in ascending order: low {digits(low, None)}, "
            f"central {digits(central, None)}, high {digits(high, None)}."
        )
    if uniforms is None:
        return central
    if entry.distribution == "lognormal" and low <= 0.0:
        raise UserError(f"The override of '{entry.name}' needs a low above zero.")
    return _drawn(entry, low, central, high, uniforms)


def _drawn(
    entry: Assumption, low: float, central: float, high: float, uniforms: Callable[[str], float]
) -> float:
    """A draw from a range by the entry's distribution, kept inside what is possible."""
    distribution = entry.distribution if entry.uncertain else "triangular"
    value = draw(distribution, low, central, high, uniforms(entry.name))
    return min(max(value, entry.least), entry.most)


def _number(entry: Assumption, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UserError(f"The override of '{entry.name}' is {value!r}, which is not a number.")
    if not entry.is_possible(value):
        raise UserError(
            f"The override of '{entry.name}' is {digits(value, None)}, which cannot be. "
            f"Write a number from {digits(entry.least)} to {digits(entry.most)} ({entry.unit})."
        )
    return float(value)
