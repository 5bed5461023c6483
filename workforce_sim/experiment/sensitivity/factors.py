"""The assumptions that are varied, and what a study asks of the register. Replaceable for tests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workforce_sim.experiment.uncertain_entry import Factor


@dataclass(frozen=True)
class Ranges:
    """Both must be importable.

    `factors(scenario, read)`: the uncertain entries behind the names that the model has read.
    `place(scenario, at)`: the scenario with each entry of `at` at that probability of its range,
    as a plain number, and no other entry uncertain.
    """

    factors: Callable[[Any, Collection[str]], Sequence[Factor]]
    place: Callable[[Any, Mapping[str, float]], Any]


def built_in() -> Ranges:
    """The register that ships with the package."""
    from workforce_sim.experiment import wiring

    return Ranges(wiring.factors, wiring.place)
