"""What one replication leaves on disk: its own files, and a receipt written last that vouches for
them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from workforce_sim.experiment.files import sha256_of, write_bytes, write_parquet
from workforce_sim.measures.appraisal import outcome_totals
from workforce_sim.measures.areas import AreaTable
from workforce_sim.measures.census import monthly_measures, yearly_measures
from workforce_sim.measures.ledger import LedgerKey, sum_postings
from workforce_sim.measures.record import FloatArray, MonthArray, ReplicationRecord

if TYPE_CHECKING:
    import polars as pl

YEARLY_PART, MONTHLY_PART, LEDGER_PART, HISTOGRAM_PART = "", ".monthly", ".ledger", ".histograms"
AREA_COLUMNS = ("geographic_level", "region_name", "new_la_code")


@dataclass(frozen=True)
class Receipt:
    """A finished replication: which simulation it is, its files with their SHA-256, and a few
    totals.
    """

    scenario: str
    replication: int
    fingerprint: str
    events: int
    outcomes: dict[str, float]
    files: dict[str, str]


def part_path(folder: Path, scenario: str, replication: int, kind: str = YEARLY_PART) -> Path:
    """Where the table of this `kind` of one replication lies."""
    return folder / f"{scenario}-{replication:04d}{kind}.parquet"


def receipt_path(folder: Path, scenario: str, replication: int) -> Path:
    """Where the receipt of one replication lies; it exists only when its files are whole."""
    return folder / f"{scenario}-{replication:04d}.json"


def write_part(
    folder: Path,
    scenario: str,
    fingerprint: str,
    record: ReplicationRecord,
    areas: AreaTable,
    monthly: bool,
) -> Receipt:
    """Write every table of one replication, then its receipt."""
    tables = {
        YEARLY_PART: _yearly_frame(scenario, record, areas),
        LEDGER_PART: _ledger_frame(record),
        HISTOGRAM_PART: _histogram_frame(record),
    }
    if monthly:
        tables[MONTHLY_PART] = _monthly_frame(scenario, record, areas)
    files = {}
    for kind, frame in tables.items():
        path = part_path(folder, scenario, record.replication, kind)
        files[path.name] = write_parquet(frame, path)
    receipt = Receipt(
        scenario, record.replication, fingerprint, record.events, outcome_totals(record), files
    )
    text = json.dumps(asdict(receipt), indent=1, sort_keys=True) + "\n"
    write_bytes(receipt_path(folder, scenario, record.replication), text.encode())
    return receipt


def read_receipt(
    folder: Path, scenario: str, replication: int, fingerprint: str, monthly: bool
) -> Receipt | None:
    """The receipt of a replication that is whole and is of this experiment, else None."""
    path = receipt_path(folder, scenario, replication)
    try:
        receipt = Receipt(**json.loads(path.read_text(encoding="utf-8")))
        needed = part_path(folder, scenario, replication, MONTHLY_PART).name
        if receipt.fingerprint != fingerprint or (monthly and needed not in receipt.files):
            return None
        if all(sha256_of(folder / name) == digest for name, digest in receipt.files.items()):
            return receipt
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return None


def read_ledger(
    folder: Path, scenario: str, replication: int
) -> dict[LedgerKey, tuple[float, float]]:
    """The postings of one replication, by key."""
    import polars as pl

    frame = pl.read_parquet(part_path(folder, scenario, replication, LEDGER_PART), glob=False)
    return {
        LedgerKey(year, line, lever, area): (gbp, quantity)
        for year, line, lever, area, gbp, quantity in frame.iter_rows()
    }


def _yearly_frame(scenario: str, record: ReplicationRecord, areas: AreaTable) -> pl.DataFrame:
    import polars as pl

    times = pl.Series("time_period", [int(year) for year in record.years], dtype=pl.Int64)
    return _frame(scenario, record.replication, times, areas, yearly_measures(record, areas))


def _monthly_frame(scenario: str, record: ReplicationRecord, areas: AreaTable) -> pl.DataFrame:
    import polars as pl

    times = pl.Series("month", month_ends(record.months), dtype=pl.Date)
    return _frame(scenario, record.replication, times, areas, monthly_measures(record, areas))


def month_ends(months: MonthArray) -> list[date]:
    """The last day of each month."""
    next_months = (months.astype("datetime64[M]") + 1).astype("datetime64[D]")
    return [first - timedelta(days=1) for first in next_months.tolist()]


def _frame(
    scenario: str,
    replication: int,
    times: pl.Series,
    areas: AreaTable,
    measures: Mapping[str, FloatArray],
) -> pl.DataFrame:
    """One row for each time and area, in that order; measures are (times, areas)."""
    import polars as pl

    each_area, each_time = len(areas.rows), len(times)
    order = np.repeat(np.arange(each_time), each_area)
    keys = pl.DataFrame(
        {name: [getattr(area, name) for area in areas.rows] * each_time for name in AREA_COLUMNS}
    )
    values = pl.DataFrame({name: table.reshape(-1) for name, table in measures.items()})
    return keys.select(
        pl.lit(scenario).alias("scenario"),
        pl.lit(replication, dtype=pl.Int64).alias("replication"),
        times.gather(order.tolist()),
        pl.all(),
    ).hstack(values.fill_nan(None))


def _ledger_frame(record: ReplicationRecord) -> pl.DataFrame:
    import polars as pl

    schema = {
        "financial_year": pl.Int64,
        "line": pl.String,
        "lever": pl.String,
        "area": pl.String,
        "gbp": pl.Float64,
        "quantity": pl.Float64,
    }
    rows = [
        (key.financial_year, key.line, key.lever, key.area, gbp, quantity)
        for key, (gbp, quantity) in sum_postings(record.ledger).items()
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _histogram_frame(record: ReplicationRecord) -> pl.DataFrame:
    import polars as pl

    frames = [
        pl.DataFrame(
            {
                "histogram": [name] * table.size,
                "time_period": np.repeat(record.years.astype(np.int64), table.shape[1]),
                "bin": np.tile(np.arange(table.shape[1], dtype=np.int64), table.shape[0]),
                "count": np.asarray(table, dtype=np.float64).reshape(-1),
            }
        )
        for name, table in sorted(record.histograms.items())
    ]
    schema = {
        "histogram": pl.String,
        "time_period": pl.Int64,
        "bin": pl.Int64,
        "count": pl.Float64,
    }
    return pl.concat([pl.DataFrame(schema=schema), *frames]).fill_nan(None)
