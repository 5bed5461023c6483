"""What the levers spend against the budget, and what the money buys, in words and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workforce_sim.digits import digits
from workforce_sim.measures.ledger import financial_year_label
from workforce_sim.report.facts import RunFacts, ScenarioFacts
from workforce_sim.report.listing import Column, Listing
from workforce_sim.report.words import gbp

if TYPE_CHECKING:
    from workforce_sim.experiment.store import RunFolder

_TOTAL = "present_value_of_public_cost"
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


def cost_of_levers(run: RunFolder, scenario: ScenarioFacts) -> str:
    """Return the present value of what the levers cost, or "none"."""
    total = _programme(run, scenario).get(_TOTAL)
    return gbp(total["value"]) if total and total["value"] else "none"


def appraisal_lines(run: RunFolder, facts: RunFacts) -> list[str]:
    """Return one sentence per alternative: present value of its cost, and what a unit costs."""
    lines = []
    for scenario in facts.alternatives:
        rows = _programme(run, scenario)
        total = rows.get(_TOTAL)
        if total is None or not total["value"]:
            continue
        rate = f"{digits(100 * total['discount_rate'])}%"
        parts = [
            f"{gbp(rows[key]['value'])} {words}"
            for key, words in _QUANTITIES.items()
            if key in rows and rows[key]["value"] is not None
        ]
        bought = f": {', '.join(parts)}" if parts else "; no gain that is clear of chance"
        lines.append(
            f"Cost of the levers in '{scenario.name.rstrip('.')}': {gbp(total['value'])} "
            f"(present value at {rate}){bought}."
        )
    return lines


def _programme(run: RunFolder, scenario: ScenarioFacts) -> dict[str, dict[str, Any]]:
    """Return the appraisal of the levers' own cost by quantity, at the main discount rate."""
    import polars as pl

    frame = run.appraisal().filter(
        pl.col("scenario") == scenario.id,
        pl.col("cost_basis") == "programme",
    )
    # The main rate comes first, so the first row of each quantity is the one to quote.
    rows: dict[str, dict[str, Any]] = {}
    for row in frame.collect().to_dicts():
        rows.setdefault(row["quantity"], row)
    return rows
