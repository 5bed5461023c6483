"""Councils, regions and the whole: adding components up, in a fixed order so that every machine
agrees.

Floating-point sums depend on their order, and a library may choose the order by processor. Here
councils are added to their region one after another, and regions to the whole, so results are the
same to the last bit and England is exactly the sum of its regions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workforce_sim.measures.record import FloatArray

NATIONAL = "National"
REGIONAL = "Regional"
LOCAL_AUTHORITY = "Local authority"
SCOPE = "Scope"
"""Level of the total row when a scenario covers only part of England, so that nobody takes it for
England.
"""


@dataclass(frozen=True)
class Area:
    """One row of every results table; names and codes that do not apply are "" as in DfE's."""

    geographic_level: str
    region_name: str = ""
    new_la_code: str = ""
    la_name: str = ""


@dataclass(frozen=True)
class AreaTable:
    """The councils that a scenario simulates and the areas that are reported for them.

    `codes`, `names`, `regions`: new_la_code, la_name and region_name of each simulated council, in
        the order of the model's arrays. `whole_regions`: regions all of whose councils are
        simulated; only these get a row.
    `is_england`: every council of England is simulated, so the total is England's.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    regions: tuple[str, ...]
    whole_regions: tuple[str, ...]
    is_england: bool

    def __post_init__(self) -> None:
        if not len(self.codes) == len(self.names) == len(self.regions):
            raise ValueError("codes, names and regions must have one entry for each council")
        if len(set(self.codes)) != len(self.codes):
            raise ValueError("two councils have the same new_la_code")

    @classmethod
    def within(
        cls, councils: Sequence[tuple[str, str, str]], scope: Sequence[str] | None = None
    ) -> AreaTable:
        """The table for `councils` of England (code, name, region), or for those whose codes are
        in `scope`.
        """
        chosen = {code for code, _, _ in councils} if scope is None else set(scope)
        inside = [c for c in councils if c[0] in chosen]
        outside = {region for code, _, region in councils if code not in chosen}
        return cls(
            codes=tuple(c[0] for c in inside),
            names=tuple(c[1] for c in inside),
            regions=tuple(c[2] for c in inside),
            whole_regions=tuple(sorted({c[2] for c in inside} - outside)),
            is_england=len(inside) == len(councils),
        )

    @cached_property
    def _councils_in_order(self) -> list[int]:
        return sorted(range(len(self.codes)), key=lambda i: (self.regions[i], self.codes[i]))

    @cached_property
    def rows(self) -> tuple[Area, ...]:
        """The reported areas: the total, then whole regions, then councils by region and code."""
        total = Area(NATIONAL if self.is_england else SCOPE)
        regions = (Area(REGIONAL, region) for region in self.whole_regions)
        councils = (
            Area(LOCAL_AUTHORITY, self.regions[i], self.codes[i], self.names[i])
            for i in self._councils_in_order
        )
        return (total, *regions, *councils)

    def add_up(self, by_council: FloatArray) -> FloatArray:
        """Sums for every reported area.

        `by_council`: additive components with councils along the first axis, in the order of
            `codes`. Returns the same with areas along the first axis, in the order of `rows`. NaN
            in one council makes its sums NaN.
        """
        if by_council.shape[0] != len(self.codes):
            raise ValueError(
                f"the record has {by_council.shape[0]} councils and the scenario {len(self.codes)}"
            )
        by_region: dict[str, FloatArray] = {}
        for i in self._councils_in_order:
            sums = by_region.setdefault(self.regions[i], np.zeros(by_council.shape[1:]))
            sums += by_council[i]
        total = np.zeros(by_council.shape[1:])
        for region in sorted(by_region):
            total += by_region[region]
        return np.stack(
            [
                total,
                *(by_region[region] for region in self.whole_regions),
                *(by_council[i] for i in self._councils_in_order),
            ]
        )
