"""What the compiled casework's arrays say, in the words of the twin.

``spec_of`` turns them into a `WorldSpec` that the twin can start from, ``snapshot_of`` into the
twin's `Snapshot`. Both only read. What the arrays name by position (people, teams, cases) gets the
twin's names: identity, place among the council's teams, family and child.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from tests.twin.world import (
    DAYS_IN_YEAR,
    CaseName,
    CaseSpec,
    CaseState,
    CouncilSpec,
    CouncilState,
    Kind,
    LogNormal,
    Planned,
    Rules,
    Snapshot,
    Stage,
    Status,
    TeamSpec,
    TeamState,
    WorkerSpec,
    WorkerState,
    WorldSpec,
)
from workforce_sim.model.careers.programmes import Programmes
from workforce_sim.model.engine import state as arrays
from workforce_sim.model.engine.rules import CaseRules, HazardRules
from workforce_sim.model.engine.state import NO_ONE, Absence, Risk, StarterOrigin

_STAGES = (Stage.ASSESSMENT, Stage.SAFEGUARDING, Stage.LOOKED_AFTER)
_SICKNESS, _PARENTAL = int(Risk.SICKNESS), int(Risk.PARENTAL)
_TIMELINESS = (
    *("first_contacts", "days_to_first_contact", "assessments", "assessments_in_time"),
    *("conferences", "conferences_in_time", "children_rereferred"),
)
_SAME_NAMES = (
    *("first_contact_share", "first_contact_load", "assessment_load"),
    *("assessment_due", "conference_share", "conference_in_time", "conference_late_per_case"),
    *("conference_late_per_agency", "conference_due", "length_load", "overload_threshold"),
    *("overload_length", "overload_months", "length_least", "length_most"),
)
_KINDS = tuple(Kind)
_STATUS: dict[int, Status] = {
    Absence.PRESENT: Status.PRESENT,
    Absence.SICK: Status.SICK,
    Absence.SICK_HANDED_OVER: Status.SICK,
    Absence.PARENTAL: Status.PARENTAL_LEAVE,
    Absence.NOT_YET_STARTED: Status.AWAITED,
}


# Where the parts of an event's code begin, as `model/engine/queue.py` packs it.
_KIND = 56
_GENERATION = 36


class Entry(NamedTuple):
    """One event in a council's queue, taken apart."""

    time: float
    kind: Kind
    generation: int
    whom: int
    """Position of the case, slot of the person, or number of the family."""


def _entry(time: float, code: int) -> Entry:
    mask = (1 << _KIND - _GENERATION) - 1
    generation, index = code >> _GENERATION & mask, code & (1 << _GENERATION) - 1
    return Entry(time, _KINDS[code >> _KIND], generation, index)


class Kernel:
    """The arrays of a world, and the rules that they live by.

    The arrays are seen through plain views of the records, which numpy reads much faster.
    """

    def __init__(
        self,
        state: arrays.State,
        cases: CaseRules,
        hazards: HazardRules,
        programmes: Programmes,
        key: tuple[int, int],
    ) -> None:
        self.state = state
        self.cases = cases
        self.hazards = hazards
        self.programmes = programmes
        self.key = key

    @property
    def state(self) -> arrays.State:
        """The records themselves."""
        return self._state

    @state.setter
    def state(self, state: arrays.State) -> None:
        self._state = state
        plain = [np.asarray(records).view(np.ndarray) for records in state[:7]]
        (
            self.people,
            self.cases_of_all,
            self.teams,
            self.councils,
            self.blocks,
            self.events,
            self.status,
        ) = plain

    def active(self) -> list[int]:
        """The simulated councils."""
        return list(map(int, np.flatnonzero(self.councils["active"] == 1)))

    def block(self, council: int) -> Any:
        """The cases of a council, free places among them."""
        block = self.blocks[council]
        first = int(block["first_case"])
        return self.cases_of_all[first : first + int(block["case_room"])]

    def _entries(self, council: int) -> Any:
        block = self.blocks[council]
        first = int(block["first_event"])
        rows = self.events[first : first + int(block["event_room"])]
        following = rows["next"]
        heads = np.append(block["heads"], block["later"])
        places = []
        for head in heads[heads != NO_ONE].tolist():
            while head != NO_ONE:
                places.append(head)
                head = int(following[head])
        return rows[places][["time", "code"]]

    def queue(self, council: int) -> list[Entry]:
        """The events of a council in the order in which they come."""
        return sorted(_entry(*entry) for entry in self._entries(council).tolist())

    def next_entries(self, council: int) -> list[Entry]:
        """The next event of a council, and all that are due at the same moment."""
        entries = self._entries(council)
        if not entries.size:
            return []
        due = entries[entries["time"] == entries["time"].min()]
        return sorted(_entry(*entry) for entry in due.tolist())

    def next_arrival(self, council: int) -> float | None:
        """When the next family of the present month is due."""
        entries = self._entries(council)
        for entry in entries[entries["code"] < 1 << _KIND].tolist():
            time, _, generation, _ = _entry(*entry)
            if generation == self.councils[council]["month"]:
                return time
        return None

    def people_of(self, council: int) -> list[int]:
        """Slots of those who work for a council or will after notice."""
        known = (arrays.Status.STAFF, arrays.Status.AGENCY, arrays.Status.NOTICE)
        here = np.isin(self.status, known) & (self.people["council"] == council)
        return list(map(int, np.flatnonzero(here)))

    def parental_rate(self, slot: int, now: float) -> float:
        """Spells of parental leave a year at somebody's age."""
        years = (now - float(self.people["born"][slot])) / DAYS_IN_YEAR
        return float(self.hazards.parental_by_age[bisect_right((30, 40, 50, 60), years)])


