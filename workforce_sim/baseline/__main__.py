"""python -m workforce_sim.baseline build england-2024 [--check] [--out FILE]."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from workforce_sim.errors import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a baseline file, or with --check say whether it is current (exit code 1 if not)."""
    parser = argparse.ArgumentParser(prog="python -m workforce_sim.baseline", description=__doc__)
    parser.add_argument("action", choices=["build"])
    parser.add_argument("name", help="england-2024, england-2009, or england-YEAR from 2019 on")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("--out", type=Path, help="file to write (default: inside the package)")
    chosen = parser.parse_args(arguments)

    from workforce_sim.baseline import baseline_path
    from workforce_sim.baseline.command import base_year_of, text

    if base_year_of(chosen.name) is None:
        parser.error(f"cannot build {chosen.name!r}; write england-2024, england-2009 or a year")
    path: Path = chosen.out or baseline_path(chosen.name)
    try:
        content = text(chosen.name)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    if chosen.check:
        current = path.exists() and path.read_text(encoding="utf-8") == content
        how = f"python -m workforce_sim.baseline build {chosen.name}"
        sys.stdout.write(f"{path.name} is {'current' if current else f'out of date: {how}'}\n")
        return 0 if current else 1
    path.write_text(content, encoding="utf-8", newline="\n")
    sys.stdout.write(f"wrote {path.name} ({len(content.encode()) // 1024} KB)\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
