"""What the levers spend against the budget, and what the money buys, in words and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workforce_sim.digits import digits
from workforce_sim.measures.appraisal import COST, NET_PUBLIC, PROGRAMME, WITH, WITHOUT
from workforce_sim.measures.ledger import financial_year_label
from workforce_sim.report.facts import RunFacts, ScenarioFacts
from workforce_sim.report.listing import Column, Listing
from workforce_sim.report.words import gbp

if TYPE_CHECKING:
    from workforce_sim.experiment.store import RunFolder

_MONEY = {
    "pay": "Pay of permanent staff",
    "agency": "Agency workers",
    "recruitment": "Recruitment",
    PROGRAMME: "Levers (gross cost)",
    NET_PUBLIC: "All together (net cost)",
}
"""Each cost basis of the appraisal, in the order and the words of the closing table."""
_QUANTITIES = {
    "cost_per_extra_worker_year": "per extra worker-year in post",
    "cost_per_vacancy_year_removed": "per vacancy-year removed",
    "cost_per_leaver_averted": "per leaver averted",
}


def spending(run: RunFolder, scenario: ScenarioFacts) -> Listing | None:
    """Return spend against budget by financial year; None for a scenario without a budget."""
    import polars as pl

    frame = run.budget().filter(pl.col("scenario") == scenario.id).collect()
    if frame.is_empty():
        return None
    rows = tuple(
        (
            financial_year_label(row["financial_year"] // 100),
            gbp(row["budget_gbp"]),
            gbp(row["spend_gbp"]),
            gbp(row["cumulative_budget_gbp"]),
            gbp(row["cumulative_spend_gbp"]),
            row["largest_lever"] or "none",
        )
        for row in frame.to_dicts()
    )
    return Listing(
        columns=(
            Column("financial_year", "Financial year"),
            Column("budget", "Budget"),
            Column("spend", "Spend"),
            Column("budget_so_far", "Budget so far"),
            Column("spend_so_far", "Spend so far"),
            Column("largest_lever", "Largest spender"),
        ),
        rows=rows,
        after="Mean over the simulated futures, in the prices of each year.",
    )


def public_money(run: RunFolder, scenario: ScenarioFacts, interval: str) -> Listing:
    """Return each line of public money without and with a scenario, gross and net."""
    found = _appraised(run, scenario)
    rows = []
    for basis, name in _MONEY.items():
        cost = found[basis, COST]
        levels = (gbp(found[basis, each]["value"]) for each in (WITHOUT, WITH))
        span = [_signed(cost[each]) for each in ("ci_low", "ci_high") if cost[each] is not None]
        known = f" ({' to '.join(span)})" if span else ""
        rows.append((name, *levels, _signed(cost["value"]) + known))
    net = found[NET_PUBLIC, COST]
    return Listing(
        columns=(
            Column("money", "Public money"),
            Column("without", "Without"),
            Column("with", "With"),
            Column("difference", f"Difference ({interval})"),
        ),
        rows=tuple(rows),
        after=f"All years together, in {net['unit']}, discounted at {_rate(net)} a year; pay with "
        "on-costs. Net is gross plus what changes in pay, agency work and recruitment.",
    )


def costs(run: RunFolder, scenario: ScenarioFacts) -> tuple[str, ...]:
    """Return the present value of what a scenario costs, gross and net."""
    found = _appraised(run, scenario)
    return tuple(gbp(found[basis, COST]["value"]) for basis in (PROGRAMME, NET_PUBLIC))


def appraisal_lines(run: RunFolder, facts: RunFacts) -> list[str]:
    """Return one sentence per alternative and cost basis: present value, and what a unit costs."""
    lines = []
    for scenario in facts.alternatives:
        found = _appraised(run, scenario)
        if not found[PROGRAMME, COST]["value"]:
            continue
        name = scenario.name.rstrip(".")
        heads = {PROGRAMME: f"Cost of the levers in '{name}'", NET_PUBLIC: "Net public cost of it"}
        for basis, head in heads.items():
            total = found[basis, COST]
            parts = [
                f"{gbp(found[basis, each]['value'])} {words}"
                for each, words in _QUANTITIES.items()
                if found[basis, each]["value"] is not None
            ]
            bought = f": {', '.join(parts)}" if parts else "; no gain that is clear of chance"
            lines.append(
                f"{head}: {gbp(total['value'])} (present value at {_rate(total)}){bought}."
            )
    return lines


def _rate(row: dict[str, Any]) -> str:
    return f"{digits(100 * row['discount_rate'])}%"


def _signed(value: float) -> str:
    """Write a change of money with its sign."""
    return ("+" if value >= 0.5 else "") + gbp(value)


def _appraised(run: RunFolder, scenario: ScenarioFacts) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the appraisal of a scenario by cost basis and quantity, at the main discount rate."""
    import polars as pl

    frame = run.appraisal().filter(pl.col("scenario") == scenario.id)
    # The reference and the main rate come first, so the first row of each is the one to quote.
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in frame.collect().to_dicts():
        rows.setdefault((row["cost_basis"], row["quantity"]), row)
    return rows
