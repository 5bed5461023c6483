"""Summary and comparison tables, computed a few measures at a time so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from workforce_sim.experiment.columns import unnamed, write_table
from workforce_sim.experiment.files import write_parquet
from workforce_sim.experiment.plan import Plan
from workforce_sim.experiment.replication_files import (
    AREA_COLUMNS,
    TABLE,
    part_path,
    read_monthly,
    read_months,
)
from workforce_sim.experiment.spread import spread
from workforce_sim.experiment.store import COMPARISON, MONTHLY, PARTS, REPLICATIONS, SUMMARY
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.catalogue import MONTHLY as MONTHLY_MEASURES
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.measures.intervals import mean_interval
from workforce_sim.measures.measure import Measure
from workforce_sim.measures.record import FloatArray
from workforce_sim.measures.variance_parts import TOTAL

if TYPE_CHECKING:
    import polars as pl

Rows = np.ndarray[Any, Any]
"""Numbers of rows."""
LEVELS = {"median": 0.5, "p2_5": 0.025, "p10": 0.1, "p90": 0.9, "p97_5": 0.975}
MONTHLY_LEVELS = {
    "median": 0.5, "p2_5": 0.025, "p10": 0.1, "p25": 0.25, "p75": 0.75, "p90": 0.9, "p97_5": 0.975,
}  # fmt: skip
_AT_A_TIME = 1_000_000
"""Numbers of a scenario read at a time, unless those of one measure are more."""


class Source(Protocol):
    """A scenario's replications, some measures at a time."""

    @property
    def keys(self) -> pl.DataFrame:
        """The rows of one replication: time and area. Every replication has the same."""
        ...

    @property
    def replications(self) -> Sequence[int]:
        """Their numbers."""
        ...

    def values(self, measures: Sequence[str]) -> FloatArray:
        """Measures as (replications, measures, rows), NaN where one is not defined."""
        ...


@dataclass(frozen=True)
class YearlySource:
    """Yearly measures: the rows of replications.parquet from `offset` on."""

    file: Path
    offset: int
    keys: pl.DataFrame
    replications: tuple[int, ...]

    def values(self, measures: Sequence[str]) -> FloatArray:
        """Measures as (replications, measures, rows), NaN where one is not defined."""
        count = len(self.replications)
        return read_yearly(self.file, self.offset, count, self.keys.height, measures)


@dataclass(frozen=True)
class MonthlySource:
    """Monthly measures, from the parts."""

    parts: Path
    scenario: str
    keys: pl.DataFrame
    replications: tuple[int, ...]

    def values(self, measures: Sequence[str]) -> FloatArray:
        """Measures as (replications, measures, rows), NaN where one is not defined."""
        return np.stack(
            [
                read_monthly(self.parts, self.scenario, replication, measures).reshape(
                    len(measures), -1
                )
                for replication in self.replications
            ]
        )


def read_yearly(
    file: Path, offset: int, count: int, height: int, measures: Sequence[str]
) -> FloatArray:
    """So many simulations of a file from a row on: (simulations, measures, rows)."""
    import polars as pl

    scan = pl.scan_parquet(file, glob=False).select(measures)
    frame = scan.slice(offset, count * height).collect()
    columns = [frame[each].cast(pl.Float64).to_numpy().reshape(count, height) for each in measures]
    return np.stack(columns, axis=1)