def rules_of(cases: CaseRules, hazards: HazardRules) -> Rules:
    """The numbers that both live by."""
    return Rules(
        family_share=tuple(np.diff(cases.family_cumulative, prepend=0.0).tolist()),
        sibling_likeness=float(cases.sibling_likeness),
        assessment=LogNormal(float(cases.assessment_log_median), float(cases.assessment_log_sd)),
        safeguarding=LogNormal(
            float(cases.safeguarding_log_median), float(cases.safeguarding_log_sd)
        ),
        looked_after=LogNormal(
            float(cases.looked_after_log_median), float(cases.looked_after_log_sd)
        ),
        looked_after_delay_ratio=float(cases.looked_after_delay_ratio),
        looked_after_share=float(cases.looked_after_share),
        team_changes_per_year=float(cases.team_change_rate) * DAYS_IN_YEAR,
        ceiling=float(cases.ceiling),
        rebalance_threshold=float(hazards.rebalance_threshold),
        rebalance_share=float(hazards.rebalance_share),
        ramp_weeks=float(hazards.ramp_days) / 7,
        ramp_start=float(hazards.ramp_start),
        newly_qualified_load=float(hazards.newly_qualified_load),
        short_sickness=LogNormal(float(cases.short_log_median), float(cases.short_log_sd)),
        long_sickness=LogNormal(float(cases.long_log_median), float(cases.long_log_sd)),
        long_share=1 - float(cases.short_share_of_spells),
        handover_after_days=float(cases.hand_over_after),
        parental_mean_days=math.exp(float(cases.parental_log_mean_days)),
        ratio_per_case=float(hazards.sickness_per_case),
        ratio_floor=float(hazards.sickness_floor),
        **{name: float(getattr(cases, name)) for name in _SAME_NAMES},
    )


def spec_of(kernel: Kernel, now: float, month_end: float) -> WorldSpec:
    """What the twin starts from."""
    return WorldSpec(
        kernel.key,
        rules_of(kernel.cases, kernel.hazards),
        [_council_spec(kernel, council, now) for council in kernel.active()],
        now,
        month_end,
    )


def _council_spec(kernel: Kernel, council: int, now: float) -> CouncilSpec:
    row = kernel.councils[council]
    queue = kernel.queue(council)
    planned: dict[int, list[Planned]] = {}
    for entry in queue:
        if entry.kind not in (Kind.ARRIVAL, Kind.STEP):
            event = Planned(entry.time, entry.kind, entry.generation)
            planned.setdefault(entry.whom, []).append(event)
    names = _names(kernel, council)
    return CouncilSpec(
        position=council,
        month=int(row["month"]),
        teams=[_team_spec(kernel, council, team, names) for team in _teams(kernel, council)],
        workers=[
            worker_spec(kernel, slot, now, planned.get(slot, []), names)
            for slot in kernel.people_of(council)
        ],
        cases=_case_specs(kernel, council),
        standard=tuple(row["standard"].tolist()),
        arrival_rate=float(row["arrival_rate"]),
        next_family=int(row["next_ordinal"]),
        arrival_at=kernel.next_arrival(council),
        void_arrivals=[
            (entry.time, entry.generation, entry.whom)
            for entry in queue
            if entry.kind is Kind.ARRIVAL and entry.generation != int(row["month"])
        ],
        short_share=float(row["short_share"]),
        care_ratio=float(row["looked_after_ratio"]),
        length_scale=float(row["stage_scale"]),
        length_ratio=float(row["length_ratio"]),
        efficiency=float(row["efficiency"]),
        sickness_rate=float(row["sickness"]),
        reference_caseload=float(row["reference_caseload"]),
        workload=float(row["workload"]),
        sustained=float(row["sustained"]),
        agency_rise=float(row["agency_rise"]),
        rereferral_share=float(row["rereferral_share"]),
        timeliness=[float(row[column]) for column in _TIMELINESS],
        opened=int(row["cases_opened"]),
        closed=_five(row["ended"].astype(int).tolist()),
        hand_overs=int(row["handovers"]),
        team_transfers=int(row["team_transfers"]),
        rings=_rings(kernel, council),
    )


