"""The columns of each CSV result and their types, in order: other people's scripts rely on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_AREA = ("geographic_level", "region_name", "new_la_code", "la_name")

COLUMNS: dict[str, tuple[str, ...]] = {
    "summary.csv": (
        "scenario", "time_period", *_AREA, "measure", "unit",
        "mean", "median", "p2_5", "p10", "p90", "p97_5", "replications", "uncertainty_source",
    ),
    "uncertainty.csv": (
        "scenario", "reference", "time_period", *_AREA, "measure", "unit", "uncertainty_source",
        "standard_deviation", "share", "share_low", "share_high", "partners",
    ),
    "sensitivity.csv": (
        "scenario", "reference", "time_period", "geographic_level", "measure", "unit", "rank",
        "assumption", "meaning", "evidence", "low", "central", "high", "entries", "total_order",
        "total_order_low", "total_order_high", "first_order", "first_order_low",
        "first_order_high", "standard_deviation", "chance_left", "samples", "futures",
    ),
    "screening.csv": (
        "scenario", "reference", "time_period", "geographic_level", "measure", "unit",
        "assumption", "mean_effect", "own_share",
    ),
    "comparison.csv": (
        "scenario", "reference", "time_period", *_AREA, "measure",
        "mean_difference", "ci_low", "ci_high", "probability_higher", "replications",
    ),
    "ledger.csv": (
        "scenario", "financial_year", "line", "lever", "area", "mean_nominal_gbp",
        "mean_real_gbp", "p10_real_gbp", "p90_real_gbp", "mean_quantity", "real_base_year",
        "replications",
    ),
    "budget.csv": (
        "scenario", "financial_year", "budget_gbp", "spend_gbp", "cumulative_budget_gbp",
        "cumulative_spend_gbp", "largest_lever",
    ),
    "appraisal.csv": (
        "scenario", "reference", "quantity", "cost_basis", "discount_rate", "unit", "value",
        "ci_low", "ci_high", "method", "note", "replications",
    ),
    "histograms.csv": (
        "scenario", "histogram", "time_period", "bin", "mean_count", "replications",
    ),
}  # fmt: skip

_TEXT = {
    *_AREA, "scenario", "reference", "measure", "unit", "financial_year", "line", "lever", "area",
    "largest_lever", "quantity", "cost_basis", "method", "note", "histogram", "real_base_year",
    "uncertainty_source", "assumption", "meaning", "evidence", "own_share",
}  # fmt: skip
_WHOLE = {"time_period", "replications", "partners", "bin", "rank", "entries", "samples", "futures"}


def dtypes(file: str) -> dict[str, pl.DataType]:
    """The polars type of each column of a CSV result."""
    import polars as pl

    return {
        name: pl.String() if name in _TEXT else pl.Int64() if name in _WHOLE else pl.Float64()
        for name in COLUMNS[file]
    }
