"""Who holds which case, against the rules as a team manager would say them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.worlds import (
    HAZARDS,
    KEY,
    RULES,
    VALUES,
    assert_seated,
    held_by,
    holder,
    one_council,
    open_one,
    plan,
    waiting_in,
)
from workforce_sim.model.careers.first_and_last_day import leave, leave_post, start_work
from workforce_sim.model.careers.supervision import rebalance_team, refresh_workload
from workforce_sim.model.casework.absences import end_absence, start_absence
from workforce_sim.model.casework.allocation import (
    choose_worker,
    detach,
    hand_over_all,
    join_team,
    leave_team,
    neediest_team,
    place,
    serve_waiting,
    set_absent,
    set_capacity,
    team_of_area,
)
from workforce_sim.model.casework.cases import close_case, family_size
from workforce_sim.model.census import CASE_LAWS, check_cases
from workforce_sim.model.engine import queue
from workforce_sim.model.engine.state import (
    NO_ONE,
    Absence,
    EventKind,
    LeaveKind,
    Stage,
    State,
    Status,
)
from workforce_sim.model.engine.storage import with_half_as_much_again
from workforce_sim.model.month.event_loop import advance

CAPACITIES = st.lists(st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0, 1.2]), min_size=0, max_size=6)
STANDARD = 3.0


def expected(state: State, team: int, case: int) -> int:
    """Whom the rules name: who holds a brother or sister here, else who has most spare capacity."""
    people = state.people
    members = state.teams.members[team, : state.teams.n_members[team]].tolist()
    present = [worker for worker in members if people.absent[worker] == Absence.PRESENT]
    sibling = int(state.cases.sibling[case])
    while sibling != case:
        if holder(state, sibling) in present:
            return holder(state, sibling)
        sibling = int(state.cases.sibling[sibling])
    if not present:
        return NO_ONE
    standard = float(state.councils.standard[0, state.teams.kind[team]])
    room = {worker: float(people.capacity[worker]) * standard for worker in present}
    best = max(present, key=lambda worker: room[worker] - int(people.n_cases[worker]))
    full = people.n_cases[best] > float(RULES.ceiling) * room[best] + 1e-9
    return NO_ONE if full else best


def assert_lawful(state: State) -> None:
    """Every case is where both sides say it is, and nobody who is away for long holds one."""
    assert dict(zip(CASE_LAWS, check_cases(state), strict=True)) == dict.fromkeys(CASE_LAWS, 0.0)
    assert_seated(state)
    for worker in range(state.people.size):
        held = held_by(state, worker)
        assert len(held) == state.people.n_cases[worker]
        assert all(holder(state, case) == worker for case in held)
    for team in range(state.teams.size):
        waiting = waiting_in(state, team)
        assert len(waiting) == state.teams.waiting[team]
        assert all(holder(state, case) == NO_ONE for case in waiting)


def assert_first_come_first_served(before: list[int], after: list[int]) -> None:
    """Of those who waited, the first are served, the others keep their order before newcomers."""
    left = [case for case in before if case in after]
    assert before[len(before) - len(left) :] == left
    assert after[: len(left)] == left


@pytest.mark.unit
def test_a_case_goes_to_the_colleague_with_most_spare_capacity() -> None:
    state = one_council([[0.5, 1.0, 0.8], [], []])
    for _ in range(23):
        case = open_one(state)
        place(state, RULES, 0, case, 0, 0.0)
    # 23 cases for 2.3 units of capacity at 10 cases each: everybody has just what they can carry.
    assert state.people.n_cases[:3].tolist() == [5, 10, 8]


@pytest.mark.unit
def test_brothers_and_sisters_stay_together_even_with_somebody_full() -> None:
    state = one_council([[0.1, 1.0], [], []], standard=1.0)
    first = open_one(state, child=0)
    place(state, RULES, 0, first, 0, 0.0)
    assert holder(state, first) == 1
    family = [open_one(state, child=child, sibling=first) for child in range(1, 5)]
    for case in family:
        place(state, RULES, 0, case, 0, 0.0)
        assert holder(state, case) == 1


@pytest.mark.unit
def test_a_sibling_in_another_team_or_with_somebody_away_does_not_count() -> None:
    state = one_council([[1.0], [0.2, 1.0], []])
    elder = open_one(state, child=0)
    place(state, RULES, 0, elder, 0, 0.0)
    younger = open_one(state, child=1, sibling=elder)
    place(state, RULES, 0, younger, 1, 0.0)
    assert holder(state, younger) == 2
    third = open_one(state, child=2, sibling=elder)
    set_absent(state, 2, Absence.SICK)
    place(state, RULES, 0, third, 1, 0.0)
    assert holder(state, third) == 1


@pytest.mark.unit
def test_beyond_the_ceiling_cases_wait_and_are_served_in_order() -> None:
    state = one_council([[1.0], [], []], standard=2.0)
    placed = [open_one(state, family=number) for number in range(8)]
    for day, case in enumerate(placed):
        place(state, RULES, 0, case, 0, float(day))
    most = int(np.floor(float(RULES.ceiling) * 2.0)) + 1
    assert state.people.n_cases[0] == most
    assert waiting_in(state, 0) == placed[most:]
    for day, case in enumerate(placed[: 8 - most]):
        detach(state, 0, case, 10.0 + day)
        close_case(state, 0, case, 10.0 + day)
        serve_waiting(state, RULES, KEY, 0, 0, 10.0 + day)
        assert holder(state, placed[most + day]) == 0
    waited = sum(10.0 + day - (most + day) for day in range(8 - most))
    assert state.councils.waiting_days[0] == waited
    assert_lawful(state)


@pytest.mark.property
@given(CAPACITIES, CAPACITIES, st.data())
def test_the_rules_hold_whatever_happens(
    one: list[float], other: list[float], data: st.DataObject
) -> None:
    """Cases come, go and change team; workers fall away, return, slow down, leave and join."""
    state = one_council([one, other, []], standard=STANDARD, room=64)
    workers = range(len(one) + len(other))
    still_open: list[int] = []
    left: set[int] = set()
    days_waited = 0
    for now in range(data.draw(st.integers(5, 40), "steps")):
        what = data.draw(st.sampled_from("oooocmasrlkj"), "what")
        day = float(now)
        waited = [waiting_in(state, team) for team in (0, 1)]
        days_waited += len(waited[0]) + len(waited[1])
        if what == "o" and len(still_open) < 60:
            sibling = data.draw(st.sampled_from([NO_ONE, *still_open]), "sibling")
            case = open_one(state, family=now, sibling=sibling)
            team = data.draw(st.integers(0, 1), "team")
            who = expected(state, team, case)
            place(state, RULES, 0, case, team, day)
            assert holder(state, case) == who
            still_open.append(case)
        elif what in "cm" and still_open:
            case = data.draw(st.sampled_from(still_open), "case")
            team = int(state.cases.team[case])
            waited[team] = [other for other in waited[team] if other != case]
            detach(state, 0, case, day)
            if what == "c":
                close_case(state, 0, case, day)
                still_open.remove(case)
            else:
                state.cases.team[case] = 1 - team
                who = expected(state, 1 - team, case)
                place(state, RULES, 0, case, 1 - team, day)
                assert holder(state, case) == who
            serve_waiting(state, RULES, KEY, 0, team, day)
        elif what in "asrlkj" and len(workers):
            worker = data.draw(st.sampled_from(workers), "worker")
            if (worker in left) != (what == "j"):
                continue
            team = int(state.people.team[worker])
            held = int(state.people.n_cases[worker])
            if what == "r":
                set_absent(state, worker, Absence.PRESENT)
                serve_waiting(state, RULES, KEY, 0, team, day)
            elif what == "k":
                set_capacity(state, worker, data.draw(st.sampled_from([0.0, 0.4, 1.1]), "can"))
                serve_waiting(state, RULES, KEY, 0, team, day)
            elif what == "j":
                state.status[worker] = Status.STAFF
                join_team(state, RULES, KEY, 0, data.draw(st.integers(0, 1), "team"), worker, day)
                left.remove(worker)
            elif what == "s":
                set_absent(state, worker, Absence.SICK)
                assert state.people.n_cases[worker] == held
            else:
                set_absent(state, worker, Absence.PARENTAL)
                if what == "a":
                    hand_over_all(state, RULES, 0, worker, day)
                else:
                    leave_team(state, RULES, 0, worker, day)
                    state.status[worker] = Status.FREE
                    left.add(worker)
                assert state.people.n_cases[worker] == 0
        assert_lawful(state)
        for team in (0, 1):
            assert_first_come_first_served(waited[team], waiting_in(state, team))
        assert state.councils.n_cases[0] == len(still_open)
        # What was added and subtracted, with those who wait on, are the days that they waited.
        counted = state.councils.waiting_days[0]
        assert counted + day * state.teams.waiting.sum() == days_waited
    met = state.cases.workers[still_open]
    assert (met[[holder(state, case) != NO_ONE for case in still_open]] >= 1).all()


@pytest.mark.property
@given(CAPACITIES, CAPACITIES, st.data())
def test_everybody_sits_where_they_think_whatever_happens_to_them(
    one: list[float], other: list[float], data: st.DataObject
) -> None:
    """Illness, leave and return, leaving, a post without cases, a first day, other hours."""
    state = one_council([one, other, []], standard=STANDARD, room=32)
    people = state.people
    people.budget[:] = np.inf
    workers = range(len(one) + len(other) + 1)
    for number in range(data.draw(st.integers(0, 20), "cases")):
        place(state, RULES, 0, open_one(state, family=number), number % 2, 0.0)
    for now in range(1, data.draw(st.integers(2, 30), "steps")):
        day = float(now)
        what = data.draw(st.sampled_from("sphelwjjck"), "what")
        worker = data.draw(st.sampled_from(workers), "worker")
        at_work = state.status[worker] == Status.STAFF
        if what in "sp" and at_work:
            start_absence(state, RULES, KEY, 0, worker, what == "p", day)
        elif what == "h" and people.absent[worker] == Absence.SICK:
            set_absent(state, worker, Absence.SICK_HANDED_OVER)
            if people.team[worker] != NO_ONE:
                hand_over_all(state, RULES, 0, worker, day)
        elif what == "e" and at_work and people.absent[worker] != Absence.PRESENT:
            end_absence(state, RULES, KEY, 0, worker, day, day)
        elif what == "l" and at_work:
            people.leave_kind[worker] = data.draw(st.sampled_from(LeaveKind), "kind")
            leave(state, RULES, KEY, 0, worker, day)
        elif what == "w" and at_work:
            leave_post(state, RULES, np.array([worker], dtype=np.int64), day)
            assert (people.holds[worker], people.n_cases[worker]) == (0, 0)
        elif what == "j" and not at_work:
            people.holds[worker] = data.draw(st.integers(0, 1), "holds")
            people.capacity[worker] = data.draw(st.sampled_from([0.0, 0.5, 1.0]), "can")
            start_work(state, RULES, KEY, 0, worker, day)
            assert (people.team[worker] != NO_ONE) == (people.holds[worker] == 1)
        elif what == "c":
            place(state, RULES, 0, open_one(state, family=100 + now), now % 2, day)
        elif what == "k" and at_work:
            set_capacity(state, worker, data.draw(st.sampled_from([0.0, 0.5, 1.0]), "can"))
        assert_lawful(state)


@pytest.mark.unit
def test_whoever_leaves_hands_over_everything() -> None:
    state = one_council([[1.0, 1.0], [], []])
    for number in range(10):
        place(state, RULES, 0, open_one(state, family=number), 0, 0.0)
    state.people.leave_kind[0] = LeaveKind.EXIT
    state.people.census_council[:2] = 0
    leave(state, RULES, KEY, 0, 0, 5.0)
    assert state.people.n_cases[:2].tolist() == [0, 10]
    assert state.status[0] == Status.FORMER
    assert state.people.team[0] == NO_ONE
    assert state.councils.handovers[0] == 5
    assert state.councils.leavers[0].sum() == 1.0
    assert_lawful(state)
    state.people.leave_kind[1] = LeaveKind.RETIRED
    leave(state, RULES, KEY, 0, 1, 6.0)
    assert state.teams.waiting[0] == 10
    assert_lawful(state)


@pytest.mark.unit
def test_whoever_stops_holding_cases_stays_but_hands_over() -> None:
    state = one_council([[1.0, 1.0], [], []])
    for number in range(6):
        place(state, RULES, 0, open_one(state, family=number), 0, 0.0)
    leave_post(state, RULES, np.array([1], dtype=np.int64), 2.0)
    assert state.people.n_cases[:2].tolist() == [6, 0]
    assert (state.status[1], state.people.absent[1]) == (Status.STAFF, Absence.PRESENT)
    assert (state.people.holds[1], state.people.team[1]) == (0, NO_ONE)
    assert_lawful(state)


def run_to(state: State, day: float) -> None:
    """Casework with nothing but what was planned by hand."""
    assert advance(state, RULES, KEY, 0, day, day) == 1


@pytest.mark.unit
def test_a_long_illness_hands_over_after_the_agreed_days_and_a_short_one_never() -> None:
    agreed = float(RULES.hand_over_after)
    lengths: set[bool] = set()
    for spell in range(200):
        state = one_council([[1.0, 1.0], [], []])
        state.people.spells[0] = spell
        state.people.budget[:] = 1.0
        for number in range(4):
            place(state, RULES, 0, open_one(state, family=number), 0, 0.0)
        start_absence(state, RULES, KEY, 0, 0, False, 1.0)
        run_to(state, 1.0 + agreed - 1e-6)
        assert state.people.n_cases[0] == 2
        long = state.people.absent[0] == Absence.SICK
        run_to(state, 1.0 + agreed + 1e-6)
        assert state.people.n_cases[0] == (0 if long else 2)
        if long:
            assert state.people.absent[0] == Absence.SICK_HANDED_OVER
        assert_lawful(state)
        lengths.add(bool(long))
        if lengths == {True, False}:
            break
    assert lengths == {True, False}


@pytest.mark.unit
def test_parental_leave_hands_over_at_once_and_ends() -> None:
    state = one_council([[1.0, 1.0], [], []])
    state.people.budget[:] = 1.0
    for number in range(4):
        place(state, RULES, 0, open_one(state, family=number), 0, 0.0)
    start_absence(state, RULES, KEY, 0, 0, True, 1.0)
    assert state.people.n_cases[:2].tolist() == [0, 4]
    # Between half and one and a half times the mean.
    mean = VALUES["absence.parental_mean_days"]
    run_to(state, 1.0 + 0.5 * mean)
    assert state.people.absent[0] == Absence.PARENTAL
    run_to(state, 1.0 + 1.5 * mean + 1e-6)
    assert state.people.absent[0] == Absence.PRESENT
    assert state.councils.working_days_lost_fte[0] == 0.0


@pytest.mark.unit
def test_a_second_absence_does_not_begin_within_one() -> None:
    state = one_council([[1.0], [], []])
    start_absence(state, RULES, KEY, 0, 0, True, 1.0)
    planned = int(state.blocks.events[0])
    start_absence(state, RULES, KEY, 0, 0, False, 2.0)
    assert (state.people.absent[0], state.blocks.events[0]) == (Absence.PARENTAL, planned)


@pytest.mark.unit
def test_sick_days_are_working_days_times_hours() -> None:
    state = one_council([[1.0], [], []])
    state.people.fte[0] = 0.6
    set_absent(state, 0, Absence.SICK)
    state.people.absent_since[0] = 10.0
    end_absence(state, RULES, KEY, 0, 0, 38.0, 40.0)
    days = 28.0 * VALUES["absence.working_days"] / 365.0 * 0.6
    assert state.councils.working_days_lost_fte[0] == pytest.approx(days)
    assert (state.people.absent[0], state.people.spells[0]) == (Absence.PRESENT, 1)


@pytest.mark.unit
def test_waiting_cases_go_to_whoever_comes_back_or_joins() -> None:
    state = one_council([[1.0], [1.0], []])
    set_absent(state, 0, Absence.SICK)
    waiting = [open_one(state, family=number) for number in range(3)]
    for case in waiting:
        place(state, RULES, 0, case, 0, 0.0)
    assert waiting_in(state, 0) == waiting
    end_absence(state, RULES, KEY, 0, 0, 4.0, 30.0)
    assert sorted(held_by(state, 0)) == waiting
    leave_team(state, RULES, 0, 1, 5.0)
    place(state, RULES, 0, open_one(state), 1, 5.0)
    assert state.teams.waiting[1] == 1
    join_team(state, RULES, KEY, 0, 1, 1, 6.0)
    assert state.people.n_cases[1] == 1
    assert_lawful(state)


@pytest.mark.unit
def test_newcomers_join_the_team_with_most_cases_for_its_people() -> None:
    state = one_council([[1.0], [1.0, 1.0], [1.0]])
    for team, number in ((0, 4), (1, 9), (2, 5)):
        for _ in range(number):
            place(state, RULES, 0, open_one(state), team, 0.0)
    # 4, 9 and 5 cases for 1.5, 2.5 and 1.5 units of capacity: 2.7, 3.6 and 3.3 each.
    assert neediest_team(state, 0) == 1
    state.councils.standard[0, 1] = 20.0
    assert neediest_team(state, 0) == 2


@pytest.mark.unit
def test_areas_belong_to_teams_by_their_upper_ends() -> None:
    kinds = (Stage.ASSESSMENT, Stage.ASSESSMENT, Stage.SAFEGUARDING, Stage.LOOKED_AFTER)
    state = one_council([], kinds=kinds)
    state.teams.upper[:2] = [0.25, 1.0]
    assert [team_of_area(state, 0, 0, area) for area in (0.0, 0.24, 0.25, 0.99)] == [0, 0, 1, 1]
    assert [team_of_area(state, 0, kind, 0.3) for kind in (1, 2)] == [2, 3]


@pytest.mark.property
@given(st.floats(0.0, 1.0))
def test_families_have_one_to_six_children(u: float) -> None:
    assert 1 <= family_size(RULES, u) <= 6
    assert u > RULES.family_cumulative[family_size(RULES, u) - 2] or family_size(RULES, u) == 1


@pytest.mark.property
@given(CAPACITIES.filter(lambda members: len(members) > 1), st.integers(0, 50), st.integers(0, 5))
def test_managers_relieve_the_overloaded_and_lose_no_case(
    capacities: list[float], number: int, away: int
) -> None:
    state = one_council([capacities, [], []], standard=STANDARD)
    for worker in range(len(capacities)):
        set_capacity(state, worker, 1.0)
    for family in range(number):
        place(state, RULES, 0, open_one(state, family=family), 0, 0.0)
    for worker, capacity in enumerate(capacities):
        set_capacity(state, worker, capacity)
    set_absent(state, away % len(capacities), Absence.SICK)
    before = state.people.n_cases.copy()
    held = int(before.sum())
    limit = state.people.capacity * STANDARD * float(HAZARDS.rebalance_threshold)
    rebalance_team(state, HAZARDS, RULES, 0, 0, 1.0)
    assert_lawful(state)
    after = state.people.n_cases
    assert int(after.sum()) == held
    moved = after != before
    # Nobody is pushed over the limit, and the one who is away keeps what they had.
    assert (after[moved & (after > before)] <= limit[moved & (after > before)] + 1e-9).all()
    assert after[away % len(capacities)] == before[away % len(capacities)]
    assert (before[after < before] > limit[after < before]).all()


@pytest.mark.unit
def test_workload_is_nothing_at_the_standard_and_rises_with_cases_and_absence() -> None:
    state = one_council([[1.0, 1.0], [], []], standard=5.0)
    for number in range(10):
        place(state, RULES, 0, open_one(state, family=number), 0, 0.0)
    refresh_workload(state, RULES)
    assert state.councils.workload[0] == pytest.approx(0.0)
    for number in range(5):
        place(state, RULES, 0, open_one(state, family=10 + number), 0, 0.0)
    refresh_workload(state, RULES)
    assert state.councils.workload[0] == pytest.approx(0.5)
    set_absent(state, 0, Absence.SICK)
    refresh_workload(state, RULES)
    assert state.councils.workload[0] == pytest.approx(2.0)


@pytest.mark.unit
def test_choosing_asks_only_those_present() -> None:
    state = one_council([[1.0, 0.2], [], []])
    case = open_one(state)
    for who, away in ((0, ()), (1, (0,)), (NO_ONE, (0, 1))):
        for worker in (0, 1):
            set_absent(state, worker, Absence.SICK if worker in away else Absence.PRESENT)
        assert choose_worker(state, RULES, 0, 0, case) == who


@pytest.mark.unit
def test_an_event_of_an_earlier_spell_is_dropped() -> None:
    state = one_council([[1.0], [], []])
    code = queue.encode(int(EventKind.PARENTAL_START), 0, 0)
    queue.push(state, 0, 1.0, code)
    state.people.generation[0] = 1
    run_to(state, 2.0)
    assert state.people.absent[0] == Absence.PRESENT
    assert state.councils.events[0] == 1


@pytest.mark.unit
def test_advance_stops_before_a_block_overflows_and_goes_on_where_it_stopped() -> None:
    state = one_council([[1.0], [1.0], [1.0]], room=5)
    case = open_one(state)
    place(state, RULES, 0, case, 0, 0.0)
    plan(state, case, 1.0)
    assert advance(state, RULES, KEY, 0, 10.0, 10.0) == 0
    assert queue.next_time(state, 0) == 1.0
    larger = with_half_as_much_again(state, np.array([True]))
    assert advance(larger, RULES, KEY, 0, 10.0, 10.0) == 1
    assert larger.councils.events[0] == 1
    assert larger.councils.cases_ended[0] + larger.teams.n_cases[1] == 1


@pytest.mark.unit
def test_advance_asks_for_room_before_it_brings_more_steps_near_than_the_queue_holds() -> None:
    state = one_council([[1.0], [1.0], [1.0]], standard=1000.0, room=64)
    for number in range(50):
        case = open_one(state, family=number)
        place(state, RULES, 0, case, 0, 0.0)
        plan(state, case, 20.0 + number)
    for number in range(70):
        queue.push(state, 0, 500.0 + number, queue.encode(int(EventKind.PARENTAL_START), 9, 0))
    assert advance(state, RULES, KEY, 0, 10.0, 100.0) == 0
    assert (state.blocks.events[0], state.blocks.horizon[0]) == (70, -np.inf)
    few_free = with_half_as_much_again(state, np.array([True]))
    assert (few_free.cases.size, few_free.queue.size) == (160, state.queue.size)
    assert advance(few_free, RULES, KEY, 0, 10.0, 100.0) == 0
    larger = with_half_as_much_again(few_free, np.array([True]))
    assert advance(larger, RULES, KEY, 0, 10.0, 100.0) == 1
    assert (larger.blocks.events[0], larger.blocks.horizon[0]) == (120, 100.0)
