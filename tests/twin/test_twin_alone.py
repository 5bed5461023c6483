"""The twin by itself, in worlds so small that what must happen can be worked out by hand.

Lengths have no spread (10 days of assessment, 100 of safeguarding, 1,000 looked after; sickness 3
or 60 days), shares are 0 or 1, and rates are 0 unless a test is about them.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.twin.keyed import Purpose, draw, exponential, pack_identity
from tests.twin.twin import Casework
from tests.twin.world import (
    CLOSED,
    DAYS_IN_YEAR,
    WAITING,
    CaseSpec,
    CouncilSpec,
    Happening,
    Kind,
    LogNormal,
    Move,
    Planned,
    Rules,
    Stage,
    Status,
    TeamSpec,
    WorkerSpec,
    WorldSpec,
    differences,
)

pytestmark = pytest.mark.twin

KEY = (1, 1)
ANNE, BEN, CARA, DEV = 1, 2, 3, 4
RULES = Rules(
    family_share=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    sibling_likeness=0.0,
    assessment=LogNormal(math.log(10), 0.0),
    safeguarding=LogNormal(math.log(100), 0.0),
    looked_after=LogNormal(math.log(1000), 0.0),
    looked_after_delay_ratio=0.5,
    looked_after_share=0.0,
    team_changes_per_year=0.0,
    ceiling=2.0,
    rebalance_threshold=1.3,
    rebalance_share=0.5,
    ramp_weeks=10.0,
    ramp_start=0.4,
    newly_qualified_load=0.9,
    short_sickness=LogNormal(math.log(3), 0.0),
    long_sickness=LogNormal(math.log(60), 0.0),
    long_share=0.0,
    handover_after_days=28.0,
    parental_mean_days=270.0,
    ratio_per_case=0.02,
    ratio_floor=0.2,
)


def case(
    family: int, child: int = 0, end: float = 1e6, stage: Stage = Stage.ASSESSMENT, **more
) -> CaseSpec:
    return CaseSpec(family, child, stage, opened=0.0, stage_end=end, **({"step_at": end} | more))


def person(identity: int, *families: int, capacity: float = 1.0, **more) -> WorkerSpec:
    cases = [(family, 0) for family in families]
    return WorkerSpec(identity, capacity, **({"cases": cases} | more))


def assessors(*members: int, waiting: Sequence[int] = (), upper: float = 1.0) -> TeamSpec:
    return TeamSpec(Stage.ASSESSMENT, upper, members, [(family, 0) for family in waiting])


def team(kind: Stage, *members: int, upper: float = 1.0) -> TeamSpec:
    return TeamSpec(kind, upper, members)


def world(
    teams: Sequence[TeamSpec],
    workers: Sequence[WorkerSpec] = (),
    cases: Sequence[CaseSpec] | None = None,
    rules: Rules = RULES,
    **levels,
) -> Casework:
    """One council at day 0; cases that are not described are in an assessment without an end."""
    if cases is None:
        named = [name for worker in workers for name in worker.cases]
        named += [name for each in teams for name in each.waiting]
        cases = [case(*name) for name in named]
    standard = levels.pop("standard", (10.0, 10.0, 10.0))
    council = CouncilSpec(
        0, month=24, teams=teams, workers=workers, cases=cases, standard=standard, **levels
    )
    return Casework(WorldSpec(KEY, rules, [council], month_end=1e9))


def holders(twin: Casework) -> dict[int, list[int]]:
    """The families each worker holds, from the front."""
    return {
        identity: [family for family, _ in worker.cases]
        for identity, worker in twin.snapshot().workers.items()
    }


def waiting(twin: Casework, place: int = 0) -> list[int]:
    return [family for family, _ in twin.snapshot().teams[0, place].waiting]


def moves(happenings: Sequence[Happening]) -> list[Move]:
    return [move for happening in happenings for move in happening.moves]


def lived(happenings: Sequence[Happening]) -> list[tuple[float, Kind]]:
    return [(happening.time, happening.kind) for happening in happenings if happening.lived]


SAFEGUARDING_TEAM = team(Stage.SAFEGUARDING)
CARE_TEAM = team(Stage.LOOKED_AFTER)


class TestWhoTakesACase:
    def test_most_spare_capacity_and_the_first_to_join_among_equals(self):
        # Spare: Anne 10 - 1, Ben 10 - 1, Cara 5 - 0. Ben joined before Anne.
        twin = world(
            [assessors(BEN, ANNE, CARA, waiting=[9])],
            [person(ANNE, 1), person(BEN, 2), person(CARA, capacity=0.5)],
        )
        twin.rebalance()
        assert holders(twin) == {ANNE: [1], BEN: [9, 2], CARA: []}

    def test_new_cases_are_at_the_front_and_count_a_worker_met(self):
        twin = world([assessors(ANNE, waiting=[7, 8])], [person(ANNE, 1)])
        done = twin.rebalance()
        assert holders(twin)[ANNE] == [8, 7, 1]
        assert moves(done) == [Move(7, 0, WAITING, ANNE), Move(8, 0, WAITING, ANNE)]
        assert twin.snapshot().cases[7, 0].workers_met == 1
        assert twin.snapshot().cases[1, 0].workers_met == 0

    def test_brothers_and_sisters_stay_together_whatever_the_load(self):
        twin = world(
            [TeamSpec(Stage.ASSESSMENT, 1.0, [ANNE, BEN], [(1, 1)])],
            [person(ANNE, *[1] + list(range(20, 60))), person(BEN)],
            [case(1), case(1, 1), *(case(family) for family in range(20, 60))],
        )
        twin.councils[0].serve(twin.councils[0].teams[0])
        assert holders(twin)[ANNE][:2] == [1, 1]

    def test_the_next_in_the_ring_comes_before_another_brother(self):
        # Ring 0, 3, 2, 1: after child 2 comes child 1, then 0, then 3.
        twin = world(
            [TeamSpec(Stage.ASSESSMENT, 1.0, [ANNE, BEN, CARA], [(1, 2)])],
            [
                person(ANNE, cases=[(1, 3)]),
                person(BEN, cases=[(1, 1)]),
                person(CARA, cases=[(1, 0)]),
            ],
            [case(1, child) for child in range(4)],
        )
        twin.rebalance()
        assert twin.snapshot().cases[1, 2].worker == BEN
        assert [twin.snapshot().cases[1, child].next_in_ring for child in range(4)] == [3, 0, 1, 2]

    def test_a_brother_whose_worker_is_away_or_in_another_team_does_not_count(self):
        twin = world(
            [
                TeamSpec(Stage.ASSESSMENT, 1.0, [ANNE, BEN], [(1, 2)]),
                team(Stage.SAFEGUARDING, CARA),
            ],
            [
                person(ANNE, cases=[(1, 1)], status=Status.SICK),
                person(BEN),
                person(CARA, cases=[(1, 0)]),
            ],
            [case(1), case(1, 1), case(1, 2)],
        )
        twin.rebalance()
        assert twin.snapshot().cases[1, 2].worker == BEN

    @pytest.mark.parametrize(("held", "taken"), [(20, 1), (21, 0)])
    def test_at_the_ceiling_a_case_waits(self, held, taken):
        # Ceiling 2 and standard 10: spare 10 - 20 is not below -10, 10 - 21 is.
        twin = world([assessors(ANNE, waiting=[9])], [person(ANNE, *range(100, 100 + held))])
        twin.councils[0].serve(twin.councils[0].teams[0])
        assert len(holders(twin)[ANNE]) == held + taken
        assert len(waiting(twin)) == 1 - taken

    def test_nobody_present_means_waiting(self):
        twin = world([assessors(ANNE, waiting=[9])], [person(ANNE, status=Status.SICK)])
        twin.rebalance()
        assert waiting(twin) == [9]

    def test_the_waiting_list_is_served_from_its_oldest_when_a_case_leaves(self):
        twin = world(
            [assessors(ANNE, waiting=[7, 8]), SAFEGUARDING_TEAM],
            [person(ANNE, 1, *range(100, 120))],
            [case(1, end=5.0), *(case(family) for family in [7, 8, *range(100, 120)])],
            short_share=1.0,
        )
        (step,) = twin.run(6.0)
        assert step == Happening(
            0, 5.0, Kind.STEP, (1, 0), True, (Move(1, 0, ANNE, CLOSED), Move(7, 0, WAITING, ANNE))
        )
        assert waiting(twin) == [8]


class TestArrivals:
    def test_numbers_times_and_the_ring(self):
        rules = replace(RULES, family_share=(0.0, 0.0, 1.0, 0.0, 0.0, 0.0))
        twin = world(
            [assessors(ANNE), SAFEGUARDING_TEAM], [person(ANNE)], rules=rules, arrival_rate=0.5
        )
        twin.begin_month(25)
        first, second = (pack_identity(8, 0, 25, number) for number in (0, 1))
        came = exponential(KEY, Purpose.CASE_ARRIVAL, first) / 0.5
        again = came + exponential(KEY, Purpose.CASE_ARRIVAL, second) / 0.5
        assert twin.snapshot().councils[0].arrival_at == came
        (arrival,) = twin.run(math.nextafter(came, math.inf))
        assert arrival.who == first
        assert arrival.moves == tuple(Move(first, child, None, ANNE) for child in range(3))
        snapshot = twin.snapshot()
        assert snapshot.councils[0].arrival_at == pytest.approx(again)
        assert snapshot.councils[0].next_family == 1
        assert snapshot.councils[0].opened == 3
        assert snapshot.workers[ANNE].cases == ((first, 2), (first, 1), (first, 0))
        for child in range(3):
            state = snapshot.cases[first, child]
            assert state.step_at == pytest.approx(came + 10 + child * 1e-6, abs=1e-9)
            assert state.next_in_ring == (child - 1) % 3

    def test_a_new_month_voids_the_arrival_of_the_old_one(self):
        twin = world([assessors()], arrival_rate=0.5)
        twin.begin_month(25)
        old = twin.snapshot().councils[0].arrival_at
        twin.begin_month(26)
        new = twin.snapshot().councils[0].arrival_at
        assert old is not None
        assert new is not None
        happenings = twin.run(max(old, new) + 1e-9)
        void = [happening for happening in happenings if not happening.lived]
        assert [happening.who for happening in void] == [pack_identity(8, 0, 25, 0)]
        council = twin.snapshot().councils[0]
        assert council.next_family == council.opened == len(lived(happenings)) > 0

    def test_without_a_rate_nobody_comes(self):
        twin = world([assessors()])
        twin.begin_month(25)
        assert twin.run(1000.0) == []

    def test_the_area_gives_the_team_and_the_last_takes_the_rest(self):
        twin = world([assessors(upper=0.3), assessors(upper=0.6)], arrival_rate=5.0)
        twin.begin_month(25)
        twin.run(9.0)
        for (family, _), state in twin.snapshot().cases.items():
            area, _ = draw(KEY, Purpose.CASE_AREA, family)
            assert state.team == (0 if area < 0.3 else 1)
        assert {state.team for state in twin.snapshot().cases.values()} == {0, 1}

    @pytest.mark.parametrize(
        ("uniform", "children"), [(0.1, 1), (0.55, 1), (0.56, 2), (0.9999, 3), (1.0, 3)]
    )
    def test_sizes_follow_the_cumulative_shares(self, uniform, children):
        rules = replace(RULES, family_share=(0.55, 0.25, 0.2))
        assert world([assessors()], rules=rules).councils[0].children(uniform) == children


class TestStages:
    def test_assessment_then_safeguarding_then_closed(self):
        twin = world(
            [assessors(ANNE), team(Stage.SAFEGUARDING, BEN)],
            [person(ANNE, 1), person(BEN)],
            [case(1, end=5.0)],
            short_share=0.0,
            length_scale=1.5,
        )
        assert moves(twin.run(6.0)) == [Move(1, 0, ANNE, BEN)]
        state = twin.snapshot().cases[1, 0]
        assert (state.stage, state.team) == (Stage.SAFEGUARDING, 1)
        assert state.stage_end == pytest.approx(5 + 150)
        assert twin.snapshot().councils[0].team_transfers == 1
        assert moves(twin.run(200.0)) == [Move(1, 0, BEN, CLOSED)]
        # 155 days are 5.09 months: the band up to 6.
        assert twin.snapshot().councils[0].closed == (0, 1, 0, 0, 0)
        assert twin.snapshot().cases == {}

    def test_care_is_decided_on_entering_safeguarding_and_remembered(self):
        twin = world(
            [assessors(waiting=[1, 2]), SAFEGUARDING_TEAM, CARE_TEAM],
            [],
            [case(1, end=5.0), case(2, end=6.0)],
            rules=replace(RULES, looked_after_share=1.0),
            short_share=0.0,
        )
        twin.run(5.5)
        twin.councils[0].care_ratio = 0.0
        twin.run(7.0)
        cases = twin.snapshot().cases
        assert cases[1, 0].stage_end == pytest.approx(5 + 100 * 0.5)
        assert cases[2, 0].stage_end == pytest.approx(6 + 100)
        assert moves(twin.run(110.0)) == [Move(1, 0, WAITING, WAITING), Move(2, 0, WAITING, CLOSED)]
        assert twin.snapshot().cases[1, 0].stage is Stage.LOOKED_AFTER
        assert twin.snapshot().cases[1, 0].stage_end == pytest.approx(55 + 1000)

    def test_siblings_share_their_course_when_alike(self):
        children = [(1, child) for child in range(4)]
        for likeness in (1.0, 0.0):
            twin = world(
                [TeamSpec(Stage.ASSESSMENT, 1.0, [], children), SAFEGUARDING_TEAM],
                cases=[case(1, child, end=5.0 + child * 1e-6) for child in range(4)],
                rules=replace(RULES, sibling_likeness=likeness),
            )
            closed = {move.child for move in moves(twin.run(6.0)) if move.destination == CLOSED}
            if likeness:
                fate = draw(KEY, Purpose.CASE_ASSESSMENT, 1, 15)[1]
                assert closed == ({0, 1, 2, 3} if fate < 0.5 else set())
            else:
                fates = [draw(KEY, Purpose.CASE_ASSESSMENT, 1, child)[1] for child in range(4)]
                assert closed == {child for child in range(4) if fates[child] < 0.5}

    @pytest.mark.parametrize("likeness", [0.0, 1.0])
    @pytest.mark.parametrize("family", range(1, 13))
    def test_fates_and_lengths_come_from_the_numbers_of_the_page(self, likeness, family):
        rules = replace(
            RULES,
            sibling_likeness=likeness,
            safeguarding=LogNormal(math.log(100), 0.5),
            looked_after=LogNormal(math.log(1000), 0.5),
            looked_after_share=0.6,
        )
        twin = world(
            [TeamSpec(Stage.ASSESSMENT, 1.0, [], [(family, 2)]), SAFEGUARDING_TEAM, CARE_TEAM],
            cases=[case(family, 2, end=5.0)],
            rules=rules,
            short_share=0.0,
        )
        own, shared = likeness == 0.0, likeness == 1.0
        fate = draw(KEY, Purpose.CASE_SAFEGUARDING, family, 5 * own + 31 * shared)[1]
        length = draw(KEY, Purpose.CASE_SAFEGUARDING, family, 4 * own + 30 * shared)[1]
        care = draw(KEY, Purpose.CASE_LOOKED_AFTER, family, 2 * own + 15 * shared)[1]
        days = rules.safeguarding.at(length) * (0.5 if fate < 0.6 else 1.0)
        twin.run(6.0)
        assert twin.snapshot().cases[family, 2].stage_end == pytest.approx(5 + days + 2e-6)
        twin.run(6.0 + days)
        if fate < 0.6:
            end = 5 + days + rules.looked_after.at(care) + 4e-6
            assert twin.snapshot().cases[family, 2].stage_end == pytest.approx(end)
        else:
            assert twin.snapshot().cases == {}

    @pytest.mark.parametrize(
        ("days", "band"),
        [(91.3, 0), (91.4, 1), (182.6, 1), (182.7, 2), (365.3, 3), (730.4, 3), (730.6, 4)],
    )
    def test_bands_of_length(self, days, band):
        twin = world([assessors(waiting=[1])], cases=[case(1, end=days)], short_share=1.0)
        twin.run(days + 1)
        assert [i for i, count in enumerate(twin.snapshot().councils[0].closed) if count] == [band]


class TestChangeOfTeam:
    rules = replace(RULES, team_changes_per_year=2.0)

    def next_step(self, changes: int, now: float) -> float:
        wait = exponential(KEY, Purpose.CASE_TEAM_CHANGE, 1, 4096 * 0 + changes)
        return now + wait / (2.0 / DAYS_IN_YEAR)

    def test_the_next_team_in_order_takes_the_case(self):
        twin = world(
            [
                team(Stage.LOOKED_AFTER, ANNE, upper=0.4),
                assessors(),
                team(Stage.LOOKED_AFTER, BEN, upper=1.0),
            ],
            [person(ANNE), person(BEN, 1)],
            [case(1, stage=Stage.LOOKED_AFTER, step_at=5.0)],
            rules=self.rules,
        )
        assert moves(twin.run(5.1)) == [Move(1, 0, BEN, ANNE)]
        state = twin.snapshot().cases[1, 0]
        assert (state.team, state.changes, state.workers_met) == (0, 1, 1)
        assert state.step_at == pytest.approx(self.next_step(1, 5.0))
        assert twin.snapshot().councils[0].team_transfers == 1

    def test_with_one_team_nothing_happens_but_the_next_plan(self):
        twin = world(
            [TeamSpec(Stage.LOOKED_AFTER, 1.0, [ANNE, BEN], [(3, 0), (4, 0)])],
            [person(ANNE, 2, 1), person(BEN, status=Status.SICK)],
            [case(family, stage=Stage.LOOKED_AFTER) for family in (2, 4)]
            + [
                case(1, stage=Stage.LOOKED_AFTER, step_at=5.0),
                case(3, stage=Stage.LOOKED_AFTER, step_at=6.0),
            ],
            rules=self.rules,
        )
        before = twin.snapshot()
        assert moves(twin.run(6.1)) == []
        after = twin.snapshot()
        assert after.teams == before.teams
        assert after.workers == before.workers
        assert after.councils[0].waiting_days == pytest.approx(2 * 6.1)
        assert replace(after.councils[0], waiting_days=0.0) == before.councils[0]
        assert after.cases[1, 0].changes == after.cases[3, 0].changes == 1
        assert after.cases[1, 0].step_at == pytest.approx(self.next_step(1, 5.0))

    def test_at_the_end_of_the_stage_the_case_closes(self):
        twin = world(
            [team(Stage.LOOKED_AFTER, ANNE)],
            [person(ANNE, 1)],
            [case(1, end=5.0, stage=Stage.LOOKED_AFTER)],
            rules=self.rules,
        )
        assert moves(twin.run(5.1)) == [Move(1, 0, ANNE, CLOSED)]


class TestAbsence:
    def absent(self, kind: Kind, rules: Rules = RULES, **more) -> Casework:
        return world(
            [assessors(ANNE, BEN, waiting=[])],
            [person(ANNE, 3, 2, 1, planned=[Planned(5.0, kind)], **more), person(BEN)],
            rules=rules,
        )

    def test_short_sickness_keeps_the_cases(self):
        twin = self.absent(Kind.SICKNESS, sickness_budget=math.inf)
        assert lived(twin.run(100.0)) == [
            (5.0, Kind.SICKNESS),
            (pytest.approx(8.0), Kind.ABSENCE_ENDS),
        ]
        anne = twin.snapshot().workers[ANNE]
        assert holders(twin) == {ANNE: [3, 2, 1], BEN: []}
        assert (anne.status, anne.spells) == (Status.PRESENT, 1)
        assert anne.sickness_budget == exponential(KEY, Purpose.BUDGET_SICKNESS, ANNE, 1)

    def test_long_sickness_hands_over_from_the_front(self):
        twin = self.absent(Kind.SICKNESS, replace(RULES, long_share=1.0))
        happenings = twin.run(100.0)
        assert lived(happenings) == [
            (5.0, Kind.SICKNESS),
            (33.0, Kind.HAND_OVER),
            (pytest.approx(65.0), Kind.ABSENCE_ENDS),
        ]
        assert moves(happenings) == [Move(family, 0, ANNE, BEN) for family in (3, 2, 1)]
        assert holders(twin) == {ANNE: [], BEN: [1, 2, 3]}
        assert twin.snapshot().councils[0].hand_overs == 3

    def test_hand_over_to_nobody_counts_and_waits_until_somebody_is_back(self):
        twin = world(
            [assessors(ANNE)],
            [person(ANNE, 2, 1, planned=[Planned(5.0, Kind.SICKNESS)])],
            rules=replace(RULES, long_share=1.0),
        )
        twin.run(50.0)
        assert (holders(twin)[ANNE], waiting(twin)) == ([], [2, 1])
        assert twin.snapshot().councils[0].hand_overs == 2
        twin.run(100.0)
        assert (holders(twin)[ANNE], waiting(twin)) == ([1, 2], [])

    def test_parental_leave_hands_over_at_once_and_runs_no_budget_on_return(self):
        twin = self.absent(Kind.PARENTAL_LEAVE, parental_rate_per_year=1.0, spells=4096)
        length = 270 * (0.5 + draw(KEY, Purpose.PARENTAL_LENGTH, ANNE, 4096)[0])
        assert lived(twin.run(500.0)) == [
            (5.0, Kind.PARENTAL_LEAVE),
            (pytest.approx(5 + length), Kind.ABSENCE_ENDS),
        ]
        assert holders(twin) == {ANNE: [], BEN: [1, 2, 3]}
        budget = exponential(KEY, Purpose.BUDGET_PARENTAL, ANNE, 4097)
        assert twin.snapshot().workers[ANNE].parental_budget == budget

    def test_after_sickness_the_budget_is_run_to_the_end_of_the_month(self):
        twin = self.absent(Kind.SICKNESS, sickness_rate=0.01)
        budget = exponential(KEY, Purpose.BUDGET_SICKNESS, ANNE, 1)
        again = twin.run(8 + budget / 0.01 + 1)[-1]
        assert again.kind is Kind.SICKNESS
        assert again.time == pytest.approx(8 + budget / 0.01)

    def test_somebody_away_cannot_fall_ill_but_may_later(self):
        twin = self.absent(Kind.SICKNESS, status=Status.PARENTAL_LEAVE, spells=7)
        assert [happening.lived for happening in twin.run(100.0)] == [False]
        anne = twin.snapshot().workers[ANNE]
        assert anne.sickness_budget == exponential(KEY, Purpose.BUDGET_SICKNESS, ANNE, 7 + 2048)

    def test_parental_leave_that_could_not_begin_may_later(self):
        twin = self.absent(Kind.PARENTAL_LEAVE, status=Status.SICK)
        assert moves(twin.run(100.0)) == []
        anne = twin.snapshot().workers[ANNE]
        assert anne.parental_budget == exponential(KEY, Purpose.BUDGET_PARENTAL, ANNE, 2048)

    def test_somebody_awaited_comes_without_having_been_absent(self):
        twin = world(
            [assessors(ANNE, waiting=[7])],
            [person(ANNE, status=Status.AWAITED, planned=[Planned(5.0, Kind.ABSENCE_ENDS)])],
        )
        assert moves(twin.run(6.0)) == [Move(7, 0, WAITING, ANNE)]
        anne = twin.snapshot().workers[ANNE]
        assert (anne.status, anne.spells, anne.sickness_budget) == (Status.PRESENT, 0, math.inf)
        assert twin.snapshot().councils[0].waiting_days == 5.0


class TestJoiningAndLeaving:
    def test_leaving_hands_over_keeps_the_order_and_voids_the_rest(self):
        twin = world(
            [assessors(ANNE, BEN, CARA)],
            [
                person(ANNE),
                person(
                    BEN,
                    2,
                    1,
                    planned=[Planned(5.0, Kind.LEAVE), Planned(6.0, Kind.SICKNESS)],
                ),
                person(CARA),
            ],
        )
        happenings = twin.run(10.0)
        assert lived(happenings) == [(5.0, Kind.LEAVE)]
        assert moves(happenings) == [Move(2, 0, BEN, ANNE), Move(1, 0, BEN, CARA)]
        snapshot = twin.snapshot()
        assert snapshot.teams[0, 0].members == (ANNE, CARA)
        assert snapshot.workers[BEN].generation == 1
        assert snapshot.workers[BEN].status is Status.GONE

    def test_a_promotion_ends_holding_but_not_the_spell_of_work(self):
        twin = world([assessors(ANNE, BEN)], [person(ANNE, 1), person(BEN)])
        done = twin.councils[0].end_holding(ANNE)
        assert done.moves == (Move(1, 0, ANNE, BEN),)
        anne = twin.snapshot().workers[ANNE]
        assert (anne.team, anne.holds, anne.generation) == (None, False, 0)
        assert anne.status is Status.PRESENT

    def test_a_newcomer_joins_where_most_is_to_do_and_is_served(self):
        # Need: 3 / (10 * 1.5) = 0.2, and 2 / (10 * 0.5) = 0.4.
        twin = world(
            [assessors(ANNE), TeamSpec(Stage.SAFEGUARDING, 1.0, [BEN], [(5, 0)])],
            [
                person(ANNE, 3, 2, 1),
                person(BEN, 4, status=Status.SICK),
                person(
                    CARA,
                    status=Status.EXPECTED,
                    qualified=-100.0,
                    fte=0.8,
                    planned=[Planned(5.0, Kind.START)],
                ),
            ],
        )
        (start,) = twin.run(10.0)
        assert start.moves == (Move(5, 0, WAITING, CARA),)
        assert twin.snapshot().teams[0, 1].members == (BEN, CARA)
        assert twin.snapshot().workers[CARA].capacity == pytest.approx(0.8 * 0.4 * 0.9)

    def test_the_first_year_in_practice_begins_with_the_first_post(self):
        start = [Planned(5.0, Kind.START)]
        twin = world(
            [assessors()],
            [
                person(ANNE, status=Status.EXPECTED, newly_qualified=True, planned=start),
                person(BEN, status=Status.EXPECTED, qualified=-361.0, planned=start),
            ],
        )
        twin.run(5.1)
        first = {who: state.capacity for who, state in twin.snapshot().workers.items()}
        assert first == {ANNE: pytest.approx(0.4 * 0.9), BEN: pytest.approx(0.4)}
        twin.run(40.0)
        twin.refresh_capacities()
        half = {who: state.capacity for who, state in twin.snapshot().workers.items()}
        assert half == {ANNE: pytest.approx(0.7 * 0.9), BEN: pytest.approx(0.7)}

    def test_full_teams_take_nobody(self):
        crowd = range(100, 148)
        twin = world([assessors(*crowd)], [*(person(who) for who in crowd), person(ANNE)])
        twin.councils[0].join(ANNE)
        anne = twin.snapshot().workers[ANNE]
        assert (anne.team, anne.holds) == (None, False)

    def test_agency_workers_start_without_role_or_newly_qualified_load(self):
        twin = world([assessors()], [])
        twin.councils[0].hire(
            person(
                ANNE,
                status=Status.EXPECTED,
                agency=True,
                role_capacity=0.6,
                factor=1.1,
                qualified=-1.0,
            )
        )
        twin.councils[0].join(ANNE)
        assert twin.snapshot().workers[ANNE].capacity == pytest.approx(1.1 * 0.4)
        assert twin.snapshot().teams[0, 0].members == (ANNE,)


class TestOrder:
    def test_simultaneous_events_come_by_kind_then_generation_then_index(self):
        at = 5.0
        twin = world(
            [assessors(ANNE, BEN, CARA, DEV, waiting=[9])],
            [
                person(DEV, index=9, planned=[Planned(at, Kind.LEAVE)]),
                person(CARA, index=7, generation=2, planned=[Planned(at, Kind.SICKNESS)]),
                person(BEN, index=8, generation=1, planned=[Planned(at, Kind.SICKNESS)]),
                person(ANNE, index=3, generation=2, planned=[Planned(at, Kind.SICKNESS)]),
            ],
            [case(9, end=at)],
            arrival_rate=1e-9,
            arrival_at=at,
            short_share=1.0,
        )
        assert [(event.kind, event.who) for event in twin.run(at + 1e-9)] == [
            (Kind.ARRIVAL, pack_identity(8, 0, 24, 0)),
            (Kind.STEP, (9, 0)),
            (Kind.SICKNESS, BEN),
            (Kind.SICKNESS, ANNE),
            (Kind.SICKNESS, CARA),
            (Kind.LEAVE, DEV),
        ]

    def test_a_run_leaves_the_events_of_its_last_moment(self):
        twin = world([assessors(waiting=[1])], cases=[case(1, end=5.0)], short_share=1.0)
        assert twin.run(5.0) == []
        assert twin.run(5.0) == []
        assert [event.time for event in twin.run(6.0)] == [5.0]

    def test_steps_and_whole_runs_agree(self):
        def lively() -> Casework:
            return world(
                [assessors(ANNE, BEN), team(Stage.SAFEGUARDING, CARA), CARE_TEAM],
                [person(who, sickness_rate=0.02, sickness_budget=0.5) for who in (ANNE, BEN, CARA)],
                rules=replace(RULES, looked_after_share=0.3, long_share=0.5),
                arrival_rate=0.3,
                short_share=0.4,
                sickness_rate=0.02,
            )

        whole, stepwise = lively(), lively()
        for twin in (whole, stepwise):
            twin.supervise(365.0, 24)
        seen = 0
        for happening in stepwise.events(365.0):
            seen += 1
            snapshot = stepwise.snapshot()
            held = [name for worker in snapshot.workers.values() for name in worker.cases]
            held += [name for each in snapshot.teams.values() for name in each.waiting]
            assert sorted(held) == sorted(snapshot.cases), happening
        assert seen == len(whole.run(365.0)) > 150
        assert list(differences(whole.snapshot(), stepwise.snapshot())) == []
        assert whole.log() == stepwise.log()


class TestSupervision:
    def test_capacity_grows_over_the_ramp_up(self):
        people = [
            person(ANNE, fte=0.5, role_capacity=0.6, factor=1.2, started=-35.0),
            person(BEN, started=-35.0, programme_capacities=[1.1], programme_ramps=[0.5]),
            person(CARA, started=-1000.0, qualified=-300.0),
            person(DEV, status=Status.EXPECTED, capacity=0.25),
        ]
        twin = world([assessors()], people)
        twin.refresh_capacities()
        capacity = {who: state.capacity for who, state in twin.snapshot().workers.items()}
        # Half way through ten weeks, 0.4 + 0.6 / 2 = 0.7; with the programme it is over.
        assert capacity == {
            ANNE: pytest.approx(0.36 * 0.7),
            BEN: pytest.approx(1.1),
            CARA: pytest.approx(0.9),
            DEV: 0.25,
        }

    def test_workload_and_sickness_rates_follow_the_cases(self):
        # Work: 15 cases / 10 over 0.5 * 2 present, minus 1.
        twin = world(
            [assessors(ANNE, BEN)],
            [person(ANNE, *range(100, 115)), person(BEN), person(CARA)],
            efficiency=0.5,
            sickness_rate=0.01,
            reference_caseload=15.0,
        )
        twin.refresh_workloads()
        assert twin.snapshot().councils[0].workload == pytest.approx(0.5)
        twin.refresh_budgets(31.0)
        rate = {who: state.sickness_rate for who, state in twin.snapshot().workers.items()}
        assert rate == {
            ANNE: pytest.approx(0.01 * (1 + 0.02 * 2 * 15)),
            BEN: pytest.approx(0.01 * (1 - 0.02 * 15)),
            CARA: pytest.approx(0.01 * (1 + 0.02 * 0.5 * 15)),
        }

    def test_budgets_run_out_or_shrink(self):
        twin = world(
            [assessors()],
            [
                person(ANNE, sickness_budget=0.31, parental_budget=1.0),
                person(BEN, sickness_budget=0.32, status=Status.SICK),
                person(CARA, sickness_budget=0.32, parental_rate_per_year=1.0, parental_budget=0.1),
            ],
            sickness_rate=0.01,
        )
        twin.refresh_budgets(31.0)
        budgets = {
            who: (state.sickness_budget, state.parental_budget)
            for who, state in twin.snapshot().workers.items()
        }
        assert budgets[ANNE] == (math.inf, 1.0)
        assert budgets[BEN] == (0.32, math.inf)
        assert budgets[CARA] == pytest.approx((0.01, 0.1 - 31 / DAYS_IN_YEAR))
        (sick,) = twin.run(31.5)
        assert sick.who == ANNE
        assert sick.time == pytest.approx(31.0)

    def test_no_capacity_is_the_highest_workload_unless_there_is_no_case(self):
        for families, workload in (([1], 2.0), ([], 0.0)):
            twin = world([assessors(waiting=families)])
            twin.refresh_workloads()
            assert twin.snapshot().councils[0].workload == workload

    def test_rebalancing_moves_a_share_of_the_excess_from_the_front(self):
        # Limit 13, excess 5, share 0.5: three cases, all to Ben (limit 13).
        twin = world([assessors(ANNE, BEN)], [person(ANNE, *range(100, 118)), person(BEN)])
        done = twin.rebalance()
        assert moves(done) == [Move(family, 0, ANNE, BEN) for family in (100, 101, 102)]
        assert twin.snapshot().councils[0].hand_overs == 3

    def test_rebalancing_stops_at_the_limit_of_the_other(self):
        # Ben may have 12: a thirteenth would reach the limit of 13.
        twin = world(
            [assessors(ANNE, BEN)],
            [person(ANNE, *range(100, 120)), person(BEN, *range(200, 211))],
        )
        assert moves(twin.rebalance()) == [Move(100, 0, ANNE, BEN)]
        assert holders(twin)[ANNE] == list(range(101, 120))
        assert twin.snapshot().cases[101, 0].workers_met == 0

    def test_a_small_excess_moves_nothing(self):
        # Excess: 13 - 12.87.
        twin = world([assessors(ANNE, BEN)], [person(ANNE, *range(13), capacity=0.99), person(BEN)])
        assert moves(twin.rebalance()) == []
