"""Measure and write docs/performance.md: ``python -m benchmarks [SECTION ...]``.

Each section is kept in .cache/benchmarks when it is done; the page is written when all are there.
"""

from workforce_sim.model.compiled import use_own_cache

# Before anything imports compiled functions, which look for their store then.
use_own_cache()

import argparse  # noqa: E402
import json  # noqa: E402
from pathlib import Path  # noqa: E402

from benchmarks.page import write_page  # noqa: E402
from benchmarks.sections import SECTIONS, SEED, run_england_pairs, scenario  # noqa: E402
from benchmarks.timing import peak_megabytes  # noqa: E402
from workforce_sim.model import simulate  # noqa: E402

STORE = Path(__file__).parents[1] / ".cache" / "benchmarks"


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--rounds", type=int, help="rounds of every section, instead of its own")
    parser.add_argument(
        "--england-pairs", type=int, metavar="N", help="really run N paired replications of England"
    )
    parser.add_argument("--peak-memory", action="store_true", help="of one replication of England")
    asked = parser.parse_args()
    unknown = set(asked.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"there is no section {', '.join(sorted(unknown))}: {', '.join(SECTIONS)}")
    if asked.peak_memory:
        simulate(scenario(None), SEED, 1)
        print(peak_megabytes())
    elif asked.england_pairs:
        print(f"{run_england_pairs(asked.england_pairs):,.1f} s")
    else:
        measure(asked.sections or list(SECTIONS), asked.rounds)


def measure(names: list[str], rounds: int | None) -> None:
    """Measure some sections, and write the page when all have been."""
    STORE.mkdir(parents=True, exist_ok=True)
    for name in names:
        section, usual = SECTIONS[name]
        found = section(rounds or usual).to_dict()
        (STORE / f"{name}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
        for row in found["rows"]:
            print(" | ".join(filter(None, row.values())), flush=True)
    if all((STORE / f"{name}.json").exists() for name in SECTIONS):
        stored = {
            name: json.loads((STORE / f"{name}.json").read_text(encoding="utf-8"))
            for name in SECTIONS
        }
        print(f"Written: {write_page(stored).relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
