"""The money ledger of all councils together by line and year, and spend against the budget."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from workforce_sim.measures.record import FloatArray, LedgerLine, financial_year_of


class LedgerKey(NamedTuple):
    """What postings are summed by: the calendar year in which the financial year starts, and the
    fields of `LedgerLine`.
    """

    financial_year: int
    line: str
    lever: str


@dataclass(frozen=True)
class LedgerTotals:
    """Postings of one scenario by replication, all councils together.

    `keys` are sorted; `gbp` (nominal) is (replications, keys), zero where nothing was posted.
    """

    keys: tuple[LedgerKey, ...]
    gbp: FloatArray


@dataclass(frozen=True)
class Budget:
    """Money that a package may spend, in nominal pounds, from the month of `first` to that of
    `last`.

    `split_gbp`: how the total is divided over levers, by lever name; {} if it is not.
    """

    total_gbp: float
    first: date
    last: date
    split_gbp: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class BudgetYear:
    """One financial year of a budget: its even share by month, and the levers' mean spend, in
    nominal pounds.
    """

    financial_year: int
    budget_gbp: float
    spend_gbp: float
    cumulative_budget_gbp: float
    cumulative_spend_gbp: float
    largest_lever: str


def financial_year_code(start: int) -> int:
    """The same in six digits, which no spreadsheet makes a date of: 200910, as in DfE's data."""
    return start * 100 + (start + 1) % 100


def financial_year_label(start: int) -> str:
    """The financial year that starts in `start`, for example "2009-10"."""
    return f"{start}-{(start + 1) % 100:02d}"


def gather(
    replications: Collection[Mapping[LedgerLine, FloatArray]], first_year: int
) -> LedgerTotals:
    """The ledgers of several replications side by side, summed over councils.

    `first_year`: the financial year that comes first in each. Only sums are held, so the collection
    may read each replication from disk.
    """
    sums: dict[LedgerKey, FloatArray] = {}
    for r, ledger in enumerate(replications):
        for line, (pounds, _) in ledger.items():
            totals = pounds.sum(axis=1)
            for year in np.flatnonzero(totals):
                key = LedgerKey(first_year + int(year), *line)
                sums.setdefault(key, np.zeros(len(replications)))[r] = totals[year]
    keys = tuple(sorted(sums))
    gbp = np.array([sums[key] for key in keys]).reshape(len(keys), len(replications)).T
    return LedgerTotals(keys, gbp)


def budget_years(totals: LedgerTotals, budget: Budget) -> tuple[BudgetYear, ...]:
    """Spend of the levers against a budget, for each financial year of either.

    A budget states only a total, so its yearly figures are even shares by month from `first` to
    `last`, both months included. Spend is the mean over replications.
    """
    months = _months_by_year(budget.first, budget.last)
    per_month = budget.total_gbp / sum(months.values())
    spend = _mean_by_lever_and_year(totals)
    years = range(
        min([*months, *(year for year, _ in spend)]), max([*months, *(y for y, _ in spend)]) + 1
    )
    table: list[BudgetYear] = []
    cumulative_budget = cumulative_spend = 0.0
    for year in years:
        levers = {lever: gbp for (y, lever), gbp in spend.items() if y == year}
        share = per_month * months.get(year, 0)
        cumulative_budget += share
        cumulative_spend += sum(levers.values())
        largest = max(levers, key=lambda lever: (levers[lever], lever), default="")
        table.append(
            BudgetYear(
                year, share, sum(levers.values()), cumulative_budget, cumulative_spend, largest
            )
        )
    return tuple(table)


def overspend_warnings(totals: LedgerTotals, budget: Budget) -> tuple[str, ...]:
    """Sentences that say where a package breaks its budget, naming lever and year; () if it keeps
    to it.

    Warned about: the year in which mean spend so far passes the total, with the lever that spent
    most in that year; a lever that passes its own part of the budget; and spend in financial years
    that the budget does not cover.
    """
    return (
        *_package_warnings(totals, budget),
        *_split_warnings(totals, budget),
        *_outside_warnings(totals, budget),
    )


def _package_warnings(totals: LedgerTotals, budget: Budget) -> Iterator[str]:
    years, total_gbp = budget_years(totals, budget), budget.total_gbp
    for year in years:
        before = year.cumulative_spend_gbp - year.spend_gbp
        if before <= total_gbp < year.cumulative_spend_gbp:
            share = _share_over(totals, total_gbp)
            yield (
                f"The package overspends in {financial_year_label(year.financial_year)}: spend so "
                f"far reaches £{year.cumulative_spend_gbp:,.0f} of a budget of £{total_gbp:,.0f}; "
                f"the largest spender that year is {year.largest_lever}. In the end it spends "
                f"£{years[-1].cumulative_spend_gbp:,.0f}, and more than the budget in {share:.0%} "
                "of replications."
            )


def _split_warnings(totals: LedgerTotals, budget: Budget) -> Iterator[str]:
    spend = _mean_by_lever_and_year(totals)
    for lever, part in budget.split_gbp.items():
        so_far = 0.0
        for (fy, name), gbp in sorted(spend.items()):
            if name != lever:
                continue
            if so_far <= part < so_far + gbp:
                yield (
                    f"{lever} overspends its part of the budget in {financial_year_label(fy)}: "
                    f"spend so far reaches £{so_far + gbp:,.0f} of £{part:,.0f}."
                )
            so_far += gbp


def _outside_warnings(totals: LedgerTotals, budget: Budget) -> Iterator[str]:
    cover = range(financial_year_of(budget.first), financial_year_of(budget.last) + 1)
    for (fy, lever), gbp in sorted(_mean_by_lever_and_year(totals).items()):
        if fy not in cover and gbp > 0.0:
            yield (
                f"{lever} spends £{gbp:,.0f} in {financial_year_label(fy)}, a year that the budget "
                "does not cover."
            )


def _months_by_year(first: date, last: date) -> dict[int, int]:
    months: dict[int, int] = {}
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year = financial_year_of(date(month // 12, month % 12 + 1, 1))
        months[year] = months.get(year, 0) + 1
    if not months:
        raise ValueError("a budget must end after it starts")
    return months


def _mean_by_lever_and_year(totals: LedgerTotals) -> dict[tuple[int, str], float]:
    spend: dict[tuple[int, str], float] = {}
    for k, key in enumerate(totals.keys):
        if key.lever:
            place = (key.financial_year, key.lever)
            spend[place] = spend.get(place, 0.0) + float(totals.gbp[:, k].mean())
    return spend


def _share_over(totals: LedgerTotals, total_gbp: float) -> float:
    mine = [k for k, key in enumerate(totals.keys) if key.lever]
    return float((totals.gbp[:, mine].sum(axis=1) > total_gbp).mean())
