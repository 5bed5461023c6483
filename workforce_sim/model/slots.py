"""Slots of the table of people: which are free, and who sits where."""

import numpy as np
from numba import njit

from workforce_sim.model.state import NO_ONE, Ints, State, Status, Table

_FREE = int(Status.FREE)


@njit(cache=True, _nrt=False)
def free_slots(state: State) -> int:
    """Number of slots that belong to nobody."""
    free = 0
    for slot in range(state.status.size):
        if state.status[slot] == _FREE:
            free += 1
    return free


@njit(cache=True)
def slots_with(state: State, status: int, idents: Ints) -> Ints:
    """Slots of those with a status whose identities are among ``idents``, which are sorted."""
    found = np.empty(state.status.size, np.int64)
    count = 0
    for slot in range(state.status.size):
        if state.status[slot] == status:
            place = np.searchsorted(idents, state.people[slot].ident)
            if place < idents.size and idents[place] == state.people[slot].ident:
                found[count] = slot
                count += 1
    return found[:count].copy()


@njit(cache=True)
def people_by_council(state: State) -> Ints:
    """Number of people of every status at or near each council."""
    count = np.zeros(state.councils.active.size, np.int64)
    for slot in range(state.status.size):
        if state.status[slot] != _FREE:
            count[state.people[slot].council] += 1
    return count


def clear_slots(people: Table, first: int) -> None:
    """Mark the slots from ``first`` on as belonging to nobody."""
    people.leaves[first:] = np.inf
    people.team[first:] = NO_ONE
    people.head[first:] = NO_ONE
    people.seat[first:] = NO_ONE
    people.census_council[first:] = NO_ONE
