"""Official statistics up to a base year -> the baseline document of that year."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from workforce_sim.assumptions import load_register, working_days
from workforce_sim.baseline import demand as demand_room
from workforce_sim.baseline.areas import DATA, Areas, areas_of, predecessors
from workforce_sim.baseline.arrays import Bools, Floats
from workforce_sim.baseline.composition import (
    AGES,
    FIRST_ROLE_YEAR,
    ROLES,
    Composition,
    composition,
)
from workforce_sim.baseline.dfe_csv import DataFileError, read_rows
from workforce_sim.baseline.document import (
    AMOUNTS,
    PLACES,
    RATES,
    TEXTS,
    amount,
    rate,
)
from workforce_sim.baseline.drift_sizes import FORMULA, SMALLEST_COUNCIL_FTE, drift_of
from workforce_sim.baseline.panel import Panel
from workforce_sim.baseline.stored import FORMAT
from workforce_sim.baseline.workforce import PUBLISHED, Workforce, workforce

TREND_YEARS = 5
"""Trends run over at most this many years before the base year."""

LARGE_COUNCIL_FTE = 100.0


def build(base_year: int, data: Path = DATA) -> dict[str, Any]:
    """The baseline document of a base year, from nothing published for later years.

    Raises DataFileError when the statistics do not reach that year or a file is damaged.
    """
    if base_year < FIRST_ROLE_YEAR:
        raise DataFileError(
            data, f"a baseline needs role by age, published from {FIRST_ROLE_YEAR} on"
        )
    areas = areas_of(base_year, data)
    people = workforce(areas, data)
    who = composition(areas, people.values["inpost_fte"], people.values["inpost_headcount"], data)
    children = demand_room.demand(areas, people.values["cases"], people.national["cases"], data)
    values = people.values | children.values
    return {
        "format": FORMAT,
        "name": f"england-{base_year}",
        "base_year": base_year,
        "start": date(base_year, 9, 30).isoformat(),
        "quality": "A",
        "attribution": (
            "Department for Education, Explore education statistics, Open Government Licence "
            "v3.0; population: Office for National Statistics, Open Government Licence v3.0"
        ),
        "region_names": list(areas.region_names),
        "region_codes": list(areas.region_codes),
        "roles": list(ROLES),
        "ages": list(AGES),
        "bands": list(demand_room.BANDS),
        "role_age_prior_fte": load_register()["baseline.prior_role_age_fte"].central,
        "published": list(PUBLISHED),
        "councils": council_lines(areas, values, people.published, who, children),
        "ended_bands_regional": [rate(row) for row in children.ended.regional],
        "ended_bands_national": rate(children.ended.national),
        "open_bands_regional": [rate(row) for row in children.open.regional],
        "open_bands_national": rate(children.open.national),
        "national": {name: round(value, 1) for name, value in people.national.items()},
        "reference": _reference(areas, people, who, children, data),
        "drift": _drift(areas, people, data),
        "notes": [*people.notes, *who.notes, *children.notes],
        "steps": [],
    }


def council_lines(
    areas: Areas,
    values: dict[str, Floats],
    published: dict[str, Floats],
    who: Composition,
    children: demand_room.Demand,
) -> list[dict[str, Any]]:
    """One mapping per council: everything the file says about it."""
    lines = []
    for i in range(areas.count):
        line: dict[str, Any] = {name: getattr(areas, name)[i] for name in TEXTS}
        line["region_index"] = int(areas.region_index[i])
        line["neighbours"] = areas.neighbours[i].tolist()
        line |= {name: round(float(getattr(areas, name)[i]), 2) for name in PLACES}
        line |= {name: amount(values[name][i : i + 1])[0] for name in AMOUNTS}
        line |= {name: rate(values[name][i : i + 1])[0] for name in RATES}
        line["role_age_fte"] = amount(who.fte[i])
        line["role_headcount"] = amount(who.headcount[i].sum(axis=1))
        line["ended_bands"] = rate(children.ended.local[i])
        line["open_bands"] = rate(children.open.local[i])
        line["published"] = amount(np.array([published[name][i] for name in PUBLISHED]))
        lines.append(line)
    return lines


def _reference(
    areas: Areas,
    people: Workforce,
    who: Composition,
    children: demand_room.Demand,
    data: Path,
) -> dict[str, Any]:
    posts = people.panels["inpost_fte"].national + people.panels["vacancy_fte"].national
    series = {"posts_fte": posts}
    series |= {
        name: people.panels[name].national for name in ("inpost_fte", "vacancy_fte", "cases")
    }
    series |= {name: panel.national for name, panel in children.panels.items()}
    years = people.panels["inpost_fte"].years
    return {
        "working_days_in_year": load_register()["absence.working_days"].central,
        "working_days_in_base_year": working_days(areas.base_year),
        "attrition": _attrition(areas.base_year, data),
        "age": _age_table(areas.base_year, who, data),
        "role_age_fte": [amount(row) for row in who.national_fte],
        "trends": {name: _trend(values, years) for name, values in series.items()},
        "national_series": {
            "years": list(years),
            **{
                name: amount(people.panels[name].national)
                for name in (
                    "inpost_fte",
                    "vacancy_fte",
                    "agency_fte",
                    "starters_fte",
                    "leavers_fte",
                    "cases",
                    "case_holders_fte",
                    "working_days_lost_fte",
                )
            },
            **{name: amount(panel.national) for name, panel in children.panels.items()},
        },
        "shrinkage": {
            name: {
                "between": round(result.between, 5),
                "within": round(result.within, 5),
                "phi": round(result.phi, 3),
                "mean_weight_of_base_year": round(float(result.weight.mean()), 3),
                "national_rates": rate(result.national),
            }
            for name, result in people.shrunk.items()
        },
        "correlation_with_published": _correlations(people),
    }


def _correlations(people: Workforce) -> dict[str, float]:
    """Correlation of shrunk with published rates over councils above LARGE_COUNCIL_FTE."""
    size = people.values["inpost_fte"]
    found = {}
    for name, flow in (("turnover_rate", "leavers_fte"), ("starters_rate", "starters_fte")):
        own = people.published[flow] / np.where(size > 0, size, np.nan)
        large = (size > LARGE_COUNCIL_FTE) & np.isfinite(own)
        found[name] = round(float(np.corrcoef(people.values[name][large], own[large])[0, 1]), 4)
    own = people.published["absence_rate_fte"]
    large = (size > LARGE_COUNCIL_FTE) & np.isfinite(own)
    both = np.corrcoef(people.values["absence_rate"][large], own[large])
    return found | {"absence_rate": round(float(both[0, 1]), 4)}


def _trend(values: Floats, years: tuple[int, ...]) -> dict[str, float]:
    """Mean yearly growth over the last years, as a share: (last / first)^(1 / years) - 1."""
    known = [k for k in range(len(years)) if np.isfinite(values[k])][-TREND_YEARS - 1 :]
    first, last = known[0], known[-1]
    span = years[last] - years[first]
    growth = (values[last] / values[first]) ** (1 / span) - 1 if span else 0.0
    return {"annual_growth": round(float(growth), 6), "from": years[first], "to": years[last]}


def _attrition(base_year: int, data: Path) -> dict[str, dict[str, float]]:
    """Leavers by destination, England, each published year up to the base year."""
    path = data / "ees_attrition_leavers_national_2021_to_2024.csv"
    destinations = ("full_attrition_fte", "agency_attrition_fte", "movers_las_fte")
    columns = ("inpost_fte", "leavers_fte", *destinations)
    return {
        str(row.year()): {name: row.number(name) for name in columns}
        for row in read_rows(path, ("time_period", *columns))
        if row.year() <= base_year
    }


def _age_table(base_year: int, who: Composition, data: Path) -> dict[str, list[float | None]]:
    """In post by age; starters and leavers by age where published (2024)."""
    table = {"inpost_fte": amount(who.national_fte.sum(axis=0))}
    rows = [
        row
        for row in read_rows(
            data / "ees_characteristics_age_national_2024.csv",
            ("time_period", "breakdown_topic", "starters_fte", "leavers_fte"),
        )
        if row.year() == base_year and row.text("breakdown_topic") == "Age group"
    ]
    if len(rows) == len(AGES):
        for name in ("starters_fte", "leavers_fte"):
            table[name] = [row.number(name) for row in rows]
    return table


def _drift(areas: Areas, people: Workforce, data: Path) -> dict[str, Any]:
    """Sizes of drift of leaving, supply, absence, agency, posts and demand; see drift.py."""
    panels = people.panels
    inpost, use = panels["inpost_fte"], _steady(areas, panels["inpost_fte"], data)
    agency = panels["agency_fte"]
    posts = _sum(inpost, panels["vacancy_fte"])
    phi = people.shrunk["absence"].phi
    found = {
        "leaving": drift_of(panels["leavers_fte"], inpost, use, dispersion=1.0),
        "supply": drift_of(panels["starters_fte"], inpost, use, dispersion=1.0),
        "absence": drift_of(panels["working_days_lost_fte"], inpost, use, dispersion=phi),
        "agency": drift_of(agency, _sum(inpost, agency), use),
        "posts": drift_of(posts, None, use),
        "demand": drift_of(panels["cases"], None, use),
    }
    return {name: drift.rounded() for name, drift in found.items()} | {"method": FORMULA}


def _sum(one: Panel, other: Panel) -> Panel:
    return Panel(
        one.years,
        one.local + other.local,
        one.regional + other.regional,
        one.national + other.national,
    )


def _steady(areas: Areas, inpost: Panel, data: Path) -> Bools:
    """Councils of some size in every year, whose boundaries did not move."""
    moved = {
        code
        for code, former in predecessors(data).items()
        if any(item.share < 1 for item in former)
    }
    same = np.array([code not in moved for code in areas.old_la_code])
    return np.asarray(same & (inpost.local >= SMALLEST_COUNCIL_FTE).all(axis=0))
