"""What a sensitivity study is asked, checked before anything is simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workforce_sim.errors import UserError
from workforce_sim.limits import REPLICATIONS, SAMPLES, SEEDS, TOP, TRAJECTORIES
from workforce_sim.measures.catalogue import YEARLY, suggest

MEASURES = ("vacancy_rate_fte", "inpost_fte", "turnover_rate_fte", "caseload_fte")
"""What is looked at unless told otherwise."""


@dataclass(frozen=True)
class Question:
    """What to explain and with how much work.

    `times`: reporting years; empty is the last one. `samples`: the base sample of the Saltelli
    design, a power of two; it takes (samples times entries and groups plus two) points.
    `top`: how many entries get a share of their own, the others one together. `trajectories`: of
    the screening that chooses them. `assumptions`: the entries that get one, without any screening.
    `futures`: over how many futures each point is averaged.

    Raises UserError for an unknown measure or a number that cannot be used.
    """

    measures: tuple[str, ...] = MEASURES
    times: tuple[int, ...] = ()
    samples: int = 64
    top: int = 8
    trajectories: int = 4
    futures: int = 2
    seed: int = 1
    assumptions: tuple[str, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Question:
        """The question that sensitivity.json holds."""
        lists = {key: tuple(value) for key, value in stored.items() if isinstance(value, list)}
        return cls(**{**stored, **lists})

    def __post_init__(self) -> None:
        for name in self.measures:
            if name not in YEARLY:
                near = suggest(name)
                hint = f" Did you mean {near}?" if near else ""
                raise UserError(f"There is no measure called {name}.{hint}")
        if not self.measures:
            raise UserError("Name at least one measure to explain.")
        SEEDS.checked(self.seed, "The seed")
        TOP.checked(self.top, "--top")
        TRAJECTORIES.checked(self.trajectories, "--trajectories")
        REPLICATIONS.checked(self.futures, "--futures")
        count = SAMPLES.checked(self.samples, "--samples")
        if count & (count - 1):
            below = 2 ** (count.bit_length() - 1)
            raise UserError(
                f"--samples {count} is not a power of two, which Sobol's sequence needs to be "
                f"balanced. Write {below} or {2 * below}."
            )

    def years(self, simulated: Sequence[int]) -> tuple[int, ...]:
        """The reporting years to explain, of those that are simulated; the first is the start.

        Raises UserError for a year that is not simulated.
        """
        known = tuple(int(year) for year in simulated[1:])
        wrong = [year for year in self.times if year not in known]
        if wrong:
            raise UserError(
                f"{wrong[0]} is not a census of this scenario. Write a year from {known[0]} to "
                f"{known[-1]}."
            )
        return tuple(sorted(set(self.times))) or known[-1:]
