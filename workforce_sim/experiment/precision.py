"""The stopping rule: more replications until a mean is known as closely as the user asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.runner import run_experiment
from workforce_sim.experiment.store import RunFolder
from workforce_sim.measures.catalogue import YEARLY, suggest
from workforce_sim.measures.intervals import mean_interval

if TYPE_CHECKING:
    from workforce_sim.measures.record import FloatArray

FEWEST = 10
"""Replications before the spread is trusted at all: 9 degrees of freedom."""
LARGEST = 10_000
"""Replications after which it gives up and says how close it came."""


@dataclass(frozen=True)
class Precision:
    """How closely one measure is known: half the width of its 95% interval, and what was asked
    for.
    """

    scenario: str
    measure: str
    half_width: float
    wanted: float

    @property
    def is_reached(self) -> bool:
        """Whether it is known as closely as asked for."""
        return self.half_width <= self.wanted


def run_to_precision(
    scenarios: Sequence[Any],
    wanted: Mapping[str, float],
    replications: int = FEWEST,
    out: Path | str | None = None,
    resume: bool = False,
    largest: int = LARGEST,
    **options: Any,
) -> RunFolder:
    """Run until each measure in `wanted` has an interval of at most plus or minus its half-width.

    Looked at: the last census, all simulated councils together; with several scenarios the paired
    difference of each from the reference, with one its mean. The number of replications is decided
    from results alone, so it does not depend on how many processes ran them. `wanted` is in each
    measure's own unit. Other options are those of `run_experiment`.

    Raises UserError for an unknown measure or a half-width that is not positive.
    """
    for name, half_width in wanted.items():
        _check(name, half_width)
    count = max(replications, FEWEST)
    while True:
        run = run_experiment(scenarios, count, out=out, resume=resume, **options)
        reached = precision(run, wanted)
        count = max(run.manifest["replications"])
        if all(each.is_reached for each in reached) or count >= largest:
            return run
        out, resume = run.path, True
        count = min(largest, max(_needed(each, count) for each in reached))


def precision(run: RunFolder, wanted: Mapping[str, float]) -> list[Precision]:
    """How closely a finished run knows each measure in `wanted`, for each scenario compared."""
    reference = run.reference
    found = []
    for scenario in run.scenario_names:
        if scenario == reference:
            continue
        for measure, half_width in wanted.items():
            values = _last_census(run, scenario, measure)
            if reference is not None:
                values = values - _last_census(run, reference, measure)
            _, low, high = mean_interval(values)
            found.append(Precision(scenario, measure, float(high - low) / 2.0, half_width))
    return found


def _last_census(run: RunFolder, scenario: str, measure: str) -> FloatArray:
    import polars as pl

    frame = run.replications().filter(
        (pl.col("scenario") == scenario)
        & pl.col("geographic_level").is_in(["National", "Scope"])
        & (pl.col("time_period") == pl.col("time_period").max())
    )
    return frame.select(pl.col(measure).cast(pl.Float64)).collect().to_series().to_numpy()


def _needed(reached: Precision, count: int) -> int:
    """Replications that should be enough: the width falls with the root of their number."""
    if reached.is_reached or math.isnan(reached.half_width):
        return count + 1
    return max(count + 1, math.ceil(count * (reached.half_width / reached.wanted) ** 2 * 1.05))


def _check(name: str, half_width: float) -> None:
    if name not in YEARLY:
        near = suggest(name)
        hint = f" Did you mean {near}?" if near else ""
        raise UserError(f"There is no measure called {name}.{hint}")
    if not half_width > 0.0:
        raise UserError(f"The precision of {name} must be above zero, not {half_width:g}.")
