"""The queue of each council's events: earliest first, then by code.

It is a calendar queue (Brown, "Calendar queues", Communications of the ACM 31, 1988): the month is
cut into many short parts, each with a list of its events in order, so that an event is added to a
list of few and taken from its front. What lies behind the month waits apart until its month begins.

A code packs what happens, to whom, and the generation of that person, so that an event outlived by
its cause can be recognised and dropped.
"""

import numpy as np

from workforce_sim.model.engine.compiled import compiled
from workforce_sim.model.engine.state import NO_ONE, QUEUE_PARTS, State

_KIND = 56
_GENERATION = 36
_INDEX_MASK = (1 << 36) - 1
_GENERATION_MASK = (1 << 20) - 1
_LONGEST_STRETCH = 40.0
"""Days: what is earlier when the first month begins stands in its first part."""


@compiled(inline=True)
def encode(kind: int, generation: int, index: int) -> int:
    """Pack an event: kind (7 bits), generation (20 bits), index of a person or case (36 bits)."""
    # Uncompiled, a number from a narrow column would not widen by itself.
    spell = int(generation) & _GENERATION_MASK
    return (kind << _KIND) | (spell << _GENERATION) | int(index)


@compiled(inline=True)
def kind_of(code: int) -> int:
    """What happens."""
    return code >> _KIND


@compiled(inline=True)
def index_of(code: int) -> int:
    """To whom: the slot of a person or the position of a case in its council's block."""
    return code & _INDEX_MASK


@compiled(inline=True)
def is_current(code: int, generation: int) -> bool:
    """Whether the person is still in the spell for which the event was planned."""
    return ((code >> _GENERATION) & _GENERATION_MASK) == (generation & _GENERATION_MASK)


@compiled(inline=True)
def push(state: State, council: int, time: float, code: int) -> None:
    """Add an event to a council's queue; raises IndexError when the block is full."""
    queue = state.queue
    first = state.blocks[council].first_event
    here = state.blocks[council].free_event
    if here == NO_ONE:
        raise IndexError("event queue full: ensure_room must run before casework")
    state.blocks[council].free_event = queue[first + here].next
    state.blocks[council].events += 1
    queue[first + here].time = time
    queue[first + here].code = code
    put(state, council, here, time, code)


@compiled(inline=True)
def put(state: State, council: int, here: int, time: float, code: int) -> None:
    """Put a filled place into the list of its part of the month, in order, or among the later."""
    queue = state.queue
    first = state.blocks[council].first_event
    if time >= state.blocks[council].horizon:
        queue[first + here].next = state.blocks[council].later
        state.blocks[council].later = here
        return
    # What comes at once, or is past, belongs to the part of the month that is running.
    part = max(
        int((time - state.blocks[council].since) * state.blocks[council].parts_a_day),
        state.blocks[council].part,
    )
    part = min(part, QUEUE_PARTS - 1)
    before = NO_ONE
    after = state.blocks[council].heads[part]
    while after != NO_ONE and (
        queue[first + after].time < time
        or (queue[first + after].time == time and queue[first + after].code < code)
    ):
        before = after
        after = queue[first + after].next
    queue[first + here].next = after
    if before == NO_ONE:
        state.blocks[council].heads[part] = here
    else:
        queue[first + before].next = here


@compiled(inline=True)
def next_time(state: State, council: int) -> float:
    """Time of the earliest event before the horizon, infinity when there is none."""
    part = state.blocks[council].part
    while part < QUEUE_PARTS and state.blocks[council].heads[part] == NO_ONE:
        part += 1
    state.blocks[council].part = min(part, QUEUE_PARTS - 1)
    if part == QUEUE_PARTS:
        return np.inf
    first = state.blocks[council].first_event
    return float(state.queue[first + state.blocks[council].heads[part]].time)


@compiled(inline=True)
def pop(state: State, council: int) -> tuple[float, int]:
    """Take the event (time, code) that ``next_time`` has found, which must be finite."""
    first = state.blocks[council].first_event
    part = state.blocks[council].part
    here = state.blocks[council].heads[part]
    state.blocks[council].heads[part] = state.queue[first + here].next
    state.queue[first + here].next = state.blocks[council].free_event
    state.blocks[council].free_event = here
    state.blocks[council].events -= 1
    return float(state.queue[first + here].time), int(state.queue[first + here].code)


@compiled()
def open_month(state: State, council: int, until: float) -> None:
    """Begin the next stretch of time, to ``until``, usually when all before it has happened."""
    queue = state.queue
    first = state.blocks[council].first_event
    for part in range(QUEUE_PARTS):
        while state.blocks[council].heads[part] != NO_ONE:
            left = state.blocks[council].heads[part]
            state.blocks[council].heads[part] = queue[first + left].next
            queue[first + left].next = state.blocks[council].later
            state.blocks[council].later = left
    since = state.blocks[council].horizon
    if since < until - _LONGEST_STRETCH:
        since = until - _LONGEST_STRETCH
    state.blocks[council].since = since
    state.blocks[council].parts_a_day = QUEUE_PARTS / (until - since)
    state.blocks[council].part = 0
    state.blocks[council].horizon = until
    here = state.blocks[council].later
    state.blocks[council].later = NO_ONE
    while here != NO_ONE:
        after = queue[first + here].next
        put(state, council, here, queue[first + here].time, queue[first + here].code)
        here = after
