"""What one replication leaves on disk: its own files, and last a receipt that vouches for them.

Of replication 7 of a scenario called policy: `policy-0007.parquet` holds the yearly measures, all
in one column because each column takes as long to write for one council as for many,
`.monthly.npy` the monthly ones as (measures, months, areas), `.ledger.npy` the postings by line,
`.histograms.npz` the national distributions, and `.json` is the receipt. Of its partners, which
serve to tell the parts of its spread apart, there are `policy-0007-chance.parquet` and
`policy-0007-drift.parquet`, each with its receipt.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from workforce_sim.experiment.files import sha256_of, write_bytes, write_parquet
from workforce_sim.experiment.plan import canonical_json
from workforce_sim.experiment.variance_partners import label, partner_kind, replication_of
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.appraisal import outcome_totals
from workforce_sim.measures.catalogue import MONTHLY as MONTHLY_MEASURES
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.measures.census import monthly_measures, yearly_measures
from workforce_sim.measures.record import FloatArray, LedgerLine, MonthArray, ReplicationRecord

if TYPE_CHECKING:
    import polars as pl

AREA_COLUMNS = ("geographic_level", "region_name", "new_la_code")
TABLE, MONTHLY, LEDGER, HISTOGRAMS = ".parquet", ".monthly.npy", ".ledger.npy", ".histograms.npz"
RECEIPT = ".json"
MEASURES = "measures"
"""The column of the yearly table that holds all measures, in the order of the catalogue."""
MONTHS, YEARS = "months", "years"
"""Arrays in the file of histograms that are not histograms: the times of the replication."""


@dataclass(frozen=True)
class Receipt:
    """A finished replication: which simulation it is, its files with their SHA-256, totals, and
    the names of the assumptions that it read.
    """

    scenario: str
    replication: int
    fingerprint: str
    events: int
    outcomes: dict[str, float]
    assumptions: list[str]
    files: dict[str, str]


def part_path(folder: Path, scenario: str, replication: int, ending: str) -> Path:
    """Where one of the files of a replication lies; its receipt exists only when all are whole."""
    return folder / f"{scenario}-{label(replication)}{ending}"


def write_part(
    folder: Path,
    scenario: str,
    fingerprint: str,
    record: ReplicationRecord,
    areas: AreaTable,
    monthly: bool,
) -> Receipt:
    """Write every table of one replication, or the yearly one of a partner, then its receipt."""

    def path(ending: str) -> Path:
        return part_path(folder, scenario, record.replication, ending)

    is_partner = bool(partner_kind(record.replication))
    hashes = {TABLE: write_parquet(_yearly_frame(scenario, record, areas), path(TABLE))}
    if not is_partner:
        hashes[LEDGER] = write_bytes(path(LEDGER), _as_npy(_ledger_array(record)))
        hashes[HISTOGRAMS] = write_bytes(path(HISTOGRAMS), _histogram_bytes(record))
    if monthly and not is_partner:
        measures = np.stack(list(monthly_measures(record, areas).values()))
        hashes[MONTHLY] = write_bytes(path(MONTHLY), _as_npy(measures))
    files = {path(ending).name: digest for ending, digest in hashes.items()}
    receipt = Receipt(
        scenario,
        record.replication,
        fingerprint,
        record.events,
        outcome_totals(record),
        sorted(record.assumptions),
        files,
    )
    write_bytes(path(RECEIPT), _signed(receipt), promise=True)
    return receipt


def read_receipt(folder: Path, scenario: str, replication: int, fingerprint: str) -> Receipt | None:
    """The receipt of a replication that is whole and is of this experiment, else None."""
    path = part_path(folder, scenario, replication, RECEIPT)
    try:
        text = path.read_bytes()
        content = json.loads(text)
        content.pop("sha256")
        receipt = Receipt(**content)
        found = (receipt.scenario, receipt.replication, receipt.fingerprint)
        if found != (scenario, replication, fingerprint) or text != _signed(receipt):
            return None
        if all(sha256_of(folder / name) == digest for name, digest in receipt.files.items()):
            return receipt
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    return None


def _signed(receipt: Receipt) -> bytes:
    """The receipt as JSON with a SHA-256 of its content, because its totals enter the results."""
    content = vars(receipt)
    digest = hashlib.sha256(canonical_json(content).encode()).hexdigest()
    return (json.dumps({**content, "sha256": digest}, indent=1, sort_keys=True) + "\n").encode()


def scan_yearly(folder: Path, replications: Iterable[tuple[str, int]]) -> pl.LazyFrame:
    """The yearly tables of replications, by scenario and number, one below the other, with a column
    for each measure: null where it is not defined.
    """
    import polars as pl

    paths = [part_path(folder, scenario, number, TABLE) for scenario, number in replications]
    held = pl.col(MEASURES).arr
    measures = (held.get(k).fill_nan(None).alias(name) for k, name in enumerate(YEARLY))
    return pl.scan_parquet(paths, glob=False).select(pl.exclude(MEASURES), *measures)


def read_ledger(folder: Path, scenario: str, replication: int) -> dict[LedgerLine, FloatArray]:
    """The postings of one replication by line, as in a record; read when they are looked at."""
    held = np.load(part_path(folder, scenario, replication, LEDGER), mmap_mode="r")
    words = zip(held["line"].tolist(), held["lever"].tolist(), strict=True)
    lines = [LedgerLine(line.decode(), lever.decode()) for line, lever in words]
    return dict(zip(lines, held["amounts"], strict=True))


def read_months(folder: Path, scenario: str, replication: int) -> list[date]:
    """The month ends of one replication."""
    with np.load(part_path(folder, scenario, replication, HISTOGRAMS)) as held:
        return month_ends(held[MONTHS])


def read_monthly(
    folder: Path, scenario: str, replication: int, measures: Sequence[str]
) -> FloatArray:
    """Monthly measures of one replication, (measures, months, areas), without reading others."""
    path = part_path(folder, scenario, replication, MONTHLY)
    held = np.load(path, mmap_mode="r")
    order = list(MONTHLY_MEASURES)
    return np.asarray(held[[order.index(each) for each in measures]], dtype=np.float64)


def read_histograms(
    folder: Path, scenario: str, replication: int
) -> tuple[list[int], dict[str, FloatArray]]:
    """The census years and each histogram, (years, bins), of one replication."""
    with np.load(part_path(folder, scenario, replication, HISTOGRAMS)) as held:
        tables = {name: held[name] for name in sorted(held.files) if name not in (YEARS, MONTHS)}
        return held[YEARS].tolist(), tables


def month_ends(months: MonthArray) -> list[date]:
    """The last day of each month."""
    next_months = (months.astype("datetime64[M]") + 1).astype("datetime64[D]")
    return [first - timedelta(days=1) for first in next_months.tolist()]


def _yearly_frame(scenario: str, record: ReplicationRecord, areas: AreaTable) -> pl.DataFrame:
    """One row for each year and area, in that order; a partner's says which partner it is."""
    import polars as pl

    years, rows = len(record.years), len(areas.rows)
    kind = partner_kind(record.replication)
    keys: dict[str, Any] = {
        "scenario": [scenario] * (years * rows),
        "replication": np.full(years * rows, replication_of(record.replication), dtype=np.int64),
        **({"partner": [kind] * (years * rows)} if kind else {}),
        "time_period": np.repeat(record.years.astype(np.int64), rows),
        **{name: [getattr(area, name) for area in areas.rows] * years for name in AREA_COLUMNS},
    }
    cells = np.stack(list(yearly_measures(record, areas).values()), axis=-1)
    held = pl.Series(cells.reshape(years * rows, -1), dtype=pl.Array(pl.Float64, len(YEARLY)))
    return pl.DataFrame({**keys, MEASURES: held})


