"""Published figures by year for charts: England, regions and councils, as DfE published them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workforce_sim.baseline.areas import DATA, LOCAL, NATIONAL, REGIONAL, indicator_rows
from workforce_sim.baseline.arrays import Floats, Ints

IDENTITY = 10
"""Number of leading columns of the main file that say when and where."""


@dataclass(frozen=True)
class History:
    """A tidy table: one entry per period, area and measure; `value` is NaN for a DfE symbol.

    `geographic_level` is "National", "Regional" or "Local authority"; `region_name` is empty for
    England and the region (London for its councils) otherwise; `new_la_code` and `la_name` are
    empty above councils.
    """

    time_period: Ints
    geographic_level: tuple[str, ...]
    region_name: tuple[str, ...]
    new_la_code: tuple[str, ...]
    la_name: tuple[str, ...]
    measure: tuple[str, ...]
    value: Floats

    def series(self, measure: str, region: str = "", council: str = "") -> dict[int, float]:
        """Values by year of England, of a region by name, or of a council by code or name."""
        if council:
            level = LOCAL
        else:
            level = REGIONAL if region else NATIONAL
        return {
            int(self.time_period[k]): float(self.value[k])
            for k in range(len(self.measure))
            if self.measure[k] == measure
            and self.geographic_level[k] == level
            and (level != REGIONAL or self.region_name[k] == region)
            and (level != LOCAL or council in (self.new_la_code[k], self.la_name[k]))
        }


def history(base_year: int, data: Path = DATA) -> History:
    """All measures of the workforce file from 2017 to the base year. Reads the CSV (slow-ish)."""
    keys: list[tuple[int, str, str, str, str, str]] = []
    values: list[float] = []
    for row in indicator_rows(data):
        if row.year() > base_year:
            continue
        level, region = row.text("geographic_level"), row.text("region_name")
        if level == LOCAL and "London" in region:
            region = "London"
        area = (row.year(), level, region, row.text("new_la_code"), row.text("la_name"))
        for measure in list(row.cells)[IDENTITY:]:
            keys.append((*area, measure))
            values.append(row.number(measure))
    return History(
        time_period=np.array([key[0] for key in keys], dtype=np.int64),
        geographic_level=tuple(key[1] for key in keys),
        region_name=tuple(key[2] for key in keys),
        new_la_code=tuple(key[3] for key in keys),
        la_name=tuple(key[4] for key in keys),
        measure=tuple(key[5] for key in keys),
        value=np.array(values),
    )
