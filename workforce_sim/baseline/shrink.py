"""Empirical-Bayes estimates of council rates: how much of a council's figure is chance.

A council's rate in a year is written as a relative rate, its figure divided by what the national
rate of that year would give (its *expected* amount E). With noise variance phi/E (phi = 1 for
counts of people: Poisson; estimated for days of sickness, which come in long spells),

    relative rate in a year = persistent level + deviation of the year + noise
    persistent level ~ (region mean, between)        between: variance over councils
    deviation of the year ~ (0, within)              within: variance over years of one council

`between`, `within` and, if asked, `phi` are estimated by moments from the panel. The estimate for
the base year is the precision-weighted mean (Buehlmann-Straub credibility) of the base year's
figure and a prior made of the council's other years, themselves shrunk to the region.
"""

from dataclasses import dataclass

import numpy as np

from workforce_sim.baseline.arrays import Bools, Floats, Ints

SMALLEST_EXPECTED = 1e-9
"""Expected amounts below this carry no information (councils with nobody in post)."""


@dataclass(frozen=True)
class Shrunk:
    """Estimates on the relative scale, shape (councils,), and the variances behind them.

    `estimate` for the base year lies between `own` (the base year's figure, NaN when not
    published) and `prior`; `weight` is the share of `own`. `long_run` is the persistent level from
    all years. `national` holds the national rates by year, `between`, `within` and `phi` as above.
    """

    estimate: Floats
    own: Floats
    prior: Floats
    weight: Floats
    long_run: Floats
    national: Floats
    between: float
    within: float
    phi: float


def shrink(amounts: Floats, exposure: Floats, region: Ints, noise: float | None = 1.0) -> Shrunk:
    """Estimate rates of the last year of a panel (years, councils) of amounts and exposure.

    `noise` is phi; None estimates it. Cells that are NaN, or have no exposure, are left out.
    """
    known = np.isfinite(amounts) & np.isfinite(exposure) & (exposure > 0)
    observed = np.where(known, amounts, 0.0)
    national = observed.sum(axis=1) / np.where(known, exposure, 0.0).sum(axis=1)
    expected = np.where(known, exposure, 0.0) * national[:, None]
    within, phi = _within(observed, expected, known, noise)
    between = _between(observed, expected, region, within, phi)
    last = len(amounts) - 1
    earlier = np.arange(len(amounts)) != last
    if not earlier.any():
        earlier = ~earlier
    level, level_variance = _level(
        observed[earlier], expected[earlier], known[earlier], region, between, within, phi
    )
    long_run, _ = _level(observed, expected, known, region, between, within, phi)
    informative = expected[last] > SMALLEST_EXPECTED
    safe = np.where(informative, expected[last], 1.0)
    own = np.where(informative, observed[last] / safe, np.nan)
    prior_variance = level_variance + within
    weight = np.where(informative, prior_variance / (prior_variance + phi / safe), 0.0)
    estimate = level + weight * (np.where(informative, own, level) - level)
    return Shrunk(estimate, own, level, weight, long_run, national, between, within, phi)


def _within(
    observed: Floats, expected: Floats, known: Bools, noise: float | None
) -> tuple[float, float]:
    """Variance over years of one council, and phi, from squared deviations from its own mean.

    For a council with s years, E[(z_t - mean)^2] is close to (1 - 1/s)(within + phi/E_t).
    """
    years = known.sum(axis=0)
    total = expected.sum(axis=0)
    usable = known & (expected > SMALLEST_EXPECTED) & (years >= 2)
    mean = observed.sum(axis=0) / np.where(total > 0, total, 1.0)
    safe = np.where(usable, expected, 1.0)
    squares = (observed / safe - mean) ** 2 / np.where(years >= 2, 1 - 1 / np.maximum(years, 2), 1)
    y, x, w = squares[usable], 1 / expected[usable], expected[usable]
    if y.size == 0:
        return 0.0, noise if noise is not None else 1.0
    if noise is None:
        design = np.column_stack([np.ones_like(x), x]) * np.sqrt(w)[:, None]
        within, phi = np.linalg.lstsq(design, y * np.sqrt(w), rcond=None)[0]
        if phi <= 0 or within <= 0:
            within, phi = max(float(np.average(y, weights=w)), 0.0), 0.0
        return float(within), float(phi)
    return max(float(np.average(y - noise * x, weights=w)), 0.0), noise


