"""Read a council's first day off the model's tables."""

from typing import Any

import numpy as np

from benchmarks.diary.pages import Colleague, FirstDay, OpenCase, Pending, Person
from workforce_sim.model.engine import queue as queue_codes
from workforce_sim.model.engine.state import NO_ONE, EventKind, Risk, StarterOrigin, Status
from workforce_sim.model.month.world import World


def read_first_day(world: World, council: int) -> FirstDay:
    """One council as the run begins."""
    state = world.state
    row = np.asarray(state.councils).view(np.ndarray)[council]
    block = np.asarray(state.blocks).view(np.ndarray)[council]
    start, room = int(block["first_case"]), int(block["case_room"])
    cases = np.asarray(state.cases).view(np.ndarray)[start : start + room]
    people = np.asarray(state.people).view(np.ndarray)
    teams = np.asarray(state.teams).view(np.ndarray)
    first_team, last_team = int(row["first_team"][0]), int(row["first_team"][3])
    open_cases = np.flatnonzero(cases["team"] != NO_ONE).tolist()
    place = {case: number for number, case in enumerate(open_cases)}

    def chain(case: int) -> list[int]:
        found = []
        while case != NO_ONE:
            found.append(place[case])
            case = int(cases["next"][case])
        return found

    here = people["council"] == council
    at_work = here & ((state.status == Status.STAFF) | (state.status == Status.AGENCY))
    expected = here & (state.status == Status.NOTICE)
    return FirstDay(
        council=council,
        standard=tuple(row["standard"].tolist()),
        stage_scale=float(row["stage_scale"]),
        reference_caseload=float(row["reference_caseload"]),
        teams=[
            (
                int(team["kind"]),
                float(team["upper"]),
                team["members"][: team["n_members"]].tolist(),
                chain(int(team["waiting_head"])),
            )
            for team in teams[first_team:last_team]
        ],
        colleagues=[
            Colleague(
                spell_of_work(world, slot),
                int(person["team"]) - first_team if person["seat"] != NO_ONE else NO_ONE,
                int(person["absent"]),
                float(person["budget"][Risk.SICKNESS]),
                float(person["budget"][Risk.PARENTAL]),
                float(person["sick_rate"]),
                chain(int(person["head"])),
            )
            for slot in np.flatnonzero(at_work).tolist()
            for person in (people[slot],)
        ],
        cases=[_open_case(cases[case], first_team) for case in open_cases],
        rings=[[place[case] for case in ring] for ring in _rings(cases["sibling"], open_cases)],
        pending=_pending(world, council),
        expected=[spell_of_work(world, slot) for slot in np.flatnonzero(expected).tolist()],
    )


def _open_case(row: Any, first_team: int) -> OpenCase:
    return OpenCase(
        family=int(row["family"]),
        child=int(row["child"]),
        stage=int(row["stage"]),
        team=int(row["team"]) - first_team,
        opened=float(row["opened"]),
        stage_end=float(row["stage_end"]),
        step_at=float(row["step_at"]),
        changes=int(row["changes"]),
        care=bool(row["care"]),
    )


def _rings(siblings: Any, open_cases: list[int]) -> list[list[int]]:
    """Brothers and sisters with an open case, each ring once, in its order."""
    rings, seen = [], set()
    for case in open_cases:
        ring = []
        while case not in seen:
            seen.add(case)
            ring.append(case)
            case = int(siblings[case])
        if ring:
            rings.append(ring)
    return rings


def _pending(world: World, council: int) -> list[Pending]:
    """What waits in a council's queue, in its order."""
    block = np.asarray(world.state.blocks).view(np.ndarray)[council]
    first = int(block["first_event"])
    queue = np.asarray(world.state.queue).view(np.ndarray)[first:]
    events = []
    for head in (*block["heads"].tolist(), int(block["later"])):
        here = head
        while here != NO_ONE:
            events.append((float(queue["time"][here]), int(queue["code"][here])))
            here = int(queue["next"][here])
    found = []
    for time, code in sorted(events):
        kind, slot = EventKind(queue_codes.kind_of(code)), int(queue_codes.index_of(code))
        found.append(Pending(time, kind, NO_ONE if kind == EventKind.ARRIVAL else slot))
    return found


def spell_of_work(world: World, slot: int, joins: bool = False) -> Person:
    """A spell of work; of those who join today, with the capacity that they join with."""
    row = np.asarray(world.state.people).view(np.ndarray)[slot]
    hazards = world.setup.hazards
    fte, factor = float(row["fte"]), float(row["factor"])
    capacity = fte * factor * float(hazards.ramp_start) if joins else float(row["capacity"])
    return Person(
        slot=slot,
        ident=int(row["ident"]),
        generation=int(row["generation"]),
        spells=int(row["spells"]),
        fte=fte,
        role_capacity=float(hazards.role_capacity[row["role"]]),
        factor=factor,
        capacity=capacity,
        started=float(row["started"]),
        qualified=float(row["qualified"]),
        born=float(row["born"]),
        holds=bool(row["holds"]),
        newly_qualified=int(row["origin"]) == StarterOrigin.NEWLY_QUALIFIED,
    )
