"""From finished parts to the result files, always in the plan's order, so that bytes do not depend
on the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workforce_sim.experiment import money, summary
from workforce_sim.experiment.columns import COLUMNS, dtypes
from workforce_sim.experiment.files import join_parquet, sha256_of, write_csv
from workforce_sim.experiment.hooks import Hooks
from workforce_sim.experiment.parts import HISTOGRAM_PART, Receipt, part_path
from workforce_sim.experiment.plan import Plan
from workforce_sim.experiment.store import (
    HISTOGRAMS,
    PARTS,
    REPLICATIONS,
    RESULT_FILES,
)
from workforce_sim.measures.areas import AreaTable

if TYPE_CHECKING:
    import polars as pl


def write_results(
    folder: Path,
    plan: Plan,
    areas: Mapping[str, AreaTable],
    receipts: Sequence[Receipt],
    hooks: Hooks,
) -> tuple[str, ...]:
    """Write every result file from the parts; return the warnings that readers must see."""
    join_parquet(
        [part_path(folder / PARTS, s, r) for s in plan.scenarios for r in plan.replications],
        folder / REPLICATIONS,
    )
    yearly = summary.yearly_sources(folder, plan, areas)
    summary.write_summary(folder, plan, yearly)
    summary.write_comparison(folder, plan, yearly)
    if plan.monthly:
        summary.write_monthly(folder, plan, summary.monthly_sources(folder, plan, areas))
    _write_histograms(folder, plan)
    base_years = {name: int(str(yearly[name].keys["time_period"].min())) for name in yearly}
    found = money.accounts(folder, plan, receipts)
    prices = {name: hooks.prices(each, base_years[name]) for name, each in plan.scenarios.items()}
    money.write_ledger(folder, found, prices)
    money.write_appraisal(folder, plan, found, prices)
    budgets = {name: hooks.budget(each) for name, each in plan.scenarios.items()}
    return money.write_budget(folder, found, budgets)


def result_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each result file that exists."""
    return {name: sha256_of(folder / name) for name in RESULT_FILES if (folder / name).is_file()}


def _write_histograms(folder: Path, plan: Plan) -> None:
    import polars as pl

    frames = [_mean_histograms(folder, plan, name) for name in plan.scenarios]
    write_csv(pl.concat(frames).select(COLUMNS[HISTOGRAMS]), folder / HISTOGRAMS)


def _mean_histograms(folder: Path, plan: Plan, scenario: str) -> pl.DataFrame:
    import polars as pl

    paths = [part_path(folder / PARTS, scenario, r, HISTOGRAM_PART) for r in plan.replications]
    total = pl.read_parquet(paths[0], glob=False)
    for path in paths[1:]:
        total = total.with_columns(
            pl.col("count") + pl.read_parquet(path, columns=["count"], glob=False)["count"]
        )
    return (
        total.drop_nulls("count")
        .select(
            pl.lit(scenario).alias("scenario"),
            "histogram",
            "time_period",
            "bin",
            (pl.col("count") / len(paths)).alias("mean_count"),
            pl.lit(len(paths)).alias("replications"),
        )
        .with_columns(pl.col(column).cast(kind) for column, kind in dtypes(HISTOGRAMS).items())
    )
