"""Rewrite the compiled copy of the register: ``python -m workforce_sim.assumptions``."""

from __future__ import annotations

from pathlib import Path

from workforce_sim.assumptions.reading import COMPILED, compile_sources, packaged_sources


def main() -> None:
    """Check every YAML file of the register and write what they say as JSON beside them."""
    target = Path(__file__).parent / "register" / COMPILED
    target.write_text(compile_sources(packaged_sources()) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
