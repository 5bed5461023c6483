"""Measure and write docs/performance.md: ``python -m benchmarks [SECTION ...]``.

Each section is kept in .cache/benchmarks when it is done. The page holds those that were measured
on this machine with this model, and names the others.
"""

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.machine import machine
from benchmarks.page import write_page
from benchmarks.processes import ROOT
from benchmarks.results import Section
from benchmarks.sections import SECTIONS, section

STORE = ROOT / ".cache" / "benchmarks"


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--rounds", type=int, help="rounds of every section, instead of its own")
    parser.add_argument(
        "--england-pairs",
        type=int,
        metavar="N",
        help="run N paired replications of England to the end, instead of reckoning from a few",
    )
    asked = parser.parse_args()
    unknown = set(asked.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"there is no section {', '.join(sorted(unknown))}: {', '.join(SECTIONS)}")
    if asked.england_pairs:
        from benchmarks.sections.england_pairs import measure_all

        measure("england_pairs", lambda: measure_all(asked.england_pairs))
    else:
        for name in asked.sections or SECTIONS:
            work, usual = section(name)
            measure(name, partial(work, asked.rounds or usual))
    write()


def measure(name: str, work: Callable[[], Section]) -> None:
    """Measure one section, print it and keep it."""
    begin = time.perf_counter()
    found = work().to_dict()
    STORE.mkdir(parents=True, exist_ok=True)
    (STORE / f"{name}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    for row in found["rows"]:
        print(" | ".join(filter(None, row.values())), flush=True)
    print(f"({name}: {time.perf_counter() - begin:,.0f} s)", flush=True)


def write() -> None:
    """Write the page from what was measured here."""
    here, stored = machine(), {}
    for name in SECTIONS:
        found = kept(name)
        if found is not None and found["machine"] == here:
            stored[name] = found
    missing = [name for name in SECTIONS if name not in stored]
    print(f"Written: {write_page(stored, missing, here).relative_to(ROOT)}")


def kept(name: str) -> dict[str, Any] | None:
    """What a section found last time."""
    file = STORE / f"{name}.json"
    if not file.exists():
        return None
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    main()
