"""Where to look: designs over the unit cube, and what they say, by SALib.

Screening is by elementary effects (M. D. Morris, "Factorial sampling plans for preliminary
computational experiments", Technometrics 33, 1991; mu* of F. Campolongo, J. Cariboni and
A. Saltelli, Environmental Modelling & Software 22, 2007). Shares of variance are Sobol's, from a
Saltelli design over entries and one group of all others, with the estimator of M. J. W. Jansen
(1999) for the total order (A. Saltelli and others, "Variance based sensitivity analysis of model
output", Computer Physics Communications 181, 2010).

SALib draws its points from the study's seed. That is no draw in the simulated world, whose luck
stays keyed as ever.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workforce_sim.errors import UserError
from workforce_sim.experiment.identity import VERSIONS, version_of
from workforce_sim.measures.record import FloatArray

OTHERS = "all other assumptions"
LEVELS = 4
EDGE = 0.05
"""Screening stays this far from the ends of each range, which hardly any draw reaches."""
RESAMPLES = 1_000
"""Bootstrap samples behind each interval."""


@dataclass(frozen=True)
class Index:
    """A Sobol index with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Shares:
    """What one entry or group has of the variance.

    `total`: total order, everything in which it takes part; what would be left of the variance if
    all else were known. `first`: first order, what would go if it were known.
    """

    total: Index
    first: Index


def screening_points(names: Sequence[str], trajectories: int, seed: int) -> FloatArray:
    """Trajectories of one step in one entry at a time: (points, entries)."""
    spec = _problem(names, EDGE)
    return np.asarray(spec.sample_morris(trajectories, num_levels=LEVELS, seed=seed + 1).samples)


def screening_effects(
    names: Sequence[str], points: FloatArray, values: FloatArray, seed: int
) -> FloatArray:
    """mu*: the mean size of the effect of each entry over its whole range."""
    spec = _problem(names, EDGE)
    spec.set_samples(points)
    spec.set_results(values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no effect at all is an answer
        found = spec.analyze_morris(num_levels=LEVELS, num_resamples=100, seed=seed + 1).analysis
    return np.asarray(found["mu_star"], dtype=np.float64) / (1.0 - 2.0 * EDGE)


def share_points(groups: Mapping[str, str], samples: int, seed: int) -> FloatArray:
    """The Saltelli design: (points, entries); `groups` says to which group each entry belongs."""
    spec = _problem(list(groups), 0.0, list(groups.values()))
    design = spec.sample_sobol(samples, calc_second_order=False, seed=seed + 1)
    return np.asarray(design.samples)


def shares(groups: Mapping[str, str], values: FloatArray, seed: int) -> dict[str, Shares]:
    """The indices of each group; none when nothing varies."""
    if not np.ptp(values) > 0.0:
        return {}
    names = list(dict.fromkeys(groups.values()))
    spec = _problem(list(groups), 0.0, list(groups.values()))
    spec.set_results(values)
    found = spec.analyze_sobol(
        calc_second_order=False, num_resamples=RESAMPLES, conf_level=0.95, seed=seed + 1
    ).analysis
    return {
        name: Shares(
            _index(found["ST"][k], found["ST_conf"][k]), _index(found["S1"][k], found["S1_conf"][k])
        )
        for k, name in enumerate(names)
    }


def independent_rows(values: FloatArray, groups: int) -> FloatArray:
    """Of the values of a Saltelli design, (points, ...), those whose entries are all drawn anew."""
    step = groups + 2
    return np.concatenate([values[0::step], values[step - 1 :: step]])


def chance_left(values: FloatArray, groups: int) -> float | None:
    """How much of the variance of the averages over futures is chance that averaging left.

    `values` are (points, futures). Futures share the assumptions of a point and nothing else, so
    their covariance is what assumptions do, and what their variance has beyond it is the play of
    chance with them. None with one future, where nobody can tell.
    """
    rows = independent_rows(values, groups)
    futures = rows.shape[1]
    if futures < 2:
        return None
    covariance = np.cov(rows, rowvar=False)
    of_average = float(covariance.mean())
    own = float(np.trace(covariance)) / futures
    between = (float(covariance.sum()) - futures * own) / (futures * (futures - 1))
    if not of_average > 0.0:
        return 0.0
    return float(np.clip((own - between) / futures / of_average, 0.0, 1.0))


def _index(value: float, half: float) -> Index:
    """The nearest share that is possible: an estimate may lie below zero or above one."""
    value, low, high = np.clip([value, value - half, value + half], 0.0, 1.0).tolist()
    return Index(value, low, high)


def check_packages() -> None:
    """Raise UserError, saying what to install, if SALib is not there."""
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise UserError(
            "The command sensitivity needs packages that are not installed here. Install them: "
            'python -m pip install -c constraints.txt -e ".[analysis]"'
        ) from None


@dataclass(frozen=True)
class WithDesigns:
    """What a study is made of: what its simulations are made of, and SALib."""

    made_of: Callable[[Collection[str]], Mapping[str, Any]]

    def __call__(self, levers: Collection[str]) -> dict[str, Any]:
        """With levers of these names."""
        found = self.made_of(levers)
        return {**found, VERSIONS: {"SALib": version_of("SALib"), **found[VERSIONS]}}


def _problem(names: Sequence[str], edge: float, groups: Sequence[str] | None = None) -> Any:
    from SALib import ProblemSpec

    content: dict[str, Any] = {
        "names": list(names),
        "bounds": [[edge, 1.0 - edge]] * len(names),
    }
    if groups is not None:
        content["groups"] = list(groups)
    return ProblemSpec(content)
