"""The order of a month is what the code lives: its lists, its source, a run that is watched."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from workforce_sim.model.engine.calendar import Office, Turn
from workforce_sim.model.engine.state import EventKind
from workforce_sim.model.month.monthly_round import STEPS
from workforce_sim.model.replication import simulate_all, timed
from workforce_sim.report.month_order import month_order
from workforce_sim.scenario import ResolvedScenario, load_scenario

RUTLAND = """\
name: Rutland
base: england-2024
end: 2025
scope: {councils: [Rutland]}
levers:
  - frontline_pay: {bonus_gbp: 1000, from: 2025-04}
shocks:
  - pandemic_year: {from: 2025-01}
"""
PROCESSES = {"censuses": "census", "graduations": "graduations", "office": "office"}


def rows() -> list[tuple[str, str, str]]:
    return [tuple(map(str, row)) for row in month_order().rows]  # type: ignore[misc]


@pytest.fixture
def rutland(tmp_path: Path) -> ResolvedScenario:
    path = tmp_path / "rutland.yaml"
    path.write_text(RUTLAND, encoding="utf-8")
    return load_scenario(path)


@pytest.mark.unit
def test_every_step_and_every_kind_of_event_is_there_with_its_meaning() -> None:
    found = rows()
    assert [step for part, step, _ in found if part.startswith("office")] == [
        step.__name__ for step in STEPS
    ]
    events = [step for part, step, _ in found if part.startswith("casework")]
    assert events == [kind.name.lower() for kind in EventKind]
    assert all(len(does) > 10 and does.endswith(".") for *_, does in found)
    parts = [part.split(",")[0] for part, *_ in found]
    order = [
        "first day",
        "each moment",
        "turn 1",
        "turn 2",
        "turn 3",
        "office",
        "casework",
        "census",
    ]
    assert list(dict.fromkeys(parts)) == order


@pytest.mark.unit
def test_the_first_day_is_made_in_the_order_of_its_source() -> None:
    steps = [step for part, step, _ in rows() if part == "first day"]
    assert steps.index("initial_people") < steps.index("run_in") < steps.index("set_cases")
    assert steps[0] == "make_setup"
    assert steps.index("set_cases") < steps.index("hire_before_first_day")


@pytest.mark.statistical
@pytest.mark.needs_compiled
def test_a_run_takes_the_turns_that_are_printed(
    rutland: ResolvedScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No chance of a false alarm: one run is watched, not judged."""
    taken: dict[str, set[Turn]] = {}
    at = Office.at

    def watched(self: Office, day: float, turn: Turn = Turn.POLICY) -> Any:
        frame = sys._getframe(1)
        while frame.f_back and frame.f_code.co_name not in {*PROCESSES, "process"}:
            frame = frame.f_back
        taken.setdefault(frame.f_code.co_name, set()).add(turn)
        return at(self, day, turn)

    monkeypatch.setattr(Office, "at", watched)
    assert list(simulate_all([rutland], 1, 1))
    printed = {step.partition(",")[0]: part for part, step, _ in rows() if part.startswith("turn")}
    for name, words in {**PROCESSES, "process": "levers"}.items():
        (turn,) = taken[name]
        assert printed[words] == f"turn {turn + 1}, {turn.name.lower()}"
    assert printed["shocks"] == printed["levers"]


@pytest.mark.statistical
@pytest.mark.needs_compiled
def test_a_stopwatch_counts_each_step_of_each_month(rutland: ResolvedScenario) -> None:
    """No chance of a false alarm: calls are counted."""
    watch = timed(rutland, 1, 1)
    office = [name for part, name in watch.calls if part == "office"]
    assert office == [step.__name__ for step in STEPS]
    assert {watch.calls["office", name] for name in office} == {12}
    assert watch.calls["casework", "casework"] >= 12
    assert watch.calls["calendar", "census"] == 14
    assert {("calendar", "lever frontline_pay"), ("calendar", "shock pandemic_year")} <= {
        *watch.calls
    }
    whole = watch.seconds["whole", "all months"]
    inside = {
        step: took for step, took in watch.seconds.items() if step[0] not in ("whole", "first day")
    }
    assert 0.0 < sum(inside.values()) <= whole
