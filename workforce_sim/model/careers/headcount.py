"""Who is counted: those in post at a census, those who have begun since the last, and leavers.

The columns are those of the measures' declarations (``workforce_sim.measures``).
"""

from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.state import (
    DAYS_A_YEAR,
    LeaveKind,
    State,
    Status,
    Table,
)

_STAFF = int(Status.STAFF)
_AGENCY = int(Status.AGENCY)


@compiled()
def age_band(people_born: float, now: float) -> int:
    """Index of the DfE age band."""
    years = (now - people_born) / 365.25
    if years < 30.0:
        return 0
    if years < 40.0:
        return 1
    if years < 50.0:
        return 2
    if years < 60.0:
        return 3
    return 4


@compiled()
def in_first_two_years(state: State, worker: int, now: float) -> bool:
    """Whether a worker has less than two years' service in the council."""
    return bool(now - state.people[worker].started < 2.0 * DAYS_A_YEAR)


@compiled()
def count_people(state: State, now: float, census: Table) -> None:
    """Count those at work into the columns of ``CENSUS``, and mark who is in post for next time."""
    people = state.people
    for slot in range(people.ident.size):
        status = state.status[slot]
        if status != _STAFF and status != _AGENCY:
            continue
        council = people[slot].council
        fte = people[slot].fte
        if people[slot].n_cases > 0:
            census[council].case_holders_fte += fte
        if now - people[slot].qualified < DAYS_A_YEAR:
            census[council].cases_newly_qualified += people[slot].n_cases
        if status == _AGENCY:
            census[council].agency_fte += fte
            census[council].agency_headcount += 1.0
            continue
        census[council].inpost_fte += fte
        census[council].inpost_headcount += 1.0
        years = (now - people[slot].qualified) / DAYS_A_YEAR
        if years < 2.0:
            census[council].inpost_under_2_years_fte += fte
        if years >= 5.0:
            census[council].inpost_over_5_years_fte += fte
        if in_first_two_years(state, slot, now):
            census[council].inpost_first_2_years_fte += fte
        band = age_band(people[slot].born, now)
        census[council].inpost_age[band] += fte
        census[council].inpost_role[people[slot].role] += fte
        if people[slot].census_council != council:
            census[council].starters_fte += fte
            census[council].starters_headcount += 1.0
            census[council].starters_origin[people[slot].origin] += fte
            census[council].starters_age[band] += fte
            people[slot].census_council = council


@compiled()
def count_leaver(state: State, council: int, worker: int, now: float) -> None:
    """Count a worker who leaves the council, and was in post there at the last census."""
    people = state.people
    if state.status[worker] != _STAFF or people[worker].census_council != council:
        return
    band = age_band(people[worker].born, now)
    state.councils[council].leavers[people[worker].leave_kind, band] += people[worker].fte
    state.councils[council].leavers_headcount += 1.0
    if in_first_two_years(state, worker, now):
        state.councils[council].leavers_first_2_years_fte += people[worker].fte


def count_destinations(state: State, census: Table) -> None:
    """Put the leavers since the last census into its columns, by destination and by age."""
    leavers = state.councils.leavers
    census.leavers_fte[:] = leavers.sum(axis=(1, 2))
    census.leavers_age[:] = leavers.sum(axis=1)
    exits = leavers[:, [LeaveKind.EXIT, LeaveKind.RETIRED], :].sum(axis=1)
    census.leavers_exit_fte[:] = exits.sum(axis=1)
    census.leavers_retire_fte[:] = leavers[:, LeaveKind.RETIRED, :].sum(axis=1)
    census.leavers_agency_fte[:] = leavers[:, LeaveKind.TO_AGENCY, :].sum(axis=1)
    census.leavers_moved_fte[:] = leavers[:, LeaveKind.MOVED, :].sum(axis=1)
