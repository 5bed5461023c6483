"""The course of a case: when its steps come, who decides on care and when, and moves in care."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.worlds import (
    KEY,
    RULES,
    columns,
    holder,
    one_council,
    open_one,
)
from workforce_sim.model.casework.allocation import place
from workforce_sim.model.casework.cases import (
    becomes_looked_after,
    begin_month,
    bring_near,
    close_case,
    enter_stage,
    family_identity,
    step_case,
)
from workforce_sim.model.casework.stages import plan_case, plan_step, safeguarding_days
from workforce_sim.model.engine import queue
from workforce_sim.model.engine.state import (
    FAMILY_LIMIT,
    NO_ONE,
    SINCE_CENSUS,
    EventKind,
    Stage,
    State,
)
from workforce_sim.model.engine.storage import with_half_as_much_again
from workforce_sim.model.month.event_loop import advance

MONTH = 30.0
FAR = 1e6
DAYS = st.sampled_from([0.0, 1.0, MONTH - 1e-9, MONTH, MONTH + 1e-9, 2 * MONTH]) | st.floats(
    0.0, 8 * MONTH
)
TWO_CARE_TEAMS = (*Stage, Stage.LOOKED_AFTER)


def planned(state: State) -> list[tuple[float, int]]:
    """The steps of cases in the queue, in no order."""
    block = state.blocks[0]
    found = []
    for here in [*block.heads.tolist(), int(block.later)]:
        while here != NO_ONE:
            event = state.queue[block.first_event + here]
            found.append((float(event.time), queue.index_of(int(event.code))))
            here = int(event.next)
    return found


# --- the horizon -------------------------------------------------------------------------------


@pytest.mark.unit
def test_a_step_beyond_the_horizon_is_not_in_the_queue_and_comes_in_its_month() -> None:
    state = one_council([[], [], []])
    cases = [open_one(state, family=number) for number in range(4)]
    bring_near(state, 0, MONTH)
    for case, day in zip(cases, (MONTH - 0.5, MONTH, MONTH + 0.5, 3 * MONTH), strict=True):
        plan_case(state, 0, case, day)
    assert planned(state) == [(MONTH - 0.5, cases[0])]
    assert state.cases.step_at[cases].tolist() == [MONTH - 0.5, MONTH, MONTH + 0.5, 3 * MONTH]
    bring_near(state, 0, 2 * MONTH)
    assert sorted(planned(state)) == [
        (MONTH - 0.5, cases[0]),
        (MONTH, cases[1]),
        (MONTH + 0.5, cases[2]),
    ]
    bring_near(state, 0, 3 * MONTH)
    assert len(planned(state)) == 3
    bring_near(state, 0, 4 * MONTH)
    assert max(planned(state)) == (3 * MONTH, cases[3])


@pytest.mark.unit
def test_the_step_of_a_closed_case_never_comes_whoever_takes_its_place() -> None:
    state = one_council([[1.0], [], []])
    near, far = (open_one(state, family=number) for number in range(2))
    bring_near(state, 0, MONTH)
    plan_case(state, 0, near, 10.0)
    plan_case(state, 0, far, 40.0)
    for case in (near, far):
        close_case(state, 0, case, 1.0)
    assert np.isinf(state.cases.step_at).all()
    newcomer = open_one(state, family=2)
    assert newcomer == far
    place(state, RULES, 0, newcomer, 0, 1.0)
    state.cases.stage_end[newcomer] = 50.0
    plan_case(state, 0, newcomer, 50.0)
    assert advance(state, RULES, KEY, 0, MONTH, MONTH) == 1
    assert advance(state, RULES, KEY, 0, 45.0, 2 * MONTH) == 1
    assert (state.cases.stage[newcomer], state.cases.step_at[newcomer]) == (Stage.ASSESSMENT, 50.0)
    assert state.councils.n_cases[0] == 1


@pytest.mark.property
@given(st.lists(st.lists(DAYS, min_size=1, max_size=4), max_size=25))
def test_steps_come_in_the_order_in_which_a_queue_of_all_would_bring_them(
    days: list[list[float]],
) -> None:
    """Each case has a first step and then further ones, so many days after the one before."""

    def order(months: list[float]) -> list[tuple[float, int]]:
        state = one_council([[], [], []])
        left = {open_one(state, family=number): list(each) for number, each in enumerate(days)}
        for case, steps in left.items():
            plan_case(state, 0, case, steps.pop(0))
        came = []
        for month in months:
            bring_near(state, 0, month)
            assert all(time < month for time, _ in planned(state))
            while queue.next_time(state, 0) < month:
                time, code = queue.pop(state, 0)
                case = queue.index_of(code)
                assert queue.kind_of(code) == EventKind.CASE_STEP
                assert state.cases.step_at[case] == time
                came.append((time, case))
                if left[case]:
                    plan_case(state, 0, case, time + left[case].pop(0) + 1e-3)
                else:
                    close_case(state, 0, case, time)
        assert state.councils.n_cases[0] == 0
        return came

    at_once = order([FAR])
    assert at_once == sorted(at_once)
    assert len(at_once) == sum(map(len, days))
    assert order([MONTH * number for number in range(1, 40)]) == at_once


def lived(state: State, days: list[float], until: float) -> State:
    """Casework to ``until``, with the horizon at each of ``days`` in turn; more room as needed."""
    for day in days:
        while advance(state, RULES, KEY, 0, min(day, until), day) == 0:
            state = with_half_as_much_again(state, np.array([True]))
    return state


def busy(room: int) -> State:
    """A council with two teams for care, to which families come day after day."""
    state = one_council([[1.0, 0.5], [1.0, 1.0], [1.0], [0.5]], room=room, kinds=TWO_CARE_TEAMS)
    state.teams.upper[2:] = [0.6, 1.0]
    state.councils.arrival_rate[0] = 0.7
    state.councils.looked_after_ratio[0] = 3.0
    begin_month(state, KEY, 24, 0.0)
    return state


def by_child(state: State) -> dict[tuple[int, int], dict[str, Any]]:
    """What is known of every open case but where it lies in memory."""
    told = set(columns(state.cases)) - {"next", "previous", "sibling"}
    return {
        (int(row.family), int(row.child)): {name: row[name] for name in told}
        for row in state.cases[state.cases.team >= 0]
    }


@pytest.mark.property
@pytest.mark.parametrize("month", [3.0, MONTH, 365.0])
def test_how_far_the_queue_looks_ahead_changes_nothing(month: float) -> None:
    """Two years in which children are assessed, protected, taken into care, moved and let go."""
    end = 730.0
    steps = [month * number for number in range(1, int(end / month) + 1)]
    at_once, in_steps = (lived(busy(2048), days, end) for days in ([end], [*steps, end]))
    assert at_once.councils.team_transfers[0] > 50
    assert len(by_child(at_once)) > 50
    for table in ("cases", "people", "teams", "councils"):
        np.testing.assert_array_equal(getattr(at_once, table), getattr(in_steps, table), table)
    assert at_once.blocks.events[0] == in_steps.blocks.events[0]


@pytest.mark.property
def test_how_much_room_there_was_at_first_changes_nothing() -> None:
    days = [MONTH * number for number in range(1, 25)]
    tight, wide = (lived(busy(room), days, 720.0) for room in (FAMILY_LIMIT, 4096))
    assert tight.blocks.case_room[0] > 16 * FAMILY_LIMIT
    assert by_child(tight) == by_child(wide)
    for name in SINCE_CENSUS:
        np.testing.assert_array_equal(tight.councils[name], wide.councils[name], err_msg=name)


# --- care --------------------------------------------------------------------------------------


def entering(family: int, ratio: float = 1.0) -> tuple[State, int]:
    """A case that enters safeguarding on day 0 with care ``ratio`` times as likely as usual."""
    state = one_council([[1.0], [1.0], [1.0]])
    state.councils.looked_after_ratio[0] = ratio
    case = open_one(state, family=family_identity(0, 24, family))
    enter_stage(state, RULES, KEY, 0, case, int(Stage.SAFEGUARDING), 0.0)
    return state, case


@pytest.mark.property
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 1.0, 100.0]))
def test_care_is_decided_once_on_entering_safeguarding(family: int, later: float) -> None:
    """What care is like when safeguarding ends, after a scandal say, does not matter any more."""
    state, case = entering(family)
    care = int(state.cases.care[case])
    share = float(RULES.looked_after_share)
    assert care == becomes_looked_after(RULES, KEY, share, int(state.cases.family[case]), 0)
    # How long it will be until then is known from the beginning too.
    usual = safeguarding_days(RULES, KEY, int(state.cases.family[case]), 0)
    ratio = float(RULES.looked_after_delay_ratio) if care else 1.0
    assert state.cases.stage_end[case] == pytest.approx(usual * ratio, rel=1e-12)
    state.councils.looked_after_ratio[0] = later
    step_case(state, RULES, KEY, 0, case, float(state.cases.stage_end[case]))
    if care:
        assert (state.cases.stage[case], state.cases.team[case]) == (Stage.LOOKED_AFTER, 2)
    else:
        assert state.councils.cases_ended[0] == 1
        assert state.councils.n_cases[0] == 0


@pytest.mark.property
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_a_larger_share_in_care_takes_more_children_and_spares_none(
    family: int, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    fates = []
    for ratio in (0.0, low, high, 1e9):
        state, case = entering(family, ratio)
        fates.append(int(state.cases.care[case]))
    assert fates == sorted(fates)
    assert (fates[0], fates[-1]) == (0, 1)


@pytest.mark.statistical
def test_the_share_that_becomes_looked_after_is_the_registers() -> None:
    """Binomial, four standard errors; false-alarm rate: 1 in 10,000 keys."""
    families = 4_000
    share = float(RULES.looked_after_share)
    told = [
        becomes_looked_after(RULES, KEY, share, int(family_identity(0, 24, family)), 0)
        for family in range(families)
    ]
    assert abs(np.mean(told) - share) < 4.0 * np.sqrt(share * (1.0 - share) / families)


# --- moves in care -----------------------------------------------------------------------------


def in_care(kinds: tuple[Stage, ...], family: int, days: float) -> tuple[State, int]:
    """A case in care until day ``days``, with its first step planned."""
    state = one_council([[1.0]] * len(kinds), kinds=kinds)
    case = open_one(state, family=family_identity(0, 24, family))
    state.cases.stage[case] = Stage.LOOKED_AFTER
    state.cases.stage_end[case] = days
    plan_step(state, RULES, KEY, 0, case, 0.0)
    place(state, RULES, 0, case, 2, 0.0)
    return state, case


@pytest.mark.property
@given(st.integers(0, 2**32 - 1), st.floats(10.0, 20_000.0))
def test_nobody_changes_team_where_there_is_one_and_everybody_in_turn_where_there_are_two(
    family: int, days: float
) -> None:
    steps = []
    for kinds in (tuple(Stage), TWO_CARE_TEAMS):
        state, case = in_care(kinds, family, days)
        while state.cases.step_at[case] < days:
            now = float(state.cases.step_at[case])
            before = int(state.cases.team[case])
            step_case(state, RULES, KEY, 0, case, now)
            after = int(state.cases.team[case])
            assert (after == before) == (len(kinds) == 3)
            assert holder(state, case) == after
            assert state.cases.step_at[case] > now
        moves = int(state.cases.changes[case])
        steps.append(moves)
        counted = state.councils.team_transfers[0]
        assert counted == (0 if len(kinds) == 3 else moves)
        assert state.cases.workers[case] == 1 + counted
        # Whatever the moves, care ends on its day.
        assert state.cases.step_at[case] == days
        step_case(state, RULES, KEY, 0, case, days)
        assert state.councils.cases_ended[0] == 1
        assert state.teams.n_cases.sum() == 0
    # Another team changes where a child goes, not when somebody thinks of it.
    assert steps[0] == steps[1]
