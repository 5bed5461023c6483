"""The assumptions register as a table, or one entry in full."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from workforce_sim.assumptions import Assumption, Movement
from workforce_sim.digits import digits, grouped
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.report.lever_lists import EVIDENCE
from workforce_sim.report.listing import Column, Listing

_COLUMNS = (
    Column("name", "Assumption"),
    Column("central", "Central"),
    Column("low", "Low"),
    Column("high", "High"),
    Column("unit", "Unit"),
    Column("quality", "Evidence"),
    Column("review_date", "Review by"),
    Column("meaning", "Meaning"),
)
_PROVENANCE = (
    Column("least", "Least possible"),
    Column("most", "Most possible"),
    Column("distribution", "Distribution"),
    Column("source", "Source"),
    Column("address", "Address"),
    Column("owner", "Owner"),
    Column("group", "Group"),
    Column("moves", "Moves"),
    Column("because", "Cannot be overridden because it"),
    Column("instead", "Instead"),
)


def list_assumptions(
    entries: Iterable[Assumption], today: datetime.date, *, with_sources: bool = False
) -> Listing:
    """Return the entries as a table; `with_sources` adds columns that only files have room for."""
    columns = _COLUMNS + _PROVENANCE if with_sources else _COLUMNS
    chosen = list(entries)
    overdue = sum(entry.review_date < today for entry in chosen)
    count = "1 assumption" if len(chosen) == 1 else f"{len(chosen)} assumptions"
    late = f" {overdue} are past their review date." if overdue else ""
    return Listing(
        columns=columns,
        rows=tuple(
            tuple(entry.model_dump(mode="json")[column.key] for column in columns)
            for entry in chosen
        ),
        after=f"{count}.{late} One in full, with its source: workforce-sim assumptions NAME",
    )


def describe_assumption(entry: Assumption, today: datetime.date) -> str:
    """Return everything the register knows about one entry, as lines of text."""
    late = " (past its review date)" if entry.review_date < today else ""
    drawn = (
        "none that a measure shows"
        if entry.refused
        else f"drawn from a {entry.distribution} distribution when a scenario says "
        "`uncertainty: parameters`"
        if entry.uncertain
        else "never drawn; the range is for sensitivity tests"
    )
    lines = [
        entry.name,
        f"  Meaning       {entry.meaning}",
        f"  Value         {grouped(entry.central)} {entry.unit}",
        f"  Range         {grouped(entry.low)} to {grouped(entry.high)} {entry.unit}",
        f"  Possible      {grouped(entry.least)} to {grouped(entry.most)} {entry.unit}",
        f"  Uncertainty   {drawn}",
        f"  Evidence      {EVIDENCE[entry.quality]}",
        f"  Source        {entry.source}",
        f"  Address       {entry.address or 'none: a judgement'}",
        f"  Group         {entry.group}",
        f"  Owner         {entry.owner or 'not yet named'}",
        f"  Review by     {entry.review_date.isoformat()}{late}",
    ]
    if entry.movement is None:
        lines += [f"  No override   It {entry.because}. Instead: {entry.instead}"]
    else:
        lines += [
            f"  Moves         {moves_in_words(entry.movement)}",
            "",
            "To use another value, write in a scenario:",
            "  assumptions:",
            f"    {entry.name}: {digits(entry.central)}",
        ]
    return "\n".join(lines)


def moves_in_words(movement: Movement) -> str:
    """Return what a higher value does to the results, in one line."""
    measure = YEARLY.get(movement.measure)
    label = f"`{movement.measure}`" if measure is None else measure.label
    what = f"Spread of {label}" if movement.spread else label
    where = f", in scenarios with {movement.needs}" if movement.needs else ""
    when = "" if movement.years == 1 else f", seen in year {movement.years}"
    return f"{what}: {'up' if movement.up else 'down'} with a higher value{where}{when}"
