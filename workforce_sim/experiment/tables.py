"""From finished parts to the result files, always in the plan's order, so that bytes do not depend
on the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from workforce_sim.experiment import money, summary, uncertainty
from workforce_sim.experiment.columns import write_table
from workforce_sim.experiment.files import sha256_of, sink_parquet
from workforce_sim.experiment.interfaces import Hooks
from workforce_sim.experiment.plan import Plan
from workforce_sim.experiment.replication_files import Receipt, read_histograms, scan_yearly
from workforce_sim.experiment.store import (
    HISTOGRAMS,
    PARTS,
    REPLICATIONS,
    RESULT_FILES,
)
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.record import FloatArray


def write_results(
    folder: Path,
    plan: Plan,
    areas: Mapping[str, AreaTable],
    receipts: Sequence[Receipt],
    hooks: Hooks,
) -> tuple[str, ...]:
    """Write every result file from the parts; return the warnings that readers must see."""
    replications = [(name, number) for name in plan.scenarios for number in plan.replications]
    sink_parquet(scan_yearly(folder / PARTS, replications), folder / REPLICATIONS)
    yearly = summary.yearly_sources(folder, plan, areas)
    uncertainty.join_partners(folder, plan)
    split = uncertainty.Split(folder, plan, yearly)
    summary.write_summary(folder, plan, yearly, list(split.summary_rows()))
    split.write()
    summary.write_comparison(folder, plan, yearly)
    if plan.monthly:
        summary.write_monthly(folder, plan, summary.monthly_sources(folder, plan, areas))
    _write_histograms(folder, plan)
    years = {
        name: each.keys["time_period"].unique().sort().to_list() for name, each in yearly.items()
    }
    found = money.accounts(folder, plan, receipts, years)
    prices = {name: hooks.prices(each, years[name][0]) for name, each in plan.scenarios.items()}
    money.write_ledger(folder, plan, areas, years, prices)
    money.write_appraisal(folder, plan, found, prices)
    budgets = {name: hooks.budget(each) for name, each in plan.scenarios.items()}
    return money.write_budget(folder, plan, found, budgets)


def result_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each result file that exists."""
    return {name: sha256_of(folder / name) for name in RESULT_FILES if (folder / name).is_file()}


def _write_histograms(folder: Path, plan: Plan) -> None:
    """Write the mean of each histogram over the replications, for each census where it is known."""
    rows = []
    for scenario in plan.scenarios:
        totals: dict[str, FloatArray] = {}
        years: list[int] = []
        for replication in plan.replications:
            years, found = read_histograms(folder / PARTS, scenario, replication)
            for name, table in found.items():
                totals[name] = totals[name] + table if name in totals else table
        count = len(plan.replications)
        rows += [
            (scenario, name, year, place, float(total) / count, count)
            for name, table in totals.items()
            for year, bins in zip(years, table, strict=True)
            for place, total in enumerate(bins)
            if not np.isnan(total)
        ]
    write_table(rows, folder / HISTOGRAMS, plan.names)
