"""Thousands of mistakes are told as 50 and a count, and nothing is looked up for the others."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest

from workforce_sim.scenario import ScenarioErrors, listed, validate_files
from workforce_sim.scenario.problems import MOST_SHOWN

pytestmark = pytest.mark.unit

HEAD = "name: Many\nbase: england-2024\nend: 2026\n"
NUMBERS = range(600)
KINDS = {
    "councils": "scope:\n  councils:\n" + "".join(f"    - Nowhere {i}\n" for i in NUMBERS),
    "keys": "".join(f"key_{i}: 1\n" for i in NUMBERS),
    "levers": "levers:\n" + "".join(f"  - lever_{i}: {{}}\n" for i in NUMBERS),
    "assumptions": "assumptions:\n" + "".join(f"  market.nothing_{i}: 1\n" for i in NUMBERS),
}


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_shown_is_looked_up(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = 0
    compare = difflib.get_close_matches

    def counting(*words: Any, **options: Any) -> list[str]:
        nonlocal looked_up
        looked_up += 1
        return compare(*words, **options)

    monkeypatch.setattr("difflib.get_close_matches", counting)
    path = tmp_path / "many.yaml"
    path.write_text(HEAD + KINDS[kind], encoding="utf-8")
    problems = validate_files([path])
    assert len(problems) >= len(NUMBERS)
    lines = listed(problems)
    assert len(lines) == MOST_SHOWN + 1
    assert lines[-1].startswith(f"{len(problems) - MOST_SHOWN} more")
    assert str(ScenarioErrors(problems)).count("\n") == MOST_SHOWN
    assert looked_up <= 4 * MOST_SHOWN
