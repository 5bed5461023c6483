"""What a run is made of beside its scenarios: data, code and versions, of this package and of
others'. Whatever of it differs can change a digit.
"""

from __future__ import annotations

import importlib.metadata
import json
import platform
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

PACKAGES = ("llvmlite", "numba", "numpy", "polars", "simpy")
"""Other people's packages whose versions may decide the last digit, or a byte of a file."""
DATA, VERSIONS, PLUG_INS = "data", "versions", "plug_ins"
Difference = tuple[tuple[str, ...], Any, Any]
"""Where two records differ, what the one says there, and what the other."""
MADE_OF = (DATA, VERSIONS, PLUG_INS)
"""The keys of what a run is made of."""


@dataclass(frozen=True)
class Identity:
    """What the numbers of a run are made of, in a form that can travel to whoever makes them.

    `made_of(levers)` says it of the process in which it is called, `expected` is what it must be.
    """

    made_of: Callable[[Collection[str]], Mapping[str, Any]]
    expected: Mapping[str, Any]

    def here(self) -> Mapping[str, Any]:
        """What the same would be made of in this process."""
        return self.made_of(tuple(self.expected[PLUG_INS]))

    def changes_here(self) -> list[str]:
        """What is not as expected in this process, one line for each difference."""
        return changes(self.expected, self.here(), "where the run was started", "here")


@dataclass(frozen=True)
class AsRecorded:
    """A `made_of` that says what a manifest says: its parts made again then have equal receipts
    if all else is equal.
    """

    recorded: Mapping[str, Any]

    def __call__(self, levers: Collection[str]) -> dict[str, Any]:
        """What scenarios with these levers were made of."""
        theirs = self.recorded[PLUG_INS]
        found = {name: source for name, source in theirs.items() if name in levers}
        return {DATA: self.recorded[DATA], VERSIONS: self.recorded[VERSIONS], PLUG_INS: found}


@cache
def versions() -> Mapping[str, str]:
    """What computes, by what a reader calls it."""
    import workforce_sim

    return {
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "the system": platform.system(),
        "the processor": platform.machine(),
        "workforce-sim": workforce_sim.__version__,
        **{name: version_of(name) or "" for name in PACKAGES},
    }


@cache
def version_of(package: str) -> str | None:
    """The version of an installed package; None if it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def changes(before: Any, now: Any, then: str = "then", today: str = "now") -> list[str]:
    """What differs between two records of an experiment, one line for each difference."""
    return [
        f"{_named(path, before, now)}: {_short(old)} {then}, {_short(new)} {today}"
        for path, old, new in _walk((), before, now)
    ]


def _walk(
    path: tuple[str, ...], before: Any, now: Any
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for key in sorted({*before, *now}):
            yield from _walk((*path, str(key)), before.get(key), now.get(key))
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for k, (old, new) in enumerate(zip(before, now, strict=True)):
            yield from _walk((*path, f"[{k}]"), old, new)
    elif before != now:
        yield path, before, now


def _named(path: tuple[str, ...], before: Any, now: Any) -> str:
    """What a difference is about, in words for whoever must find it."""
    match path:
        case ("data", room):
            return f"code or data of {room}"
        case ("versions", name):
            return name
        case ("plug_ins", lever, *what):
            source = before["plug_ins"].get(lever) or now["plug_ins"].get(lever)
            return ", ".join((f"{lever} of the package {source['package']}", *what))
    return ".".join(path).replace(".[", "[")


def _short(value: Any) -> str:
    if isinstance(value, Mapping) and value.keys() >= {"package", "version", "code"}:
        value = f"version {value['version']}"
    if isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value):
        value = f"{value[:12]}..."
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
