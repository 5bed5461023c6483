"""The worlds that are timed."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from workforce_sim.baseline import load_baseline
from workforce_sim.scenario.resolved import ResolvedScenario
from workforce_sim.scenario.schema import Scope

SEED = 1
BASE, BASE_YEAR = "england-2024", 2024
COUNCIL = "Camden"
SCENARIOS = Path(__file__).parents[1] / "scenarios"
COUNCIL_PAY = f"""\
name: {COUNCIL} pays case holders more for two years
base: {BASE}
end: 2034
scope: {{councils: [{COUNCIL}]}}
uncertainty: parameters
levers:
  - frontline_pay:
      councils: [{COUNCIL}]
      roles: [case_holder]
      supplement_gbp_per_year: 3000
      from: 2025-04
      to: 2027-03
"""


def scenario(
    councils: Sequence[str] | None = (COUNCIL,), years: int = 10, name: str = "bench"
) -> ResolvedScenario:
    """No new policy in some councils, or in England when none are named."""
    return ResolvedScenario(
        slug=name,
        name=name,
        description="",
        base=BASE,
        base_year=BASE_YEAR,
        end=BASE_YEAR + years,
        scope=Scope.england()
        if councils is None
        else Scope.model_validate({"councils": tuple(councils)}),
        budget=None,
        levers=(),
        shocks=(),
        assumptions={},
        uncertainty="none",
        replications=1,
        seed=SEED,
    )


def some_councils(number: int) -> tuple[str, ...]:
    """So many councils, evenly spread over the list of all."""
    names = load_baseline(BASE).la_name
    return tuple(names[i * len(names) // number] for i in range(number))


def councils_of_every_size(number: int) -> list[int]:
    """Numbers of so many simulated councils, evenly spread over all in the order of their cases."""
    baseline = load_baseline(BASE)
    present = np.flatnonzero(baseline.simulated)
    by_size = present[np.argsort(baseline.cases[present], kind="stable")].tolist()
    return [by_size[(2 * i + 1) * len(by_size) // (2 * number)] for i in range(number)]
