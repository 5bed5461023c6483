"""The world of 2009: national figures of the day spread over today's councils.

No council figures of 2009 exist on today's definitions. Each council has the share of England that
it had in 2017, the first comparable year; every such step is listed by `steps` with quality D. The
national figures are the entries world_2009.* of the assumptions register.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from workforce_sim.assumptions import load_register
from workforce_sim.baseline import build as modern
from workforce_sim.baseline.areas import DATA, Areas, areas_of
from workforce_sim.baseline.arrays import Floats
from workforce_sim.baseline.composition import (
    AGES,
    FIRST_ROLE_YEAR,
    ROLES,
    Composition,
    composition,
)
from workforce_sim.baseline.demand import Demand, demand
from workforce_sim.baseline.document import amount, rate
from workforce_sim.baseline.panel import FIRST_YEAR
from workforce_sim.baseline.shrink import SMALLEST_EXPECTED
from workforce_sim.baseline.steps_2009 import steps
from workforce_sim.baseline.workforce import PUBLISHED, Workforce, workforce

YEAR = 2009
COUNCILS_OF = 2024
PREFIX = "world_2009."
SURVEYED = ("London", "West Midlands", "East Midlands", "North East")
"""Regions whose vacancy rate was reported in the survey of January 2009."""

DEMAND_INPUTS = {
    "cin_open": "children_in_need.2009",
    "referrals": "referrals.2009",
    "cpp_open": "children_on_a_plan.2009",
    "cpp_start": "plans_started.2009",
    "cla": "looked_after.2009",
    "cla_started": "looked_after_started.2009",
}


@dataclass(frozen=True)
class _First:
    """The first comparable year on today's councils, which gives the shares."""

    areas: Areas
    people: Workforce
    children: Demand
    steady: Workforce  # up to the first year of roles: persistent differences in rates


class _Inputs:
    """Entries of the register below world_2009, remembering which were read."""

    def __init__(self) -> None:
        self._register = load_register()
        self.used: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        self.used[name] = self._register[PREFIX + name].central
        return self.used[name]


def build_2009(data: Path = DATA) -> dict[str, Any]:
    """The england-2009 document. Raises DataFileError for a damaged file."""
    inputs = _Inputs()
    document = modern.build(COUNCILS_OF, data)
    first = _first(data)
    values = _stocks(first, inputs)
    values |= _demand(first, inputs, values)
    values |= _flows(first, inputs, values)
    who = _composition(first.areas, inputs, values, data)
    nothing = {name: np.full(first.areas.count, np.nan) for name in PUBLISHED}
    reference = {
        "working_days_in_year": document["reference"]["working_days_in_year"],
        "working_days_in_base_year": document["reference"]["working_days_in_year"],
        "attrition": {str(YEAR): _attrition(inputs, values)},
        "age": {"inpost_fte": amount(who.national_fte.sum(axis=0))},
        "role_age_fte": [amount(row) for row in who.national_fte],
        "trends": {"posts_fte": {"annual_growth": inputs["posts_trend"]}},
    }
    return document | {
        "name": "england-2009",
        "base_year": YEAR,
        "start": date(YEAR, 9, 30).isoformat(),
        "quality": "D",
        "councils": modern.council_lines(first.areas, values, nothing, who, first.children),
        "ended_bands_regional": [rate(row) for row in first.children.ended.regional],
        "ended_bands_national": rate(first.children.ended.national),
        "open_bands_regional": [rate(row) for row in first.children.open.regional],
        "open_bands_national": rate(first.children.open.national),
        "national": {k: round(v, 4) for k, v in _national(inputs, values).items()},
        "reference": reference | {"inputs": {PREFIX + k: v for k, v in inputs.used.items()}},
        "notes": [],
        "steps": [dict(step) for step in steps(inputs.used)],
    }


def _first(data: Path) -> _First:
    areas = replace(areas_of(COUNCILS_OF, data), base_year=FIRST_YEAR)
    people = workforce(areas, data)
    children = demand(areas, people.values["cases"], people.national["cases"], data)
    steady = workforce(replace(areas, base_year=FIRST_ROLE_YEAR), data)
    return _First(areas, people, children, steady)


def _spread(total: float, shares: Floats) -> Floats:
    return np.asarray(total * shares / shares.sum(), dtype=np.float64)


