"""One point of a design, from assumptions to a file: what runs in each worker process."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workforce_sim.experiment.files import write_bytes
from workforce_sim.experiment.identity import Identity
from workforce_sim.experiment.interfaces import Hooks
from workforce_sim.experiment.plan import address_of
from workforce_sim.experiment.worker import check_conservation, refuse_another
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.measures.census import yearly_measures
from workforce_sim.measures.record import FloatArray

ENDING = ".npz"


@dataclass(frozen=True)
class Point:
    """The scenarios with their assumptions as numbers, to be simulated in the same futures.

    The futures are replications 1, 2 and so on of every point: the same luck and the same drift,
    so that only assumptions differ between points.
    """

    name: str
    scenarios: Mapping[str, Any]
    areas: Mapping[str, AreaTable]
    futures: int
    seed: int
    fingerprint: str
    folder: Path
    hooks: Hooks
    identity: Identity

    @property
    def simulations(self) -> int:
        """How many simulations it takes."""
        return self.futures * len(self.scenarios)


@dataclass(frozen=True)
class Outcome:
    """What came of a point: yearly measures of everything simulated.

    `values`: (futures, scenarios, years, measures), measures in the order of the catalogue.
    """

    years: tuple[int, ...]
    values: FloatArray
    assumptions: tuple[str, ...]
    events: int


def simulate_point(point: Point) -> str:
    """Simulate a point and write its file, whole or not at all; return its name.

    Raises UserError if what simulates here is not what the study is made of.
    """
    refuse_another(point.identity)
    names, rows = list(point.scenarios), []
    years: tuple[int, ...] = ()
    read: set[str] = set()
    events = 0
    for future in range(1, point.futures + 1):
        scenarios = list(point.scenarios.values())
        records = point.hooks.simulate_all(scenarios, point.seed, future)
        of_future = []
        for name, record in zip(names, records, strict=True):
            check_conservation(address_of(name, future), record)
            tables = yearly_measures(record, point.areas[name])
            of_future.append(np.stack([tables[each][:, 0] for each in YEARLY], axis=1))
            years = tuple(int(year) for year in record.years)
            read.update(record.assumptions)
            events += record.events
        rows.append(np.stack(of_future))
    buffer = io.BytesIO()
    np.savez(
        buffer,
        allow_pickle=False,
        values=np.stack(rows),
        years=np.array(years, dtype=np.int64),
        assumptions=np.array(sorted(read), dtype=np.str_),
        events=np.array(events, dtype=np.int64),
        fingerprint=np.array(point.fingerprint),
    )
    write_bytes(point.folder / f"{point.name}{ENDING}", buffer.getvalue(), promise=True)
    return point.name


def read_outcome(point: Point) -> Outcome | None:
    """What is stored of exactly this point, or None; a damaged file counts as none."""
    try:
        with np.load(point.folder / f"{point.name}{ENDING}", allow_pickle=False) as held:
            if str(held["fingerprint"]) != point.fingerprint:
                return None
            return Outcome(
                tuple(held["years"].tolist()),
                held["values"],
                tuple(held["assumptions"].tolist()),
                int(held["events"]),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
