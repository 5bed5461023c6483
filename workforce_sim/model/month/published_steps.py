"""What is known to have happened after a first day of 2009: posts, leaving, demand, agency cover.

Each step is an entry `world_2009.later.*` of the register: the ratio to the first day at which a
quantity stands on 30 September of a year (posts, agency cover), reached evenly on the log scale, or
in the year to it (leaving, referrals). Years without an entry lie evenly between those with one.
After the last year posts go on with their trend and everything else stays where it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workforce_sim.assumptions.world_2009 import PREFIX
from workforce_sim.model.councils.factors import Quantity
from workforce_sim.model.engine.calendar import Process
from workforce_sim.model.engine.state import DAYS_A_YEAR

if TYPE_CHECKING:
    from workforce_sim.assumptions import Values
    from workforce_sim.model.month.world import World

LAST_YEAR = 2013
"""The year of the last figure: the first census of all councils."""
_NAME = "what is known to have happened"
_A_DAY = 1.0 / DAYS_A_YEAR
"""Up to three years in four are a quarter of a day shorter than the mean year."""


def published_steps(world: World) -> Process:
    """Each month, set factors as far from the first day as the published figures had come."""
    values, first = world.values, world.baseline.base_year
    # The trend is in the levels already; up to the last year only what is known counts.
    trend = float(np.log1p(values["drift.posts_trend"]))
    stocks = {
        Quantity.POSTS: _path(values, "posts", first, trend),
        Quantity.AGENCY_TARGET: _path(values, "agency_cover", first),
    }
    leaving = _path(values, "leaving", first)
    flows = dict.fromkeys((Quantity.EXIT, Quantity.AGENCY, Quantity.MOVE), leaving)
    flows[Quantity.DEMAND] = _path(values, "demand", first)
    while not world.is_over:
        gone = world.now / DAYS_A_YEAR
        for paths, years in ((stocks, gone), (flows, np.floor(gone + _A_DAY) + 1.0)):
            for quantity, path in paths.items():
                level = np.interp(first + years, list(path), list(path.values()))
                world.factors.set(_NAME, quantity, float(np.exp(level)))
        world.forget_caseload()  # what it did to posts is in what is known of them
        if first + gone >= LAST_YEAR:
            return
        yield world.next_month()


def _path(values: Values, name: str, first: int, trend: float = 0.0) -> dict[int, float]:
    """Log ratio to the first day and its trend by year, in order."""
    named = {year: f"{PREFIX}later.{name}.{year}" for year in range(first + 1, LAST_YEAR + 1)}
    return {first: 0.0} | {
        year: float(np.log(values[key])) - trend * (year - first)
        for year, key in named.items()
        if key in values
    }