def _stocks(first: _First, inputs: _Inputs) -> dict[str, Floats]:
    old, england = first.people.values, first.people.national
    inpost = _spread(inputs["inpost_fte"], old["inpost_fte"])
    heads = _spread(inputs["inpost_fte"] / inputs["fte_per_head"], old["inpost_headcount"])
    vacancy = _vacancies(first, inputs, inpost)
    share = inputs["agency_rate"] * inputs["agency_break"]
    agency = _spread(inpost.sum() * share / (1 - share), old["agency_per_vacancy"] * vacancy)
    covering = inputs["agency_covering_share"] * float(agency.sum())
    cover = _capped(covering, agency, np.minimum(agency, vacancy))
    holders = inputs["case_holding_share"] * float(inpost.sum() + agency.sum())
    return {
        "inpost_fte": inpost,
        "inpost_headcount": np.where(inpost > 0, heads, 0.0),
        "vacancy_fte": vacancy,
        "agency_fte": agency,
        "agency_headcount": agency * england["agency_headcount"] / england["agency_fte"],
        "agency_cover_fte": cover,
        "agency_surplus_fte": agency - cover,
        "case_holders_fte": _spread(holders, old["case_holders_fte"]),
    }


def _vacancies(first: _First, inputs: _Inputs, inpost: Floats) -> Floats:
    """Vacancies by council: the regional spread of 2009, councils within a region as in 2017.

    Regions that were not surveyed share one rate, the one that makes the whole survey's average.
    The survey counted all social workers, so only the ratio of a region to England is used.
    """
    areas, old = first.areas, first.people.values
    names = areas.region_names
    posts = np.bincount(areas.region_index, weights=inpost, minlength=len(names))
    rates = np.full(len(names), np.nan)
    for name in SURVEYED:
        key = name.lower().replace(" ", "_")
        rates[names.index(name)] = inputs[f"vacancy_rate_by_region.{key}"]
    seen = np.isfinite(rates)
    left = inputs["vacancy_rate_all_social_workers"] * posts.sum() - (rates * posts)[seen].sum()
    rates[~seen] = left / posts[~seen].sum()
    wanted = posts * rates / (1 - rates)
    within = np.bincount(areas.region_index, weights=old["vacancy_fte"], minlength=len(names))
    local = old["vacancy_fte"] * (wanted / within)[areas.region_index]
    share = inputs["vacancy_rate"] * inputs["vacancy_break"]
    return _spread(float(inpost.sum()) * share / (1 - share), local)


def _capped(total: float, shares: Floats, limit: Floats) -> Floats:
    """Spread a total by shares with an upper limit for each council."""
    given = np.zeros_like(shares)
    while total - given.sum() > SMALLEST_EXPECTED:
        room = limit - given
        able = np.where(room > SMALLEST_EXPECTED, shares, 0.0)
        if able.sum() <= 0:
            break
        given = given + np.minimum(room, (total - given.sum()) * able / able.sum())
    return given


def _demand(first: _First, inputs: _Inputs, values: dict[str, Floats]) -> dict[str, Floats]:
    """Open cases, flows and children; see steps_2009 for how cases were chosen."""
    old = first.children.values
    found = {name: _spread(inputs[key], old[name]) for name, key in DEMAND_INPUTS.items()}
    rise = inputs["looked_after.2009"] - inputs["looked_after.2008"]
    found["cla_ceased"] = _spread(inputs["looked_after_started.2009"] - rise, old["cla_ceased"])
    grown = inputs["referrals.2009"] / float(first.children.panels["referrals"].national[-1])
    for name in ("cin_started", "cin_ended"):
        found[name] = old[name] * grown
    cases = inputs["caseload"] * float(values["case_holders_fte"].sum())
    found["cases"] = _spread(cases, first.people.values["cases"])
    found["episode_flow"] = old["episode_flow"] * cases / first.people.values["cases"].sum()
    found["child_population"] = old["child_population"]
    return found


