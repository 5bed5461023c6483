"""The columns of each CSV result and their types, in order: other people's scripts rely on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_sim.experiment.files import write_csv

if TYPE_CHECKING:
    import polars as pl

_SCENARIO = ("scenario", "scenario_name")
_AREA = ("geographic_level", "region_name", "new_la_code", "la_name")

COLUMNS: dict[str, tuple[str, ...]] = {
    "summary.csv": (
        *_SCENARIO, "time_period", *_AREA, "measure", "unit",
        "mean", "median", "p2_5", "p10", "p90", "p97_5", "replications", "uncertainty_source",
    ),
    "uncertainty.csv": (
        *_SCENARIO, "reference", "time_period", *_AREA, "measure", "unit", "uncertainty_source",
        "standard_deviation", "share", "share_low", "share_high", "partners",
    ),
    "sensitivity.csv": (
        *_SCENARIO, "reference", "time_period", "geographic_level", "measure", "unit", "rank",
        "assumption", "meaning", "evidence", "low", "central", "high", "entries", "total_order",
        "total_order_low", "total_order_high", "first_order", "first_order_low",
        "first_order_high", "standard_deviation", "chance_left", "samples", "futures",
    ),
    "screening.csv": (
        *_SCENARIO, "reference", "time_period", "geographic_level", "measure", "unit",
        "assumption", "mean_effect", "own_share",
    ),
    "comparison.csv": (
        *_SCENARIO, "reference", "time_period", *_AREA, "measure",
        "mean_difference", "ci_low", "ci_high", "probability_higher", "probability_lower",
        "replications",
    ),
    "ledger.csv": (
        *_SCENARIO, "financial_year", "line", "lever", "area", "mean_nominal_gbp",
        "mean_real_gbp", "p10_real_gbp", "p90_real_gbp", "mean_quantity", "real_base_year",
        "replications",
    ),
    "budget.csv": (
        *_SCENARIO, "financial_year", "budget_gbp", "spend_gbp", "cumulative_budget_gbp",
        "cumulative_spend_gbp", "largest_lever",
    ),
    "appraisal.csv": (
        *_SCENARIO, "reference", "quantity", "cost_basis", "discount_rate", "unit", "value",
        "ci_low", "ci_high", "method", "note", "replications",
    ),
    "histograms.csv": (
        *_SCENARIO, "histogram", "time_period", "bin", "mean_count", "replications",
    ),
}  # fmt: skip

_TEXT = {
    *_SCENARIO, *_AREA, "reference", "measure", "unit", "line", "lever", "area", "largest_lever",
    "quantity", "cost_basis", "method", "note", "histogram", "uncertainty_source", "assumption",
    "meaning", "evidence", "own_share",
}  # fmt: skip
_WHOLE = {
    "time_period", "financial_year", "real_base_year", "replications", "partners", "bin", "rank",
    "entries", "samples", "futures",
}  # fmt: skip


def dtypes(file: str) -> dict[str, pl.DataType]:
    """The polars type of each column of a CSV result."""
    import polars as pl

    return {
        name: pl.String() if name in _TEXT else pl.Int64() if name in _WHOLE else pl.Float64()
        for name in COLUMNS[file]
    }


def unnamed(file: str) -> dict[str, pl.DataType]:
    """The types of the columns that are computed: all but the scenarios' names."""
    return {name: kind for name, kind in dtypes(file).items() if name != "scenario_name"}


def write_table(
    rows: pl.DataFrame | Sequence[Any], path: Path, scenario_names: Mapping[str, str]
) -> None:
    """Write a CSV result from the columns of `unnamed`, with each scenario's name beside its id."""
    import polars as pl

    table = pl.DataFrame(rows, schema=unnamed(path.name), orient="row")
    name = pl.col("scenario").replace_strict(scenario_names, return_dtype=pl.String)
    named = table.with_columns(name.alias("scenario_name"))
    write_csv(named.select(COLUMNS[path.name]), path)
