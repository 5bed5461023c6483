"""The blocks of cases and events, one per council: making them, and giving them more room."""

import numpy as np

from workforce_sim.model.engine.state import (
    BLOCK,
    CASE,
    EVENT,
    FAMILY_LIMIT,
    NO_ONE,
    Bools,
    Ints,
    State,
    Table,
    table,
)


def make_blocks(case_rooms: Ints, event_rooms: Ints) -> tuple[Table, Table, Table]:
    """Empty (blocks, cases, queue) with the given room per council."""
    blocks = _empty_blocks(case_rooms, event_rooms)
    return blocks, _empty_cases(blocks), _empty_queue(blocks)


def _empty_blocks(case_rooms: Ints, event_rooms: Ints) -> Table:
    blocks = table(BLOCK, case_rooms.size)
    blocks.case_room[:] = case_rooms
    blocks.event_room[:] = event_rooms
    blocks.free_cases[:] = case_rooms
    blocks.first_case[1:] = np.cumsum(case_rooms)[:-1]
    blocks.horizon[:] = -np.inf
    blocks.first_event[1:] = np.cumsum(event_rooms)[:-1]
    for empty in ("later", "heads"):
        blocks[empty] = NO_ONE
    blocks.free_event[:] = np.where(event_rooms > 0, 0, NO_ONE)
    return blocks


def _empty_cases(blocks: Table) -> Table:
    cases = table(CASE, int(blocks.case_room.sum()))
    cases.team[:] = NO_ONE
    cases.step_at[:] = np.inf
    cases.next[:] = _followers(blocks.first_case, blocks.case_room)
    return cases


def _empty_queue(blocks: Table) -> Table:
    queue = table(EVENT, int(blocks.event_room.sum()))
    queue.next[:] = _followers(blocks.first_event, blocks.event_room)
    return queue


def _followers(firsts: Ints, rooms: Ints) -> Ints:
    """For every place of every block the next one of the block, and nothing for the last."""
    follower = np.arange(1, int(rooms.sum()) + 1) - np.repeat(firsts, rooms)
    follower[np.cumsum(rooms)[rooms > 0] - 1] = NO_ONE
    return np.asarray(follower)


def more_room(state: State, case_rooms: Ints, event_rooms: Ints) -> State:
    """The same state with larger blocks; positions inside a block stay as they are.

    A table of which no block grows stays where it is.
    """
    old, cases, queue = state.blocks, state.cases, state.queue
    blocks = _empty_blocks(case_rooms, event_rooms)
    grows = case_rooms > old.case_room
    if grows.any():
        cases = _empty_cases(blocks)
        _move(state.cases, cases, old.first_case, blocks.first_case, old.case_room)
        # New positions come first among the free ones; the last of them leads on to the old ones.
        last = (blocks.first_case + case_rooms - 1)[grows]
        cases.next[last] = np.where(old.free_cases > 0, old.first_free, NO_ONE)[grows]
    blocks.first_free[:] = np.where(grows, old.case_room, old.first_free)
    blocks.free_cases[:] = case_rooms - old.case_room + old.free_cases
    grows = event_rooms > old.event_room
    if grows.any():
        queue = _empty_queue(blocks)
        _move(state.queue, queue, old.first_event, blocks.first_event, old.event_room)
        last = (blocks.first_event + event_rooms - 1)[grows]
        queue.next[last] = old.free_event[grows]
    blocks.free_event[:] = np.where(grows, old.event_room, old.free_event)
    for name in ("reached", "events", "horizon", "later", "since", "parts_a_day", "part", "heads"):
        blocks[name] = old[name]
    return state._replace(blocks=blocks, cases=cases, queue=queue)


def _move(old: Table, new: Table, old_firsts: Ints, new_firsts: Ints, sizes: Ints) -> None:
    """Copy every block from where it begins in the old table to where it begins in the new one."""
    source, target = np.asarray(old), np.asarray(new)
    for start, to, size in zip(
        old_firsts.tolist(), new_firsts.tolist(), sizes.tolist(), strict=True
    ):
        target[to : to + size] = source[start : start + size]


def with_half_as_much_again(state: State, needed: Bools) -> State:
    """The same state with half as much room again for the councils that need it.

    Cases get it where few positions are free, in all councils at once, because moving all blocks
    costs the same for one; and the queue where a council needs room though it has free positions.
    Never both of a council, so that a large state does not stand twice in memory: one that needs
    both asks again.
    """
    blocks = state.blocks
    few_free = 4 * blocks.free_cases < blocks.case_room
    few_free |= needed & (blocks.free_cases < FAMILY_LIMIT)
    longer = needed & ~few_free
    return more_room(
        state,
        np.where(few_free, (blocks.case_room * 3) // 2 + 64, blocks.case_room),
        np.where(longer, (blocks.event_room * 3) // 2 + 256, blocks.event_room),
    )
