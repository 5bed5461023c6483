"""The ways to start an experiment, from the command line and from a notebook alike."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.precision import LARGEST, Target
from workforce_sim.experiment.runner import run_experiment
from workforce_sim.experiment.stopping import FEWEST
from workforce_sim.experiment.store import RunFolder

if TYPE_CHECKING:
    from workforce_sim.scenario import ResolvedScenario


def run(
    scenario: ResolvedScenario,
    replications: int | None = None,
    seed: int | None = None,
    **options: Any,
) -> RunFolder:
    """Simulate a scenario and, if it has one, its reference beside it, replication by replication.

    `replications` and `seed` default to what the scenario says. Other options are those of
    `run_experiment`.
    """
    reference = scenario.reference
    scenarios = [scenario] if reference is None else [reference, scenario]
    return _start(scenarios, replications, seed, options)


def compare(
    first: ResolvedScenario,
    *others: ResolvedScenario,
    replications: int | None = None,
    seed: int | None = None,
    **options: Any,
) -> RunFolder:
    """Simulate several scenarios with the same replications; the first is the reference of the
    others.

    All must have the same base, end, scope and uncertainty. `seed` defaults to that of the first,
    `replications` to the most of any; a Python warning says so where they differ. Other options
    are those of `run_experiment`.

    Raises UserError (with both files and values) for scenarios that cannot be compared.
    """
    if not others:
        raise UserError("A comparison needs at least two scenarios. Name another scenario file.")
    from workforce_sim.scenario.comparable import refuse_incomparable

    refuse_incomparable([first, *others])
    return _start([first, *others], replications, seed, options)


def run_to_precision(
    scenarios: Sequence[Any],
    wanted: Mapping[str, float],
    replications: int = FEWEST,
    largest: int = LARGEST,
    **options: Any,
) -> RunFolder:
    """Simulate until the mean of each measure in `wanted`, or its paired difference from the first
    scenario, has a 95% interval of at most plus or minus its half-width, in the measure's own unit.

    It looks at the last census, all simulated councils together, and begins with `replications`.
    `RunFolder.precision` says what was reached, which is less than was asked for when `largest`
    replications were not enough. Other options are those of `run_experiment`.

    Raises UserError for an unknown measure or a half-width that is not positive.
    """
    return run_experiment(scenarios, replications, target=Target(wanted, largest), **options)


def _start(
    scenarios: list[ResolvedScenario],
    replications: int | None,
    seed: int | None,
    options: dict[str, Any],
) -> RunFolder:
    from workforce_sim.scenario.comparable import shared_draws
    from workforce_sim.scenario.resolved import distinct_slugs

    draws = shared_draws(scenarios, seed, replications)
    for note in draws.notes:
        warnings.warn(note, stacklevel=3)
    return run_experiment(
        distinct_slugs(scenarios), replications=draws.replications, seed=draws.seed, **options
    )
