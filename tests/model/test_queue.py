"""The queue of a council's events, and the room that its block gives to cases and events."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.worlds import columns, free_places, one_council, open_one
from workforce_sim.model.casework.cases import close_case, open_case
from workforce_sim.model.casework.stages import plan_case
from workforce_sim.model.engine import queue
from workforce_sim.model.engine.state import COUNCIL, NO_ONE, State, grown, table
from workforce_sim.model.engine.storage import make_blocks, more_room

TIMES = st.sampled_from([0.0, 0.5, 1.0, 1.0 + 1e-9, 7.0, 365.25]) | st.floats(-400.0, 4000.0)
CODES = st.builds(
    lambda kind, generation, index: int(queue.encode(kind, generation, index)),
    st.integers(0, 7),
    st.integers(0, 2**20 - 1),
    st.integers(0, 2**36 - 1),
)


def rooms(*sizes: int) -> np.ndarray:
    return np.array(sizes, dtype=np.int64)


def of_councils(*sizes: int) -> State:
    """A state with councils that have room for so many events each."""
    blocks, cases, events = make_blocks(rooms(*sizes), rooms(*sizes))
    return one_council([[], [], []])._replace(blocks=blocks, cases=cases, queue=events)


def take(state: State, council: int) -> tuple[float, int]:
    """The earliest event, taken out of the queue."""
    assert np.isfinite(queue.next_time(state, council))
    return queue.pop(state, council)


@pytest.mark.property
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.none() | st.just("month") | st.tuples(TIMES, CODES)),
        max_size=120,
    ),
)
def test_the_earliest_event_comes_first_whatever_the_other_councils_do(
    steps: list[tuple[int, tuple[float, int] | str | None]],
) -> None:
    """Against Python's own heap: each step adds an event, takes one, or begins a month."""
    state = of_councils(120, 120)
    heaps: tuple[list[tuple[float, int]], ...] = ([], [])
    horizon = [-np.inf, -np.inf]
    for council, step in steps:
        heap = heaps[council]
        near = bool(heap) and heap[0][0] < horizon[council]
        if isinstance(step, tuple):
            queue.push(state, council, *step)
            heappush(heap, step)
        elif step is None and near:
            assert take(state, council) == heappop(heap)
        elif step == "month" and not near:
            horizon[council] = max(horizon[council], -400.0) + 31.0
            queue.open_month(state, council, horizon[council])
        for number, others in enumerate(heaps):
            first = others[0][0] if others else np.inf
            expected = first if first < horizon[number] else np.inf
            assert queue.next_time(state, number) == expected
            assert state.blocks.events[number] == len(others)
    for council, heap in enumerate(heaps):
        while heap:
            if heap[0][0] < horizon[council]:
                assert take(state, council) == heappop(heap)
            else:
                horizon[council] = max(horizon[council], -400.0) + 365.0
                queue.open_month(state, council, horizon[council])


@pytest.mark.unit
def test_events_of_one_moment_and_of_the_past_come_in_the_order_of_their_codes() -> None:
    state = of_councils(10)
    queue.open_month(state, 0, 31.0)
    for time, code in ((5.0, 3), (5.0, 1), (30.9, 9), (5.0, 2)):
        queue.push(state, 0, time, code)
    assert [take(state, 0) for _ in range(3)] == [(5.0, 1), (5.0, 2), (5.0, 3)]
    assert queue.next_time(state, 0) == 30.9
    queue.push(state, 0, 5.0, 7)
    queue.push(state, 0, 4.0, 8)
    assert [take(state, 0) for _ in range(3)] == [(4.0, 8), (5.0, 7), (30.9, 9)]


@pytest.mark.property
@given(st.integers(0, 7), st.integers(0, 2**30), st.integers(0, 2**36 - 1))
def test_a_code_says_what_happens_to_whom_in_which_spell(
    kind: int, generation: int, index: int
) -> None:
    code = queue.encode(kind, generation, index)
    assert (queue.kind_of(code), queue.index_of(code)) == (kind, index)
    assert queue.is_current(code, generation)
    assert not queue.is_current(code, generation + 1)


@pytest.mark.unit
def test_a_full_queue_refuses_rather_than_writing_into_the_next_council() -> None:
    state = of_councils(2, 2)
    for _ in range(2):
        queue.push(state, 0, 1.0, 1)
    before = state.queue.copy()
    with pytest.raises(IndexError, match="queue full"):
        queue.push(state, 0, 0.0, 1)
    assert (state.queue == before).all()


