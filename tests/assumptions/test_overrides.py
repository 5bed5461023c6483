"""What a scenario can override moves what the register says, and nothing else can be overridden."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from tests.assumptions.movement import CLEAR, MONEY, SEED, STAGES, due, found, span
from tests.levers.everything import SHOCKS, everything
from tests.model.worlds import scenario
from workforce_sim.assumptions import Register, load_register
from workforce_sim.assumptions.world_2009 import name_in_2009
from workforce_sim.baseline.build import build
from workforce_sim.baseline.build_2009 import build_2009
from workforce_sim.errors import UserError
from workforce_sim.levers import all_levers
from workforce_sim.measures.appraisal import NET_PUBLIC, present_value
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.measures.ledger import LedgerTotals, gather
from workforce_sim.measures.prices import prices_from
from workforce_sim.model import simulate
from workforce_sim.shocks import all_shocks

UNCLEAR = {
    "leaving.pay_elasticity_separation": "everybody in scope is paid alike, so nobody is paid more",
    "leaving.tie_floor": "no tie of the central values comes near it",
    "lever.newly_qualified_support.support_months": "2.9 standard errors in four regions",
    "lever.on_the_job_training.supervisor_time_share": "1.4 standard errors in England",
    "lever.on_the_job_training.training_months": "2.6 standard errors in England",
    "lever.qualifying_year.exit_hazard_ratio": "nobody has passed the year so soon",
    "lever.qualifying_year.applicant_ratio": "nobody has passed the year so soon",
}
"""Entries that do not yet show what they say: each is a miss, not a rule."""


def looked_at() -> list[Any]:
    """The entries that are due, those of ``UNCLEAR`` as misses that are known."""
    known = {name: pytest.mark.xfail(reason=why, strict=True) for name, why in UNCLEAR.items()}
    return [pytest.param(name, marks=known.get(name, ()), id=name) for name in due()]


@pytest.mark.statistical
@pytest.mark.needs_compiled
@pytest.mark.parametrize("name", looked_at())
def test_an_override_moves_what_its_entry_says(name: str) -> None:
    """Both ends of the range live through the same futures; three standard errors apart.

    The futures are keyed, so this never fails by chance. What only shuffles people passes with
    probability 0.4% at each of at most five sizes of world.
    """
    assert found(name)[1] >= CLEAR, "if the register is right, `make overrides` says of all entries"


@cache
def sixteen_years_of_money() -> LedgerTotals:
    record = simulate(scenario(councils=("Rutland",), base="england-2009", years=16), SEED, 0)
    return gather([record.ledger], 2009)


def in_the_tables(measure: str, override: dict[str, float]) -> float:
    """What the ledger and the appraisal say of what was spent."""
    ledger, prices = sixteen_years_of_money(), prices_from(load_register().values(override), 2009)
    if measure == "mean_real_gbp":
        return float(ledger.gbp[0] @ [prices.real(key.financial_year) for key in ledger.keys])
    rates = prices.discount_rates
    return sum(float(present_value(ledger, prices, rate, NET_PUBLIC)[0]) for rate in rates)


@pytest.mark.statistical
@pytest.mark.needs_compiled
def test_an_override_of_prices_moves_the_money_that_its_entry_says() -> None:
    """The same postings in other prices: there is no chance in it."""
    for entry in load_register():
        movement = entry.movement
        if movement is None or movement.measure not in MONEY:
            continue
        low, high = (in_the_tables(movement.measure, {entry.name: end}) for end in span(entry))
        assert high > low if movement.up else high < low, entry.name


@pytest.mark.unit
def test_entries_speak_of_measures_levers_and_shocks_that_there_are() -> None:
    distributions = {"caseload_full_time"}
    found = [entry.movement for entry in load_register() if entry.movement]
    assert {each.measure for each in found} <= {*YEARLY, *MONEY, *distributions}
    assert {each.needs for each in found} <= {"", *all_levers(), *all_shocks()}
    assert set(SHOCKS) == set(all_shocks())


@pytest.mark.unit
def test_what_moves_nothing_is_refused_with_what_to_do_instead() -> None:
    """Names that are suggested instead can be overridden themselves."""
    register = load_register()
    refused = [entry for entry in register if entry.refused]
    assert refused
    for entry in refused:
        with pytest.raises(UserError, match=r"^'[a-z0-9_.]+' \w.+\. Instead: .+\.$"):
            register.values({entry.name: entry.central})
        for name in re.findall(r"\b[a-z_0-9]+(?:\.[a-z_0-9]+)+\b", entry.instead):
            assert name not in register or not register[name].refused, entry.name


@pytest.mark.slow
@pytest.mark.needs_compiled
def test_what_is_refused_is_read_by_baselines_or_by_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both packaged baselines anew, and small worlds of both with every lever and every shock."""
    read: set[str] = set()
    look_up = Register.__getitem__

    def noting(self: Register, name: str) -> Any:
        read.add(name)
        return look_up(self, name)

    with monkeypatch.context() as patch:
        patch.setattr(Register, "__getitem__", noting)
        build(2024)
        build_2009()
    register, scope = load_register(), STAGES[0].scope
    assert {e.name for e in register if e.refused == "baseline"} <= read
    # An override of any other would change half of what it stands for.
    assert sorted(e.name for e in register if e.moves and e.name in read) == [
        "world_2009.agency_rate_of_leaving",
        "world_2009.exit_rate",
        "world_2009.move_rate",
        "world_2009.posts_trend",
    ]
    for base in ("england-2009", "england-2024"):
        levers, shocks = everything(base, scope)
        world = scenario(*levers, councils=scope.councils, base=base, years=2, shocks=shocks)
        for name in simulate(world, SEED, 0).assumptions:
            then = name_in_2009(name)
            read.add(then if base == "england-2009" and then in register else name)
    assert [e.name for e in register if e.refused == "nothing" and e.name in read] == []
