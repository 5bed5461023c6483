"""What both ends of an entry's range do to a simulated world, beside what the register says.

`python -m tests.assumptions.movement` (`make overrides`) looks at every entry, and keeps the list
of those that moved what they say.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from tests.levers.everything import only
from tests.model.worlds import scenario
from workforce_sim.assumptions import Assumption, Movement, load_register
from workforce_sim.baseline import load_baseline
from workforce_sim.levers.source import files_in, hash_of_files
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.measures.measure import Measure
from workforce_sim.measures.record import FloatArray, ReplicationRecord
from workforce_sim.model import simulate
from workforce_sim.scenario.resolved import ResolvedScenario
from workforce_sim.scenario.schema import Scope

SEED = 11
CLEAR = 3.0
"""Standard errors by which a measure must move."""
FEW = 8
"""Differences of which all may have one sign by chance (eight: once in 128 times)."""


@dataclass(frozen=True)
class Stage:
    """Where both ends are simulated, and in how many futures."""

    scope: Scope
    futures: int
    futures_of_spreads: int


_EACH_REGION = Scope.model_validate(
    {
        "councils": (
            *("Redcar and Cleveland", "Trafford", "York", "Leicester", "Solihull"),
            *("Southend-on-Sea", "Camden", "Reading", "Swindon"),
        )
    }
)


def _region(name: str) -> Scope:
    return Scope.model_validate({"regions": (name,)})


_LONDON = _region("London")
STAGES = (
    Stage(_EACH_REGION, 1, 4),
    Stage(_LONDON, 1, 4),
    Stage(_LONDON, 2, 4),
    Stage(_LONDON, 4, 8),
    Stage(Scope.england(), 2, 4),
)
"""A council of each region first; more people while that does not show it clearly."""

MONEY = ("mean_real_gbp", "present_value_of_public_cost")
"""Columns and quantities of the money tables: what prices do to a run that has been."""
MOVED = Path(__file__).with_name("moved.txt")
"""The entries that moved what they say when all were last looked at, each with its digest."""
EVERY = 6


def moving() -> list[Assumption]:
    """The entries that say what they move, but for prices."""
    return [e for e in load_register() if e.movement and e.movement.measure not in MONEY]


def due() -> list[str]:
    """The entries that are other than when all were last looked at, and of the rest one in six:
    other ones after each change of the model.
    """
    moved = set(MOVED.read_text(encoding="utf-8").splitlines())
    model = hash_of_files(files_in(Path(sys.modules[simulate.__module__].__file__ or "").parent))
    return [
        entry.name
        for entry in moving()
        if _line(entry) not in moved or int(_digest(model + entry.name), 16) % EVERY == 0
    ]


def _line(entry: Assumption) -> str:
    return f"{_digest(entry.model_dump_json())} {entry.name}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def main() -> int:
    """Look at all of them in two processes; 0 when each moves what it says."""
    lines = []
    with Pool(2) as pool:
        for name, errors in pool.imap(found, [entry.name for entry in moving()]):
            print(f"{errors:6.1f} {name}", flush=True)  # noqa: T201
            lines += [_line(load_register()[name])] if errors >= CLEAR else []
    MOVED.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines) != len(moving())


def found(name: str) -> tuple[str, float]:
    """An entry of the register and by how many standard errors its measure moves."""
    entry = load_register()[name]
    assert entry.movement is not None
    return name, standard_errors(entry, entry.movement)


def _stages(entry: Assumption) -> Iterator[Stage]:
    """An entry that is of one region shows in that region."""
    own = entry.name.rpartition(".")[2]
    regions = {
        name.lower().replace(" ", "_"): name for name in load_baseline("england-2024").region_names
    }
    for stage in STAGES:
        is_own = own in regions and stage.scope is _LONDON
        yield replace(stage, scope=_region(regions[own])) if is_own else stage


def standard_errors(entry: Assumption, movement: Movement) -> float:
    """By how many of its standard errors a measure moves as the entry says; negative if not.

    Infinite when no council moves the other way in any future, and more than a few move.
    """
    found = 0.0
    for stage in _stages(entry):
        futures = stage.futures_of_spreads if movement.spread else stage.futures
        low, high = (
            [lived(end, future) for future in range(futures)]
            for end in both_ends(entry, movement, stage.scope)
        )
        found = _errors(movement, low, high)
        if abs(found) >= CLEAR:
            break
    return found if movement.up else -found


@lru_cache(maxsize=32)
def lived(wanted: ResolvedScenario, future: int) -> ReplicationRecord:
    """One future of a scenario, kept for the next stage."""
    return simulate(wanted, SEED, future)


def span(entry: Assumption) -> tuple[float, float]:
    """Both ends of an entry's range; half and double the number when it has none."""
    if entry.low < entry.high:
        return entry.low, entry.high
    if entry.central == 0.0:
        return 0.0, min(entry.most, 1.0 if entry.most <= 100.0 else 1000.0)
    return max(entry.least, entry.central / 2.0), min(entry.most, entry.central * 2.0)


