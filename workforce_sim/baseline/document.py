"""The baseline file: what is written and read, one council per line so that changes can be read."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from workforce_sim.baseline.arrays import Floats
from workforce_sim.baseline.geography import distances_km, nearest
from workforce_sim.baseline.starting_state import Baseline
from workforce_sim.baseline.stored import read_content, whole

AMOUNTS = (
    "inpost_fte",
    "inpost_headcount",
    "agency_fte",
    "agency_headcount",
    "agency_cover_fte",
    "agency_surplus_fte",
    "vacancy_fte",
    "cases",
    "case_holders_fte",
    "working_days_lost_fte",
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
    "episode_flow",
)
RATES = (
    "turnover_rate",
    "turnover_long_run",
    "starters_rate",
    "starters_long_run",
    "absence_rate",
    "absence_long_run",
    "agency_per_vacancy",
    "vacancy_rate_long_run",
    "agency_rate_long_run",
    "caseload_long_run",
)
TEXTS = ("new_la_code", "old_la_code", "la_name", "london_part")
PLACES = ("latitude", "longitude")
TABLES = ("role_age_fte", "role_headcount", "ended_bands", "open_bands")


def text_of(content: Mapping[str, Any]) -> str:
    """The document as text: keys in order, one line for each of them and for each council."""
    lines = []
    for key in sorted(content):
        value = content[key]
        if key in ("councils", "notes", "steps"):
            inner = ",\n  ".join(_compact(item) for item in value)
            lines.append(f" {json.dumps(key)}: [\n  {inner}\n ]" if value else f' "{key}": []')
        else:
            lines.append(f" {json.dumps(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def amount(values: Floats) -> list[float | None]:
    """FTE and counts for the file: two decimals, null for NaN."""
    return [None if np.isnan(v) else _short(round(float(v), 2)) for v in np.ravel(values)]


def rate(values: Floats) -> list[float | None]:
    """Rates and shares for the file: six decimals, null for NaN."""
    return [None if np.isnan(v) else _short(round(float(v), 6)) for v in np.ravel(values)]


def read(path: Path) -> Baseline:
    """A baseline from its file. Raises DataFileError when it is missing or not whole."""
    content = read_content(path)
    with whole(path):
        return from_content(content)


def from_content(content: dict[str, Any]) -> Baseline:
    """A baseline from the content of its file."""
    rows = content["councils"]
    n = len(rows)
    fields: dict[str, Any] = {name: tuple(row[name] for row in rows) for name in TEXTS}
    for name in (*AMOUNTS, *RATES, *PLACES, *TABLES):
        fields[name] = _array([row[name] for row in rows])
    for name in ("ended_bands_regional", "open_bands_regional"):
        fields[name] = _array(content[name])
    for name in ("ended_bands_national", "open_bands_national"):
        fields[name] = _array(content[name])
    cells = fields["role_age_fte"].reshape(n, len(content["roles"]), len(content["ages"]))
    cells = _to_totals(cells, fields["inpost_fte"])
    region = np.array([row["region_index"] for row in rows], dtype=np.int64)
    distance = distances_km(fields["latitude"], fields["longitude"])
    published = {
        name: _array([row["published"][k] for row in rows])
        for k, name in enumerate(content["published"])
    }
    fields |= {
        "role_age_fte": cells,
        "role_age_share": _shares(cells, region, float(content["role_age_prior_fte"])),
        "role_fte": cells.sum(axis=2),
        "age_fte": cells.sum(axis=1),
        "region_index": region,
        "distance_km": distance,
        "near": nearest(distance),
        "neighbours": np.array([row["neighbours"] for row in rows], dtype=np.int64),
        "published": published,
    }
    for value in (*fields.values(), *published.values()):
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return Baseline(
        name=content["name"],
        base_year=content["base_year"],
        start=date.fromisoformat(content["start"]),
        quality=content["quality"],
        region_names=tuple(content["region_names"]),
        region_codes=tuple(content["region_codes"]),
        national=content["national"],
        reference=content["reference"],
        drift=content["drift"],
        notes=tuple(content["notes"]),
        steps=tuple(content["steps"]),
        roles=tuple(content["roles"]),
        ages=tuple(content["ages"]),
        bands=tuple(content["bands"]),
        **fields,
    )


def _to_totals(cells: Floats, totals: Floats) -> Floats:
    sums = cells.sum(axis=(1, 2))
    return np.asarray(cells * (totals / np.where(sums > 0, sums, 1.0))[:, None, None])


def _shares(cells: Floats, region: Any, strength: float) -> Floats:
    """Role-by-age shares with a Dirichlet prior of the region's pattern worth `strength` FTE."""
    pattern = np.array([cells[region == r].sum(axis=0) for r in range(int(region.max()) + 1)])
    pattern = pattern / pattern.sum(axis=(1, 2), keepdims=True)
    total = cells.sum(axis=(1, 2))[:, None, None]
    return np.asarray((cells + strength * pattern[region]) / (total + strength))


def _array(values: list[Any]) -> Floats:
    return np.array(values, dtype=np.float64)


def _short(value: float) -> float:
    return int(value) if value == int(value) else value


def _compact(value: Any) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
