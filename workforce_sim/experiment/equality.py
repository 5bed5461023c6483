"""Whether two runs say the same, table by table; scenario names can be left out of account."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workforce_sim.experiment.store import REPLICATIONS, RESULT_FILES, RunFolder

if TYPE_CHECKING:
    import polars as pl


def differing_files(first: RunFolder, second: RunFolder) -> list[str]:
    """The result files whose bytes differ between two runs of the same experiment."""
    return [
        name for name in RESULT_FILES if _bytes(first.path / name) != _bytes(second.path / name)
    ]


def differing_measures(
    first: RunFolder, first_scenario: str, second: RunFolder, second_scenario: str
) -> list[str]:
    """The measures in which one scenario of a run differs from one of another run (or the same
    run).

    Every replication, time and area is compared bit by bit; the scenarios' names are not. A lever
    of size zero must give []. Also names "rows" when the two do not even have the same
    replications, times and areas.
    """
    mine, theirs = _values(first, first_scenario), _values(second, second_scenario)
    keys = mine.columns[:5]
    if not mine.select(keys).equals(theirs.select(keys)):
        return ["rows"]
    return [name for name in mine.columns[5:] if not mine[name].equals(theirs[name])]


def _values(run: RunFolder, scenario: str) -> pl.DataFrame:
    import polars as pl

    if scenario not in run.scenario_names:
        raise KeyError(f"{run.path / REPLICATIONS} has no scenario {scenario}")
    return run.replications().filter(pl.col("scenario") == scenario).drop("scenario").collect()


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
