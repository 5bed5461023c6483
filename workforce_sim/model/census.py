"""The 30 September census: what DfE counts, council by council, and the laws of conservation."""

from typing import NamedTuple

import numpy as np

from workforce_sim.model.careers.first_and_last_day import age_band
from workforce_sim.model.casework.absences import count_sick_days
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.rules import CaseRules
from workforce_sim.model.engine.state import (
    AGE_BANDS,
    DAYS_A_YEAR,
    NO_ONE,
    ROLES,
    Absence,
    CouncilCount,
    Floats,
    LeaveKind,
    StarterOrigin,
    State,
    Status,
)
from workforce_sim.model.market.posts import MarketState, tally

_STAFF = int(Status.STAFF)
_AGENCY = int(Status.AGENCY)
_CASE_HOLDER = 4
_FULL_TIME = 0.99

ORIGINS = tuple(origin.name.lower() for origin in StarterOrigin)
STOCKS = (
    "inpost_fte",
    "inpost_headcount",
    "agency_fte",
    "agency_headcount",
    "case_holders_fte",
    "inpost_under_2_years_fte",
    "inpost_over_5_years_fte",
    "cases_newly_qualified",
    "starters_fte",
    "starters_headcount",
)
COLUMNS = (
    *STOCKS,
    *(f"inpost_age_{band}_fte" for band in AGE_BANDS),
    *(f"inpost_role_{role}_fte" for role in ROLES),
    *(f"starters_{origin}_fte" for origin in ORIGINS),
    *(f"starters_age_{band}_fte" for band in AGE_BANDS),
)
_FIRST_AGE = len(STOCKS)
_FIRST_ROLE = _FIRST_AGE + len(AGE_BANDS)
_FIRST_ORIGIN = _FIRST_ROLE + len(ROLES)
_FIRST_STARTER_AGE = _FIRST_ORIGIN + len(ORIGINS)
_N_COLUMNS = len(COLUMNS)

MONTHLY = (
    "inpost_fte",
    "vacancy_fte",
    "agency_fte",
    "cases",
    "case_holders_fte",
    "waiting_cases",
)
"""In the order of the rows of ``count_month``."""
CASELOAD_BINS = 81
WORKERS_BINS = 11


class CaseCounts(NamedTuple):
    """Children with an open case, per council, and national distributions."""

    children: Floats  # (councils,)
    three_or_more: Floats  # (councils,) who met three or more workers since the last census
    workers_met: Floats  # (WORKERS_BINS,) children by workers met since the last census
    workers_met_looked_after: Floats  # the same for children looked after throughout the year
    caseload_full_time: Floats  # (CASELOAD_BINS,) full-time case holders by cases held


@compiled()
def count_month(state: State, market: MarketState, now: float, rows: Floats) -> None:
    """Fill the monthly series, (MONTHLY, councils), as they are now."""
    tally(state, market, now)
    councils = state.councils
    for c in range(councils.active.size):
        posts = 0.0
        filled = 0.0
        for role in range(len(ROLES)):
            posts += councils[c].posts[role]
            filled += councils[c].filled[role]
        waiting = 0
        for team in range(councils[c].first_team[0], councils[c].first_team[3]):
            waiting += state.teams[team].waiting
        rows[0, c] = filled
        rows[1, c] = max(posts - filled, 0.0)
        rows[2, c] = councils[c].agency_fte
        rows[3, c] = councils[c].n_cases
        rows[4, c] = councils[c].holders_fte
        rows[5, c] = waiting


@compiled(allocates=True)
def count_people(state: State, now: float) -> Floats:
    """Stocks and starters per council: (councils, COLUMNS). Marks who is in post for next time."""
    people = state.people
    table = np.zeros((state.councils.active.size, _N_COLUMNS))
    for slot in range(people.ident.size):
        status = state.status[slot]
        if status != _STAFF and status != _AGENCY:
            continue
        council = people[slot].council
        row = table[council]
        fte = people[slot].fte
        if people[slot].n_cases > 0:
            row[4] += fte
        if now - people[slot].qualified < DAYS_A_YEAR:
            row[7] += people[slot].n_cases
        if status == _AGENCY:
            row[2] += fte
            row[3] += 1.0
            continue
        row[0] += fte
        row[1] += 1.0
        years = (now - people[slot].qualified) / DAYS_A_YEAR
        if years < 2.0:
            row[5] += fte
        if years >= 5.0:
            row[6] += fte
        band = age_band(people[slot].born, now)
        row[_FIRST_AGE + band] += fte
        row[_FIRST_ROLE + people[slot].role] += fte
        if people[slot].census_council != council:
            row[8] += fte
            row[9] += 1.0
            row[_FIRST_ORIGIN + people[slot].origin] += fte
            row[_FIRST_STARTER_AGE + band] += fte
            people[slot].census_council = council
    return table


@compiled()
def close_absences(state: State, rules: CaseRules, now: float) -> None:
    """Count the sick days of spells that are still running."""
    people = state.people
    for slot in range(people.ident.size):
        if state.status[slot] == _STAFF and people[slot].absent != 0:
            count_sick_days(state, rules, people[slot].council, slot, now)