def _ledger_array(record: ReplicationRecord) -> np.ndarray[Any, Any]:
    """Postings as a record for each line; text is UTF-8, as wide as the longest word."""
    rows = [(line.encode(), lever.encode()) for line, lever in record.ledger]
    widths = [max([1, *map(len, column)]) for column in zip(*rows, strict=True)] or [1, 1]
    shape = (2, len(record.years), next(iter(record.yearly.values())).shape[1])
    kinds = [("line", f"S{widths[0]}"), ("lever", f"S{widths[1]}"), ("amounts", "<f8", shape)]
    held = np.zeros(len(rows), dtype=kinds)
    for place, (words, amounts) in enumerate(zip(rows, record.ledger.values(), strict=True)):
        held[place] = (*words, amounts)
    return held


def _histogram_bytes(record: ReplicationRecord) -> bytes:
    buffer = io.BytesIO()
    tables = {
        name: np.asarray(table, dtype=np.float64) for name, table in record.histograms.items()
    }
    times: dict[str, Any] = {
        YEARS: record.years.astype(np.int64),
        MONTHS: record.months.astype("datetime64[M]"),
    }
    np.savez(buffer, allow_pickle=False, **times, **dict(sorted(tables.items())))
    return buffer.getvalue()


def _as_npy(array: np.ndarray[Any, Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
