"""The money tables: ledger, budget and appraisal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workforce_sim.experiment.columns import write_table
from workforce_sim.experiment.parts import Receipt, read_ledger
from workforce_sim.experiment.plan import Plan
from workforce_sim.experiment.spread import spread
from workforce_sim.experiment.store import APPRAISAL, BUDGET, LEDGER, PARTS
from workforce_sim.measures.appraisal import OUTCOMES, Account, appraise
from workforce_sim.measures.ledger import (
    Budget,
    LedgerKey,
    LedgerTotals,
    budget_years,
    financial_year_code,
    gather,
    overspend_warnings,
)
from workforce_sim.measures.prices import Prices


@dataclass(frozen=True)
class _StoredLedgers(Collection[Mapping[LedgerKey, tuple[float, float]]]):
    """The postings of each replication, read when it is its turn."""

    parts: Path
    scenario: str
    replications: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.replications)

    def __iter__(self) -> Iterator[Mapping[LedgerKey, tuple[float, float]]]:
        return (read_ledger(self.parts, self.scenario, r) for r in self.replications)

    def __contains__(self, item: object) -> bool:
        return any(item == each for each in self)


def accounts(folder: Path, plan: Plan, receipts: Sequence[Receipt]) -> dict[str, Account]:
    """Postings and outcome totals of each scenario, replications in the plan's order."""
    by_address = {(each.scenario, each.replication): each for each in receipts}
    found = {}
    for name in plan.scenarios:
        mine = [by_address[name, replication] for replication in plan.replications]
        ledger = gather(_StoredLedgers(folder / PARTS, name, plan.replications))
        outcomes = {
            each.name: np.array([receipt.outcomes[each.name] for receipt in mine])
            for each in OUTCOMES
        }
        found[name] = Account(outcomes, ledger)
    return found


def write_ledger(
    folder: Path, plan: Plan, found: Mapping[str, Account], prices: Mapping[str, Prices]
) -> None:
    """Write ledger.csv: mean postings, nominal and real, with the 80% range of the real ones."""
    rows = [
        row for name, each in found.items() for row in _ledger_rows(name, each.ledger, prices[name])
    ]
    write_table(rows, folder / LEDGER, plan.names)


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


def _ledger_rows(name: str, ledger: LedgerTotals, prices: Prices) -> list[tuple[Any, ...]]:
    if not ledger.keys:
        return []
    factors = np.array([prices.real(key.financial_year) for key in ledger.keys])
    real = spread(ledger.gbp * factors, (0.1, 0.9))
    nominal, quantity = ledger.gbp.mean(axis=0), ledger.quantity.mean(axis=0)
    base = financial_year_code(prices.base_year)
    return [
        (
            name, financial_year_code(key.financial_year), key.line, key.lever, key.area,
            float(nominal[k]), float(real.mean[k]), float(real.quantiles[0, k]),
            float(real.quantiles[1, k]), float(quantity[k]), base, len(ledger.gbp),
        )
        for k, key in enumerate(ledger.keys)
    ]  # fmt: skip