def some_at_a_time(source: Source, measures: Sequence[str]) -> Iterator[Sequence[str]]:
    """The measures in order, as many at a time as memory is meant for."""
    of_one = len(source.replications) * source.keys.height
    step = max(1, _AT_A_TIME // max(1, of_one))
    for first in range(0, len(measures), step):
        yield measures[first : first + step]


def yearly_sources(
    folder: Path, plan: Plan, areas: Mapping[str, AreaTable]
) -> dict[str, YearlySource]:
    """The yearly replications of each scenario, within replications.parquet."""
    import polars as pl

    found, offset = {}, 0
    for name in plan.scenarios:
        part = part_path(folder / PARTS, name, plan.replications[0], TABLE)
        years = pl.read_parquet(part, columns=["time_period"], glob=False)["time_period"]
        keys = _keys("time_period", years.unique().sort().to_list(), areas[name])
        found[name] = YearlySource(folder / REPLICATIONS, offset, keys, plan.replications)
        offset += keys.height * len(plan.replications)
    return found


def monthly_sources(
    folder: Path, plan: Plan, areas: Mapping[str, AreaTable]
) -> dict[str, MonthlySource]:
    """The monthly replications of each scenario, in its parts."""
    found = {}
    for name in plan.scenarios:
        months = read_months(folder / PARTS, name, plan.replications[0])
        keys = _keys("month", months, areas[name])
        found[name] = MonthlySource(folder / PARTS, name, keys, plan.replications)
    return found


def write_summary(
    folder: Path, plan: Plan, found: Mapping[str, Source], parts: Sequence[pl.DataFrame] = ()
) -> None:
    """Write summary.csv: the spread of each measure over the replications, and then its parts."""
    import polars as pl

    frame = spread_table(plan, found, YEARLY, LEVELS)
    whole = frame.with_columns(pl.lit(TOTAL).alias("uncertainty_source"))
    columns = list(unnamed(SUMMARY))
    table = pl.concat([each.select(columns) for each in (whole, *parts)])
    write_table(table, folder / SUMMARY, plan.names)


def write_monthly(folder: Path, plan: Plan, found: Mapping[str, Source]) -> None:
    """Write monthly.parquet: the spread of each monthly measure over the replications."""
    frame = spread_table(plan, found, MONTHLY_MEASURES, MONTHLY_LEVELS)
    write_parquet(frame, folder / MONTHLY)


def write_comparison(folder: Path, plan: Plan, found: Mapping[str, Source]) -> None:
    """Write comparison.csv: paired differences from the reference, where both have the time and
    the area.

    Intervals are paired t, 95%. `probability_higher` and `probability_lower` are the shares of
    replications in which the scenario's value is the higher and the lower one; they do not add up
    to 1 where some are equal.
    """
    import polars as pl

    frames = [
        _comparison_table(name, plan.reference, found)
        for name in plan.scenarios
        if plan.reference is not None and name != plan.reference
    ]
    columns = unnamed(COMPARISON)
    frame = pl.concat(frames).select(list(columns)) if frames else pl.DataFrame(schema=columns)
    write_table(frame, folder / COMPARISON, plan.names)


def _keys(name: str, times: Sequence[Any], areas: AreaTable) -> pl.DataFrame:
    """Rows by time and then by area, as the parts hold them."""
    import polars as pl

    columns = {
        column: [getattr(area, column) for area in areas.rows] * len(times)
        for column in (*AREA_COLUMNS, "la_name")
    }
    return pl.DataFrame({name: [time for time in times for _ in areas.rows], **columns})


def spread_table(
    plan: Plan,
    found: Mapping[str, Source],
    measures: Mapping[str, Measure],
    levels: Mapping[str, float],
) -> pl.DataFrame:
    """Mean, quantiles and count of each measure: a row for each scenario, time, area, measure."""
    import polars as pl

    frames = []
    for name in plan.scenarios:
        columns: dict[str, list[FloatArray]] = {
            key: [] for key in ("mean", *levels, "replications")
        }
        for some in some_at_a_time(found[name], list(measures)):
            values = found[name].values(some)
            result = spread(values.reshape(len(values), -1), list(levels.values()))
            cells = (result.mean, *result.quantiles, result.count.astype(np.float64))
            for column, of_block in zip(columns.values(), cells, strict=True):
                column += np.split(of_block, len(some))
        frame = long_table(found[name].keys, measures, columns)
        frames.append(frame.select(pl.lit(name).alias("scenario"), pl.all()))
    return pl.concat(frames)


def _comparison_table(name: str, reference: str, found: Mapping[str, Source]) -> pl.DataFrame:
    import polars as pl

    shared, rows, their_rows = shared_rows(found[name].keys, found[reference].keys)
    statistics = (
        "mean_difference", "ci_low", "ci_high", "probability_higher", "probability_lower",
        "replications",
    )  # fmt: skip
    columns: dict[str, list[FloatArray]] = {key: [] for key in statistics}
    for some in some_at_a_time(found[name], list(YEARLY)):
        mine = found[name].values(some)[:, :, rows]
        theirs = found[reference].values(some)[:, :, their_rows]
        difference = (mine - theirs).reshape(len(mine), -1)
        count = (~np.isnan(difference)).sum(axis=0)
        sides = [
            np.divide(side.sum(axis=0), count, out=np.full(count.shape, np.nan), where=count > 0)
            for side in (difference > 0, difference < 0)
        ]
        cells = (*mean_interval(difference), *sides, count.astype(np.float64))
        for key, of_block in zip(statistics, cells, strict=True):
            columns[key] += np.split(of_block, len(some))
    frame = long_table(shared, YEARLY, columns)
    return frame.select(
        pl.lit(name).alias("scenario"), pl.lit(reference).alias("reference"), pl.all()
    )


def shared_rows(mine: pl.DataFrame, theirs: pl.DataFrame) -> tuple[pl.DataFrame, Rows, Rows]:
    """The times and areas that two scenarios have in common, and their rows in each."""
    keys = ["time_period", *AREA_COLUMNS]
    shared = mine.with_row_index("mine").join(
        theirs.with_row_index("theirs"), on=keys, how="inner", maintain_order="left"
    )
    rows, their_rows = shared["mine"].to_numpy(), shared["theirs"].to_numpy()
    return shared.select(*keys, "la_name"), rows, their_rows


def long_table(
    keys: pl.DataFrame,
    measures: Mapping[str, Measure],
    columns: Mapping[str, list[FloatArray]],
) -> pl.DataFrame:
    """Rows by key and then by measure, without cells that no replication defines.

    `columns` holds, for each statistic, one array over the keys for each measure.
    """
    import polars as pl

    order = np.repeat(np.arange(keys.height), len(measures))
    labels = pl.DataFrame(
        {
            "measure": list(measures) * keys.height,
            "unit": [each.unit for each in measures.values()] * keys.height,
        }
    )
    values = pl.DataFrame({key: np.stack(cells).T.reshape(-1) for key, cells in columns.items()})
    frame = pl.concat([keys[order], labels, values], how="horizontal")
    return frame.with_columns(pl.col("replications").cast(pl.Int64)).filter(
        pl.col("replications") > 0
    )
