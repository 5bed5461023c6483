"""Titles of charts: what a scenario changes most and when, only as firmly as its interval allows;
of a scenario on its own the level, never the end of a movement.
"""

from __future__ import annotations

from collections.abc import Sequence

from workforce_sim.report.effects import Difference, decimals_of, largest
from workforce_sim.report.words import Format, in_a_sentence, possessive, rounded_to


def level_title(area: str, measure: Format, level: float, year: int, *, alone: bool) -> str:
    """Say where a scenario on its own is in the last year, as the one future or the median."""
    what = f"{possessive(in_a_sentence(area))} {measure.short}"
    if alone:
        return f"One simulated future: {what} {measure.level(level)} in {year}"
    return f"Simulated median of {what} in {year}: {measure.level(level)}"


def effect_title(subject: str, area: str, measure: Format, line: Sequence[Difference]) -> str:
    """Say what a scenario does to a measure at most, in which year, and what is left at the end."""
    best, last = largest(line), line[-1]
    where = f"{possessive(in_a_sentence(area))} {measure.short}"
    if not best.has_interval:
        subject += ", one future"
    if all(each.is_nothing for each in line):
        return f"{subject}: no change in {where} {_when(line)}"
    places = decimals_of([best], measure.decimals)
    unit = _unit(measure)
    if not best.has_interval:
        return f"{subject}: {where} {measure.plain(best.mean, places)}{unit} in {best.year}"
    if not best.is_clear:
        return f"{subject}: no clear change in {where} {_when(line)}"
    if rounded_to(best.mean, measure.decimals) == 0.0:
        change = f"{measure.plain(best.mean, places)}{unit}"
        return f"{subject} barely changes {where} ({change} in {best.year})"
    change = f"{measure.amount(best.mean, places)}{unit}"
    title = f"{subject} {_way(best)} {where} by {change} in {best.year}"
    if last is best:
        return title
    if not last.is_clear:
        return f"{title}, unclear {_unclear_since(line)}"
    if rounded_to(last.mean, places) == 0.0:
        places = decimals_of([last], measure.decimals)
    left = measure.amount(last.mean, places)
    if _way(last) == _way(best):
        return f"{title}, {left} in {last.year}"
    return f"{title}, {_way(last)} it by {left} in {last.year}"


def largest_effect_title(
    lines: Sequence[tuple[str, Sequence[Difference]]], area: str, measure: Format
) -> str:
    """Name the one of several scenarios that changes a measure most, by its id, which is short."""
    whose = f"{possessive(in_a_sentence(area))} {measure.short}"
    first = lines[0][1]
    if all(each.is_nothing for _, line in lines for each in line):
        return f"No scenario changes {whose} {_when(first)}"
    name, best = largest_of_all(lines)
    if best.has_interval and not best.is_clear:
        return f"No scenario clearly changes {whose} {_when(first)}"
    change = f"{measure.plain(best.mean, decimals_of([best], measure.decimals))}{_unit(measure)}"
    start = "Largest" if best.has_interval else "One future, largest"
    return f"{start} effect on {whose}: {name}, {change} in {best.year}"


def largest_of_all(lines: Sequence[tuple[str, Sequence[Difference]]]) -> tuple[str, Difference]:
    """Return the scenario with the largest difference of all years, and that difference."""
    best = {name: largest(line) for name, line in lines}
    name = max(best, key=lambda each: (best[each].is_clear, abs(best[each].mean)))
    return name, best[name]


def next_door_title(
    payer: str, measure: Format, line: Sequence[Difference], together: Difference | None
) -> str:
    """Say how a measure differs where a lever applies, in the year in which it does most, and next
    door in the same year.
    """
    own = largest(line)
    where = f"{possessive(payer)} {measure.short}"
    if all(each.is_nothing for each in line):
        return f"No change in {where} {_when(line)}"
    places = decimals_of([own], measure.decimals)
    unit = _unit(measure)
    if not own.has_interval:
        return f"One future: {where} {measure.plain(own.mean, places)}{unit} in {own.year}"
    if not own.is_clear:
        return f"No clear change in {where} {_when(line)}"
    title = f"{where} {measure.amount(own.mean, places)}{unit} {_side(own)} in {own.year}"
    if together is None:
        return title
    if not together.is_clear:
        return f"{title}; neighbours: no clear change"
    places = decimals_of([together], measure.decimals)
    return f"{title}; neighbours {measure.amount(together.mean, places)} {_side(together)}"


def _when(line: Sequence[Difference]) -> str:
    """Say over which years nothing is seen."""
    return f"in {line[0].year}" if len(line) == 1 else f"in any year to {line[-1].year}"


def _unclear_since(line: Sequence[Difference]) -> str:
    """Name the years at the end in which a difference is not clear."""
    clear = max(at for at, each in enumerate(line) if each.is_clear)
    first = line[clear + 1]
    return f"in {first.year}" if first is line[-1] else f"from {first.year}"


def _way(difference: Difference) -> str:
    return "lowers" if difference.mean < 0 else "raises"


def _side(difference: Difference) -> str:
    return "lower" if difference.mean < 0 else "higher"


def _unit(measure: Format) -> str:
    return measure.difference_suffix.replace("percentage points", "points")
