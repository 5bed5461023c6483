"""Numbers that replace the register's are judged by what the run would read instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from workforce_sim.scenario import validate_files

pytestmark = pytest.mark.unit


def warnings_of(folder: Path, base: str, end: int, rest: str) -> list[str]:
    path = folder / "scenario.yaml"
    path.write_text(f"name: S\nbase: {base}\nend: {end}\n{rest}", encoding="utf-8")
    found = validate_files([path])
    assert not any(problem.is_error for problem in found), found
    return [problem.what for problem in found]


@pytest.mark.parametrize(
    ("base", "end", "number", "range_of"),
    [
        ("england-2009", 2012, 3990, None),
        ("england-2009", 2012, 1900, "'world_2009.training.intake.undergraduate', 3970 to 4340"),
        ("england-2024", 2027, 1900, None),
        ("england-2024", 2027, 3990, "'training.intake.undergraduate'"),
    ],
)
def test_the_range_is_that_of_the_base(
    tmp_path: Path, base: str, end: int, number: int, range_of: str | None
) -> None:
    override = f"assumptions: {{training.intake.undergraduate: {number}}}\n"
    found = warnings_of(tmp_path, base, end, override)
    assert len(found) == (range_of is not None)
    assert all(range_of in what for what in found if range_of)


def test_a_number_of_2009_on_another_base_is_one_warning(tmp_path: Path) -> None:
    (only,) = warnings_of(
        tmp_path, "england-2024", 2027, "assumptions: {world_2009.training.intake.undergraduate: 9}"
    )
    assert "changes nothing here" in only
