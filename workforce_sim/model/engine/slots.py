"""Slots of the table of people: which are free, and who sits where."""

import numpy as np

from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.state import NO_ONE, Bools, Ints, Stage, State, Status, Table

_FREE = int(Status.FREE)
_STAFF = int(Status.STAFF)
_NO_KIND = len(Stage)


@compiled()
def free_slots(state: State) -> int:
    """Number of slots that belong to nobody."""
    free = 0
    for slot in range(state.status.size):
        if state.status[slot] == _FREE:
            free += 1
    return free


@compiled()
def next_free(state: State, slot: int) -> int:
    """The next slot from ``slot`` on that belongs to nobody."""
    while slot < state.status.size and state.status[slot] != _FREE:
        slot += 1
    if slot >= state.status.size:
        raise IndexError("no free slot: ensure_people must run first")
    return slot


@compiled(allocates=True)
def first_free(state: State, wanted: int) -> Ints:
    """The first slots that belong to nobody, as many as wanted; there must be so many."""
    found = np.empty(wanted, np.int64)
    slot = 0
    for i in range(wanted):
        found[i] = next_free(state, slot)
        slot = found[i] + 1
    return found


@compiled(allocates=True)
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


@compiled(allocates=True)
def staff_of(state: State, councils: Bools, roles: int, kinds: int) -> Ints:
    """Slots of permanent staff of some councils, roles and kinds of team, in ascending order.

    ``councils`` (councils,) says which; ``roles`` and ``kinds`` are bit masks by number, and the
    bit after the last kind stands for those in no team.
    """
    found = np.empty(state.status.size, np.int64)
    count = 0
    for slot in range(state.status.size):
        if state.status[slot] != _STAFF or not councils[state.people[slot].council]:
            continue
        team = state.people[slot].team
        kind = _NO_KIND if team == NO_ONE else state.teams[team].kind
        if (roles >> state.people[slot].role) & 1 and (kinds >> kind) & 1:
            found[count] = slot
            count += 1
    return found[:count].copy()


def clear_slots(people: Table, first: int) -> None:
    """Mark the slots from ``first`` on as belonging to nobody."""
    people.leaves[first:] = np.inf
    people.team[first:] = NO_ONE
    people.head[first:] = NO_ONE
    people.seat[first:] = NO_ONE
    people.census_council[first:] = NO_ONE
