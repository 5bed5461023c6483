"""How much councils and the country wander: sizes of mean-reverting drift on the log scale.

For leaving (leavers / in post), supply (starters / in post), posts (in post + vacant) and demand
(cases held) the log of a council's figure in year t is taken as

    y[i,t] = level[i] + nation[t] + local[i,t] + noise[i,t]

`nation` and `local` are first-order autoregressions with stationary standard deviation s and yearly
autocorrelation r; noise is the Poisson chance of the counts, variance 1/count (posts and cases
are stocks and carry none).

Local, by moments, from differences within a council so that `level` cancels. With u = y less the
mean over councils of the year, and D(h) half the mean squared difference over h years,

    D(h) - mean(1/count) = s^2 (1 - r^h)       h = 1, 2, ...

r is searched on a grid, s^2 follows by weighted least squares (weights: number of differences).

National, from the residuals e of the series about its mean (leaving, supply) or its linear trend
(posts, demand), M being that projection and R(r) the correlation matrix of the autoregression:

    sum(e[t] e[t+1]) / sum(e[t]^2) = tr(M L M R) / tr(M R)    gives r   (L: lag one, halved both ways)
    sum(e[t]^2) = s^2 tr(M R)                                 gives s

exact for any length, so a short series is not flattered by having its own mean removed. A national
series of fewer than six years cannot show its own r and takes the local one.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from workforce_sim.baseline.arrays import Bools, Floats

GRID = np.linspace(0.0, 0.97, 98)
"""Autocorrelations tried; 0.97 a year is a half-life of 23 years, close to a random walk."""

YEARS_FOR_AUTOCORRELATION = 6
SMALLEST_COUNCIL_FTE = 50.0
"""Councils below this in any year are left out: their logs are too skewed for moments."""


@dataclass(frozen=True)
class Drift:
    """Stationary standard deviations on the log scale, yearly autocorrelations, half-lives."""

    national_log_sd: float
    national_autocorrelation: float
    national_half_life_years: float
    local_log_sd: float
    local_autocorrelation: float
    local_half_life_years: float
    years: int
    councils: int

    def rounded(self) -> dict[str, float]:
        """For the baseline file."""
        return {name: round(float(value), 4) for name, value in asdict(self).items()}


def estimate_drift(
    series: Floats,
    counts: Floats | None,
    national: Floats,
    national_counts: Floats | None,
    use: Bools,
    trend: bool,
) -> Drift:
    """Drift of one quantity from its panel.

    `series` (years, councils) and `national` (years,) are levels or rates, not logs; `counts` of
    the same shapes give the Poisson noise (None: no noise); `use` marks the councils to use.
    """
    usable = use & (np.isfinite(series) & (series > 0)).all(axis=0)
    if counts is not None:
        usable &= (np.isfinite(counts) & (counts > 0)).all(axis=0)
    logs = np.log(series[:, usable])
    noise = np.zeros_like(logs) if counts is None else 1 / counts[:, usable]
    local_sd, local_r = _local(logs - logs.mean(axis=1, keepdims=True), noise)
    chance = 0.0 if national_counts is None else float(np.mean(1 / national_counts))
    national_sd, national_r = _national(np.log(national), chance, trend, local_r)
    return Drift(
        national_sd,
        national_r,
        half_life(national_r),
        local_sd,
        local_r,
        half_life(local_r),
        len(series),
        int(usable.sum()),
    )


def half_life(autocorrelation: float) -> float:
    """Years in which half of a deviation is gone: log(1/2) / log(r); 0 when r is 0."""
    return 0.0 if autocorrelation <= 0 else float(np.log(0.5) / np.log(autocorrelation))


def _local(u: Floats, noise: Floats) -> tuple[float, float]:
    lags = np.arange(1, len(u))
    half, weight = np.empty(len(lags)), np.empty(len(lags))
    for k, h in enumerate(lags):
        squares = (u[h:] - u[:-h]) ** 2 / 2 - (noise[h:] + noise[:-h]) / 2
        half[k], weight[k] = squares.mean(), squares.size
    best = (np.inf, 0.0, 0.0)
    for r in GRID:
        shape = 1 - r**lags
        variance = max(float((weight * shape * half).sum() / (weight * shape**2).sum()), 0.0)
        loss = float((weight * (half - variance * shape) ** 2).sum())
        if loss < best[0] - 1e-15:
            best = (loss, variance, float(r))
    return float(np.sqrt(best[1])), best[2]


def _national(
    logs: Floats, chance: float, trend: bool, local_r: float
) -> tuple[float, float]:
    size = len(logs)
    time = np.arange(size)
    columns = [np.ones(size), time - time.mean()] if trend and size > 3 else [np.ones(size)]
    design = np.column_stack(columns)
    keep = np.eye(size) - design @ np.linalg.pinv(design)
    e = keep @ logs
    lag = (np.eye(size, k=1) + np.eye(size, k=-1)) / 2

    def correlation(r: float) -> Floats:
        return np.asarray(r ** np.abs(np.subtract.outer(time, time)), dtype=np.float64)

    r = local_r
    if size >= YEARS_FOR_AUTOCORRELATION:
        seen = float(e @ lag @ e) / float(e @ e)
        expected = [
            np.trace(keep @ lag @ keep @ correlation(g)) / np.trace(keep @ correlation(g))
            for g in GRID
        ]
        r = float(GRID[int(np.argmin(np.abs(np.array(expected) - seen)))])
    variance = float(e @ e) / float(np.trace(keep @ correlation(r))) - chance
    return float(np.sqrt(max(variance, 0.0))), r


def simulate_note() -> Mapping[str, str]:
    """The formula as one line per quantity, stored beside the numbers."""
    return {
        "formula": "log deviation next year = r * deviation + sqrt(1 - r^2) * sd * standard normal",
        "local": "half mean squared difference over h years less Poisson = sd^2 (1 - r^h)",
        "national": "sum of squared residuals = sd^2 trace(M R(r)), lag-one moment gives r",
    }
