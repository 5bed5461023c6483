"""What a census divides between the year that ends and the year that begins."""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.worlds import KEY, VALUES, waiting_in
from workforce_sim.baseline import load_baseline
from workforce_sim.experiment.plan import Address
from workforce_sim.experiment.run_failures import RunFailed
from workforce_sim.experiment.worker import check_conservation
from workforce_sim.model.casework.allocation import (
    detach,
    hand_over_all,
    place,
    serve_waiting,
    set_absent,
)
from workforce_sim.model.casework.cases import close_case
from workforce_sim.model.engine.calendar import Process, Turn
from workforce_sim.model.engine.state import Absence
from workforce_sim.model.recorder import Recorder
from workforce_sim.model.replication import first_day

CENSUSES = (0.0, 365.0, 730.0)


@pytest.mark.unit
def test_days_of_waiting_across_a_census_are_split_over_the_two_years() -> None:
    """Casework stands still but for one team of Rutland's, in which cases wait and are served."""
    baseline = load_baseline("england-2024")
    council = baseline.index_of("Rutland")
    active = (np.arange(baseline.count) == council).astype(np.int64)
    world = first_day(baseline, VALUES, active, KEY)
    world.start_clock(baseline.base_year + 2)
    recorder = Recorder(world, active)
    state, rules = world.state, world.setup.cases
    state.councils.active[:] = 0
    team = int(state.councils.first_team[council, 1])
    already = int(state.teams.waiting[state.teams.council == council].sum())
    began: dict[int, float] = {}
    waited = [0.0, 0.0]

    def days(case: int, end: float) -> None:
        for year in (0, 1):
            start = max(began[case], CENSUSES[year])
            waited[year] += max(min(end, CENSUSES[year + 1]) - start, 0.0)

    def life() -> Process:
        recorder.census(world, 0)
        yield world.env.at(300.25)
        for worker in members:
            set_absent(state, worker, Absence.PARENTAL)
        for worker in members:
            hand_over_all(state, rules, council, worker, world.now)
        began.update({case: world.now for case in waiting_here() if case not in began})
        yield world.env.at(320.5)
        ended = waiting_here()[0]
        days(ended, world.now)
        detach(state, council, ended, world.now)
        close_case(state, council, ended, world.now)
        yield world.env.at(CENSUSES[1], Turn.CENSUS)
        recorder.census(world, 1)
        yield world.env.at(400.75)
        moved = waiting_here()[0]
        days(moved, world.now)
        detach(state, council, moved, world.now)
        place(state, rules, council, moved, team, world.now)
        began[moved] = world.now
        yield world.env.at(430.0)
        before = waiting_here()
        set_absent(state, members[0], Absence.PRESENT)
        serve_waiting(state, rules, world.key, council, team, world.now)
        for case in set(before) - set(waiting_here()):
            days(case, world.now)
        yield world.env.at(CENSUSES[2], Turn.CENSUS)
        for case in waiting_here():
            days(case, world.now)
        recorder.census(world, 2)

    def waiting_here() -> list[int]:
        return waiting_in(state, team)

    assert state.blocks.first_case[council] == 0, "the only council's block begins the table"
    members: list[int] = state.teams.members[team, : state.teams.n_members[team]].tolist()
    before = len(waiting_here())
    began.update(dict.fromkeys(waiting_here(), 0.0))
    world.env.process(life())
    world.env.run()
    counted = recorder.record(world, 0).yearly["waiting_days"][1:, 0]
    # Those who waited in other teams from the first day on still do.
    others = 365.0 * (already - before)
    assert min(waited) > 100.0
    np.testing.assert_allclose(counted, np.array(waited) + others, rtol=1e-12)


@pytest.mark.unit
@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_no_number_breaks_a_law(wrong: float) -> None:
    baseline = load_baseline("england-2024")
    active = (np.arange(baseline.count) == baseline.index_of("Rutland")).astype(np.int64)
    world = first_day(baseline, VALUES, active, KEY)
    world.start_clock(baseline.base_year + 1)
    recorder = Recorder(world, active)
    world.state.councils.working_days_lost_fte[baseline.index_of("Rutland")] = wrong
    recorder.census(world, 0)
    recorder.census(world, 0)  # after a sound one it must be known still
    record = recorder.record(world, 3)
    assert np.isnan(record.checks["every count is a number"])
    with pytest.raises(RunFailed, match=r"every count is a number is off by nan"):
        check_conservation(Address("policy", 3, 3, 3), record)
