"""What a run stored about one measure in one area, computed again by plain code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from workforce_sim.report.reported_areas import Place
from workforce_sim.report.results import Results


@dataclass(frozen=True)
class Stored:
    """One measure in one area of a run."""

    results: Results
    place: Place
    measure: str

    def quantile(self, scenario: str, level: float) -> dict[int, float]:
        """A quantile over the replications by year, the base year left out."""
        rows = self._of(_table(self.results.run.path / "replications.parquet"))
        rows = rows.filter(
            pl.col("scenario") == scenario, pl.col("time_period") > self.results.base_year
        )
        by_year: dict[int, list[float]] = {}
        for year, value in rows.select("time_period", self.measure).rows():
            by_year.setdefault(year, []).append(value)
        return {year: float(np.quantile(values, level)) for year, values in by_year.items()}

    def mean(self, scenario: str) -> dict[int, float]:
        """The mean by year as summary.csv has it."""
        rows = self._of(_table(self.results.run.path / "summary.csv"))
        rows = rows.filter(
            pl.col("measure") == self.measure,
            pl.col("scenario") == scenario,
            pl.col("uncertainty_source") == "total",
        )
        return dict(rows.select("time_period", "mean").rows())

    def comparison(self, scenario: str) -> list[dict[str, Any]]:
        """The rows of comparison.csv by year, the base year left out."""
        rows = self._of(_table(self.results.run.path / "comparison.csv"))
        rows = rows.filter(
            pl.col("measure") == self.measure,
            pl.col("scenario") == scenario,
            pl.col("time_period") > self.results.base_year,
        )
        return rows.sort("time_period").to_dicts()

    def largest(self, scenario: str) -> dict[str, Any]:
        """The row of the year with the largest difference, of the clear ones if there are any."""
        rows = self.comparison(scenario)
        clear = [row for row in rows if is_clear(row)]
        return max(clear or rows, key=lambda row: abs(row["mean_difference"]))

    def _of(self, table: pl.DataFrame) -> pl.DataFrame:
        codes = ("geographic_level", "region_name", "new_la_code")
        here = zip(codes, (self.place.level, self.place.region, self.place.code), strict=True)
        return table.filter(*(pl.col(column).fill_null("") == code for column, code in here))


@lru_cache(maxsize=8)
def _table(file: Path) -> pl.DataFrame:
    if file.suffix == ".parquet":
        return pl.read_parquet(file)
    return pl.read_csv(file, infer_schema_length=None)


def is_clear(row: dict[str, Any]) -> bool:
    """Whether the 95% interval of the mean leaves out zero."""
    return row["ci_low"] is not None and (row["ci_low"] > 0 or row["ci_high"] < 0)


def is_shown_as(written: float, value: float) -> bool:
    """Whether a number on a chart or in a table is a stored one, rounded to the places it has."""
    return abs(written - value) <= 0.5 * last_place(written) + 1e-6


def last_place(*written: float) -> float:
    """One in the last place of numbers as they are shown."""
    return 10.0 ** -max(len(f"{each:.10g}".partition(".")[2]) for each in written)
