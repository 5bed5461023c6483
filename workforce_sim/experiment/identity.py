"""Which program this is: what must be the same wherever the replications of one run are made."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

NUMERIC_PACKAGES = ("numba", "numpy", "polars", "simpy")
"""Other people's packages whose versions may decide the last digit of a number."""


@cache
def package_identity() -> Mapping[str, str]:
    """Versions, and a SHA-256 of the files of this package, by what a reader calls them."""
    import workforce_sim
    from workforce_sim.experiment.connections import hash_of_folder

    return {
        "workforce-sim": workforce_sim.__version__,
        "the files of workforce-sim": hash_of_folder(Path(workforce_sim.__file__).parent)[:12],
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "the processor": platform.machine(),
        **{name: importlib.metadata.version(name) for name in NUMERIC_PACKAGES},
    }


def differing(theirs: Mapping[str, str], mine: Mapping[str, str]) -> list[str]:
    """What another place has differently, one phrase for each difference."""
    return [
        f"{name} is {theirs.get(name, 'unknown')} there, {here} here"
        for name, here in mine.items()
        if theirs.get(name) != here
    ]