def both_ends(entry: Assumption, movement: Movement, scope: Scope) -> Iterator[ResolvedScenario]:
    """Scenarios in which the entry should show, with the lower and the upper end of its range."""
    base = "england-2009" if entry.name.startswith("world_2009.") else "england-2024"
    own = entry.name.rpartition(".")[2]
    levers, shocks = only(movement.needs, base, scope, own)
    for number in span(entry):
        world = scenario(
            *levers,
            base=base,
            years=movement.years,
            shocks=shocks,
            assumptions={**_other_drift(entry.name), entry.name: number},
        )
        yield replace(world, scope=scope)


_DRIFTS = [
    f"drift.{series}.{where}"
    for series in ("leaving", "supply", "posts", "demand")
    for where in ("national", "local")
]


def _other_drift(name: str) -> dict[str, float]:
    """No drift but the entry's own, beside which the others are noise."""
    if not name.startswith("drift.") or name.endswith("_trend"):
        return {}
    register, others = load_register(), (each for each in _DRIFTS if not name.startswith(each))
    return {f"{each}_log_sd": 0.0 for each in others if register[f"{each}_log_sd"].moves}


def _errors(
    movement: Movement, low: Sequence[ReplicationRecord], high: Sequence[ReplicationRecord]
) -> float:
    if movement.measure in low[0].histograms:
        return _t(_spreads(movement, high) - _spreads(movement, low))
    measure = YEARLY[movement.measure]
    below, above = (_parts(measure, end, movement.years) for end in (low, high))
    if movement.spread:
        each, together = _t(_spread(above[0]) - _spread(below[0])), _jackknife(below[0], above[0])
        return max(each, together, key=abs)
    if measure.is_additive:
        return _t((above[0] - below[0]).ravel())
    ratios = [top.sum() / bottom.sum() for top, bottom in (below, above)]
    influence = [
        (top - ratio * bottom).ravel() / bottom.sum()
        for ratio, (top, bottom) in zip(ratios, (below, above), strict=True)
    ]
    error = np.sqrt(((influence[1] - influence[0]) ** 2).sum())
    return float((ratios[1] - ratios[0]) / error) if error > 0.0 else 0.0


def _t(differences: FloatArray) -> float:
    """Mean over standard error; infinite when more than a few differ and all in one way."""
    mean = differences.mean()
    if mean == 0.0:
        return 0.0
    error = differences.std(ddof=1) / np.sqrt(differences.size) if differences.size > 1 else 0.0
    is_clear = (differences * mean >= 0.0).all() and np.count_nonzero(differences) >= FEW
    if is_clear or error == 0.0:
        return float(np.copysign(np.inf, mean))
    return float(mean / error)


def _parts(
    measure: Measure, records: Sequence[ReplicationRecord], year: int
) -> tuple[FloatArray, FloatArray]:
    """Numerator and denominator by future and council."""
    parts = [
        np.array([sum((each.yearly[c][year] for c in names), np.zeros(1)) for each in records])
        for names in (measure.numerator, measure.denominator)
    ]
    return parts[0], parts[1]


def _spread(counts: FloatArray) -> FloatArray:
    """Standard deviation over futures as a share of the mean, by council."""
    return np.asarray(counts.std(axis=0, ddof=1) / np.maximum(counts.mean(axis=0), 1e-9))


def _jackknife(below: FloatArray, above: FloatArray) -> float:
    """The difference of the spreads of all councils together over its standard error."""

    def difference(of: FloatArray) -> float:
        low, high = (_spread((end * of).sum(axis=1, keepdims=True))[0] for end in (below, above))
        return float(high - low)

    councils = below.shape[1]
    without = np.array([difference(1.0 - one) for one in np.eye(councils)])
    error = np.sqrt((councils - 1) / councils * ((without - without.mean()) ** 2).sum())
    return difference(np.ones(councils)) / max(float(error), 1e-12)


def _spreads(movement: Movement, records: Sequence[ReplicationRecord]) -> FloatArray:
    """Standard deviation over people as a share of the mean, by future."""
    counts = np.array([each.histograms[movement.measure][movement.years] for each in records])
    bins = np.arange(counts.shape[1])
    people = counts.sum(axis=1)
    mean = counts @ bins / people
    return np.asarray(np.sqrt(counts @ bins**2 / people - mean**2) / mean)


if __name__ == "__main__":
    sys.exit(main())
