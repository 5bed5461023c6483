"""Which bases, councils and regions a scenario may name, and how people really write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from workforce_sim.baseline.changes import changed_councils, heirs
from workforce_sim.scenario.spelling import nearest

_DECORATION = re.compile(
    r"\b(city of|county of|london borough of|royal borough of|borough of|council|"
    r"county|city|metropolitan|mbc|lb|the)\b"
)
_JOINT = " / "
_A_CODE = re.compile(r"[a-z]?[0-9]{3,9}", re.IGNORECASE)
_A_YEAR = re.compile(r"england-[0-9]{4}")


@dataclass(frozen=True)
class Places:
    """The councils and regions of a base."""

    base: str
    base_year: int
    council_names: tuple[str, ...]
    codes: tuple[str, ...]
    old_codes: tuple[str, ...]
    regions: tuple[str, ...]
    region_names: tuple[str, ...]
    empty: frozenset[str]
    """Councils in which there is nobody to simulate."""
    roles: tuple[str, ...]
    heads: tuple[tuple[float, ...], ...]
    """Permanent staff of each council by role on the first day, as published."""

    def council(self, written: str) -> str | None:
        """Return DfE's name of a council written by name or code, in any case; None if unknown.

        Codes are new_la_code, also of before or after the base year, and old_la_code. A council
        that DfE publishes jointly with another is found by its own name as well.
        """
        return self._councils.get(written.strip().casefold()) or self._councils.get(_bare(written))

    def changed(self, written: str) -> tuple[str, tuple[str, ...]] | None:
        """Return what happened to a council that is not one of these, and which of these stand for
        it; None if nothing is known of such a council.
        """
        changes = _changes(self.council_names, self.old_codes)
        return changes.get(_bare(written))

    def region(self, written: str) -> str | None:
        """Return DfE's name of a region, written in any case; None if unknown."""
        return _regions(self.region_names).get(_bare(written))

    def region_of(self, council: str) -> str:
        """Return the region of a council, given by DfE's name."""
        return self.regions[self.council_names.index(council)]

    def similar_councils(self, written: str) -> list[str]:
        """Return the councils that are written most like it; nothing is like a code."""
        if _A_CODE.fullmatch(written.strip()):
            return []
        return nearest(written, self.council_names) or self._by_part(written)

    def _by_part(self, written: str) -> list[str]:
        found = nearest(_bare(written), self._councils)
        return list(dict.fromkeys(self._councils[name] for name in found))

    @property
    def _councils(self) -> dict[str, str]:
        return _ways_to_write(self.council_names, self.codes, self.old_codes, self.region_names)


@cache
def _ways_to_write(
    names: tuple[str, ...],
    codes: tuple[str, ...],
    old_codes: tuple[str, ...],
    regions: tuple[str, ...],
) -> dict[str, str]:
    """Return every accepted way to write each council.

    Ways that could mean two councils or a region (London is no council) are left out.
    """
    other_codes: dict[str, set[str]] = {}
    for council in changed_councils():
        other_codes.setdefault(council.old_code, set()).add(council.code)
    ways: dict[str, set[str]] = {}
    for name, code, old_code in zip(names, codes, old_codes, strict=True):
        parts = old_code.split(_JOINT)
        written = {name, code, old_code, *name.split(_JOINT), *code.split(_JOINT), *parts}
        written.update(*(other_codes.get(part, ()) for part in parts))
        for way in {*(w.casefold() for w in written), *(_bare(w) for w in written)}:
            ways.setdefault(way, set()).add(name)
    for region in regions:
        ways.pop(_bare(region), None)
    exact = {name.casefold(): name for name in names}
    return {way: next(iter(found)) for way, found in ways.items() if len(found) == 1} | exact


@cache
def _regions(names: tuple[str, ...]) -> dict[str, str]:
    return {_bare(name): name for name in names}


@cache
def _changes(
    names: tuple[str, ...], old_codes: tuple[str, ...]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return what happened to each council that has changed, by its name and codes."""
    by_code = {
        part: name
        for name, codes in zip(names, old_codes, strict=True)
        for part in codes.split(_JOINT)
    }
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for council in changed_councils():
        here = tuple(dict.fromkeys(by_code[code] for code in heirs(council, by_code)))
        for way in filter(None, (council.name, council.code, council.old_code)):
            if here:
                found.setdefault(_bare(way), (f"{council.name} {council.change}", here))
    return found


def _bare(written: str) -> str:
    """Return a name without case, punctuation and words such as 'city of' or 'council'."""
    words = written.casefold().replace("&", " and ")
    words = re.sub(r"[^a-z0-9 ]+", " ", words.replace("'", "").replace(".", ""))
    bare = " ".join(_DECORATION.sub(" ", words).split())
    return bare or " ".join(words.split())


def base_names() -> tuple[str, ...]:
    """Return the bases that ship with the package."""
    from workforce_sim.baseline import BASELINES

    return BASELINES


@cache
def places_of(base: str) -> Places | None:
    """Return the councils and regions of a base, or None if there is no such base."""
    if base in base_names():
        return _from_file(base)
    return _from_baseline(base) if _A_YEAR.fullmatch(base) else None


def _from_file(base: str) -> Places:
    """Read the names alone, which spares the import of everything numeric."""
    from workforce_sim.baseline import baseline_path
    from workforce_sim.baseline.stored import SMALLEST_CASES, SMALLEST_STAFF, read_content, whole

    path = baseline_path(base)
    content = read_content(path)
    with whole(path):
        councils, region_names = content["councils"], tuple(content["region_names"])
        return Places(
            base,
            int(content["base_year"]),
            tuple(council["la_name"] for council in councils),
            tuple(council["new_la_code"] for council in councils),
            tuple(council["old_la_code"] for council in councils),
            tuple(region_names[council["region_index"]] for council in councils),
            region_names,
            frozenset(
                council["la_name"]
                for council in councils
                if council["inpost_fte"] < SMALLEST_STAFF or council["cases"] < SMALLEST_CASES
            ),
            tuple(content["roles"]),
            tuple(tuple(council["role_headcount"]) for council in councils),
        )


def _from_baseline(base: str) -> Places | None:
    """Ask for a base that does not ship, an earlier year built from the data."""
    from workforce_sim.baseline import load_baseline
    from workforce_sim.baseline.command import base_year_of
    from workforce_sim.baseline.dfe_csv import YearNotPublished

    if base_year_of(base) is None:
        return None
    try:
        found = load_baseline(base)
    except YearNotPublished:
        return None
    regions = found.region_names
    return Places(
        base,
        found.base_year,
        found.la_name,
        found.new_la_code,
        found.old_la_code,
        tuple(regions[index] for index in found.region_index),
        regions,
        frozenset(
            name for name, has in zip(found.la_name, found.simulated, strict=True) if not has
        ),
        found.roles,
        tuple(map(tuple, found.role_headcount.tolist())),
    )
