"""The starting state of every council: what `load_baseline` returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from workforce_sim.baseline.arrays import Bools, Floats, Ints
from workforce_sim.baseline.stored import SMALLEST_CASES, SMALLEST_STAFF


@dataclass(frozen=True)
class Baseline:
    """England's councils at the base census, n councils in a fixed order (region, then name).

    Arrays are read-only. FTE and counts are amounts; `*_rate` and `*_long_run` are shares of in
    post per year (0.138 = 13.8%), except absence, which is in per cent of working days. Where DfE
    published a value the stock is that value; gaps are filled so that councils add up to England.
    """

    name: str
    base_year: int
    start: date
    quality: str
    # places
    new_la_code: tuple[str, ...]
    old_la_code: tuple[str, ...]
    la_name: tuple[str, ...]
    region_index: Ints  # (n,) into region_names
    region_names: tuple[str, ...]  # 9
    region_codes: tuple[str, ...]  # 9
    london_part: tuple[str, ...]  # "Inner London", "Outer London" or ""
    latitude: Floats  # (n,) degrees, approximate (quality D)
    longitude: Floats
    distance_km: Floats  # (n, n) great circle
    near: Ints  # (n, n - 1) other councils, nearest first
    neighbours: Ints  # (n, 10) statistical neighbours, closest first
    # stocks at the base census (n,)
    inpost_fte: Floats
    inpost_headcount: Floats
    agency_fte: Floats
    agency_headcount: Floats
    agency_cover_fte: Floats
    agency_surplus_fte: Floats  # agency not covering a vacancy
    vacancy_fte: Floats
    cases: Floats
    case_holders_fte: Floats
    # who is in post
    role_fte: Floats  # (n, 6)
    role_headcount: Floats  # (n, 6)
    age_fte: Floats  # (n, 5)
    role_age_fte: Floats  # (n, 6, 5), sums to inpost_fte
    role_age_share: Floats  # (n, 6, 5), sums to 1; small councils shrunk to their region
    # flows (n,)
    turnover_rate: Floats
    turnover_long_run: Floats
    starters_rate: Floats
    starters_long_run: Floats
    absence_rate: Floats
    absence_long_run: Floats
    working_days_lost_fte: Floats
    agency_per_vacancy: Floats  # share of vacancies that agency workers cover
    vacancy_rate_long_run: Floats  # usual ratio to England times England now; shares
    agency_rate_long_run: Floats
    caseload_long_run: Floats  # the same, cases per case-holding FTE
    # demand (n,), years to 31 March
    child_population: Floats
    cin_open: Floats
    cin_started: Floats
    cin_ended: Floats
    cla: Floats
    cla_started: Floats
    cla_ceased: Floats
    cpp_open: Floats
    cpp_start: Floats
    referrals: Floats
    episode_flow: Floats  # cases that open in a year, consistent with `cases`
    # length of episodes, shares of five bands
    ended_bands: Floats  # (n, 5)
    ended_bands_regional: Floats  # (9, 5)
    ended_bands_national: Floats  # (5,)
    open_bands: Floats  # (n, 5)
    open_bands_regional: Floats
    open_bands_national: Floats
    # England
    published: Mapping[str, Floats]  # DfE columns (n,), NaN where not published
    national: Mapping[str, float]  # DfE's England row
    reference: Mapping[str, Any]  # age tables, leavers by destination, trends
    drift: Mapping[str, Mapping[str, float]]
    notes: tuple[str, ...]
    steps: tuple[Mapping[str, str], ...] = field(default=())
    roles: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Number of councils."""
        return len(self.new_la_code)

    @property
    def simulated(self) -> Bools:
        """(n,) whether a council has staff and cases to simulate: all but the Isles of Scilly."""
        return np.asarray((self.inpost_fte >= SMALLEST_STAFF) & (self.cases >= SMALLEST_CASES))

    @property
    def working_days(self) -> float:
        """Working days of an ordinary year, as in DfE's absence rate."""
        return float(self.reference["working_days_in_year"])

    def index_of(self, council: str) -> int:
        """Position of a council by its new code, old code or name. Raises KeyError."""
        for names in (self.new_la_code, self.old_la_code, self.la_name):
            if council in names:
                return names.index(council)
        raise KeyError(council)


def council_names(base: Baseline) -> list[str]:
    """DfE's names of the councils, in order."""
    return list(base.la_name)


def region_names(base: Baseline) -> list[str]:
    """Names of the nine regions, in order."""
    return list(base.region_names)
