"""The rules of casework in one council, section by section of `casework-rules.md`."""

import math
from collections.abc import Callable, Generator, Iterator

import simpy

from tests.twin.keyed import CASE_ORIGIN, Purpose, draw, exponential, pack_identity
from tests.twin.people import Case, Queue, Team, Worker
from tests.twin.world import (
    CLOSED,
    DAYS_IN_YEAR,
    TEAM_LIMIT,
    WAITING,
    CaseName,
    CaseSpec,
    CouncilSpec,
    Happening,
    Kind,
    Move,
    Rules,
    Stage,
    Status,
    WorkerSpec,
)

Life = Generator[simpy.Event, None, None]
Origin = int | str | None
SIBLING_GAP = 1e-6
MISSED = 2048
"""Added to the counter of a budget when the absence that it brought could not begin."""


class Council:
    """One council: its queue, its people, its cases."""

    def __init__(
        self, spec: CouncilSpec, rules: Rules, key: tuple[int, int], now: float, month_end: float
    ) -> None:
        self.position = spec.position
        self.rules = rules
        self.key = key
        self.queue = Queue(now)
        self.month_end = month_end
        self.standard = spec.standard
        self.arrival_rate = spec.arrival_rate
        self.short_share = spec.short_share
        self.care_ratio = spec.care_ratio
        self.length_scale = spec.length_scale
        self.length_ratio = spec.length_ratio
        self.efficiency = spec.efficiency
        self.sickness_rate = spec.sickness_rate
        self.reference_caseload = spec.reference_caseload
        self.workload = spec.workload
        self.sustained = spec.sustained
        self.agency_rise = spec.agency_rise
        self.rereferral_share = spec.rereferral_share
        (
            self.first_contacts,
            self.first_contact_days,
            self.assessments,
            self.assessments_in_time,
            self.conferences,
            self.conferences_in_time,
            self.referred_again,
        ) = spec.timeliness
        self.month = spec.month
        self.next_family = spec.next_family
        self.arrival_at: float | None = None
        self.opened = spec.opened
        self.closed = list(spec.closed)
        self.hand_overs = spec.hand_overs
        self.team_transfers = spec.team_transfers
        self.waited = 0.0
        self.log: list[Happening] = []
        self._moves: list[Move] = []
        self.teams = [Team(i, team.kind, team.upper) for i, team in enumerate(spec.teams)]
        self.workers: dict[int, Worker] = {}
        self.families: dict[int, list[Case]] = {}
        self._next_case_index = 0
        self._furnish(spec)

    def _furnish(self, spec: CouncilSpec) -> None:
        """Put people into teams, cases into hands, and events into the queue."""
        for worker in spec.workers:
            self.hire(worker)
        for team, described in zip(self.teams, spec.teams, strict=True):
            for identity in described.members:
                worker_here = self.workers[identity]
                worker_here.team = team
                team.members.append(worker_here)
        places: dict[CaseName, Worker | Team] = {}
        for worker in spec.workers:
            places |= dict.fromkeys(worker.cases, self.workers[worker.identity])
        for team, described in zip(self.teams, spec.teams, strict=True):
            places |= dict.fromkeys(described.waiting, team)
        cases: dict[CaseName, Case] = {}
        for place, described_case in enumerate(spec.cases):
            name = described_case.family, described_case.child
            cases[name] = self._case_of(described_case, place, places[name])
        for worker in spec.workers:
            self.workers[worker.identity].cases = [cases[name] for name in worker.cases]
        for team, described in zip(self.teams, spec.teams, strict=True):
            team.waiting = [cases[name] for name in described.waiting]
        for family in dict.fromkeys(family for family, _ in cases):
            children = [child for of, child in cases if of == family]
            # Child 0 is followed by the last, then the one before, ..., then child 1.
            usual = [0] * (0 in children) + sorted(set(children) - {0}, reverse=True)
            order = spec.rings.get(family, usual)
            self.families[family] = [cases[family, child] for child in order]
        for case in cases.values():
            if case.step_at < math.inf:
                self.queue.process(self._life(case))
        if spec.arrival_at is not None:
            self._await_arrival(spec.arrival_at)
        for time, month, number in spec.void_arrivals:
            self.queue.process(self._referral(time, month, number))

    def _case_of(self, spec: CaseSpec, place: int, hands: Worker | Team) -> Case:
        team = hands if isinstance(hands, Team) else hands.team
        if team is None:
            raise ValueError(f"{spec} is held by somebody without a team")
        index = place if spec.index is None else spec.index
        self._next_case_index = max(self._next_case_index, index + 1)
        return Case(
            family=spec.family,
            child=spec.child,
            index=index,
            opened=spec.opened,
            team=team,
            stage=spec.stage,
            stage_end=spec.stage_end,
            step_at=spec.step_at,
            changes=spec.changes,
            workers_met=spec.workers_met,
            will_be_looked_after=spec.will_be_looked_after,
            entered=spec.entered,
            waits_since=self.now,
            worker=hands if isinstance(hands, Worker) else None,
        )

    # The queue.

    @property
    def now(self) -> float:
        return float(self.queue.now)

    def events(self, until: float) -> Iterator[Happening]:
        """Live the events before ``until`` one by one."""
        while self.queue.peek() < until:
            known = len(self.log)
            self.queue.step()
            yield from self.log[known:]
        self.queue.move_to(until)

    def instant(self) -> list[Happening]:
        """Live the next event, and all that come at the same moment."""
        known = len(self.log)
        while self.queue.peek() < math.inf and (
            len(self.log) == known or self.queue.peek() <= self.now
        ):
            self.queue.step()
        return self.log[known:]

    def note(self, kind: Kind, who: int | CaseName, lived: bool = True) -> Happening:
        """Write down what happened, with the moves made since the last note."""
        happening = Happening(self.position, self.now, kind, who, lived, tuple(self._moves))
        self._moves.clear()
        self.log.append(happening)
        return happening

    # Families arrive.

    def begin_month(self, month: int) -> None:
        self.month = month
        self.next_family = 0
        self._plan_arrival()

    def _family(self, month: int, number: int) -> int:
        return pack_identity(CASE_ORIGIN, self.position, month, number)

    def _plan_arrival(self) -> None:
        self.arrival_at = None
        if self.arrival_rate > 0:
            family = self._family(self.month, self.next_family)
            wait = exponential(self.key, Purpose.CASE_ARRIVAL, family)
            self._await_arrival(self.now + wait / self.arrival_rate)

    def _await_arrival(self, time: float) -> None:
        self.arrival_at = time
        self.queue.process(self._referral(time, self.month, self.next_family))

    def _referral(self, time: float, month: int, number: int) -> Life:
        family = self._family(month, number)
        yield self.queue.moment(time, Kind.ARRIVAL, month, self.position)
        if month == self.month:
            self._arrive(family)
        self.note(Kind.ARRIVAL, family, lived=month == self.month)

    def _arrive(self, family: int) -> None:
        size, _ = draw(self.key, Purpose.CASE_FAMILY, family)
        again, _ = draw(self.key, Purpose.CASE_REREFERRAL, family)
        team = self.team_of(Stage.ASSESSMENT, family)
        for child in range(self.children(size)):
            case = self.new_case(family, child, team)
            self.opened += 1
            self.referred_again += again < self.rereferral_share
            self._place(case, None)
            if case.worker or self.now < 0:
                self._begin(case)
                self.queue.process(self._life(case))
        self.next_family += 1
        self._plan_arrival()

    def new_case(
        self, family: int, child: int, team: Team, stage: Stage = Stage.ASSESSMENT
    ) -> Case:
        """A case that is opened now, in the ring of its brothers and sisters."""
        case = Case(family, child, self._next_case_index, self.now, team, stage, entered=self.now)
        self._next_case_index += 1
        self.families.setdefault(family, []).insert(1, case)
        return case

    def admit(self, case: Case) -> None:
        """Plan the next step of a case found in the middle of its stage, and place it."""
        self._plan_step(case)
        self.queue.process(self._life(case))
        self._place(case, None)

    def open_cases(self) -> list[Case]:
        """Every open case."""
        return [case for ring in self.families.values() for case in ring]

    def children(self, uniform: float) -> int:
        """Number of children that come together."""
        cumulative = 0.0
        for size, share in enumerate(self.rules.family_share, start=1):
            cumulative += share
            if cumulative >= uniform:
                return size
        return len(self.rules.family_share)

    # A case takes a step.

    def _life(self, case: Case) -> Life:
        """As long as steps are planned: sleep until the next one, take it."""
        while case.is_open and case.step_at < math.inf:
            yield self.queue.moment(case.step_at, Kind.STEP, 0, case.index)
            if case.is_open:
                self._step(case)
                self.note(Kind.STEP, case.name)

    def _step(self, case: Case) -> None:
        if case.stage is Stage.LOOKED_AFTER and self.now < case.stage_end:
            self._change_team(case)
            return
        old = case.team
        origin = self.take_out(case)
        if case.stage is Stage.ASSESSMENT:
            self.assessments += 1
            self.assessments_in_time += self.now - case.opened <= self.rules.assessment_due
        if case.stage is Stage.ASSESSMENT and not self._ends_after_assessment(case):
            self._enter_safeguarding(case, origin)
        elif case.stage is Stage.SAFEGUARDING and case.will_be_looked_after:
            self._enter(case, Stage.LOOKED_AFTER, origin)
        else:
            self.close(case, origin)
        self.serve(old)

    def _change_team(self, case: Case) -> None:
        """A looked-after child gets another team, where the council has one."""
        teams = self._teams_of(Stage.LOOKED_AFTER)
        if len(teams) == 1:
            case.changes += 1
            self._plan_step(case)
            return
        old = case.team
        origin = self.take_out(case)
        case.changes += 1
        self._plan_step(case)
        case.team = teams[(teams.index(old) + 1) % len(teams)]
        self._place(case, origin)
        self.team_transfers += 1
        self.serve(old)

    def _own_or_family(
        self, purpose: Purpose, case: Case, counter: int, family_counter: int
    ) -> float:
        """A child's own number, or with the likeness of siblings the family's."""
        shared, own = draw(self.key, purpose, case.family, counter)
        if shared < self.rules.sibling_likeness:
            return draw(self.key, purpose, case.family, family_counter)[1]
        return own

    def _ends_after_assessment(self, case: Case) -> bool:
        fate = self._own_or_family(Purpose.CASE_ASSESSMENT, case, case.child, 15)
        return fate < self.short_share

    def _enter_safeguarding(self, case: Case, origin: Origin) -> None:
        case.will_be_looked_after = self.would_be_looked_after(
            case, self.rules.looked_after_share * self.care_ratio
        )
        self._enter(case, Stage.SAFEGUARDING, origin)

    def would_be_looked_after(self, case: Case, share: float) -> bool:
        """Whether safeguarding will end in care, as a share of cases does."""
        fate = self._own_or_family(Purpose.CASE_SAFEGUARDING, case, 2 * case.child + 1, 31)
        return fate < share

    def safeguarding_days(self, case: Case) -> float:
        """Days of safeguarding before anything lengthens or shortens it."""
        return self.rules.safeguarding.at(
            self._own_or_family(Purpose.CASE_SAFEGUARDING, case, 2 * case.child, 30)
        )

    def _enter(self, case: Case, stage: Stage, origin: Origin) -> None:
        case.stage = stage
        case.changes = 0
        case.entered = self.now
        case.stage_end = case.step_at = math.inf
        case.team = self.team_of(stage, case.family)
        self._place(case, origin)
        if case.worker or self.now < 0:
            self._begin(case)
        self.team_transfers += 1

    def _begin(self, case: Case) -> None:
        """Work on a stage begins: its length is drawn and the next step planned."""
        if case.stage is Stage.ASSESSMENT:
            _, length_at = draw(self.key, Purpose.CASE_FAMILY, case.family)
            length = self.rules.assessment.at(length_at)
            self._contact(case, length)
            length *= 1 + self.rules.assessment_load * self.workload
        elif case.stage is Stage.SAFEGUARDING:
            length = self.safeguarding_days(case) * self.length_ratio * self.length_scale
            if case.will_be_looked_after:
                length *= self.rules.looked_after_delay_ratio
            length *= self._overload_ratio()
            self._confer(case)
        else:
            length = self.length_scale * self.rules.looked_after.at(
                self._own_or_family(Purpose.CASE_LOOKED_AFTER, case, case.child, 15)
            )
        case.stage_end = self.now + length + case.child * SIBLING_GAP
        self._plan_step(case)

    def _contact(self, case: Case, usual: float) -> None:
        """The family is seen for the first time some days after somebody holds the case."""
        rules = self.rules
        days = rules.first_contact_share * usual * (1 + rules.first_contact_load * self.workload)
        self.first_contacts += 1
        self.first_contact_days += self.now - case.entered + days

    def _confer(self, case: Case) -> None:
        """For some families there is a conference, in time or not."""
        rules = self.rules
        held, late = draw(self.key, Purpose.CASE_CONFERENCE, case.family)
        if held >= rules.conference_share:
            return
        extra = self.workload * self.reference_caseload
        share = rules.conference_in_time - rules.conference_late_per_case * extra
        share -= rules.conference_late_per_agency * self.agency_rise
        waited = self.now - case.entered
        self.conferences += 1
        self.conferences_in_time += late < share and waited <= rules.conference_due

    def _overload_ratio(self) -> float:
        """Length of safeguarding relative to usual, which load that lasts brings about."""
        rules = self.rules
        ratio = 1 + rules.length_load * self.sustained
        ratio += rules.overload_length * max(self.sustained - rules.overload_threshold, 0)
        return min(max(ratio, rules.length_least), rules.length_most)

    def _plan_step(self, case: Case) -> None:
        case.step_at = case.stage_end
        rate = self.rules.team_changes_per_year / DAYS_IN_YEAR
        if case.stage is Stage.LOOKED_AFTER and rate > 0:
            counter = 4096 * case.child + case.changes
            wait = exponential(self.key, Purpose.CASE_TEAM_CHANGE, case.family, counter)
            case.step_at = min(case.stage_end, self.now + wait / rate)

    def close(self, case: Case, origin: Origin) -> None:
        """End a case that is in nobody's hands."""
        case.stage = Stage.CLOSED
        ring = self.families[case.family]
        ring.remove(case)
        if not ring:
            del self.families[case.family]
        months = (self.now - case.opened) * 12 / DAYS_IN_YEAR
        self.closed[sum(months > band for band in (3, 6, 12, 24))] += 1
        self._moves.append(Move(case.family, case.child, origin, CLOSED))

    def waiting_days(self) -> float:
        """Days that cases have waited, those that still wait included."""
        waiting = (case for team in self.teams for case in team.waiting)
        return self.waited + sum(self.now - case.waits_since for case in waiting)

    # Who takes a case.

    def _teams_of(self, kind: Stage) -> list[Team]:
        return [team for team in self.teams if team.kind is kind]

    def team_of(self, kind: Stage, family: int) -> Team:
        """The team of the area in which the family lives."""
        area, _ = draw(self.key, Purpose.CASE_AREA, family)
        teams = self._teams_of(kind)
        return next((team for team in teams if team.upper > area), teams[-1])

    def take_out(self, case: Case) -> Origin:
        """Out of the worker's hands or the waiting list; says whence."""
        if case.worker is None:
            case.team.waiting.remove(case)
            self.waited += self.now - case.waits_since
            return WAITING
        worker, case.worker = case.worker, None
        worker.cases.remove(case)
        return worker.identity

    def choose(self, case: Case, team: Team) -> Worker | None:
        ring = self.families[case.family]
        place = ring.index(case)
        for sibling in ring[place + 1 :] + ring[:place]:
            if sibling.worker in team.members and sibling.worker.present:
                return sibling.worker
        standard = self.standard[team.kind] * self.efficiency
        chosen, most = None, -math.inf
        for member in team.members:
            spare = member.capacity * standard - len(member.cases)
            if member.present and (chosen is None or spare > most):
                chosen, most = member, spare
        if chosen and most < -(self.rules.ceiling - 1) * chosen.capacity * standard:
            return None
        return chosen

    def give(self, case: Case, worker: Worker, origin: Origin) -> None:
        worker.cases.insert(0, case)
        case.worker = worker
        case.workers_met += 1
        self._moves.append(Move(case.family, case.child, origin, worker.identity))

    def _place(self, case: Case, origin: Origin) -> None:
        chosen = self.choose(case, case.team)
        if chosen:
            self.give(case, chosen, origin)
        else:
            case.team.waiting.append(case)
            case.waits_since = self.now
            self._moves.append(Move(case.family, case.child, origin, WAITING))

    def serve(self, team: Team | None) -> None:
        """Give out the waiting list, oldest first, as long as somebody takes the oldest."""
        while team and team.waiting:
            oldest = team.waiting[0]
            chosen = self.choose(oldest, team)
            if chosen is None:
                return
            self.give(oldest, chosen, self.take_out(oldest))
            if oldest.step_at == math.inf:
                self._begin(oldest)
                self.queue.process(self._life(oldest))

    def _hand_over_all(self, worker: Worker) -> None:
        worker.counts_as_away = True
        while worker.cases:
            case = worker.cases[0]
            self._place(case, self.take_out(case))
            self.hand_overs += 1
        worker.counts_as_away = False

    # People.

    def plan(self, worker: Worker, kind: Kind, time: float) -> None:
        """Put an event of a person into the queue, for this spell of work."""
        self.queue.process(self._event(worker, kind, time, worker.generation))

    def _event(self, worker: Worker, kind: Kind, time: float, generation: int) -> Life:
        yield self.queue.moment(time, kind, generation, worker.index)
        live: dict[Kind, Callable[[Worker], bool]] = {
            Kind.SICKNESS: self._sickness_starts,
            Kind.HAND_OVER: self._hand_over,
            Kind.ABSENCE_ENDS: self._absence_ends,
            Kind.PARENTAL_LEAVE: self._parental_leave_starts,
            Kind.LEAVE: self._leave,
            Kind.START: self._start,
        }
        lived = generation == worker.generation and live[kind](worker)
        self.note(kind, worker.identity, lived)

    def _sickness_starts(self, worker: Worker) -> bool:
        if worker.status is not Status.PRESENT:
            worker.sickness_budget = self._missed_budget(Purpose.BUDGET_SICKNESS, worker)
            return False
        which, length_at = draw(self.key, Purpose.SPELL_LENGTH, worker.identity, worker.spells)
        short = which < 1 - self.rules.long_share
        lengths = self.rules.short_sickness if short else self.rules.long_sickness
        length = lengths.at(length_at)
        worker.status = Status.SICK
        worker.handed_over = False
        if length > self.rules.handover_after_days:
            self.plan(worker, Kind.HAND_OVER, self.now + self.rules.handover_after_days)
        self.plan(worker, Kind.ABSENCE_ENDS, self.now + length)
        return True

    def _hand_over(self, worker: Worker) -> bool:
        if worker.status is not Status.SICK or worker.handed_over:
            return False
        worker.handed_over = True
        self._hand_over_all(worker)
        return True

    def _missed_budget(self, purpose: Purpose, worker: Worker) -> float:
        """Somebody away already cannot begin another absence; a later one may come."""
        return exponential(self.key, purpose, worker.identity, worker.spells + MISSED)

    def _parental_leave_starts(self, worker: Worker) -> bool:
        if worker.status is not Status.PRESENT:
            worker.parental_budget = self._missed_budget(Purpose.BUDGET_PARENTAL, worker)
            return False
        part, _ = draw(self.key, Purpose.PARENTAL_LENGTH, worker.identity, worker.spells)
        worker.status = Status.PARENTAL_LEAVE
        self._hand_over_all(worker)
        self.plan(
            worker, Kind.ABSENCE_ENDS, self.now + self.rules.parental_mean_days * (0.5 + part)
        )
        return True

    def _absence_ends(self, worker: Worker) -> bool:
        was, worker.status = worker.status, Status.PRESENT
        worker.handed_over = False
        if was is not Status.AWAITED:
            worker.spells += 1
            purpose = (
                Purpose.BUDGET_PARENTAL if was is Status.PARENTAL_LEAVE else Purpose.BUDGET_SICKNESS
            )
            budget = exponential(self.key, purpose, worker.identity, worker.spells)
            if was is Status.PARENTAL_LEAVE:
                worker.parental_budget = budget
            else:
                worker.sickness_budget = budget
                self.run_sickness(worker)
        self.serve(worker.team)
        return True

    def run_sickness(self, worker: Worker) -> None:
        rate, left = worker.sickness_rate, self.month_end - self.now
        if rate > 0 and worker.sickness_budget <= rate * left:
            self.plan(worker, Kind.SICKNESS, self.now + worker.sickness_budget / rate)
            worker.sickness_budget = math.inf
        elif rate > 0:
            worker.sickness_budget -= rate * left

    def run_parental(self, worker: Worker) -> None:
        rate, left = worker.parental_rate_per_year / DAYS_IN_YEAR, self.month_end - self.now
        if rate > 0 and worker.parental_budget < rate * left:
            self.plan(worker, Kind.PARENTAL_LEAVE, self.now + worker.parental_budget / rate)
            worker.parental_budget = math.inf
        elif rate > 0:
            worker.parental_budget -= rate * left

    # Joining and leaving a team.

    def hire(self, spec: WorkerSpec) -> Worker:
        """Add somebody, or begin anew with somebody who has gone; planned events are queued."""
        known = self.workers.get(spec.identity)
        if known and known.status is not Status.GONE:
            raise ValueError(f"{spec.identity} has not gone yet")
        place = known.index if known else len(self.workers)
        worker = self.workers[spec.identity] = Worker.of(spec, place)
        for planned in spec.planned:
            generation = spec.generation if planned.generation is None else planned.generation
            self.queue.process(self._event(worker, planned.kind, planned.time, generation))
        return worker

    def leave_at(self, identity: int, time: float) -> None:
        """Plan that somebody leaves."""
        self.plan(self.workers[identity], Kind.LEAVE, time)

    def join(self, identity: int) -> Happening:
        """Somebody who is there from now (an agency worker, in the office round) joins a team."""
        self._start(self.workers[identity])
        return self.note(Kind.JOIN, identity)

    def end_holding(self, identity: int) -> Happening:
        """A promotion ends case-holding."""
        worker = self.workers[identity]
        worker.holds = False
        self._leave_team(worker)
        return self.note(Kind.HOLDING_ENDS, identity)

    def _start(self, worker: Worker) -> bool:
        spec = worker.spec
        worker.status = Status.PRESENT
        worker.started = self.now
        if spec.newly_qualified:
            worker.qualified = self.now
        role_capacity = 1.0 if spec.agency else spec.role_capacity
        worker.capacity = spec.fte * role_capacity * spec.factor * self.rules.ramp_start
        if self.newly_qualified(worker) and not spec.agency:
            worker.capacity *= self.rules.newly_qualified_load
        if worker.holds:
            open_teams = [team for team in self.teams if len(team.members) < TEAM_LIMIT]
            # The first among equals: max() keeps it.
            worker.team = max(open_teams, key=self._need, default=None)
            worker.holds = worker.team is not None
        if worker.team:
            worker.team.members.append(worker)
            self.serve(worker.team)
        return True

    def _need(self, team: Team) -> float:
        return team.cases() / (self.standard[team.kind] * (team.present_capacity() + 0.5))

    def _leave(self, worker: Worker) -> bool:
        worker.status = Status.GONE
        worker.holds = worker.handed_over = False
        self._leave_team(worker)
        worker.generation += 1
        return True

    def _leave_team(self, worker: Worker) -> None:
        if worker.team:
            worker.team.members.remove(worker)
            worker.team = None
        self._hand_over_all(worker)

    def at_work(self) -> list[Worker]:
        """Everybody at work, in order of slots."""
        workers = (worker for worker in self.workers.values() if worker.at_work)
        return sorted(workers, key=lambda worker: worker.index)

    def newly_qualified(self, worker: Worker) -> bool:
        return self.now - worker.qualified < DAYS_IN_YEAR
