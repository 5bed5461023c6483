"""A finished run as charts and tables ask for it: one scenario, one area, one measure at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from workforce_sim.experiment.store import RunFolder
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.measures.record import FloatArray
from workforce_sim.measures.variance_parts import DRIFT, TOTAL
from workforce_sim.report.effects import Difference
from workforce_sim.report.facts import RunFacts
from workforce_sim.report.groups import Change, paired_changes
from workforce_sim.report.projection import Fan, Published
from workforce_sim.report.reported_areas import Place, places_of
from workforce_sim.report.shares import Futures, Shares, shares_by_year

if TYPE_CHECKING:
    import polars as pl

_QUANTILES = ("median", "p2_5", "p10", "p25", "p75", "p90", "p97_5")
_AREA = ("geographic_level", "region_name", "new_la_code", "la_name")


@dataclass(frozen=True)
class Results:
    """The stored tables of a run. Times are reporting years (30 September)."""

    run: RunFolder

    @cached_property
    def facts(self) -> RunFacts:
        """Scenarios, futures and seed."""
        return RunFacts.of(self.run.manifest)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The areas of the run in the order of the results: the whole, regions, councils."""
        return places_of(self._summary.select(_AREA).unique(maintain_order=True).rows())

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Reporting years of the results, the base year first."""
        return tuple(sorted(self._summary["time_period"].unique().to_list()))

    @property
    def base_year(self) -> int:
        """The census from which the simulation starts."""
        return self.years[0]

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Measures that the run holds, in the order of the catalogue."""
        held = set(self._summary["measure"].unique().to_list())
        return tuple(name for name in YEARLY if name in held)

    def start(self, scenario: str, place: Place, measure: str) -> Published | None:
        """Return the level at the base census; None for a flow, which is not simulated there."""
        for row in self._rows(self._bands(place, measure), place, scenario):
            if row["time_period"] == self.base_year:
                return Published(self.base_year, row["median"])
        return None

    def fans(self, scenario: str, place: Place, measure: str) -> list[Fan]:
        """Return the spread at each census after the base year, in order."""
        shares = self.shares(scenario, place, measure)
        return [
            Fan(
                year=row["time_period"],
                shares=shares.get(row["time_period"]),
                **{key: row[key] for key in _QUANTILES},
            )
            for row in self._rows(self._bands(place, measure), place, scenario)
            if row["time_period"] > self.base_year
        ]

    def means(self, scenario: str, place: Place, measure: str) -> dict[int, float]:
        """Return the mean over the simulated futures by year, base year included where known."""
        frame = self._of_measure(self._summary, measure)
        return {row["time_period"]: row["mean"] for row in self._rows(frame, place, scenario)}

    def changes(self, scenario: str, place: Place, measure: str) -> list[Change]:
        """Return the differences from the reference after the base year, in order of year."""
        frame = self._of_measure(self._comparison, measure)
        return [
            Change(
                Difference(
                    row["time_period"],
                    row["mean_difference"],
                    _or(row["ci_low"], row["mean_difference"]),
                    _or(row["ci_high"], row["mean_difference"]),
                    has_interval=row["ci_low"] is not None,
                ),
                row["probability_higher"],
                row["probability_lower"],
                row["replications"],
            )
            for row in self._rows(frame, place, scenario)
            if row["time_period"] > self.base_year
        ]

    def shares(
        self, scenario: str, place: Place, measure: str, reference: str | None = None
    ) -> dict[int, Shares]:
        """Return what chance, drift and parameters have of the variance over the futures, by year;
        with a reference, of the paired difference. Empty for a run without partners.
        """
        if not self.run.partners:
            return {}
        kinds = self._partner_kinds
        found = []
        for name in (scenario, reference) if reference is not None else (scenario,):
            values = self._values(self.run.replications(), name, place, measure)
            runs = self.run.partner_runs()
            found.append([values, *(self._values(runs, name, place, measure, k) for k in kinds)])
        years = sorted(set.intersection(*(set(each) for of_one in found for each in of_one)))
        if not years:
            return {}
        tables = [
            [np.stack([each[year] for year in years], axis=1) for each in of_one]
            for of_one in found
        ]
        values, *partners = (
            of_kind[0] if reference is None else of_kind[0] - of_kind[1]
            for of_kind in zip(*tables, strict=True)
        )
        named = (scenario,) if reference is None else (scenario, reference)
        uncertain = any(self.facts.scenario(name).draws_parameters for name in named)
        drift = dict(zip(kinds, partners, strict=True)).get(DRIFT) if uncertain else None
        return shares_by_year(years, values, partners[0], drift)

    def futures_of_difference(
        self, scenario: str, reference: str, place: Place, measure: str
    ) -> Futures:
        """Return how the paired differences of single futures spread, by year."""
        runs = self.run.replications()
        mine = self._values(runs, scenario, place, measure)
        theirs = self._values(runs, reference, place, measure)
        limits = {}
        for year in sorted(mine.keys() & theirs.keys()):
            low, high = np.nanquantile(mine[year] - theirs[year], (0.025, 0.975))
            limits[year] = (float(low), float(high))
        return Futures(limits, self.shares(scenario, place, measure, reference))

    @cached_property
    def _partner_kinds(self) -> tuple[str, ...]:
        kinds = self.run.partner_runs().select("partner").collect()["partner"]
        return tuple(kinds.unique(maintain_order=True).to_list())

    def _values(
        self,
        runs: pl.LazyFrame,
        scenario: str,
        place: Place,
        measure: str,
        partner: str | None = None,
    ) -> dict[int, FloatArray]:
        """One measure over the replications, or their partners, by year after the base year."""
        import polars as pl

        if partner is not None:
            runs = runs.filter(pl.col("partner") == partner)
        rows = runs.filter(
            _in(place), pl.col("scenario") == scenario, pl.col("time_period") > self.base_year
        ).select("time_period", "replication", pl.col(measure).cast(pl.Float64))
        ordered = rows.collect(engine="streaming").sort("time_period", "replication")
        return {
            int(str(year)): of_year[measure].to_numpy()
            for (year,), of_year in ordered.group_by("time_period", maintain_order=True)
            if of_year[measure].null_count() < of_year.height
        }

    def group_changes(
        self, scenario: str, reference: str, places: Sequence[Place], measure: str
    ) -> list[Change]:
        """Return the differences for several councils taken together: sums first, rates after."""
        import polars as pl

        definition = YEARLY[measure]
        parts = sorted({*definition.numerator, *definition.denominator})
        sums = (
            self.run.replications()
            .filter(
                pl.col("new_la_code").is_in([place.code for place in places]),
                pl.col("scenario").is_in([scenario, reference]),
                pl.col("time_period") > self.base_year,
            )
            .select("scenario", "time_period", "replication", *parts)
            .collect(engine="streaming")
            .group_by("scenario", "time_period", "replication", maintain_order=True)
            .agg(pl.col(part).sum() for part in parts)
            .sort("scenario", "time_period", "replication")
        )
        return paired_changes(definition, sums, scenario, reference)

    @cached_property
    def _summary(self) -> pl.DataFrame:
        import polars as pl

        return self.run.summary().filter(pl.col("uncertainty_source") == TOTAL).collect()

    @cached_property
    def _comparison(self) -> pl.DataFrame:
        return self.run.comparison().collect()

    @cached_property
    def _known_bands(self) -> dict[tuple[Place, str], pl.DataFrame]:
        return {}

    def _bands(self, place: Place, measure: str) -> pl.DataFrame:
        """Read a measure's bands of an area once, and those of no other: they are many."""
        known = self._known_bands
        if (place, measure) not in known:
            bands = self.run.bands(measure, _in(place))
            known[place, measure] = bands.collect(engine="streaming")
        return known[place, measure]

    def _of_measure(self, frame: pl.DataFrame, measure: str) -> pl.DataFrame:
        import polars as pl

        return frame.filter(pl.col("measure") == measure)

    def _rows(self, frame: pl.DataFrame, place: Place, scenario: str) -> list[dict[str, Any]]:
        import polars as pl

        chosen = frame.filter(_in(place), pl.col("scenario") == scenario)
        return chosen.sort("time_period").to_dicts()


def _in(place: Place) -> pl.Expr:
    """Which rows are of an area."""
    import polars as pl

    return (
        (pl.col("geographic_level") == place.level)
        & (pl.col("region_name") == place.region)
        & (pl.col("new_la_code") == place.code)
    )


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
