"""Precision on demand: which differences must be known how closely, and how far a run has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from workforce_sim.digits import digits
from workforce_sim.errors import UserError
from workforce_sim.experiment.files import DECIMALS
from workforce_sim.experiment.plan import Plan
from workforce_sim.experiment.replication_files import scan_yearly
from workforce_sim.experiment.stopping import (
    FEWEST,
    half_width,
    is_settled,
    next_look,
    replications_for,
)
from workforce_sim.experiment.store import PARTS, RunFolder
from workforce_sim.limits import REPLICATIONS
from workforce_sim.measures.catalogue import YEARLY, suggest

if TYPE_CHECKING:
    import polars as pl

    from workforce_sim.measures.record import FloatArray

LARGEST = 1_000
"""Replications after which it gives up and says how close it came, unless told otherwise."""

FINEST = 10.0**-DECIMALS
"""The smallest half-width that can be asked for: results are written no finer."""

_SHOWN = 8
_ALL_MEASURES = "the column 'measure' of any run's summary.csv"


@dataclass(frozen=True)
class Precision:
    """How closely one mean is known: half the width of its 95% interval, and what was asked for.

    With several scenarios it is the mean paired difference from the reference at the last census
    that all of them have, all simulated councils together.

    `likely`: how many replications would be enough, as far as can be seen. `independent`: how many
    would be with seeds of its own for each scenario; `shared_stream`: with one stream of random
    numbers started from the same seed, which is in step until the scenarios first differ. Both are
    None when there is nothing to compare.
    """

    scenario: str
    measure: str
    wanted: float
    half_width: float
    is_reached: bool
    replications: int
    likely: int
    independent: int | None
    shared_stream: int | None


@dataclass(frozen=True)
class Target:
    """When a run is long enough: every measure known to within its half-width, or `largest`
    replications.

    Raises UserError for an unknown measure or a half-width that is too small.
    """

    wanted: Mapping[str, float]
    largest: int = LARGEST

    def __post_init__(self) -> None:
        for name, width in self.wanted.items():
            _check(name, width)
        REPLICATIONS.checked(self.largest, "The largest number of replications")
        if self.largest < FEWEST:
            raise UserError(
                f"A precision needs at least {FEWEST} replications, so that the spread is known; "
                f"the largest number allowed is {self.largest}. Allow more with "
                "--max-replications."
            )

    def next_count(self, folder: Path, plan: Plan) -> int:
        """How many replications to have before looking again; as many as there are if it is
        enough.
        """
        count = len(plan.replications)
        if count >= self.largest:
            return count
        looks = [
            next_look(values, self.wanted[measure])
            for (_, measure), values in _differences(_parts(folder, plan), plan, self).items()
        ]
        return min(max(count, *looks), self.largest)

    def reached(self, folder: Path, plan: Plan) -> list[Precision]:
        """How closely each mean is known."""
        return _found(_parts(folder, plan), plan, self)


def precision(run: RunFolder, wanted: Mapping[str, float]) -> list[Precision]:
    """How closely a finished run knows each measure in `wanted`, for each scenario compared."""
    return _found(run.replications(), run, Target(wanted))


def as_json(found: Sequence[Precision]) -> list[dict[str, Any]]:
    """What the manifest holds of it."""
    return [asdict(each) for each in found]


def _found(frame: pl.LazyFrame, run: Plan | RunFolder, target: Target) -> list[Precision]:
    differences = _differences(frame, run, target)
    return [
        _describe(frame, run.reference, scenario, measure, values, target.wanted[measure])
        for (scenario, measure), values in differences.items()
    ]


def _describe(
    frame: pl.LazyFrame,
    reference: str | None,
    scenario: str,
    measure: str,
    values: FloatArray,
    wanted: float,
) -> Precision:
    independent = shared = None
    if reference is not None:
        mine, theirs = _totals(frame, scenario, measure), _totals(frame, reference, measure)
        years = sorted(mine.keys() & theirs.keys())
        independent, shared = without_pairing(
            np.stack([mine[year] for year in years], axis=1),
            np.stack([theirs[year] for year in years], axis=1),
            wanted,
        )
    return Precision(
        scenario=scenario,
        measure=measure,
        wanted=wanted,
        half_width=half_width(values),
        is_reached=is_settled(values, wanted),
        replications=len(values),
        likely=max(FEWEST, replications_for(float(values.std(ddof=1)), wanted)),
        independent=independent,
        shared_stream=shared,
    )


def without_pairing(mine: FloatArray, theirs: FloatArray, wanted: float) -> tuple[int, int]:
    """Replications that would be needed with independent seeds, and with one shared stream.

    Both arrays are (replications, censuses). With independent seeds the variances of the two
    scenarios add up. A shared stream is in step until the scenarios first differ; what they still
    share later is what the state at that time foretells, here by a straight line on the measure
    itself at the last census at which they agree in every replication.
    """
    last_mine, last_theirs = mine[:, -1], theirs[:, -1]
    apart = float(last_mine.var(ddof=1) + last_theirs.var(ddof=1))
    agree = [k for k in range(mine.shape[1]) if np.array_equal(mine[:, k], theirs[:, k])]
    shared = 0.0
    if agree:
        before = mine[:, agree[-1]] - mine[:, agree[-1]].mean()
        size = float((before**2).sum())
        if size > 0.0:
            slopes = float(before @ last_mine) * float(before @ last_theirs) / size**2
            shared = max(0.0, 2.0 * slopes * size / (len(before) - 1))
    independent = replications_for(apart**0.5, wanted)
    return independent, replications_for(max(apart - shared, 0.0) ** 0.5, wanted)


def _differences(
    frame: pl.LazyFrame, run: Plan | RunFolder, target: Target
) -> dict[tuple[str, str], FloatArray]:
    """The values whose means are asked for, by scenario and measure, in order of replication."""
    names = list(run.scenarios if isinstance(run, Plan) else run.scenario_names)
    found = {}
    for measure in target.wanted:
        totals = {name: _totals(frame, name, measure) for name in names}
        last = min(max(of_one) for of_one in totals.values())
        for name in names:
            if name != run.reference:
                values = totals[name][last]
                if run.reference is not None:
                    values = values - totals[run.reference][last]
                found[name, measure] = _known(values, measure)
    return found


class UndefinedMeasure(UserError):
    """The mean of a measure cannot be known, whatever is simulated."""


def _known(values: FloatArray, measure: str) -> FloatArray:
    if np.isnan(values).any():
        raise UndefinedMeasure(
            f"{measure} is not defined in every replication at the last census, so its mean cannot "
            "be known to any precision. Name another measure."
        )
    return values


def _totals(frame: pl.LazyFrame, scenario: str, measure: str) -> dict[int, FloatArray]:
    """One measure of all simulated councils together: its values over the replications, by
    census.
    """
    import polars as pl

    rows = frame.filter(
        (pl.col("scenario") == scenario) & pl.col("geographic_level").is_in(["National", "Scope"])
    ).select("replication", "time_period", pl.col(measure).cast(pl.Float64))
    ordered = rows.sort("time_period", "replication").collect()
    return {
        int(year): of_year[measure].to_numpy()
        for (year,), of_year in ordered.group_by("time_period", maintain_order=True)
    }


def _parts(folder: Path, plan: Plan) -> pl.LazyFrame:
    """What is simulated so far, before the results are written."""
    replications = [(name, number) for name in plan.scenarios for number in plan.replications]
    return scan_yearly(folder / PARTS, replications)


def _check(name: str, width: float) -> None:
    if name not in YEARLY:
        near = suggest(name)
        some = ", ".join(list(YEARLY)[:_SHOWN])
        hint = f"Did you mean {near}?" if near else f"Some of them: {some}; all: {_ALL_MEASURES}."
        raise UserError(f"There is no measure called {name}. {hint}")
    if not FINEST <= width < float("inf"):
        raise UserError(
            f"The precision of {name} cannot be {digits(width, None)}. Write a number from "
            f"{digits(FINEST)} on, in the unit of the measure."
        )
