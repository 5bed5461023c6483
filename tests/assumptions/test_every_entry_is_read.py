"""Every entry of the register is read by whom it says: an override of it does something or fails.

Small worlds of both bases with every lever and every shock, and both baselines built anew.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.levers.runs import lever
from tests.model.worlds import scenario
from workforce_sim.assumptions import Register, load_register
from workforce_sim.assumptions.world_2009 import name_in_2009
from workforce_sim.baseline.build import build
from workforce_sim.baseline.build_2009 import build_2009
from workforce_sim.errors import UserError
from workforce_sim.levers import Lever, all_levers
from workforce_sim.measures.prices import prices_from
from workforce_sim.model import simulate
from workforce_sim.scenario.shocks import Shock, all_shocks

BASES = ("england-2024", "england-2009")

# Every parameter that may be left out is left out, so that its entry is read. YEAR is the base's.
LEVERS: list[tuple[str, dict[str, Any]]] = [
    ("conversion_places", {"places": 60, "intakes": ("YEAR-11",)}),
    ("conversion_places", {"places": 60, "intakes": ("YEAR-11",), "course_months": 6}),
    ("return_to_practice", {"target": 20, "from": "YEAR-11", "to": "YEAR-12"}),
    ("newly_qualified_support", {"from": "YEAR-10"}),
    ("practice_masters", {"places": 30, "intakes": ("YEAR-11",)}),
    ("practice_masters", {"places": 30, "intakes": ("YEAR-11",), "course_months": 6}),
    ("advanced_status", {"posts": 20, "from": "YEAR-11"}),
    ("case_system_overhaul", {"from": "YEAR-11"}),
    (
        "frontline_pay",
        {"bonus_gbp": 5000, "from": "YEAR-11", "tie_in_months": 12, "clawback_share": 1.0},
    ),
]
SHOCKS: list[tuple[str, dict[str, Any]]] = [
    ("national_scandal", {"from": "YEAR-11"}),
    ("inadequate_judgement", {"from": "YEAR-11", "councils": ("Reading",)}),
    ("pandemic_year", {"from": "YEAR-11"}),
]


def dated(written: dict[str, Any], year: int) -> dict[str, Any]:
    """The parameters with the year in the place of YEAR."""

    def put(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(put(part) for part in value)
        return value.replace("YEAR", str(year)) if isinstance(value, str) else value

    return {key: put(value) for key, value in written.items()}


def everything(year: int) -> tuple[list[Lever], list[Shock]]:
    """Every lever and every shock in the first months of a run."""
    levers = [lever(name, **dated(written, year)) for name, written in LEVERS]
    shocks = [all_shocks()[name].model_validate(dated(written, year)) for name, written in SHOCKS]
    return levers, shocks


@pytest.fixture(scope="module")
def read_by_runs() -> set[str]:
    """Names that runs and the tables of money read; an entry of 2009 counts under its own name."""
    read = set()
    for base in BASES:
        levers, shocks = everything(int(base.removeprefix("england-")))
        wanted = scenario(
            *levers,
            councils=("Rutland", "Reading"),
            base=base,
            years=2,
            shocks=shocks,
            uncertainty="parameters",
        )
        for name in simulate(wanted, 3, 0).assumptions:
            then = name_in_2009(name)
            read.add(then if base == "england-2009" and then in load_register() else name)
    values = load_register().values()
    prices_from(values, 2024)
    return read | set(values.used)


@pytest.fixture(scope="module")
def read_by_baselines() -> set[str]:
    """Names that are looked up while both packaged baselines are built."""
    read: set[str] = set()
    look_up = Register.__getitem__

    def noting(self: Register, name: str) -> Any:
        read.add(name)
        return look_up(self, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Register, "__getitem__", noting)
        build(2024)
        build_2009()
    return read


def entries(read_by: str) -> set[str]:
    return {entry.name for entry in load_register() if entry.read_by == read_by}


@pytest.mark.unit
def test_the_small_worlds_have_every_lever_and_every_shock() -> None:
    assert {name for name, _ in LEVERS} == set(all_levers())
    assert {name for name, _ in SHOCKS} == set(all_shocks())


@pytest.mark.slow
@pytest.mark.needs_compiled
def test_what_a_scenario_can_override_is_read_by_a_run(read_by_runs: set[str]) -> None:
    """When this fails, nothing reads the entry: remove it, or say `read_by: nothing`."""
    assert sorted(entries("run") - read_by_runs) == []
    assert sorted(entries("nothing") & read_by_runs) == []


@pytest.mark.slow
@pytest.mark.needs_compiled
def test_what_levers_and_shocks_say_that_they_read_is_read(read_by_runs: set[str]) -> None:
    kinds = [*all_levers().values(), *all_shocks().values()]
    assert sorted({name for kind in kinds for name in kind.assumptions} - read_by_runs) == []


@pytest.mark.slow
def test_what_baselines_were_built_with_is_marked_so(read_by_baselines: set[str]) -> None:
    assert sorted(entries("baseline") - read_by_baselines) == []
    assert sorted(entries("nothing") & read_by_baselines) == []


@pytest.mark.slow
@pytest.mark.needs_compiled
def test_a_baseline_and_a_run_share_only_rates_that_each_run_splits_or_grows(
    read_by_baselines: set[str], read_by_runs: set[str]
) -> None:
    """An override of any other would change half of what it stands for."""
    assert sorted(entries("run") & read_by_baselines) == [
        "world_2009.agency_rate_of_leaving",
        "world_2009.exit_rate",
        "world_2009.move_rate",
        "world_2009.posts_trend",
    ]


@pytest.mark.unit
@pytest.mark.parametrize("read_by", ["baseline", "nothing"])
def test_an_override_that_would_do_nothing_is_refused(read_by: str) -> None:
    names = sorted(entries(read_by))
    assert names
    for name in names:
        with pytest.raises(UserError, match=r"^'.+' (was used|is evidence).+ Instead: .+\.$"):
            load_register().values({name: 1.0})
