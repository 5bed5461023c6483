"""The three parts of the uncertainty of every measure and paired difference, from partners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from workforce_sim.experiment.columns import unnamed, write_table
from workforce_sim.experiment.files import sink_parquet
from workforce_sim.experiment.plan import Plan
from workforce_sim.experiment.replication_files import scan_yearly
from workforce_sim.experiment.spread import Spread, spread
from workforce_sim.experiment.store import PARTNERS, PARTS, UNCERTAINTY
from workforce_sim.experiment.summary import (
    LEVELS,
    Rows,
    YearlySource,
    long_table,
    read_yearly,
    shared_rows,
    some_at_a_time,
)
from workforce_sim.experiment.variance_partners import partner_of
from workforce_sim.measures.aggregation import LOCAL_AUTHORITY
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.measures.record import FloatArray
from workforce_sim.measures.variance_parts import (
    DRIFT,
    SOURCES,
    VarianceParts,
    joined,
    three_in_a_row,
    variance_parts,
)

if TYPE_CHECKING:
    import polars as pl

FEW_COUNCILS = 12
"""With more councils the files would be several times as long, so these are left out of them."""


def join_partners(folder: Path, plan: Plan) -> None:
    """Write the yearly measures of all partners into one file, unless there are none."""
    partners = [
        (name, partner_of(replication, kind))
        for name in plan.scenarios
        for kind in plan.partner_kinds
        for replication in plan.partnered
    ]
    if partners:
        sink_parquet(scan_yearly(folder / PARTS, partners), folder / PARTNERS)


@dataclass(frozen=True)
class _Found:
    """What is known of some times and areas, cells by measure and then by row of `keys`."""

    keys: pl.DataFrame
    parts: VarianceParts
    whole: Spread


@dataclass(frozen=True)
class Split:
    """The parts of what the replications in `found` spread, by scenario."""

    folder: Path
    plan: Plan
    found: Mapping[str, YearlySource]

    def summary_rows(self) -> Iterator[pl.DataFrame]:
        """Rows for summary.csv: the spread that each source would leave if it were the only one.

        Each quantile lies as much nearer to the median as the source's standard deviation is
        smaller than the whole one; the mean is the same.
        """
        for name, found in self._levels.items():
            quantiles = found.whole.quantiles
            middle = quantiles[list(LEVELS).index("median")]
            for source, share in zip(SOURCES, found.parts.shares, strict=True):
                shrunk = middle + np.sqrt(np.nan_to_num(share)) * (quantiles - middle)
                numbers = {"mean": found.whole.mean, **dict(zip(LEVELS, shrunk, strict=True))}
                yield _rows(found, source, {"scenario": name}, numbers)

    def write(self) -> None:
        """Write uncertainty.csv: the share of each source, of levels and of paired differences."""
        import polars as pl

        kinds = unnamed(UNCERTAINTY)
        all_found = {(name, ""): found for name, found in self._levels.items()}
        reference = self.plan.reference
        if reference is not None and self.plan.partnered:
            others = [name for name in self.plan.scenarios if name != reference]
            all_found |= {(name, reference): self._found(name, reference) for name in others}
        frames = [pl.DataFrame(schema=kinds)]
        for (name, other), found in all_found.items():
            parts = found.parts
            for k, source in enumerate(SOURCES):
                numbers = {
                    "standard_deviation": np.sqrt(parts.shares[k] * parts.variance),
                    "share": parts.shares[k],
                    "share_low": parts.low[k],
                    "share_high": parts.high[k],
                }
                rows = _rows(found, source, {"scenario": name, "reference": other}, numbers)
                frames.append(rows.with_columns(pl.col("replications").alias("partners")))
        table = pl.concat([each.select(list(kinds)).cast(pl.Schema(kinds)) for each in frames])
        write_table(table, self.folder / UNCERTAINTY, self.plan.names)

    @cached_property
    def _levels(self) -> dict[str, _Found]:
        """The levels of each scenario, not yet compared; none without partners."""
        names = self.plan.scenarios if self.plan.partnered else ()
        return {name: self._found(name) for name in names}

    def _found(self, name: str, reference: str | None = None) -> _Found:
        """The parts of one scenario's levels, or of its difference from the reference."""
        keys, rows = self._kept(name)
        theirs = rows
        if reference is not None:
            their_keys, their_rows = self._kept(reference)
            keys, mine, other = shared_rows(keys, their_keys)
            rows, theirs = rows[mine], their_rows[other]
        both = (name,) if reference is None else (name, reference)
        uncertain = any(self.plan.scenarios[each].uncertainty == "parameters" for each in both)
        times = keys["time_period"].n_unique()
        parts, wholes = [], []
        for some in some_at_a_time(self.found[name], list(YEARLY)):
            values, *partners = self._values(name, some, rows)
            if reference is not None:
                others = self._values(reference, some, theirs)
                values, *partners = (
                    a - b for a, b in zip((values, *partners), others, strict=True)
                )
            drift = partners[1] if DRIFT in self.plan.partner_kinds and uncertain else None
            near = three_in_a_row(len(some), times, keys.height // times)
            parts.append(variance_parts(values, partners[0], drift, near))
            wholes.append(spread(values, list(LEVELS.values())))
        whole = Spread(
            np.concatenate([each.mean for each in wholes]),
            np.concatenate([each.quantiles for each in wholes], axis=1),
            np.concatenate([each.count for each in wholes]),
        )
        return _Found(keys, joined(parts), whole)

    def _values(self, name: str, measures: Sequence[str], rows: Rows) -> list[FloatArray]:
        """The replications, and each kind of partner: (simulations, cells)."""
        source, count = self.found[name], len(self.plan.partnered)
        height, kinds = source.keys.height, len(self.plan.partner_kinds)
        names = list(self.plan.scenarios)
        before = sum(self.found[each].keys.height for each in names[: names.index(name)])
        start = before * count * kinds
        partners = read_yearly(self.folder / PARTNERS, start, count * kinds, height, measures)
        found = [source.values(measures), *np.split(partners, kinds)]
        return [each[:, :, rows].reshape(len(each), -1) for each in found]

    def _kept(self, name: str) -> tuple[pl.DataFrame, Rows]:
        """The times and areas whose parts are written, and their rows."""
        import polars as pl

        keys = self.found[name].keys
        councils = keys.filter(pl.col("geographic_level") == LOCAL_AUTHORITY)["new_la_code"]
        chosen = keys.with_row_index("row")
        if councils.n_unique() > FEW_COUNCILS:
            chosen = chosen.filter(pl.col("geographic_level") != LOCAL_AUTHORITY)
        return chosen.drop("row"), chosen["row"].to_numpy()


def _rows(
    found: _Found, source: str, labels: Mapping[str, str], numbers: Mapping[str, FloatArray]
) -> pl.DataFrame:
    """One row for each time, area and measure that partners say something about."""
    import polars as pl

    columns = {
        key: list(np.reshape(values, (len(YEARLY), -1)))
        for key, values in {**numbers, "replications": found.parts.pairs.astype(float)}.items()
    }
    named = {**labels, "uncertainty_source": source}
    frame = long_table(found.keys, YEARLY, columns)
    return frame.with_columns(pl.lit(text).alias(column) for column, text in named.items())
