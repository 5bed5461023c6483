"""Numbers in plain words, rounded the same way in charts, tables, alt text and CSV."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workforce_sim.digits import grouped

_FEW_ON_A_CHART = 10
"""Below this many simulated futures, each chart says so."""
NO_INTERVAL = "one future: no interval"
"""Stands where an interval would, when a single future leaves it undefined."""


@dataclass(frozen=True)
class Format:
    """How a measure is written: decimals, what follows the number, and its name.

    `name` stands inside a sentence ("vacancy rate"), `label` at its head ("Vacancy rate (FTE)"),
    `short` in a title, where there is room for few words.
    `suffix` follows a level ("%"); `difference_suffix` follows a change (" percentage points").
    `flow` says whether it counts what happened in a year.
    """

    name: str
    label: str
    short: str
    decimals: int
    suffix: str = ""
    prefix: str = ""
    difference_suffix: str = ""
    flow: bool = False

    def dates(self, first: int, last: int) -> str:
        """Name the censuses shown, or the years that end with them where it is a flow."""
        return dates(first, last, flow=self.flow)

    def level(self, value: float) -> str:
        """Write a level: "17.3%", "33,120", "£58.0m"."""
        return self._write(value, self.decimals, self.suffix)

    def difference(self, value: float, decimals: int | None = None) -> str:
        """Write a change with its sign: "-1.2 percentage points", "+310"."""
        places = self.decimals if decimals is None else decimals
        rounded = rounded_to(value, places)
        sign = "+" if rounded > 0 else ""
        return sign + self._write(value, places, self.difference_suffix)

    def tick(self, value: float) -> str:
        """Write a value on an axis, with as many decimals as it needs, so that no two marks are
        called the same.
        """
        sign = "-" if value < 0 else ""
        return f"{sign}{self.prefix}{grouped(abs(round(value, 9)), 6)}{self.suffix}"

    def difference_tick(self, value: float) -> str:
        """Write a change on an axis: a sign, a number, no unit words."""
        text = grouped(round(value, 9), 6)
        return f"+{text}" if value > 0 else text

    def plain(self, value: float, decimals: int) -> str:
        """Write a change with its sign and without unit words: "-1.2"."""
        rounded = rounded_to(value, decimals)
        return ("+" if rounded > 0 else "") + self._write(value, decimals, "")

    def amount(self, value: float, decimals: int | None = None) -> str:
        """Write the size of a change without sign or unit words: "1.2", "310"."""
        places = self.decimals if decimals is None else decimals
        return self._write(abs(value), places, "")

    def _write(self, value: float, places: int, suffix: str) -> str:
        if not math.isfinite(value):
            return "not available"
        rounded = rounded_to(value, places)
        sign = "-" if rounded < 0 else ""
        return f"{sign}{self.prefix}{abs(rounded):,.{places}f}{suffix}"


def rounded_to(value: float, decimals: int) -> float:
    """Round half to even as Python does, with no negative zero."""
    return round(value, decimals) + 0.0


def decimals_for(values: list[float], usual: int) -> int:
    """Return enough decimals to show the largest of small differences with two figures."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest == 0.0:
        return usual
    needed = 1 - math.floor(math.log10(largest))
    return max(usual, min(needed, usual + 2))


def gbp(value: float) -> str:
    """Write money so that a minister can read it: "£58.0m", "£3.20bn", "£45,000"."""
    size, sign = abs(value), "-" if value < 0 else ""
    if size >= 999_950_000:
        return f"{sign}£{size / 1e9:,.2f}bn"
    if size >= 999_500:
        return f"{sign}£{size / 1e6:,.1f}m"
    if size >= 1_000:
        size = round(size, 2 - math.floor(math.log10(size)))
    return f"{sign}£{size:,.0f}"


def futures(probability: float, replications: int) -> str:
    """Write a probability as a count of simulated futures: "73 of 100"."""
    return f"{round(probability * replications)} of {replications}"


def years_named(first: int, last: int) -> str:
    """Name a span of years, and a single year once: "2025 to 2030", "2025"."""
    return str(first) if first == last else f"{first} to {last}"


def dates(first: int, last: int, *, flow: bool) -> str:
    """Name censuses, or the years that end with them: "30 September 2025 to 2030"."""
    days = f"30 September {years_named(first, last)}"
    if not flow:
        return days
    return f"{'year' if first == last else 'years'} to {days}"


def roughness(replications: int) -> str:
    """Say in a subtitle how few futures there are, if they are few; a sentence or nothing."""
    if replications >= _FEW_ON_A_CHART:
        return ""
    plural = "future" if replications == 1 else "futures"
    return f" Rough: only {replications} simulated {plural}."


def in_a_sentence(area: str) -> str:
    """Write an area's name where it does not come first: "the 3 councils"."""
    return "the " + area.removeprefix("The ") if area.startswith("The ") else area


def joined(names: list[str]) -> str:
    """Join names as a sentence does: "a", "a and b", "a, b and c"."""
    if len(names) <= 1:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def possessive(name: str) -> str:
    """Write whose it is: "England's", "Leeds'"."""
    return name + ("'" if name.endswith("s") else "'s")
