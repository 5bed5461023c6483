"""`python -m workforce_sim.scenario` writes `scenarios/schema.json` as it should be now."""

from __future__ import annotations

from pathlib import Path

from workforce_sim.scenario.json_schema import schema_text

if __name__ == "__main__":
    target = Path(__file__).parents[2] / "scenarios" / "schema.json"
    target.write_text(schema_text(), encoding="utf-8", newline="\n")
