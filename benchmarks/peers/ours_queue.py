"""The waiting list as a council of our own: one assessment team whose cases all end there."""

import numpy as np

from benchmarks.waiting_list import KEY, MONTH, Outcome, Workload
from workforce_sim.assumptions import load_register
from workforce_sim.model.casework import cases
from workforce_sim.model.engine.rules import CaseRules, as_record, case_rules
from workforce_sim.model.engine.state import (
    COUNCIL,
    NO_ONE,
    PERSON,
    TEAM,
    Stage,
    State,
    Status,
    make_state,
    table,
)
from workforce_sim.model.engine.storage import make_blocks, with_half_as_much_again
from workforce_sim.model.month import event_loop


def rules(workload: Workload) -> CaseRules:
    """One child a family, nobody takes a case beyond their places."""
    usual = case_rules(load_register().values())
    return as_record(
        usual._replace(
            family_cumulative=np.ones(6),
            assessment_log_median=workload.log_median,
            assessment_log_sd=workload.log_sd,
            ceiling=1.0,
        )
    )


def council(workload: Workload) -> State:
    """The council before the first referral."""
    people, teams, councils = (
        table(PERSON, workload.workers),
        table(TEAM, len(Stage)),
        table(COUNCIL, 1),
    )
    people.role[:] = 4
    people.holds[:] = 1
    people.capacity[:] = 1.0
    people.head[:] = NO_ONE
    people.seat[:] = np.arange(workload.workers)
    teams.kind[:] = np.arange(len(Stage))
    teams.upper[:] = 1.0
    teams.waiting_head[:] = NO_ONE
    teams.waiting_tail[:] = NO_ONE
    teams.members[0, : workload.workers] = np.arange(workload.workers)
    teams.able[0, : workload.workers] = 1.0
    teams.n_members[0] = workload.workers
    councils.active[:] = 1
    councils.first_team[0] = np.arange(len(Stage) + 1)
    # With room for half a case more than ``places - 1``, a worker takes ``places`` and no more.
    councils.standard[:] = workload.places - 0.5
    councils.efficiency[:] = 1.0
    councils.short_share[:] = 1.0
    councils.arrival_rate[:] = workload.referrals
    room = np.array([256])
    blocks, open_cases, queue = make_blocks(room, 2 * room)
    status = np.full(workload.workers, Status.STAFF, np.int8)
    return make_state(people, open_cases, teams, councils, blocks, queue, status)


def live(workload: Workload, rules: CaseRules) -> Outcome:
    """Live all days, from an empty council on."""
    state = council(workload)
    cases.begin_month(state, KEY, MONTH, 0.0)
    while event_loop.advance(state, rules, KEY, 0, workload.days, workload.days) == 0:
        state = with_half_as_much_again(state, np.array([True]))
    levels = state.councils[0]
    waiting = int(state.teams.waiting[0])
    waited = levels.waiting_days
    if waiting:
        # Those who wait still have only the day on which they began taken off.
        waiting_cases = state.cases[(state.cases.team == 0) & (state.cases.worker == NO_ONE)]
        waited += float(waiting_cases.opened.sum())
    return Outcome(
        int(levels.cases_opened),
        int(levels.cases_ended),
        float(waited),
    )
