"""The money tables: ledger, budget and appraisal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from workforce_sim.experiment.columns import unnamed, write_table
from workforce_sim.experiment.plan import Plan
from workforce_sim.experiment.replication_files import Receipt, read_ledger
from workforce_sim.experiment.spread import spread
from workforce_sim.experiment.store import APPRAISAL, BUDGET, LEDGER, PARTS
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.appraisal import OUTCOMES, Account, appraise
from workforce_sim.measures.ledger import (
    Budget,
    budget_years,
    financial_year_code,
    gather,
    overspend_warnings,
)
from workforce_sim.measures.prices import Prices
from workforce_sim.measures.record import FloatArray, LedgerLine

if TYPE_CHECKING:
    import polars as pl

Ledger = Mapping[LedgerLine, FloatArray]


@dataclass(frozen=True)
class _StoredLedgers(Collection[Ledger]):
    """The postings of each replication, read when it is its turn."""

    parts: Path
    scenario: str
    replications: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.replications)

    def __iter__(self) -> Iterator[Ledger]:
        return (read_ledger(self.parts, self.scenario, r) for r in self.replications)

    def __contains__(self, item: object) -> bool:
        return any(item == each for each in self)


def accounts(
    folder: Path, plan: Plan, receipts: Sequence[Receipt], years: Mapping[str, Sequence[int]]
) -> dict[str, Account]:
    """Postings and outcome totals of each scenario, replications in the plan's order."""
    by_address = {(each.scenario, each.replication): each for each in receipts}
    found = {}
    for name in plan.scenarios:
        mine = [by_address[name, replication] for replication in plan.replications]
        ledgers = _StoredLedgers(folder / PARTS, name, plan.replications)
        outcomes = {
            each.name: np.array([receipt.outcomes[each.name] for receipt in mine])
            for each in OUTCOMES
        }
        found[name] = Account(outcomes, gather(ledgers, years[name][0]))
    return found


def write_ledger(
    folder: Path,
    plan: Plan,
    areas: Mapping[str, AreaTable],
    years: Mapping[str, Sequence[int]],
    prices: Mapping[str, Prices],
) -> None:
    """Write ledger.csv: mean postings by council, nominal and real, with the 80% range of the real
    ones.
    """
    import polars as pl

    tables = [pl.DataFrame(schema=unnamed(LEDGER))]
    for name in plan.scenarios:
        ledgers = _StoredLedgers(folder / PARTS, name, plan.replications)
        lines = sorted({line for each in ledgers for line in each})
        cells = [
            _cells_of(name, line, ledgers, areas[name].codes, years[name], prices[name])
            for line in lines
        ]
        order = ("financial_year", "line", "lever", "area")
        tables += [pl.concat(cells).sort(order)] if cells else []
    write_table(pl.concat(tables), folder / LEDGER, plan.names)


def write_budget(
    folder: Path,
    plan: Plan,
    found: Mapping[str, Account],
    budgets: Mapping[str, Budget | None],
) -> tuple[str, ...]:
    """Write budget.csv and return the warnings about scenarios that overspend."""
    rows: list[tuple[Any, ...]] = []
    warnings: list[str] = []
    for name, account in found.items():
        budget = budgets[name]
        if budget is None:
            continue
        rows += [
            (
                name, financial_year_code(year.financial_year), year.budget_gbp, year.spend_gbp,
                year.cumulative_budget_gbp, year.cumulative_spend_gbp, year.largest_lever,
            )
            for year in budget_years(account.ledger, budget)
        ]  # fmt: skip
        warnings += [f"{name}: {warning}" for warning in overspend_warnings(account.ledger, budget)]
    write_table(rows, folder / BUDGET, plan.names)
    return tuple(warnings)


def write_appraisal(
    folder: Path, plan: Plan, found: Mapping[str, Account], prices: Mapping[str, Prices]
) -> None:
    """Write appraisal.csv: each scenario against each other one, the plan's reference first.

    Costs per unit are against the plan's reference only; the shares of replications in which a
    scenario does better are also given against every other scenario.
    """
    rows: list[tuple[Any, ...]] = []
    for name in plan.scenarios:
        if name == plan.reference:
            continue
        for other in plan.scenarios:
            if other == name:
                continue
            for row in appraise(found[name], found[other], prices[name]):
                if other == plan.reference or row.quantity.startswith("probability"):
                    rows.append(
                        (
                            name, other, row.quantity, row.cost_basis, row.discount_rate, row.unit,
                            row.value, row.ci_low, row.ci_high, row.method, row.note,
                            len(plan.replications),
                        )
                    )  # fmt: skip
    write_table(rows, folder / APPRAISAL, plan.names)


def _cells_of(
    scenario: str,
    line: LedgerLine,
    ledgers: Collection[Ledger],
    codes: Sequence[str],
    years: Sequence[int],
    prices: Prices,
) -> pl.DataFrame:
    """The rows of one line: a line at a time, so that memory does not grow with their number."""
    import polars as pl

    gbp = np.zeros((len(ledgers), len(years), len(codes)))
    bought = np.zeros(gbp.shape[1:])
    for r, each in enumerate(ledgers):
        if line in each:
            gbp[r] = each[line][0]
            bought += each[line][1]
    used = (gbp != 0.0).any(axis=0) | (bought != 0.0)
    year, council = (each.tolist() for each in np.nonzero(used))
    nominal = gbp[:, used]
    real = spread(nominal * [prices.real(years[k]) for k in year], (0.1, 0.9))
    columns = {
        "scenario": [scenario] * len(year),
        "financial_year": [financial_year_code(years[k]) for k in year],
        "line": [line.line] * len(year),
        "lever": [line.lever] * len(year),
        "area": [codes[k] for k in council],
        "mean_nominal_gbp": nominal.mean(axis=0),
        "mean_real_gbp": real.mean,
        "p10_real_gbp": real.quantiles[0],
        "p90_real_gbp": real.quantiles[1],
        "mean_quantity": bought[used] / len(ledgers),
        "real_base_year": [financial_year_code(prices.base_year)] * len(year),
        "replications": [len(ledgers)] * len(year),
    }
    return pl.DataFrame(columns, schema=unnamed(LEDGER))
