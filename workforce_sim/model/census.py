"""The 30 September census: what DfE counts, council by council, and the laws of conservation."""

from typing import NamedTuple

import numpy as np

from workforce_sim.model.casework.absences import count_sick_days
from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.rules import CaseRules
from workforce_sim.model.engine.state import (
    DAYS_A_YEAR,
    NO_ONE,
    ROLES,
    Floats,
    State,
    Status,
    Table,
)
from workforce_sim.model.market.posts import MarketState, tally

_STAFF = int(Status.STAFF)
_AGENCY = int(Status.AGENCY)
_CASE_HOLDER = 4
_FULL_TIME = 0.99

CASELOAD_BINS = 81
WORKERS_BINS = 11


class Distributions(NamedTuple):
    """National distributions."""

    workers_met: Floats  # (WORKERS_BINS,) children by workers met since the last census
    workers_met_looked_after: Floats  # the same for children looked after throughout the year
    caseload_full_time: Floats  # (CASELOAD_BINS,) full-time case holders by cases held


@compiled()
def count_month(state: State, market: MarketState, now: float, month: Table) -> None:
    """Fill the columns of ``MONTH`` as things are now."""
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
        month[c].inpost_fte = filled
        month[c].vacancy_fte = max(posts - filled, 0.0)
        month[c].agency_fte = councils[c].agency_fte
        month[c].cases = councils[c].n_cases
        month[c].case_holders_fte = councils[c].holders_fte
        month[c].waiting_cases = waiting


@compiled()
def close_absences(state: State, rules: CaseRules, now: float) -> None:
    """Count the sick days of spells that are still running."""
    people = state.people
    for slot in range(people.ident.size):
        if state.status[slot] == _STAFF and people[slot].absent != 0:
            count_sick_days(state, rules, people[slot].council, slot, now)


@compiled(allocates=True)
def count_cases(state: State, now: float) -> Distributions:
    """Add children with open cases to those of the year; workers they meet are counted afresh."""
    met = np.zeros(WORKERS_BINS)
    met_looked_after = np.zeros(WORKERS_BINS)
    cases = state.cases
    for council in range(state.councils.active.size):
        first = state.blocks[council].first_case
        for case in range(state.blocks[council].reached):
            here = first + case
            if cases[here].team == NO_ONE:
                continue
            state.councils[council].children_in_year += 1.0
            workers = cases[here].workers_year
            if workers >= 3:
                state.councils[council].children_3plus_workers += 1.0
            met[min(workers, WORKERS_BINS - 1)] += 1.0
            if cases[here].stage == 2 and now - cases[here].opened >= DAYS_A_YEAR:
                met_looked_after[min(workers, WORKERS_BINS - 1)] += 1.0
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
    return Distributions(met, met_looked_after, caseload)


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