def worker_spec(
    kernel: Kernel,
    slot: int,
    now: float,
    planned: list[Planned],
    names: Callable[[int], CaseName],
) -> WorkerSpec:
    """One person as the twin starts from them."""
    row, status = kernel.people[slot], int(kernel.status[slot])
    mask = int(row["programmes"])
    bits = [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
    return WorkerSpec(
        identity=int(row["ident"]),
        capacity=float(row["capacity"]),
        status=_status(status, int(row["absent"])),
        handed_over=int(row["absent"]) == Absence.SICK_HANDED_OVER,
        cases=[
            names(case)
            for case in _list(kernel.block(int(row["council"]))["next"], int(row["head"]))
        ],
        generation=int(row["generation"]),
        spells=int(row["spells"]),
        sickness_budget=float(row["budget"][Risk.SICKNESS]),
        parental_budget=float(row["budget"][Risk.PARENTAL]),
        sickness_rate=float(row["sick_rate"]),
        parental_rate_per_year=kernel.parental_rate(slot, now),
        planned=planned,
        holds=bool(row["holds"]),
        fte=float(row["fte"]),
        role_capacity=float(kernel.hazards.role_capacity[row["role"]]),
        factor=float(row["factor"]),
        agency=status == arrays.Status.AGENCY,
        started=float(row["started"]),
        qualified=float(row["qualified"]),
        newly_qualified=status == arrays.Status.NOTICE
        and int(row["origin"]) == StarterOrigin.NEWLY_QUALIFIED,
        programme_capacities=[float(kernel.programmes.capacity[bit]) for bit in bits],
        programme_ramps=[float(kernel.programmes.ramp[bit]) for bit in bits],
        index=slot,
    )


def _team_spec(
    kernel: Kernel, council: int, team: int, names: Callable[[int], CaseName]
) -> TeamSpec:
    row = kernel.teams[team]
    waiting = _list(kernel.block(council)["next"], int(row["waiting_head"]))
    return TeamSpec(
        Stage(int(row["kind"])),
        float(row["upper"]),
        _members(kernel, team),
        [names(case) for case in waiting],
    )


def _case_specs(kernel: Kernel, council: int) -> list[CaseSpec]:
    block = kernel.block(council)
    return [
        CaseSpec(
            family=int(block["family"][case]),
            child=int(block["child"][case]),
            stage=Stage(int(block["stage"][case])),
            opened=float(block["opened"][case]),
            stage_end=_stage_end(block["stage_end"][case], block["step_at"][case]),
            step_at=float(block["step_at"][case]),
            changes=int(block["changes"][case]),
            workers_met=int(block["workers"][case]),
            will_be_looked_after=bool(block["care"][case]),
            entered=float(block["stage_end"][case]),
            index=case,
        )
        for case in np.flatnonzero(block["team"] != NO_ONE).tolist()
    ]


def _rings(kernel: Kernel, council: int) -> dict[int, list[int]]:
    block = kernel.block(council)
    siblings, children = block["sibling"].tolist(), block["child"].tolist()
    rings: dict[int, list[int]] = {}
    for case in np.flatnonzero(block["team"] != NO_ONE).tolist():
        family = int(block["family"][case])
        if family not in rings:
            ring = [case]
            while siblings[ring[-1]] != case:
                ring.append(siblings[ring[-1]])
            rings[family] = [children[member] for member in ring]
    return rings


def snapshot_of(
    kernel: Kernel, now: float, known: Collection[int], positions: Iterable[int]
) -> Snapshot:
    """Some councils at this moment; of people only those whom the twin knows."""
    councils: dict[int, CouncilState] = {}
    teams: dict[tuple[int, int], TeamState] = {}
    workers: dict[int, WorkerState] = {}
    cases: dict[CaseName, CaseState] = {}
    people = kernel.people
    slots = {identity: slot for slot, identity in enumerate(people["ident"].tolist())}
    for council in positions:
        first = int(kernel.councils[council]["first_team"][0])
        names = _names(kernel, council)
        block = kernel.block(council)
        following = block["next"].tolist()
        waiting = 0
        for team in _teams(kernel, council):
            row = kernel.teams[team]
            queue = _list(following, int(row["waiting_head"]))
            waiting += len(queue)
            members = tuple(_members(kernel, team))
            teams[council, team - first] = TeamState(members, tuple(map(names, queue)))
        councils[council] = _council_state(kernel, council, now, waiting)
        here = [slots[who] for who in known if people["council"][slots[who]] == council]
        workers |= _worker_states(kernel, here, first, following, names)
        cases |= _case_states(kernel, council, first)
    return Snapshot(councils, teams, workers, cases)


def _council_state(kernel: Kernel, council: int, now: float, waiting: int) -> CouncilState:
    row = kernel.councils[council]
    return CouncilState(
        month=int(row["month"]),
        next_family=int(row["next_ordinal"]),
        arrival_at=kernel.next_arrival(council),
        opened=int(row["cases_opened"]),
        closed=tuple(row["ended"].astype(int).tolist()),
        hand_overs=int(row["handovers"]),
        team_transfers=int(row["team_transfers"]),
        workload=float(row["workload"]),
        sustained=float(row["sustained"]),
        timeliness=tuple(float(row[column]) for column in _TIMELINESS),
        standard=tuple(row["standard"].tolist()),
        reference_caseload=float(row["reference_caseload"]),
        # The count lacks the day of those who still wait.
        waiting_days=float(row["waiting_days"]) + waiting * now,
    )


def _worker_states(
    kernel: Kernel,
    slots: list[int],
    first: int,
    following: list[int],
    names: Callable[[int], CaseName],
) -> dict[int, WorkerState]:
    rows = kernel.people[slots]
    columns = (
        "ident",
        "team",
        "absent",
        "holds",
        "capacity",
        "head",
        "generation",
        "spells",
        "sick_rate",
    )
    return {
        identity: WorkerState(
            team=None if team == NO_ONE else team - first,
            status=_status(status, absent),
            handed_over=absent == Absence.SICK_HANDED_OVER,
            holds=bool(holds),
            capacity=capacity,
            cases=tuple(map(names, _list(following, head))),
            generation=generation,
            spells=spells,
            sickness_budget=budget[_SICKNESS],
            parental_budget=budget[_PARENTAL],
            sickness_rate=sick_rate,
        )
        for (
            identity,
            team,
            absent,
            holds,
            capacity,
            head,
            generation,
            spells,
            sick_rate,
        ), budget, status in zip(
            zip(*(rows[column].tolist() for column in columns), strict=True),
            rows["budget"].tolist(),
            kernel.status[slots].tolist(),
            strict=True,
        )
    }


def _case_states(kernel: Kernel, council: int, first: int) -> dict[CaseName, CaseState]:
    block = kernel.block(council)
    people = kernel.people["ident"].tolist()
    columns = zip(
        block["family"].tolist(),
        block["child"].tolist(),
        block["stage"].tolist(),
        block["team"].tolist(),
        block["worker"].tolist(),
        block["opened"].tolist(),
        block["stage_end"].tolist(),
        block["step_at"].tolist(),
        block["changes"].tolist(),
        block["workers"].tolist(),
        block["care"].tolist(),
        block["child"][block["sibling"]].tolist(),
        strict=True,
    )
    return {
        (family, child): CaseState(
            stage=_STAGES[stage],
            team=team - first,
            worker=None if worker == NO_ONE else people[worker],
            opened=opened,
            stage_end=_stage_end(stage_end, step_at),
            step_at=step_at,
            changes=changes,
            workers_met=met,
            will_be_looked_after=bool(care),
            next_in_ring=sibling,
        )
        for (
            family,
            child,
            stage,
            team,
            worker,
            opened,
            stage_end,
            step_at,
            changes,
            met,
            care,
            sibling,
        ) in columns
        if team != NO_ONE
    }


def _stage_end(stage_end: float, step_at: float) -> float:
    """The end of a stage; before work on it begins the array holds something else."""
    return math.inf if math.isinf(step_at) else float(stage_end)


def _names(kernel: Kernel, council: int) -> Callable[[int], CaseName]:
    """The names of a council's cases by position."""
    block = kernel.block(council)
    names = list(zip(block["family"].tolist(), block["child"].tolist(), strict=True))
    return names.__getitem__


def _status(status: int, absent: int) -> Status:
    if status == arrays.Status.NOTICE:
        return Status.EXPECTED
    if status not in (arrays.Status.STAFF, arrays.Status.AGENCY):
        return Status.GONE
    return _STATUS[absent]


def _teams(kernel: Kernel, council: int) -> range:
    first = kernel.councils[council]["first_team"]
    return range(int(first[0]), int(first[-1]))


def _members(kernel: Kernel, team: int) -> list[int]:
    row = kernel.teams[team]
    identities = kernel.people["ident"][row["members"][: row["n_members"]]]
    return [int(identity) for identity in identities]


def _list(following: Any, head: int) -> list[int]:
    """The positions of a chain of cases from its head."""
    return list(_chain(following, head))


def _chain(following: Any, case: int) -> Iterator[int]:
    while case != NO_ONE:
        yield case
        case = int(following[case])


def _five(counts: list[int]) -> tuple[int, int, int, int, int]:
    a, b, c, d, e = counts
    return a, b, c, d, e
