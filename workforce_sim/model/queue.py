"""A binary heap of events per council, inside flat arrays: earliest first, then by code.

A code packs what happens, to whom, and the generation of that person, so that an event outlived by
its cause can be recognised and dropped.
"""

import numpy as np
from numba import njit

from workforce_sim.model.state import State

_KIND = 56
_GENERATION = 36
_INDEX_MASK = (1 << 36) - 1
_GENERATION_MASK = (1 << 20) - 1


@njit(cache=True, inline="always")
def encode(kind: int, generation: int, index: int) -> int:
    """Pack an event: kind (7 bits), generation (20 bits), index of a person or case (36 bits)."""
    # Uncompiled, a number from a narrow column would not widen by itself.
    spell = int(generation) & _GENERATION_MASK
    return (kind << _KIND) | (spell << _GENERATION) | int(index)


@njit(cache=True, inline="always")
def kind_of(code: int) -> int:
    """What happens."""
    return code >> _KIND


@njit(cache=True, inline="always")
def index_of(code: int) -> int:
    """To whom: the slot of a person or the position of a case in its council's block."""
    return code & _INDEX_MASK


@njit(cache=True, inline="always")
def is_current(code: int, generation: int) -> bool:
    """Whether the person is still in the spell for which the event was planned."""
    return ((code >> _GENERATION) & _GENERATION_MASK) == (generation & _GENERATION_MASK)


@njit(cache=True, _nrt=False)
def push(state: State, council: int, time: float, code: int) -> None:
    """Add an event to a council's queue; raises IndexError when the block is full."""
    size = state.blocks[council].events
    if size >= state.blocks[council].event_room:
        raise IndexError("event queue full: ensure_room must run before casework")
    first = state.blocks[council].first_event
    times = state.queue.time
    codes = state.queue.code
    hole = size
    while hole > 0:
        parent = (hole - 1) >> 1
        above = times[first + parent]
        if above < time or (above == time and codes[first + parent] <= code):
            break
        times[first + hole] = above
        codes[first + hole] = codes[first + parent]
        hole = parent
    times[first + hole] = time
    codes[first + hole] = code
    state.blocks[council].events = size + 1


@njit(cache=True, _nrt=False)
def pop(state: State, council: int) -> tuple[float, int]:
    """Take the earliest event (time, code) from a queue that is not empty."""
    first = state.blocks[council].first_event
    times = state.queue.time
    codes = state.queue.code
    earliest = times[first]
    earliest_code = codes[first]
    size = state.blocks[council].events - 1
    state.blocks[council].events = size
    time = times[first + size]
    code = codes[first + size]
    hole = 0
    child = 1
    while child < size:
        right = child + 1
        if right < size and (
            times[first + right] < times[first + child]
            or (
                times[first + right] == times[first + child]
                and codes[first + right] < codes[first + child]
            )
        ):
            child = right
        below = times[first + child]
        if time < below or (time == below and code <= codes[first + child]):
            break
        times[first + hole] = below
        codes[first + hole] = codes[first + child]
        hole = child
        child = 2 * hole + 1
    if size > 0:
        times[first + hole] = time
        codes[first + hole] = code
    return float(earliest), int(earliest_code)


@njit(cache=True, _nrt=False)
def next_time(state: State, council: int) -> float:
    """Time of the earliest event, infinity when there is none."""
    if state.blocks[council].events == 0:
        return np.inf
    return float(state.queue[state.blocks[council].first_event].time)