def _flows(first: _First, inputs: _Inputs, values: dict[str, Floats]) -> dict[str, Floats]:
    """Yearly rates: England's of 2009 times each council's persistent ratio to England."""
    inpost = values["inpost_fte"]
    levels = {
        "turnover": inputs["turnover_rate"],
        "starters": inputs["turnover_rate"] + inputs["posts_trend"],
        "absence": 100 * inputs["absence_rate"],
    }
    flows: dict[str, Floats] = {}
    for name, level in levels.items():
        relative = first.steady.shrunk[name].long_run
        scaled = relative * level * inpost.sum() / (relative * inpost).sum()
        flows[f"{name}_rate"] = flows[f"{name}_long_run"] = scaled
    days = load_register()["absence.working_days"].central
    flows["working_days_lost_fte"] = flows["absence_rate"] / 100 * days * inpost
    vacancy = values["vacancy_fte"]
    cover = values["agency_cover_fte"] / np.where(vacancy > 0, vacancy, 1.0)
    flows["agency_per_vacancy"] = np.clip(cover, 0.0, 1.0)
    flows["vacancy_rate_long_run"] = vacancy / (vacancy + inpost)
    flows["agency_rate_long_run"] = values["agency_fte"] / (values["agency_fte"] + inpost)
    flows["caseload_long_run"] = values["cases"] / values["case_holders_fte"]
    return flows


def _composition(
    areas: Areas, inputs: _Inputs, values: dict[str, Floats], data: Path
) -> Composition:
    """Role by age of the first published year, raked to the role and age shares of 2009."""
    areas = replace(areas, base_year=FIRST_ROLE_YEAR)
    who = composition(areas, values["inpost_fte"], values["inpost_headcount"], data)
    ages = np.array([inputs[f"age_share.{age}"] for age in AGES])
    roles = np.array([inputs[f"role_share.{role}"] for role in ROLES])
    fte = _raked(who.fte, roles, ages, values["inpost_fte"])
    heads = _raked(who.headcount, roles, ages, values["inpost_headcount"])
    return Composition(fte, heads, fte.sum(axis=0), heads.sum(axis=0), who.notes)


def _raked(cells: Floats, roles: Floats, ages: Floats, totals: Floats) -> Floats:
    """Scale cells in turn to shares of roles, shares of ages and council totals until all hold."""
    table, size = cells, totals.sum()
    for _ in range(RAKING_ROUNDS):
        table = table * (size * ages / ages.sum() / table.sum(axis=(0, 1)))
        table = table * (size * roles / roles.sum() / table.sum(axis=(0, 2)))[:, None]
        sums = table.sum(axis=(1, 2))
        table = table * (totals / np.where(sums > 0, sums, 1.0))[:, None, None]
    return np.asarray(table, dtype=np.float64)


RAKING_ROUNDS = 50
"""Rounds of proportional fitting; it settles to a hundredth of a person in about ten."""


def _attrition(inputs: _Inputs, values: dict[str, Floats]) -> dict[str, float]:
    """Leavers by destination as DfE names them, FTE."""
    shares = {
        "inpost_fte": 1.0,
        "leavers_fte": inputs["turnover_rate"],
        "full_attrition_fte": inputs["exit_rate"],
        "agency_attrition_fte": inputs["agency_rate_of_leaving"],
        "movers_las_fte": inputs["move_rate"],
    }
    inpost = float(values["inpost_fte"].sum())
    return {name: round(share * inpost, 1) for name, share in shares.items()}


def _national(inputs: _Inputs, values: dict[str, Floats]) -> dict[str, float]:
    """England in DfE's columns, derived from the council values."""
    total = {name: float(values[name].sum()) for name in PUBLISHED if name in values}
    inpost, agency, vacancy = (total[f"{name}_fte"] for name in ("inpost", "agency", "vacancy"))
    return total | {
        "leavers_fte": inputs["turnover_rate"] * inpost,
        "starters_fte": float((values["starters_rate"] * values["inpost_fte"]).sum()),
        "turnover_rate_fte": 100 * inputs["turnover_rate"],
        "agency_rate_fte": 100 * agency / (agency + inpost),
        "vacancy_rate_fte": 100 * vacancy / (vacancy + inpost),
        "vacancy_agency_cover_rate_fte": 100 * total["agency_cover_fte"] / vacancy,
        "caseload_fte": total["cases"] / total["case_holders_fte"],
        "absence_rate_fte": 100 * inputs["absence_rate"],
    }
