"""What a scenario costs the public purse and what it buys, against its reference, over paired
replications.

Public cost is kept apart from social value: children's outcomes are counted elsewhere and never
priced. Costs are in real terms and discounted; worker-years, vacancy-years and leavers are counted
as they are, undiscounted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from workforce_sim.measures.intervals import mean_interval, ratio_of_means
from workforce_sim.measures.ledger import LedgerTotals
from workforce_sim.measures.prices import Prices
from workforce_sim.measures.record import (
    AGENCY,
    PAY,
    RECRUITMENT,
    FloatArray,
    ReplicationRecord,
)

PROGRAMME = "programme"
"""Cost basis: what the levers themselves cost, gross."""
NET_PUBLIC = "net public"
"""Cost basis: everything in the ledger, so the pay of extra staff counts with the levers' cost, and
a saving on agency workers against it.
"""
LINES = {PROGRAMME: ("lever",)} | {line: (line,) for line, _ in (PAY, AGENCY, RECRUITMENT)}
"""Lines of the ledger on each cost basis; the net public cost is the sum of all."""
COST = "present_value_of_public_cost"
WITH, WITHOUT = "present_value_with_scenario", "present_value_with_reference"

WORKER_YEARS = "worker_years_in_post"
VACANCY_YEARS = "vacancy_years"
LEAVERS = "leavers"
STARTERS = "starters"

T_METHOD = "paired t, 95%"
FIELLER_METHOD = "Fieller, 95%"
SHARE_METHOD = "share of paired replications"


@dataclass(frozen=True)
class Outcome:
    """An outcome that cost is set against: `sign` is +1 if more of it is the gain, -1 if less of
    it is.
    """

    name: str
    gain: str
    cost_per: str
    sign: int


OUTCOMES = (
    Outcome(WORKER_YEARS, "extra_worker_years_in_post", "cost_per_extra_worker_year", 1),
    Outcome(VACANCY_YEARS, "vacancy_years_removed", "cost_per_vacancy_year_removed", -1),
    Outcome(LEAVERS, "leavers_averted", "cost_per_leaver_averted", -1),
)


@dataclass(frozen=True)
class AppraisalRow:
    """One figure of the appraisal; `value` is None where it is not defined, and `note` then says
    why.

    `discount_rate` is None and `cost_basis` "" where money plays no part.
    """

    quantity: str
    cost_basis: str
    discount_rate: float | None
    unit: str
    value: float | None
    ci_low: float | None
    ci_high: float | None
    method: str
    note: str


@dataclass(frozen=True)
class Account:
    """What the appraisal needs of one scenario: outcome totals (replications,) by name, and its
    ledger.
    """

    outcomes: Mapping[str, FloatArray]
    ledger: LedgerTotals


def outcome_totals(record: ReplicationRecord) -> dict[str, float]:
    """Totals over the whole run and all simulated councils, for one replication.

    Worker-years and vacancy-years are month-end stocks divided by twelve, the base month left out;
    leavers and starters are summed over the simulated years.
    """

    def years_of(component: str) -> float:
        return float(np.sum(record.monthly[component][1:].sum(axis=1)) / 12.0)

    def summed(component: str) -> float:
        return float(np.sum(record.yearly[component][1:].sum(axis=1)))

    return {
        WORKER_YEARS: years_of("inpost_fte"),
        VACANCY_YEARS: years_of("vacancy_fte"),
        LEAVERS: summed("leavers_fte"),
        STARTERS: summed("starters_fte"),
    }


def present_value(ledger: LedgerTotals, prices: Prices, rate: float, basis: str) -> FloatArray:
    """Real, discounted public cost by replication, in pounds of the prices' base year."""
    factors = np.array(
        [
            prices.real(key.financial_year) * prices.present_value(key.financial_year, rate)
            if basis == NET_PUBLIC or key.line in LINES[basis]
            else 0.0
            for key in ledger.keys
        ]
    )
    return np.asarray((ledger.gbp * factors).sum(axis=1), dtype=np.float64)


def appraise(scenario: Account, reference: Account, prices: Prices) -> list[AppraisalRow]:
    """Every figure of the appraisal of `scenario` against `reference`; replications must be paired
    in order.
    """
    gains = {
        each.name: each.sign * (scenario.outcomes[each.name] - reference.outcomes[each.name])
        for each in OUTCOMES
    }
    rows: list[AppraisalRow] = []
    unit = f"£ of {prices.base_year}"
    for basis in (*LINES, NET_PUBLIC):
        for rate in prices.discount_rates:
            spent, without = (
                present_value(each.ledger, prices, rate, basis) for each in (scenario, reference)
            )
            cost = spent - without
            rows += [
                _mean_row(quantity, values, unit, basis, rate)
                for quantity, values in ((COST, cost), (WITH, spent), (WITHOUT, without))
            ]
            if basis in (PROGRAMME, NET_PUBLIC):
                rows += [
                    _cost_row(each, cost, gains[each.name], basis, rate, prices)
                    for each in OUTCOMES
                ]
            if basis == NET_PUBLIC:
                rows.append(_share_row("probability_costs_less", cost < 0, basis, rate))
    for each in OUTCOMES:
        unit = "leavers" if each.name == LEAVERS else "years FTE"
        rows.append(_mean_row(each.gain, gains[each.name], unit, "", None))
    rows += [
        _share_row("probability_more_worker_years", gains[WORKER_YEARS] > 0, "", None),
        _share_row("probability_fewer_vacancies", gains[VACANCY_YEARS] > 0, "", None),
        _share_row("probability_fewer_leavers", gains[LEAVERS] > 0, "", None),
    ]
    return rows


def _mean_row(
    quantity: str, values: FloatArray, unit: str, basis: str, rate: float | None
) -> AppraisalRow:
    mean, low, high = (float(part) for part in mean_interval(values))
    if np.isnan(low):
        note = "one replication: no interval"
        return AppraisalRow(quantity, basis, rate, unit, mean, None, None, T_METHOD, note)
    return AppraisalRow(quantity, basis, rate, unit, mean, low, high, T_METHOD, "")


def _cost_row(
    outcome: Outcome, cost: FloatArray, gain: FloatArray, basis: str, rate: float, prices: Prices
) -> AppraisalRow:
    ratio = ratio_of_means(cost, gain)
    note = f"not defined: {ratio.reason}" if ratio.value is None else ""
    if ratio.value is not None and ratio.value < 0.0:
        note = "saves money and gains"
    return AppraisalRow(
        outcome.cost_per, basis, rate, f"£ of {prices.base_year} per unit gained",
        ratio.value, ratio.low, ratio.high, FIELLER_METHOD, note,
    )  # fmt: skip


def _share_row(
    quantity: str,
    wins: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    basis: str,
    rate: float | None,
) -> AppraisalRow:
    return AppraisalRow(
        quantity, basis, rate, "share", float(wins.mean()), None, None, SHARE_METHOD, ""
    )
