"""Official statistics -> the starting state of every council.

`load_baseline("england-2024")` reads a compact file in the package; `python -m
workforce_sim.baseline build england-2024` writes that file from the CSVs in `data/`.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_sim.errors import UserError

if TYPE_CHECKING:
    from workforce_sim.baseline.history import History, history
    from workforce_sim.baseline.starting_state import Baseline, council_names, region_names

BASELINES = ("england-2024", "england-2009")
"""Baselines that ship with the package; other base years can be built from the data."""

__all__ = [
    "BASELINES",
    "Baseline",
    "History",
    "baseline_path",
    "council_names",
    "history",
    "load_baseline",
    "region_names",
]


def baseline_path(name: str) -> Path:
    """File of a shipped baseline."""
    return Path(__file__).parent / f"{name}.json"


@functools.cache
def load_baseline(name: str) -> Baseline:
    """The named baseline, read once per process.

    A base year that does not ship ("england-2021") is built in memory from the data, with nothing
    published after that year. Raises UserError for an unknown name.
    """
    from workforce_sim.baseline import document

    if name in BASELINES:
        return document.read(baseline_path(name))
    from workforce_sim.baseline.command import base_year_of, built

    if base_year_of(name) is None:
        raise UserError(
            f"there is no baseline {name!r}. Instead: {' or '.join(BASELINES)}, "
            "or england-2019 to england-2023."
        )
    return document.from_content(built(name))


def __getattr__(name: str) -> Any:
    """Import what needs numpy only when it is asked for."""
    if name in ("Baseline", "council_names", "region_names"):
        from workforce_sim.baseline import starting_state

        return getattr(starting_state, name)
    if name in ("History", "history"):
        from workforce_sim.baseline.history import History, history

        globals().update(History=History, history=history)
        return globals()[name]
    raise AttributeError(name)
