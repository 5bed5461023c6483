"""The monthly supervision of one council, up to the arrivals of the new month."""

import math

from tests.twin.council import Council
from tests.twin.people import Team, Worker
from tests.twin.world import Happening, Kind


def capacity_of(council: Council, worker: Worker) -> float:
    """Capacity on the day of a supervision."""
    spec = worker.spec
    capacity = spec.fte * spec.role_capacity * spec.factor
    capacity *= math.prod(spec.programme_capacities)
    weeks = council.rules.ramp_weeks if spec.ramp_weeks is None else spec.ramp_weeks
    ramp = max(7 * weeks * math.prod(spec.programme_ramps), 1.0)
    settled = max((council.now - worker.started) / ramp, 0.0)
    if settled < 1:
        capacity *= council.rules.ramp_start + (1 - council.rules.ramp_start) * settled
    if council.newly_qualified(worker):
        capacity *= council.rules.newly_qualified_load
    return capacity


def refresh_workload(council: Council) -> None:
    """How much more work than usual a person has: 0 at the standard, at most 2."""
    work = sum(
        team.cases() / council.standard[team.kind] for team in council.teams if team.cases() > 0
    )
    capacity = council.efficiency * sum(team.present_capacity() for team in council.teams)
    if capacity > 0:
        council.workload = min(work / capacity - 1, 2.0)
    else:
        council.workload = 2.0 if work > 0 else 0.0
    council.sustained += (council.workload - council.sustained) / council.rules.overload_months


def refresh_budgets(council: Council, worker: Worker) -> None:
    """A sickness rate that follows from the work, and the budgets of somebody present."""
    extra = council.workload
    if worker.team and worker.present and worker.capacity > 0:
        full = worker.capacity * council.standard[worker.team.kind] * council.efficiency
        extra = min(max(len(worker.cases) / full - 1, -1.0), 2.0)
    extra *= council.reference_caseload
    rise = council.rules.ratio_per_case * extra
    worker.sickness_rate = council.sickness_rate * max(1 + rise, council.rules.ratio_floor)
    if worker.present:
        council.run_sickness(worker)
        council.run_parental(worker)


def rebalance(council: Council, team: Team) -> Happening:
    """Move cases from members over their limit, then serve the waiting list."""
    for member in team.members:
        if member.present:
            _relieve(council, member, team)
    council.serve(team)
    return council.note(Kind.REBALANCE, team.place)


def _limit(council: Council, worker: Worker, team: Team) -> float:
    return worker.capacity * council.standard[team.kind] * council.rules.rebalance_threshold


def _relieve(council: Council, member: Worker, team: Team) -> None:
    excess = len(member.cases) - _limit(council, member, team)
    if excess < 1:
        return
    for _ in range(math.ceil(excess * council.rules.rebalance_share)):
        if not member.cases:
            return
        case = member.cases[0]
        council.take_out(case)
        member.counts_as_away = True
        chosen = council.choose(case, team)
        member.counts_as_away = False
        if chosen is None or len(chosen.cases) + 1 >= _limit(council, chosen, team):
            member.cases.insert(0, case)
            case.worker = member
            return
        council.give(case, chosen, member.identity)
        council.hand_overs += 1
