"""Councils of before and after a base year: their names and codes, and what became of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from workforce_sim.baseline.dfe_csv import PACKAGED, read_rows, split_codes

_COLUMNS = ("la_name", "new_la_code", "old_la_code", "successors", "change")


@dataclass(frozen=True)
class Council:
    """A council under one of its codes.

    `successors` are the old_la_codes of those that took over from it, none while it goes on under
    another code. `change` says what happened to it.
    """

    name: str
    code: str
    old_code: str
    successors: tuple[str, ...]
    change: str


@cache
def changed_councils() -> tuple[Council, ...]:
    """Return every council whose code has changed since 2009, under each of its codes."""
    return tuple(
        Council(
            row.text("la_name"),
            row.text("new_la_code"),
            row.text("old_la_code"),
            tuple(split_codes(row.text("successors"))) if row.text("successors") else (),
            row.text("change"),
        )
        for row in read_rows(PACKAGED / "council_codes.csv", _COLUMNS)
    )


def heirs(council: Council, present: Collection[str]) -> list[str]:
    """Return the old_la_codes, of those present in a base year, that stand for a council: itself,
    those that took over from it, or those from which it took over.
    """
    if council.old_code in present:
        return [council.old_code]
    later = [code for code in council.successors if code in present]
    before = [each for each in changed_councils() if council.old_code in each.successors]
    return later or [each.old_code for each in before if each.old_code in present]