def _between(observed: Floats, expected: Floats, region: Ints, within: float, phi: float) -> float:
    """Variance of persistent levels over councils around their region (DerSimonian-Laird)."""
    total = expected.sum(axis=0)
    usable = total > SMALLEST_EXPECTED
    level = observed.sum(axis=0)[usable] / total[usable]
    noise = phi / total[usable] + within / (expected > 0).sum(axis=0)[usable]
    centre = _regional(observed, expected, region)[region][usable]
    weights = total[usable]
    return max(float(np.average((level - centre) ** 2 - noise, weights=weights)), 0.0)


def _regional(observed: Floats, expected: Floats, region: Ints) -> Floats:
    """Relative rate of each region over all years; 1 where a region has no figures."""
    count = int(region.max()) + 1
    top = np.bincount(region, weights=observed.sum(axis=0), minlength=count)
    base = np.bincount(region, weights=expected.sum(axis=0), minlength=count)
    return np.where(base > SMALLEST_EXPECTED, top / np.maximum(base, SMALLEST_EXPECTED), 1.0)


def _level(
    observed: Floats,
    expected: Floats,
    known: Bools,
    region: Ints,
    between: float,
    within: float,
    phi: float,
) -> tuple[Floats, Floats]:
    """Persistent level of each council shrunk to its region, and its remaining variance."""
    total = expected.sum(axis=0)
    usable = total > SMALLEST_EXPECTED
    safe = np.where(usable, total, 1.0)
    centre = _regional(observed, expected, region)[region]
    noise = phi / safe + within / np.maximum(known.sum(axis=0), 1)
    spread = between + noise
    weight = np.where(usable & (spread > 0), between / np.where(spread > 0, spread, 1.0), 0.0)
    level = centre + weight * (np.where(usable, observed.sum(axis=0) / safe, centre) - centre)
    return level, between * (1 - weight)


def shrink_share(part: Floats, whole: Floats, region: Ints) -> Floats:
    """Share part/whole of each council, in 0..1, shrunk to its region's (beta-binomial by moments).

    Councils with a missing or zero whole take their region's share.
    """
    known = np.isfinite(part) & np.isfinite(whole) & (whole > 0)
    p, w = np.where(known, part, 0.0), np.where(known, whole, 0.0)
    count = int(region.max()) + 1
    base = np.bincount(region, weights=w, minlength=count)
    share = np.bincount(region, weights=p, minlength=count) / np.where(base > 0, base, 1.0)
    centre = np.clip(np.where(base > 0, share, p.sum() / w.sum()), 0.0, 1.0)[region]
    safe = np.where(known, w, 1.0)
    chance = centre * (1 - centre)
    excess = (p / safe - centre) ** 2 - chance / safe
    between = max(float(np.average(excess[known], weights=w[known])), SMALLEST_EXPECTED)
    strength = np.maximum(chance / between - 1, 0.0)
    estimate = np.where(known, (p + strength * centre) / np.where(known, w + strength, 1.0), centre)
    return np.clip(estimate, 0.0, 1.0)


def fill_to_total(
    values: Floats,
    prior: Floats,
    totals: Floats,
    region: Ints,
    national: float,
    rounding: float = 0.0,
    least: float = 0.0,
) -> Floats:
    """Put figures where DfE published none, so that councils add up to the published totals.

    Missing councils of a region share what the region's total leaves, in proportion to `prior`;
    a region that leaves nothing gives nothing (DfE left the council out of its total). Where a
    region's total is not published the share comes out of England's. What is left is not
    informative below `rounding`, the unit to which totals are published: there a council has its
    prior, up to that unit. When less than the share `least` of the prior is left, DfE left the
    councils out and they have their prior above the total.
    """
    filled = values.copy()
    missing = ~np.isfinite(values)

    def share_out(holes: Bools, total: float, known: Floats) -> None:
        wanted = float(prior[holes].sum())
        left = max(total - float(np.nansum(known)), min(wanted, rounding), 0.0)
        left = wanted if left < least * wanted else left
        even = np.full(int(holes.sum()), 1 / holes.sum())
        filled[holes] = left * (prior[holes] / wanted if wanted > 0 else even)

    for r in range(len(totals)):
        holes = missing & (region == r)
        if holes.any() and np.isfinite(totals[r]):
            share_out(holes, float(totals[r]), values[region == r])
    holes = ~np.isfinite(filled)
    if holes.any():
        share_out(holes, national, filled)
    return filled
