"""Councils, regions and neighbours of a base year, and what their predecessors reported."""

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workforce_sim.baseline.arrays import Floats, Ints
from workforce_sim.baseline.dfe_csv import (
    PACKAGED,
    DataFileError,
    Row,
    YearNotPublished,
    read_rows,
    split_codes,
)

DATA = PACKAGED
INDICATORS = "csww_indicators_2017_to_2024.csv"
LONDON = "London"
NATIONAL, REGIONAL, LOCAL = "National", "Regional", "Local authority"


@dataclass(frozen=True)
class Areas:
    """The councils of a base year in a fixed order (region, then name) and their places.

    `old_la_code` may hold two codes joined with " / ". `neighbours` has shape (n, 10): indexes of
    DfE's statistical neighbours, closest first. Latitude and longitude are in degrees.
    """

    base_year: int
    new_la_code: tuple[str, ...]
    old_la_code: tuple[str, ...]
    la_name: tuple[str, ...]
    region_index: Ints
    region_names: tuple[str, ...]
    region_codes: tuple[str, ...]
    london_part: tuple[str, ...]
    latitude: Floats
    longitude: Floats
    neighbours: Ints

    @property
    def count(self) -> int:
        """Number of councils."""
        return len(self.new_la_code)


@dataclass(frozen=True)
class Predecessor:
    """A council that was replaced, and the share of it that went to one successor."""

    code: str
    share: float


@functools.cache
def indicator_rows(data: Path = DATA) -> tuple[Row, ...]:
    """Rows of the main workforce file, kept because several steps read it."""
    when_and_where = ("time_period", "geographic_level", "region_code", "region_name")
    council = ("old_la_code", "new_la_code", "la_name")
    return tuple(read_rows(data / INDICATORS, (*when_and_where, *council, "inpost_fte")))


def areas_of(base_year: int, data: Path = DATA) -> Areas:
    """The councils that reported in the base year. Raises DataFileError when there are none."""
    rows = [row for row in indicator_rows(data) if row.year() == base_year]
    regional = sorted(
        {
            (row.text("region_code"), row.text("region_name"))
            for row in rows
            if row.text("geographic_level") == REGIONAL
            and row.text("region_name") not in ("Inner London", "Outer London")
        }
    )
    names = tuple(name for _, name in regional)
    local = [row for row in rows if row.text("geographic_level") == LOCAL]
    if not local or not names:
        raise YearNotPublished(
            data / INDICATORS, f"has no councils or regions for {base_year}", None, "time_period"
        )
    ordered = sorted(local, key=lambda row: (names.index(_region(row)), row.text("la_name")))
    old = tuple(row.text("old_la_code") for row in ordered)
    places = _locations(data)
    for code, row in zip(old, ordered, strict=True):
        if code not in places:
            raise DataFileError(
                data / "council_locations.csv",
                f"has no row for {row.text('la_name')} ({code}). Add its approximate centre.",
                None,
                "old_la_code",
            )
    parts = tuple(
        row.text("region_name") if "London" in row.text("region_name") else "" for row in ordered
    )
    return Areas(
        base_year=base_year,
        new_la_code=tuple(row.text("new_la_code") for row in ordered),
        old_la_code=old,
        la_name=tuple(row.text("la_name") for row in ordered),
        region_index=np.array([names.index(_region(row)) for row in ordered], dtype=np.int64),
        region_names=names,
        region_codes=tuple(code for code, _ in regional),
        london_part=parts,
        latitude=np.array([places[code][0] for code in old]),
        longitude=np.array([places[code][1] for code in old]),
        neighbours=_neighbours(old, data),
    )


def predecessors(data: Path = DATA) -> dict[str, tuple[Predecessor, ...]]:
    """Former councils by the code of the council that took over from them."""
    columns = ("successor", "predecessor", "share_of_predecessor")
    found: dict[str, tuple[Predecessor, ...]] = {}
    for row in read_rows(data / "boundary_changes.csv", columns):
        item = Predecessor(row.text("predecessor"), row.number("share_of_predecessor"))
        found[row.text("successor")] = (*found.get(row.text("successor"), ()), item)
    return found


def _region(row: Row) -> str:
    name = row.text("region_name")
    return LONDON if name in ("Inner London", "Outer London") else name


def _locations(data: Path) -> dict[str, tuple[float, float]]:
    rows = read_rows(
        data / "council_locations.csv", ("old_la_code", "latitude", "longitude", "source")
    )
    return {
        row.text("old_la_code"): (row.number("latitude"), row.number("longitude")) for row in rows
    }


def _neighbours(old: tuple[str, ...], data: Path) -> Ints:
    """Index of each council's ten statistical neighbours, closest first, without itself.

    The published file has today's councils. One that reports together with another takes the
    neighbours of both in turn; one that no longer exists takes those of its successors. Where
    joining leaves fewer than ten, the list goes on with the neighbours' own neighbours.
    """
    columns = ("old_la_code", *(f"SN_{k}" for k in range(1, 11)))
    published = {
        row.text("old_la_code"): [row.text(column) for column in columns[1:]]
        for row in read_rows(data / "statistical_neighbours.csv", columns)
    }
    index = {code: i for i, joined in enumerate(old) for code in split_codes(joined)}
    heirs: dict[str, list[str]] = {}
    for successor, former in predecessors(data).items():
        for item in former:
            heirs.setdefault(item.code, []).extend(split_codes(successor))
            for part in split_codes(successor):
                index.setdefault(part, index.get(item.code, -1))
    table = np.empty((len(old), 10), dtype=np.int64)
    for i, joined in enumerate(old):
        todo = [part for code in split_codes(joined) for part in heirs.get(code, [code])]
        chosen: list[int] = []
        position = 0
        while len(chosen) < 10 and position < len(todo):
            lists = [published.get(code, []) for code in todo[position:]]
            for rank in range(10):
                for one in lists:
                    found = index.get(one[rank], -1) if rank < len(one) else -1
                    if found >= 0 and found != i and found not in chosen:
                        chosen.append(found)
            position = len(todo)
            todo += [split_codes(old[k])[0] for k in chosen]
        table[i] = chosen[:10]
    return table
