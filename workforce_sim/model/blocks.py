"""The blocks of cases and events, one per council: making them, and giving them more room."""

import numpy as np

from workforce_sim.model.compiled import compiled
from workforce_sim.model.posts import openings
from workforce_sim.model.state import BLOCK, CASE, EVENT, NO_ONE, Bools, Ints, State, Table, table


def make_blocks(case_rooms: Ints, event_rooms: Ints) -> tuple[Table, Table, Table]:
    """Empty (blocks, cases, queue) with the given room per council."""
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
    cases = table(CASE, int(case_rooms.sum()))
    cases.team[:] = NO_ONE
    cases.step_at[:] = np.inf
    cases.next[:] = _followers(blocks.first_case, case_rooms)
    queue = table(EVENT, int(event_rooms.sum()))
    queue.next[:] = _followers(blocks.first_event, event_rooms)
    return blocks, cases, queue


def _followers(firsts: Ints, rooms: Ints) -> Ints:
    """For every place of every block the next one of the block, and nothing for the last."""
    follower = np.arange(1, int(rooms.sum()) + 1) - np.repeat(firsts, rooms)
    follower[np.cumsum(rooms)[rooms > 0] - 1] = NO_ONE
    return np.asarray(follower)


def more_room(state: State, case_rooms: Ints, event_rooms: Ints) -> State:
    """The same state with larger blocks; positions inside a block stay as they are."""
    old = state.blocks
    blocks, cases, queue = make_blocks(case_rooms, event_rooms)
    for new_firsts, old_firsts, sizes, new_rows, old_rows in (
        (blocks.first_case, old.first_case, old.case_room, cases, state.cases),
        (blocks.first_event, old.first_event, old.event_room, queue, state.queue),
    ):
        target, source = np.asarray(new_rows), np.asarray(old_rows)
        for to, start, size in zip(
            new_firsts.tolist(), old_firsts.tolist(), sizes.tolist(), strict=True
        ):
            target[to : to + size] = source[start : start + size]
    added = case_rooms - old.case_room
    # New positions come first among the free ones; the last of them leads on to the old ones.
    grows = added > 0
    last = (blocks.first_case + case_rooms - 1)[grows]
    cases.next[last] = np.where(old.free_cases > 0, old.first_free, NO_ONE)[grows]
    blocks.first_free[:] = np.where(grows, old.case_room, old.first_free)
    blocks.free_cases[:] = added + old.free_cases
    grows = event_rooms > old.event_room
    last = (blocks.first_event + event_rooms - 1)[grows]
    queue.next[last] = old.free_event[grows]
    blocks.free_event[:] = np.where(grows, old.event_room, old.free_event)
    for name in ("reached", "events", "horizon", "later", "since", "parts_a_day", "part", "heads"):
        blocks[name] = old[name]
    return state._replace(blocks=blocks, cases=cases, queue=queue)


def with_half_as_much_again(state: State, needed: Bools) -> State:
    """The same state with half as much room again for the councils that need it.

    Those that will soon need it get it too, because moving all blocks costs the same for one.
    """
    blocks = state.blocks
    grow = needed | (4 * blocks.free_cases < blocks.case_room)
    return more_room(
        state,
        np.where(grow, (blocks.case_room * 3) // 2 + 64, blocks.case_room),
        np.where(grow, (blocks.event_room * 3) // 2 + 256, blocks.event_room),
    )


@compiled(allocates=True)
def tight_queues(state: State, events_each: int, spare: int, least_fte: float) -> Bools:
    """Councils whose queue may not take ``events_each`` more for everybody there or coming.

    Those who come are counted, and those who may yet: people of ``least_fte`` in every open post.
    """
    blocks = state.blocks
    tight = np.zeros(state.councils.active.size, np.bool_)
    for c in range(tight.size):
        if state.councils[c].active == 1:
            most = state.councils[c].people + openings(state, c) / least_fte
            needed = blocks[c].events + events_each * most + spare
            tight[c] = needed > blocks[c].event_room
    return tight
