"""How much councils and the country wander: sizes of mean-reverting drift on the log scale.

For leaving (leavers / in post), supply (starters / in post), absence (days lost / in post), agency
(agency / (agency + in post)), posts (in post + vacant) and demand (cases held), the log of a
council's figure in year t is taken as

    y[i,t] = level[i] + nation[t] + local[i,t] + noise[i,t]

`nation` and `local` are first-order autoregressions with stationary standard deviation s and yearly
autocorrelation r; noise is the chance of the counts, variance dispersion / count (1 for people:
Poisson; estimated for days of sickness; stocks carry none).

Local, by moments, from differences within a council so that `level` cancels. With u = y less the
mean over councils of the year, and D(h) half the mean squared difference over h years,

    D(h) - mean(dispersion / count) = s^2 (1 - r^h)       h = 1, 2, ...

Differences beyond WINSOR robust standard deviations are drawn in to that limit: they are mostly
changes in what a council records, not in the world. r is searched on a grid, s^2 follows by
weighted least squares (weights: number of differences). r goes up to 1 - 1 / (2 T) for T years: a
panel of T years cannot tell slower reversion from none, and s would grow without bound.

National, from the residuals e of the series about its mean (rates) or its linear trend (amounts),
M being that projection and R(r) the correlation matrix of the autoregression:

    sum(e[t] e[t+1]) / sum(e[t]^2) = tr(M L M R) / tr(M R)    gives r
    sum(e[t]^2) = s^2 tr(M R)                                 gives s

(L has one half beside the diagonal, on both sides.) These moments are exact for any length, so a
short series is not flattered by having its own mean removed. A national series of fewer than six
years cannot show its own r and takes the local one.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from workforce_sim.baseline.arrays import Bools, Floats
from workforce_sim.baseline.panel import Panel

GRID_STEP = 0.01
YEARS_FOR_AUTOCORRELATION = 6
SMALLEST_COUNCIL_FTE = 50.0
"""Councils below this in any year are left out: their logs are too skewed for moments."""

WINSOR = 3.0
NORMAL_MAD = 1.4826
"""Standard deviation of a normal variable over its median absolute deviation."""

FORMULA: Mapping[str, str] = {
    "formula": "log deviation next year = r * deviation + sqrt(1 - r^2) * sd * standard normal",
    "local": "half mean squared difference over h years less chance = sd^2 (1 - r^h)",
    "national": "sum of squared residuals = sd^2 trace(M R(r)); lag-one moment gives r",
}


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
        return {name: round(value, 4) for name, value in asdict(self).items()}


def drift_of(top: Panel, base: Panel | None, use: Bools, dispersion: float | None = None) -> Drift:
    """Drift of the rate top / base, or of the amount `top` about its trend when `base` is None.

    `use` marks the councils to use; `dispersion` is that of the counts in `top` (None: stocks).
    """
    rate, nation = top.local, top.national
    if base is not None:
        rate = rate / np.where(base.local > 0, base.local, np.nan)
        nation = nation / base.national
    usable = use & (np.isfinite(rate) & (np.nan_to_num(rate) > 0)).all(axis=0)
    logs = np.log(rate[:, usable])
    noise, chance = np.zeros_like(logs), 0.0
    if dispersion is not None:
        noise = dispersion / top.local[:, usable]
        chance = float(np.mean(dispersion / top.national))
    local_sd, local_r = local_drift(logs - logs.mean(axis=1, keepdims=True), noise)
    national_sd, national_r = national_drift(np.log(nation), chance, base is None, local_r)
    return Drift(
        national_sd,
        national_r,
        half_life(national_r),
        local_sd,
        local_r,
        half_life(local_r),
        len(logs),
        int(usable.sum()),
    )


def half_life(autocorrelation: float) -> float:
    """Years in which half of a deviation is gone: log(1/2) / log(r); 0 when r is 0."""
    return 0.0 if autocorrelation <= 0 else float(np.log(0.5) / np.log(autocorrelation))


def autocorrelations(years: int) -> Floats:
    """Yearly autocorrelations that are tried for a panel of so many years."""
    return np.arange(0.0, 1 - 1 / (2 * years) + GRID_STEP / 2, GRID_STEP)


def local_drift(u: Floats, noise: Floats) -> tuple[float, float]:
    """Stationary sd and autocorrelation from deviations (years, councils) and noise variances."""
    lags = np.arange(1, len(u))
    half, weight = np.empty(len(lags)), np.empty(len(lags))
    for k, h in enumerate(lags):
        difference = u[h:] - u[:-h]
        limit = WINSOR * NORMAL_MAD * float(np.median(np.abs(difference)))
        squares = np.clip(difference, -limit, limit) ** 2 / 2 - (noise[h:] + noise[:-h]) / 2
        half[k], weight[k] = squares.mean(), squares.size
    best = (np.inf, 0.0, 0.0)
    for r in autocorrelations(len(u)):
        shape = 1 - r**lags
        variance = max(float((weight * shape * half).sum() / (weight * shape**2).sum()), 0.0)
        loss = float((weight * (half - variance * shape) ** 2).sum())
        if loss < best[0] - 1e-15:
            best = (loss, variance, float(r))
    return float(np.sqrt(best[1])), best[2]


def national_drift(
    logs: Floats, chance: float, trend: bool, fallback: float
) -> tuple[float, float]:
    """Stationary sd and autocorrelation of one series of logs; `fallback` is r of a short one."""
    size = len(logs)
    time = np.arange(size)
    columns = [np.ones(size), time - time.mean()] if trend else [np.ones(size)]
    design = np.column_stack(columns)
    keep = np.eye(size) - design @ np.linalg.pinv(design)
    e = keep @ logs
    lag = (np.eye(size, k=1) + np.eye(size, k=-1)) / 2

    def spread(r: float) -> Floats:
        return np.asarray(keep @ r ** np.abs(np.subtract.outer(time, time)), dtype=np.float64)

    r = fallback
    if size >= YEARS_FOR_AUTOCORRELATION:
        seen = float(e @ lag @ e) / float(e @ e)
        grid = autocorrelations(size)
        expected = [np.trace(keep @ lag @ spread(g)) / np.trace(spread(g)) for g in grid]
        r = float(grid[int(np.argmin(np.abs(np.array(expected) - seen)))])
    variance = float(e @ e) / float(np.trace(spread(r))) - chance
    return float(np.sqrt(max(variance, 0.0))), r
