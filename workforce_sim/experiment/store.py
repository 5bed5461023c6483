"""The folder of a run: where each file lies, and how a reader gets at it. Readers get lazy polars
frames, of files that are still what the run wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.files import sha256_of
from workforce_sim.experiment.manifest import COMPLETE, read_manifest

if TYPE_CHECKING:
    import polars as pl

PARTS = "parts"
CHARTS = "charts"
REPLICATIONS = "replications.parquet"
PARTNERS = "partners.parquet"
MONTHLY = "monthly.parquet"
SUMMARY = "summary.csv"
UNCERTAINTY = "uncertainty.csv"
COMPARISON = "comparison.csv"
LEDGER = "ledger.csv"
BUDGET = "budget.csv"
APPRAISAL = "appraisal.csv"
HISTOGRAMS = "histograms.csv"
RESULT_FILES = (
    REPLICATIONS, PARTNERS, MONTHLY, SUMMARY, UNCERTAINTY, COMPARISON, LEDGER, BUDGET, APPRAISAL,
    HISTOGRAMS,
)  # fmt: skip


@dataclass(frozen=True)
class RunFolder:
    """A finished run. In every table, names and codes that do not apply are "", unknown numbers
    null.
    """

    path: Path

    @classmethod
    def open(cls, path: Path | str) -> RunFolder:
        """The run in this folder; raises UserError if there is none or it was not finished."""
        folder = cls(Path(path))
        if folder.manifest["status"] != COMPLETE:
            raise UserError(
                f"The run in {folder.path} was not finished. Finish it: repeat its command with "
                f"--resume --out {folder.path}"
            )
        return folder

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """Scenarios as resolved, seed, versions, hashes, time and events: see `manifest.json`."""
        return read_manifest(self.path)

    @property
    def scenario_names(self) -> dict[str, str]:
        """The user's title of each scenario by the id that the tables use, the reference first."""
        return {each["id"]: each["name"] for each in self.manifest["scenarios"]}

    @property
    def reference(self) -> str | None:
        """Id of the scenario that the others are compared with, or None."""
        name: str | None = self.manifest["reference"]
        return name

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences that a reader of the results must see, such as an overspent budget."""
        return tuple(self.manifest["warnings"])

    @property
    def precision(self) -> tuple[Mapping[str, Any], ...]:
        """How closely each mean is known whose precision was asked for; the keys are the fields of
        `Precision`.
        """
        return tuple(self.manifest["precision"])

    @property
    def charts(self) -> Path:
        """The folder for charts; made when first asked for."""
        folder = self.path / CHARTS
        folder.mkdir(exist_ok=True)
        return folder

    def replications(self) -> pl.LazyFrame:
        """One row for each scenario, replication, time_period and area; yearly measures as
        columns.
        """
        return self._parquet(REPLICATIONS)

    def monthly(self) -> pl.LazyFrame:
        """Spread over replications at each month end: one row for each scenario, month, area and
        measure.
        """
        return self._parquet(MONTHLY)

    def summary(self) -> pl.LazyFrame:
        """Spread over replications: one row for each scenario, time_period, area, measure and
        `uncertainty_source`: "total", and what chance, drift and parameters would leave alone.
        """
        return self._csv(SUMMARY)

    @property
    def partners(self) -> int:
        """How many of the first replications have partners that tell chance, drift and parameters
        apart.
        """
        return int(self.manifest["partners"])

    def partner_runs(self) -> pl.LazyFrame:
        """Like `replications`, of the partners: `partner` is "chance" or "drift", `replication` the
        one whose partner it is. Raises UserError if there are none.
        """
        return self._parquet(PARTNERS)

    def uncertainty(self) -> pl.LazyFrame:
        """The share of chance, drift and parameters in the variance of each measure and of each
        paired difference, with intervals; no rows without partners.
        """
        return self._csv(UNCERTAINTY)

    def comparison(self) -> pl.LazyFrame:
        """Paired differences from the reference; no rows if there is only one scenario."""
        return self._csv(COMPARISON)

    def ledger(self) -> pl.LazyFrame:
        """Public money by scenario, financial year, line, lever and area."""
        return self._csv(LEDGER)

    def budget(self) -> pl.LazyFrame:
        """Spend of the levers against the budget by financial year; no rows without a budget."""
        return self._csv(BUDGET)

    def appraisal(self) -> pl.LazyFrame:
        """Cost and what it buys, of each scenario against the reference."""
        return self._csv(APPRAISAL)

    def histograms(self) -> pl.LazyFrame:
        """National distributions, such as caseloads of full-time workers, at each census."""
        return self._csv(HISTOGRAMS)

    def bands(self, measure: str, *where: pl.Expr) -> pl.LazyFrame:
        """Median and the limits of the 50%, 80% and 95% bands of one yearly measure.

        ``where`` says of which rows of `replications`, so that others are not read.
        Columns: scenario, time_period, area columns, median, p2_5, p10, p25, p75, p90, p97_5.
        Raises UserError if the run has no such measure.
        """
        import polars as pl

        from workforce_sim.measures.catalogue import suggest

        frame = self.replications()
        keys = ["scenario", "time_period", "geographic_level", "region_name", "new_la_code"]
        if measure not in frame.collect_schema().names()[len(keys) + 1 :]:
            near = suggest(measure)
            hint = f" Did you mean {near}?" if near else ""
            raise UserError(f"There is no measure called {measure}.{hint}")
        levels = {
            "median": 0.5, "p2_5": 0.025, "p10": 0.1, "p25": 0.25, "p75": 0.75, "p90": 0.9,
            "p97_5": 0.975,
        }  # fmt: skip
        quantiles = [
            pl.col(measure).quantile(level, interpolation="linear").alias(name)
            for name, level in levels.items()
        ]
        return (
            frame.filter(pl.col(measure).is_not_null(), *where)
            .group_by(keys, maintain_order=True)
            .agg(quantiles)
        )

    def _parquet(self, name: str) -> pl.LazyFrame:
        import polars as pl

        return pl.scan_parquet(self._existing(name), glob=False)

    def _csv(self, name: str) -> pl.LazyFrame:
        import polars as pl

        from workforce_sim.experiment.columns import dtypes

        types = dtypes(name)
        text = [column for column, kind in types.items() if kind == pl.String()]
        return pl.scan_csv(self._existing(name), schema_overrides=types, glob=False).with_columns(
            pl.col(text).fill_null("")
        )

    def _existing(self, name: str) -> Path:
        """The path of a result whose bytes are those that the run wrote."""
        path = self.path / name
        if name not in self._sound:
            self._check(path)
            self._sound.add(name)
        return path

    @cached_property
    def _sound(self) -> set[str]:
        """Results that have been compared with the manifest."""
        return set()

    def _check(self, path: Path) -> None:
        promised = self.manifest["results"].get(path.name)
        if promised is None:
            raise UserError(f"The run in {self.path} was made without {path.name}. Run it again.")
        try:
            if sha256_of(path) == promised:
                return
            trouble = "is not what the run wrote: it has been changed or cut short"
        except FileNotFoundError:
            trouble = "is missing"
        except OSError as error:
            trouble = f"cannot be read ({error.strerror})"
        raise UserError(
            f"{path} {trouble}. To have it made again from what is stored, repeat the command of "
            f"the run with --resume --out {self.path}; to see what else is wrong: "
            f"workforce-sim verify {self.path}"
        )