@compiled(allocates=True)
def count_cases(state: State, now: float, reset: bool) -> CaseCounts:
    """Workers met by the children with open cases; ``reset`` starts the new year's count."""
    n = state.councils.active.size
    children = np.zeros(n)
    three = np.zeros(n)
    met = np.zeros(WORKERS_BINS)
    met_looked_after = np.zeros(WORKERS_BINS)
    cases = state.cases
    for council in range(n):
        first = state.blocks[council].first_case
        for case in range(state.blocks[council].reached):
            here = first + case
            if cases[here].team == NO_ONE:
                continue
            children[council] += 1.0
            workers = cases[here].workers_year
            if workers >= 3:
                three[council] += 1.0
            met[min(workers, WORKERS_BINS - 1)] += 1.0
            if cases[here].stage == 2 and now - cases[here].opened >= DAYS_A_YEAR:
                met_looked_after[min(workers, WORKERS_BINS - 1)] += 1.0
            if reset:
                cases[here].workers_year = 0 if cases[here].worker == NO_ONE else 1
    caseload = np.zeros(CASELOAD_BINS)
    people = state.people
    for slot in range(people.ident.size):
        if (
            state.status[slot] == _STAFF
            and people[slot].role == _CASE_HOLDER
            and people[slot].fte >= _FULL_TIME
            and people[slot].n_cases > 0
        ):
            caseload[min(people[slot].n_cases, CASELOAD_BINS - 1)] += 1.0
    return CaseCounts(children, three, met, met_looked_after, caseload)


@compiled(allocates=True)
def check_cases(state: State) -> Floats:
    """Residuals of the laws that hold for cases: see ``CASE_LAWS``; each must be zero."""
    cases = state.cases
    people = state.people
    residuals = np.zeros(5)
    n = state.councils.active.size
    held = np.zeros(people.ident.size, np.int64)
    in_team = np.zeros(state.teams.kind.size, np.int64)
    waiting = np.zeros(state.teams.kind.size, np.int64)
    for council in range(n):
        first = state.blocks[council].first_case
        open_cases = 0
        for case in range(state.blocks[council].reached):
            here = first + case
            team = cases[here].team
            if team == NO_ONE:
                continue
            open_cases += 1
            in_team[team] += 1
            worker = cases[here].worker
            if worker == NO_ONE:
                waiting[team] += 1
                continue
            held[worker] += 1
            status = state.status[worker]
            if status != _STAFF and status != _AGENCY:
                residuals[1] += 1.0
            if people[worker].team != team or people[worker].council != council:
                residuals[2] += 1.0
            if people[worker].absent >= 2:
                residuals[3] += 1.0
        residuals[0] += abs(open_cases - state.councils[council].n_cases)
        residuals[0] += abs(
            state.blocks[council].case_room - state.blocks[council].free_cases - open_cases
        )
    for slot in range(people.ident.size):
        residuals[4] += abs(held[slot] - people[slot].n_cases)
    for team in range(in_team.size):
        residuals[4] += abs(in_team[team] - state.teams[team].n_cases)
        residuals[4] += abs(waiting[team] - state.teams[team].waiting)
    return residuals


CASE_LAWS = (
    "open cases counted twice agree",
    "cases held by people who are not there",
    "cases held in another team or council",
    "cases held by people who are away for long",
    "caseloads and waiting lists add up",
)


def leavers_of_year(state: State) -> dict[str, Floats]:
    """Leavers since the last census by destination and age, FTE per council."""
    leavers = state.councils.leavers
    exits = leavers[:, [LeaveKind.EXIT, LeaveKind.RETIRED], :].sum(axis=1)
    result = {
        "leavers_fte": leavers.sum(axis=(1, 2)),
        "leavers_headcount": state.councils.leavers_headcount.copy(),
        "leavers_exit_fte": exits.sum(axis=1),
        "leavers_retire_fte": leavers[:, LeaveKind.RETIRED, :].sum(axis=1),
        "leavers_agency_fte": leavers[:, LeaveKind.TO_AGENCY, :].sum(axis=1),
        "leavers_moved_fte": leavers[:, LeaveKind.MOVED, :].sum(axis=1),
    }
    for band, name in enumerate(AGE_BANDS):
        result[f"leavers_age_{name}_fte"] = leavers[:, :, band].sum(axis=1)
    return result


def casework_of_year(state: State, cases: CaseCounts) -> dict[str, Floats]:
    """What happened to children since the last census, per council."""
    counts = state.councils.counts
    ended = CouncilCount.ENDED_3_MONTHS
    names = ("3_months_or_less", "3_6_months", "6_12_months", "1_2_years", "2_years_plus")
    return {
        "working_days_lost_fte": counts[:, CouncilCount.SICK_DAYS].copy(),
        "handovers": counts[:, CouncilCount.HANDOVERS].copy(),
        "cases_ended": counts[:, CouncilCount.CASES_CLOSED].copy(),
        "children_in_year": cases.children + counts[:, CouncilCount.CHILDREN_CLOSED],
        "children_3plus_workers": cases.three_or_more
        + counts[:, CouncilCount.CHILDREN_CLOSED_3PLUS],
        "waiting_days": counts[:, CouncilCount.WAITING_DAYS].copy(),
        "filled_vacancy_months": counts[:, CouncilCount.VACANCY_MONTHS].copy(),
        "vacancies_filled": counts[:, CouncilCount.VACANCIES_FILLED].copy(),
        **{f"ended_{name}": counts[:, ended + i].copy() for i, name in enumerate(names)},
    }


__all__ = [
    "CASE_LAWS",
    "COLUMNS",
    "Absence",
    "CaseCounts",
    "casework_of_year",
    "check_cases",
    "close_absences",
    "count_cases",
    "count_people",
    "leavers_of_year",
]