@pytest.mark.property
@given(
    st.lists(st.booleans(), max_size=40),
    st.lists(st.tuples(TIMES, CODES), max_size=40),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_more_room_loses_and_moves_nothing(
    steps: list[bool], planned: list[tuple[float, int]], more_cases: int, more_events: int
) -> None:
    """Cases open and close and events are planned; then the block grows."""
    state = one_council([[], [], []], room=40)
    still_open: list[int] = []
    for number, opens in enumerate(steps):
        if opens or not still_open:
            case = open_one(state, family=number)
            assert case not in still_open
            state.cases.team[case] = 0
            still_open.append(case)
        else:
            close_case(state, 0, still_open.pop(number % len(still_open)), 1.0)
    for event in planned:
        queue.push(state, 0, *event)
    before = free_places(state)
    assert len(before) == state.blocks.free_cases[0]
    larger = more_room(state, rooms(40 + more_cases), rooms(104 + more_events))
    assert larger.councils is state.councils
    for column in columns(state.cases):
        np.testing.assert_array_equal(larger.cases[column][:40], state.cases[column], column)
    # The new places are taken first, then the others in the order in which they stood.
    free = free_places(larger)
    assert free == [*range(40, 40 + more_cases), *before]
    assert sorted(free + still_open) == list(range(40 + more_cases))
    assert larger.blocks.free_cases[0] == len(free)
    assert larger.blocks.horizon[0] == state.blocks.horizon[0]
    assert (larger.cases.team[40:] == NO_ONE).all()
    assert np.isinf(larger.cases.step_at[free]).all()
    taken = [open_one(larger, family=100 + number) for number in range(len(free))]
    assert taken == free
    assert free_places(larger) == []
    assert queue.next_time(larger, 0) == np.inf
    queue.open_month(larger, 0, 5000.0)
    assert [take(larger, 0) for _ in planned] == sorted(planned)
    assert queue.next_time(larger, 0) == np.inf


@pytest.mark.property
@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5
    )
)
def test_blocks_of_several_councils_grow_side_by_side(
    sizes: list[tuple[int, int, int]],
) -> None:
    first = rooms(*(size for size, _, _ in sizes))
    blocks, cases, events = make_blocks(first, first)
    councils = table(COUNCIL, len(sizes))
    state = one_council([[], [], []])._replace(
        councils=councils, blocks=blocks, cases=cases, queue=events
    )
    for council in range(len(sizes)):
        queue.open_month(state, council, council % 2 * 3.0)
    for council, (room, used, _) in enumerate(sizes):
        for number in range(min(used, room)):
            queue.push(state, council, float(number), council)
            taken = open_case(state, council, 100 * council + number, 0, 0.0)
            plan_case(state, council, taken, 1e6)
            state.cases.team[blocks.first_case[council] + taken] = council
    free_before = [free_places(state, council) for council in range(len(sizes))]
    larger = more_room(state, first + rooms(*(more for _, _, more in sizes)), 2 * first)
    end = 0
    for council, (room, used, more) in enumerate(sizes):
        block = larger.blocks[council]
        assert block.first_case == end
        end += room + more
        here = larger.cases[int(block.first_case) : end]
        assert set(here.family[here.team == council]) == {
            100 * council + number for number in range(min(used, room))
        }
        assert set(here.team) <= {council, NO_ONE}
        assert (here.step_at[here.team == council] == 1e6).all()
        assert np.isinf(here.step_at[here.team == NO_ONE]).all()
        assert block.free_cases == room + more - min(used, room)
        assert free_places(larger, council) == [*range(room, room + more), *free_before[council]]
        assert block.horizon == council % 2 * 3.0
        early = []
        while np.isfinite(queue.next_time(larger, council)):
            early.append(queue.pop(larger, council))
        assert [time for time, _ in early] == [
            t for t in range(min(used, room)) if t < block.horizon
        ]
        queue.open_month(larger, council, 100.0)
        kept = early + [take(larger, council) for _ in range(int(block.events))]
        assert kept == [(float(number), council) for number in range(min(used, room))]
    assert end == larger.cases.size


@pytest.mark.unit
def test_a_larger_table_begins_with_the_old_one() -> None:
    people = one_council([[1.0, 0.5], [], []]).people
    larger = grown(people, 10)
    assert larger.size == 10
    assert (larger[: people.size] == people).all()
    assert (larger.ident[people.size :] == 0).all()
