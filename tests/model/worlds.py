"""Small worlds shared by the tests of the model: scenarios, and single councils built by hand."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from pydantic import PrivateAttr

from workforce_sim.assumptions import Override, load_register
from workforce_sim.levers import Lever
from workforce_sim.measures.record import ReplicationRecord
from workforce_sim.model.casework import cases, stages
from workforce_sim.model.engine.rules import (
    CaseRules,
    HazardRules,
    as_record,
    case_rules,
    hazard_rules,
)
from workforce_sim.model.engine.slots import clear_slots
from workforce_sim.model.engine.state import (
    COUNCIL,
    NO_ONE,
    PERSON,
    TEAM,
    Absence,
    Role,
    Stage,
    State,
    Status,
    make_state,
    table,
)
from workforce_sim.model.engine.storage import make_blocks
from workforce_sim.model.month.world import World
from workforce_sim.scenario.resolved import ResolvedScenario
from workforce_sim.scenario.schema import Scope, Uncertainty
from workforce_sim.shocks import Shock

VALUES = load_register().values()
RULES: CaseRules = as_record(case_rules(VALUES))
HAZARDS: HazardRules = as_record(hazard_rules(VALUES))
KEY = (5, 3)
FAR_APART = ("Rutland", "Isle of Wight")


def scenario(
    *levers: Lever,
    councils: Sequence[str] | None = FAR_APART,
    base: str = "england-2024",
    years: int = 1,
    shocks: Sequence[Shock] = (),
    assumptions: Mapping[str, Override] | None = None,
    uncertainty: Uncertainty = "none",
) -> ResolvedScenario:
    """A scenario of some councils, or of England when none are named."""
    base_year = int(base.removeprefix("england-"))
    return ResolvedScenario(
        slug="small",
        name="small",
        description="",
        base=base,
        base_year=base_year,
        end=base_year + years,
        scope=Scope.england()
        if councils is None
        else Scope.model_validate({"councils": tuple(councils)}),
        budget=None,
        levers=levers,
        shocks=tuple(shocks),
        assumptions=assumptions or {},
        uncertainty=uncertainty,
        replications=1,
        seed=0,
    )


class Change(Lever):
    """Something done once to one council, on 1 January of the first year."""

    _what: Callable[[World, int], None] = PrivateAttr()
    _where: str = PrivateAttr()

    def process(self, world: World) -> Generator[Any, Any, None]:
        """Wait three months, then do it."""
        yield world.office_month(world.calendar.month_starts[3])
        self._what(world, world.baseline.index_of(self._where))


def changed(what: Callable[[World, int], None], where: str) -> Change:
    """A lever that does ``what`` with the number of a council."""
    change = Change()
    change._what, change._where = what, where
    return change


def digest(record: ReplicationRecord) -> str:
    """One number for every byte that a replication leaves behind."""
    total = sha256()
    for tables in (record.yearly, record.monthly, record.histograms, record.ledger):
        for name, numbers in sorted(tables.items()):
            total.update(repr(name).encode() + np.ascontiguousarray(numbers).tobytes())
    total.update(repr((record.events, sorted(record.checks.items()))).encode())
    return total.hexdigest()


def one_council(
    capacities: Sequence[Sequence[float]],
    standard: float = 10.0,
    room: int = 64,
    kinds: Sequence[Stage] = tuple(Stage),
) -> State:
    """A council with a team of each of ``kinds``, whose members can carry the given work."""
    teams = table(TEAM, len(kinds))
    people = table(PERSON, sum(len(team) for team in capacities) + 1)
    councils = table(COUNCIL, 1)
    councils.active[:] = 1
    councils.first_team[0] = np.searchsorted(kinds, np.arange(len(Stage) + 1))
    for level in (
        "efficiency",
        "leadership",
        "leaving",
        "looked_after_ratio",
        "length_ratio",
        "agency_price",
        "pay_level",
        "reference_caseload",
        "stage_scale",
    ):
        councils[level] = 1.0
    councils.standard[:] = standard
    councils.short_share[:] = VALUES["casework.end_after_assessment_share"]
    teams.kind[:] = kinds
    teams.upper[:] = 1.0
    for column in ("members", "waiting_head", "waiting_tail"):
        teams[column] = NO_ONE
    clear_slots(people, 0)
    people.fte[:] = 1.0
    people.factor[:] = 1.0
    people.role[:] = Role.CASE_HOLDER
    status = np.zeros(people.size, np.int8)
    slot = 0
    for team, members in enumerate(capacities):
        for seat, capacity in enumerate(members):
            people.ident[slot] = slot
            status[slot] = Status.STAFF
            people.holds[slot] = 1
            people.team[slot] = team
            people.seat[slot] = seat
            people.capacity[slot] = capacity
            teams.members[team, seat] = slot
            teams.able[team, seat] = capacity
            teams.n_members[team] += 1
            slot += 1
    rooms = np.array([room], dtype=np.int64)
    blocks, open_cases, events = make_blocks(rooms, rooms + 64)
    return make_state(people, open_cases, teams, councils, blocks, events, status)


def open_one(state: State, family: int = 0, child: int = 0, sibling: int = NO_ONE) -> int:
    """A case that stands in no team yet."""
    case = int(cases.open_case(state, 0, family, child, 0.0))
    if sibling != NO_ONE:
        cases.join_siblings(state, 0, case, sibling)
    return case


def plan(state: State, case: int, when: float) -> None:
    """Plan the end of a case's stage."""
    state.cases.stage_end[state.blocks.first_case[0] + case] = when
    stages.plan_case(state, 0, case, when)


def free_places(state: State, council: int = 0) -> list[int]:
    """The free positions of a council's block, in the order in which they will be taken."""
    block = state.blocks[council]
    if block.free_cases == 0:
        assert block.first_free == NO_ONE
        return []
    return _walk(state, int(block.first_free), int(block.first_case))


def assert_seated(state: State) -> None:
    """People and teams agree on who sits where, and teams show what their members can and have."""
    people, teams = state.people, state.teams
    seated = 0
    for team in range(teams.size):
        for seat in range(int(teams.n_members[team])):
            worker = int(teams.members[team, seat])
            assert (people.team[worker], people.seat[worker]) == (team, seat)
            away = people.absent[worker] != Absence.PRESENT
            assert teams.able[team, seat] == (-1.0 if away else people.capacity[worker])
            assert teams.load[team, seat] == people.n_cases[worker]
            seated += 1
    assert seated == np.count_nonzero(people.seat != NO_ONE)
    np.testing.assert_array_equal(people.team != NO_ONE, people.seat != NO_ONE)


def holder(state: State, case: int) -> int:
    """Who holds a case, NO_ONE while it waits."""
    return int(state.cases.worker[case])


def held_by(state: State, worker: int) -> list[int]:
    """The cases on a worker's list, first to last."""
    return _walk(state, int(state.people.head[worker]))


def waiting_in(state: State, team: int) -> list[int]:
    """The cases on a team's waiting list, first to last."""
    return _walk(state, int(state.teams.waiting_head[team]))


def _walk(state: State, case: int, first: int = 0) -> list[int]:
    found: list[int] = []
    while case != NO_ONE:
        assert case not in found, "a list of cases runs in a circle"
        found.append(case)
        case = int(state.cases.next[first + case])
    return found


def columns(of: Any) -> list[str]:
    """Names of the columns of a table."""
    return list(of.dtype.names)
