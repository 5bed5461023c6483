"""Children: referrals, episodes of need, plans, looked after, and how long episodes last."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workforce_sim.assumptions import load_register
from workforce_sim.baseline.areas import DATA, Areas
from workforce_sim.baseline.arrays import Floats
from workforce_sim.baseline.panel import Panel, demand_panel, lait_panel
from workforce_sim.baseline.shrink import fill_to_total, shrink

MEASURES = (
    "child_population",
    "cin_open",
    "cin_started",
    "cin_ended",
    "cla",
    "cla_started",
    "cla_ceased",
    "cpp_open",
    "cpp_start",
    "referrals",
)
BANDS = ("3_months_or_less", "3_6_months", "6_12_months", "1_2_years", "2_years_plus")
"""Length of an episode of need, from referral to closure (ended) or to 31 March (open)."""

ENDED = ("CINCease3months", "CINCease3-6", "CINCease6-1", "CINCease1-2", "CINCease2more")
OPEN = ("CINTime3months", "CINTime3-6", "CINTime6-1", "CINTime1-2", "CINTime2more")


@dataclass(frozen=True)
class Bands:
    """Shares of episodes by length, adding to 1: councils (n, 5), regions (9, 5), England (5,)."""

    local: Floats
    regional: Floats
    national: Floats


@dataclass(frozen=True)
class Demand:
    """Yearly and open numbers by council, bands of length, panels, and notes on what was filled."""

    values: dict[str, Floats]
    ended: Bands
    open: Bands
    panels: dict[str, Panel]
    notes: tuple[str, ...]


def demand(areas: Areas, cases: Floats, national_cases: float, data: Path = DATA) -> Demand:
    """Demand of the base year from data up to the base year; `cases` as in the workforce census."""
    panels = {name: demand_panel(areas, name, data) for name in MEASURES}
    values: dict[str, Floats] = {}
    notes: list[str] = []
    for name in MEASURES:
        values[name] = _filled(areas, name, panels, values, notes)
    values["episode_flow"] = _flow(areas, panels, values, cases, national_cases)
    weight_ended, weight_open = values["cin_ended"], values["cin_open"]
    return Demand(
        values,
        _bands(areas, ENDED, weight_ended, data),
        _bands(areas, OPEN, weight_open, data),
        panels,
        tuple(notes),
    )


def _filled(
    areas: Areas,
    name: str,
    panels: dict[str, Panel],
    values: dict[str, Floats],
    notes: list[str],
) -> Floats:
    local, regional, national = panels[name].at(areas.base_year)
    missing = ~np.isfinite(local)
    if not missing.any():
        return local.copy()
    children = panels["child_population"].local
    usual = shrink(panels[name].local, _complete(children), areas.region_index)
    size = values.get("child_population", np.ones(areas.count))
    prior = size * usual.estimate * usual.national[-1]
    filled = fill_to_total(
        local, prior, regional, areas.region_index, national, rounding=ROUNDED_TO
    )
    for i in np.flatnonzero(missing):
        notes.append(
            f"{name} of {areas.la_name[i]} is not published for {areas.base_year}: "
            f"{filled[i]:.0f} by its usual rate per child, within what the region's total leaves"
        )
    return filled


def _complete(children: Floats) -> Floats:
    """Child population with early gaps (boundary changes) filled from the next year."""
    filled = children.copy()
    for k in range(len(filled) - 2, -1, -1):
        filled[k] = np.where(np.isfinite(filled[k]), filled[k], filled[k + 1])
    return filled


def _flow(
    areas: Areas,
    panels: dict[str, Panel],
    values: dict[str, Floats],
    cases: Floats,
    national_cases: float,
) -> Floats:
    """Cases that open in a year per council, consistent with the cases held at the census.

    Episodes started times the ratio of cases held (30 September) to episodes open (31 March). The
    ratio is each council's own, shrunk to its region on the log scale by the stability of the
    ratio over councils; England's flow is episodes started x national cases / national open.
    """
    open_, started = values["cin_open"], values["cin_started"]
    usable = (open_ > 0) & (cases > 0)
    ratio = np.log(np.where(usable, cases, 1.0) / np.where(usable, open_, 1.0))
    count = len(areas.region_names)
    weight = np.where(usable, cases, 0.0)
    base = np.bincount(areas.region_index, weights=weight, minlength=count)
    centre = np.bincount(areas.region_index, weights=weight * ratio, minlength=count) / base
    spread = ratio - centre[areas.region_index]
    variance = float(np.average(spread**2, weights=weight))
    noise = np.where(usable, 1 / np.where(usable, cases, 1) + 1 / np.where(usable, open_, 1), 0.0)
    trust = np.where(usable, variance / (variance + noise), 0.0)
    flow = started * np.exp(centre[areas.region_index] + trust * spread)
    total = panels["cin_started"].national[-1] * national_cases / panels["cin_open"].national[-1]
    return np.asarray(flow * (total / flow.sum()), dtype=np.float64)


def _bands(areas: Areas, names: tuple[str, ...], weight: Floats, data: Path) -> Bands:
    panels = [lait_panel(areas, name, data, mean=True) for name in names]
    national = np.array([panel.national[-1] for panel in panels])
    regional = np.column_stack([panel.regional[-1] for panel in panels])
    local = np.column_stack([panel.local[-1] for panel in panels])
    national = national / national.sum()
    regional = np.where(np.isfinite(regional), regional, 100 * national)
    regional = regional / regional.sum(axis=1, keepdims=True)
    return Bands(_whole(local, regional[areas.region_index], weight), regional, national)


def _whole(local: Floats, centre: Floats, weight: Floats) -> Floats:
    """Council shares: suppressed bands take what is left, split as in the region.

    Councils are shrunk to their region as if the region had added some episodes to each, which
    matters only below a few hundred.
    """
    shares = local / 100
    known = np.where(np.isfinite(shares), shares, 0.0)
    left = np.clip(1 - known.sum(axis=1, keepdims=True), 0.0, 1.0)
    holes = np.where(np.isfinite(shares), 0.0, centre)
    total = holes.sum(axis=1, keepdims=True)
    full = known + np.where(total > 0, holes / np.where(total > 0, total, 1.0) * left, 0.0)
    total = full.sum(axis=1, keepdims=True)
    full = np.where(total > 0, full / np.where(total > 0, total, 1.0), centre)
    prior = load_register()["baseline.prior_episodes"].central
    trust = (weight / (weight + prior))[:, None]
    return np.asarray(trust * full + (1 - trust) * centre, dtype=np.float64)


ROUNDED_TO = 10.0
"""Unit to which totals of children are published."""
