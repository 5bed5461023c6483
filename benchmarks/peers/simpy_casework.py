"""The casework of one council as plain SimPy processes.

Every family that is referred, every child's case, every spell of sickness and every start and end
of a post is a process that waits with ``timeout``; teams and caseloads are Python objects. Rules
and draws are the model's (draws through its compiled generator, which is faster than arithmetic in
Python), so that the events must be the same. There is no log and nothing is checked.
"""

import math
from collections.abc import Generator
from typing import Any

import simpy

from benchmarks.diary import Counts, Diary, Month, OpenCase, Person
from benchmarks.peers.simpy_draws import (
    AREA,
    ARRIVAL,
    ASSESSMENT,
    ASSESSMENT_DRAW,
    FAMILY,
    LOOKED_AFTER,
    LOOKED_AFTER_DRAW,
    PARENTAL_BUDGET,
    PARENTAL_LENGTH,
    SAFEGUARDING,
    SAFEGUARDING_DRAW,
    SICKNESS_BUDGET,
    SPELL,
    TEAM_CHANGE,
)
from benchmarks.peers.simpy_objects import Case, Team, Worker
from workforce_sim.model.engine.randomness import Origin, draw, exponential, normal_quantile
from workforce_sim.model.engine.state import (
    DAYS_A_YEAR,
    NO_ONE,
    TEAM_CAPACITY,
    Absence,
    EventKind,
)

Life = Generator[simpy.Event, Any, None]

INSTANT = 1e-6
MISSED = 2048
CLOSED = math.inf
BEFORE_THE_RUN = -1


class Council:
    """One council: its people, its cases, and everything that happens to them."""

    def __init__(self, diary: Diary, council: int) -> None:
        self.env = simpy.Environment()
        self.key = diary.key
        self.council = council
        self.months = diary.months[council]
        self.month = BEFORE_THE_RUN
        self.month_end = self.months[0].day
        self.events = self.opened = self.closed = self.hand_overs = self.team_transfers = 0
        self._read_rules(diary)
        self._open(diary)

    def _read_rules(self, diary: Diary) -> None:
        """Python numbers: reading a numpy record each time would be slower."""
        rules, hazards, first = diary.rules, diary.hazards, diary.first_days[self.council]
        self.family_shares = rules.family_cumulative.tolist()
        self.likeness = float(rules.sibling_likeness)
        self.lengths = {
            ASSESSMENT: (float(rules.assessment_log_median), float(rules.assessment_log_sd)),
            SAFEGUARDING: (float(rules.safeguarding_log_median), float(rules.safeguarding_log_sd)),
            LOOKED_AFTER: (float(rules.looked_after_log_median), float(rules.looked_after_log_sd)),
        }
        self.assessment_load = float(rules.assessment_load)
        self.length_load = float(rules.length_load)
        self.overload_threshold = float(rules.overload_threshold)
        self.overload_length = float(rules.overload_length)
        self.overload_months = float(rules.overload_months)
        self.length_bounds = (float(rules.length_least), float(rules.length_most))
        self.workload_now = self.sustained = 0.0
        self.care_share = float(rules.looked_after_share)
        self.care_delay = float(rules.looked_after_delay_ratio)
        self.team_change_rate = float(rules.team_change_rate)
        self.overload = float(rules.ceiling) - 1.0
        self.short_spells = float(rules.short_share_of_spells)
        self.short = (float(rules.short_log_median), float(rules.short_log_sd))
        self.long = (float(rules.long_log_median), float(rules.long_log_sd))
        self.hand_over_after = float(rules.hand_over_after)
        self.parental_days = math.exp(float(rules.parental_log_mean_days))
        self.parental_rates = [rate / DAYS_A_YEAR for rate in hazards.parental_by_age.tolist()]
        self.sickness_per_case = float(hazards.sickness_per_case)
        self.sickness_floor = float(hazards.sickness_floor)
        self.ramp_days = max(float(hazards.ramp_days), 1.0)
        self.ramp_start = float(hazards.ramp_start)
        self.newly_qualified_load = float(hazards.newly_qualified_load)
        self.threshold = float(hazards.rebalance_threshold)
        self.rebalance_share = float(hazards.rebalance_share)
        self.stage_scale = first.stage_scale
        self.reference_caseload = first.reference_caseload
        self.levels = self.months[0].levels

    def _open(self, diary: Diary) -> None:
        """Seat people, hand out the cases of the first day, and let their processes begin."""
        first = diary.first_days[self.council]
        self.teams = [Team(kind, upper, first.standard[kind]) for kind, upper, _, _ in first.teams]
        self.teams_of = [[team for team in self.teams if team.kind == kind] for kind in range(3)]
        self.at_work: dict[int, Worker] = {}
        cases = [self._case_of(case) for case in first.cases]
        for ring in first.rings:
            family = [cases[number] for number in ring]
            for case in family:
                case.family = family
        for colleague in first.colleagues:
            worker = Worker(colleague.person, self.key)
            worker.present = colleague.absent == Absence.PRESENT
            worker.sickness_budget = colleague.sickness_budget
            worker.parental_budget = colleague.parental_budget
            worker.sick_rate = colleague.sick_rate
            worker.team = None if colleague.team == NO_ONE else self.teams[colleague.team]
            self.at_work[worker.slot] = worker
            for number in reversed(colleague.cases):
                worker.cases[cases[number]] = None
                cases[number].worker = worker
        for team, (_, _, members, waiting) in zip(self.teams, first.teams, strict=True):
            team.members = [self.at_work[slot] for slot in members]
            team.waiting = {cases[number]: None for number in waiting}
        for case, described in zip(cases, first.cases, strict=True):
            self.env.process(self.case_life(case, described.step_at))
        expected = {person.slot: person for person in first.expected}
        parental = {c.person.slot for c in first.colleagues if c.absent == Absence.PARENTAL}
        for time, kind, slot in first.pending:
            if kind == EventKind.ARRIVAL:
                self.env.process(self.lapsed_referral(time))
            elif kind == EventKind.HAND_OVER:
                self.env.process(self.waiting_hand_over(self.at_work[slot], time))
            elif kind == EventKind.ABSENCE_END:
                self.env.process(self.waiting_return(self.at_work[slot], time, slot in parental))
            elif kind == EventKind.LEAVE:
                self.env.process(self.leaving(self.at_work[slot], time))
            elif kind == EventKind.START:
                self.env.process(self.starting(expected[slot], time))

    def _case_of(self, described: OpenCase) -> Case:
        team = self.teams[described.team]
        case = Case(described.family, described.child, [], team, described.opened)
        case.stage = described.stage
        case.stage_end = CLOSED if described.step_at == CLOSED else described.stage_end
        case.changes = described.changes
        case.changing = described.step_at < described.stage_end
        case.care = described.care
        return case

    def live(self) -> Counts:
        """Live all months of the diary."""
        for month in self.months:
            if month.day > self.env.now:
                self.env.run(until=month.day)
            self.office(month)
        self.env.run(until=self.months[-1].end)
        return Counts(self.events, self.opened, self.closed, self.hand_overs, self.team_transfers)

    # --- families and cases --------------------------------------------------------------------

    def referrals(self) -> Life:
        """Families arrive for as long as the month lasts."""
        key, env, month, rate = self.key, self.env, self.month, self.levels.arrival_rate
        number = 0
        while rate > 0.0:
            family = Origin.CASE << 58 | self.council << 48 | month << 32 | number
            yield env.timeout(exponential(key, ARRIVAL, family, 0) / rate)
            self.events += 1
            if self.month != month:
                return
            self.arrive(family)
            number += 1

    def lapsed_referral(self, time: float) -> Life:
        """A family of the month before the first, which will not come any more."""
        yield self.env.timeout(time)
        self.events += 1

    def arrive(self, family_id: int) -> None:
        """One case for each child of a family."""
        size, _ = draw(self.key, FAMILY, family_id, 0)
        team = self.team_of(ASSESSMENT, family_id)
        family: list[Case] = []
        children = 1
        while children < 6 and size > self.family_shares[children - 1]:
            children += 1
        for child in range(children):
            case = Case(family_id, child, family, team, self.env.now)
            family.insert(1, case)
            self.opened += 1
            self.place(case, team)
            self.env.process(self.case_life(case, self.begin(case)))

    def case_life(self, case: Case, step_at: float) -> Life:
        """From one step to the next until the case is closed, or has to wait for somebody."""
        env = self.env
        while step_at != CLOSED:
            yield env.timeout(step_at - env.now)
            self.events += 1
            step_at = self.step(case)

    def step(self, case: Case) -> float:
        """End a stage, or change team while looked after; the day of the next step."""
        old = case.team
        if case.changing and len(self.teams_of[LOOKED_AFTER]) == 1:
            case.changes += 1
            return self.next_step(case)
        self.detach(case)
        if case.changing:
            case.changes += 1
            step_at = self.next_step(case)
            others = self.teams_of[LOOKED_AFTER]
            self.team_transfers += 1
            self.place(case, others[(others.index(old) + 1) % len(others)])
        elif self.ends(case):
            self.closed += 1
            case.family.remove(case)
            step_at = CLOSED
        else:
            self.team_transfers += 1
            step_at = self.enter(case, case.stage + 1)
        if old.waiting:
            self.serve(old)
        return step_at

    def ends(self, case: Case) -> bool:
        """Whether the case closes at the end of its stage."""
        if case.stage == ASSESSMENT:
            fate = self.own_or_family(ASSESSMENT_DRAW, case, case.child, 15)
            return fate < self.levels.short_share
        return case.stage == LOOKED_AFTER or not case.care

    def own_or_family(self, purpose: int, case: Case, counter: int, family_counter: int) -> float:
        """A number of the child's own, or the family's."""
        shared, own = draw(self.key, purpose, case.family_id, counter)
        if shared < self.likeness:
            return float(draw(self.key, purpose, case.family_id, family_counter)[1])
        return float(own)

    def enter(self, case: Case, stage: int) -> float:
        """Enter the next stage; the day of the next step, if somebody takes the case."""
        case.stage = stage
        case.changes = 0
        if stage == SAFEGUARDING:
            fate = self.own_or_family(SAFEGUARDING_DRAW, case, 2 * case.child + 1, 31)
            case.care = fate < self.care_share * self.levels.looked_after_ratio
        self.place(case, self.team_of(stage, case.family_id))
        return self.begin(case)

    def begin(self, case: Case) -> float:
        """Work on a stage begins if somebody holds the case; the day of the next step."""
        if case.worker is None:
            case.changing, case.stage_end = False, CLOSED
            return CLOSED
        if case.stage == ASSESSMENT:
            length = draw(self.key, FAMILY, case.family_id, 0)[1]
        elif case.stage == SAFEGUARDING:
            length = self.own_or_family(SAFEGUARDING_DRAW, case, 2 * case.child, 30)
        else:
            length = self.own_or_family(LOOKED_AFTER_DRAW, case, case.child, 15)
        median, sd = self.lengths[case.stage]
        days = math.exp(median + sd * normal_quantile(length))
        if case.stage == ASSESSMENT:
            days *= 1.0 + self.assessment_load * self.workload_now
        else:
            days *= self.stage_scale
        if case.stage == SAFEGUARDING:
            if case.care:
                days *= self.care_delay
            days *= self.length_ratio()
        case.stage_end = self.env.now + (days + case.child * INSTANT)
        return self.next_step(case)

    def length_ratio(self) -> float:
        """Length of help relative to usual, where load lasts."""
        beyond = max(self.sustained - self.overload_threshold, 0.0)
        ratio = 1.0 + self.length_load * self.sustained + self.overload_length * beyond
        least, most = self.length_bounds
        return min(max(ratio, least), most)

    def next_step(self, case: Case) -> float:
        """The end of the stage, or a change of team before it."""
        case.changing = False
        if case.stage == LOOKED_AFTER and self.team_change_rate > 0.0:
            counter = case.child * 4096 + case.changes
            wait = exponential(self.key, TEAM_CHANGE, case.family_id, counter)
            changes_at = self.env.now + wait / self.team_change_rate
            if changes_at < case.stage_end:
                case.changing = True
                return float(changes_at)
        return case.stage_end

    def team_of(self, kind: int, family_id: int) -> Team:
        """The team of a kind in whose area a family lives."""
        teams = self.teams_of[kind]
        area = draw(self.key, AREA, family_id, 0)[0]
        for team in teams:
            if area < team.upper:
                return team
        return teams[-1]

    # --- who takes a case ----------------------------------------------------------------------

    def choose(self, case: Case, team: Team) -> Worker | None:
        """Whoever holds a brother or sister, else who has most room."""
        family = case.family
        if len(family) > 1:
            place = family.index(case)
            for sibling in family[place + 1 :] + family[:place]:
                holder = sibling.worker
                if holder is not None and sibling.team is team and holder.present:
                    return holder
        standard = team.standard * self.levels.efficiency
        best, most = None, -math.inf
        for worker in team.members:
            if worker.present:
                spare = worker.capacity * standard - len(worker.cases)
                if spare > most:
                    best, most = worker, spare
        if best is None or most < -self.overload * best.capacity * standard:
            return None
        return best

    def place(self, case: Case, team: Team) -> None:
        """Bring a case into a team."""
        case.team = team
        worker = self.choose(case, team)
        if worker is None:
            team.waiting[case] = None
        else:
            worker.cases[case] = None
            case.worker = worker

    def detach(self, case: Case) -> None:
        """Take a case from whoever has it."""
        worker = case.worker
        if worker is None:
            del case.team.waiting[case]
        else:
            del worker.cases[case]
            case.worker = None

    def serve(self, team: Team) -> None:
        """Give out waiting cases as long as somebody can take the oldest."""
        while team.waiting:
            case = next(iter(team.waiting))
            worker = self.choose(case, team)
            if worker is None:
                return
            del team.waiting[case]
            worker.cases[case] = None
            case.worker = worker
            if case.stage_end == CLOSED:
                self.env.process(self.case_life(case, self.begin(case)))

    def hand_over(self, worker: Worker) -> None:
        """Everybody's case goes to somebody else."""
        while worker.cases:
            case = next(reversed(worker.cases))
            self.detach(case)
            self.place(case, case.team)
            self.hand_overs += 1

    # --- absence -------------------------------------------------------------------------------

    def sickness(self, worker: Worker, wait: float) -> Life:
        """A spell of sickness that begins after a while."""
        env, generation = self.env, worker.generation
        yield env.timeout(wait)
        self.events += 1
        if worker.generation != generation:
            return
        if not worker.present:
            counter = worker.spells + MISSED
            worker.sickness_budget = exponential(self.key, SICKNESS_BUDGET, worker.ident, counter)
            return
        which, length = draw(self.key, SPELL, worker.ident, worker.spells)
        median, sd = self.short if which < self.short_spells else self.long
        days = math.exp(median + sd * normal_quantile(length))
        worker.present = False
        if days > self.hand_over_after:
            yield env.timeout(self.hand_over_after)
            self.events += 1
            if worker.generation == generation and worker.team is not None:
                self.hand_over(worker)
            days -= self.hand_over_after
        yield env.timeout(days)
        self.events += 1
        if worker.generation == generation:
            self.come_back(worker, False)

    def parental_leave(self, worker: Worker, wait: float) -> Life:
        """A parental leave that begins after a while."""
        env, generation = self.env, worker.generation
        yield env.timeout(wait)
        self.events += 1
        if worker.generation != generation:
            return
        if not worker.present:
            counter = worker.spells + MISSED
            worker.parental_budget = exponential(self.key, PARENTAL_BUDGET, worker.ident, counter)
            return
        part = draw(self.key, PARENTAL_LENGTH, worker.ident, worker.spells)[0]
        worker.present = False
        if worker.team is not None:
            self.hand_over(worker)
        yield env.timeout(self.parental_days * (0.5 + part))
        self.events += 1
        if worker.generation == generation:
            self.come_back(worker, True)

    def waiting_hand_over(self, worker: Worker, time: float) -> Life:
        """The hand-over of a sickness that began before the first day."""
        generation = worker.generation
        yield self.env.timeout(time)
        self.events += 1
        if worker.generation == generation and worker.team is not None:
            self.hand_over(worker)

    def waiting_return(self, worker: Worker, time: float, parental: bool) -> Life:
        """The end of an absence that began before the first day."""
        generation = worker.generation
        yield self.env.timeout(time)
        self.events += 1
        if worker.generation == generation:
            self.come_back(worker, parental)

    def come_back(self, worker: Worker, parental: bool) -> None:
        """An absence ends, and the next one of its kind is drawn."""
        worker.present = True
        worker.spells += 1
        if parental:
            budget = exponential(self.key, PARENTAL_BUDGET, worker.ident, worker.spells)
            worker.parental_budget = budget
        else:
            budget = exponential(self.key, SICKNESS_BUDGET, worker.ident, worker.spells)
            worker.sickness_budget = budget
            self.run_sickness(worker)
        if worker.team is not None and worker.team.waiting:
            self.serve(worker.team)

    def run_sickness(self, worker: Worker) -> None:
        """Use up the budget of sickness to the end of the month."""
        used = worker.sick_rate * (self.month_end - self.env.now)
        if worker.sick_rate > 0.0 and worker.sickness_budget <= used:
            wait = worker.sickness_budget / worker.sick_rate
            worker.sickness_budget = math.inf
            self.env.process(self.sickness(worker, wait))
        else:
            worker.sickness_budget -= used

    def run_parental(self, worker: Worker) -> None:
        """Use up the budget of parental leave to the end of the month."""
        years = (self.env.now - worker.born) / DAYS_A_YEAR
        rate = self.parental_rates[min(max(int(years // 10.0) - 2, 0), 4)]
        used = rate * (self.month_end - self.env.now)
        if rate > 0.0 and worker.parental_budget < used:
            wait = worker.parental_budget / rate
            worker.parental_budget = math.inf
            self.env.process(self.parental_leave(worker, wait))
        else:
            worker.parental_budget -= used

    # --- coming and going ----------------------------------------------------------------------

    def starting(self, person: Person, time: float) -> Life:
        """Somebody works out notice elsewhere, then starts."""
        yield self.env.timeout(time - self.env.now)
        self.events += 1
        worker = Worker(person, self.key)
        worker.started = self.env.now
        if worker.newly_qualified:
            worker.qualified = self.env.now
        self.join(worker)

    def join(self, worker: Worker) -> None:
        """Somebody is there from now on, in the team that needs them most."""
        self.at_work[worker.slot] = worker
        if not worker.holds:
            return
        team, highest = None, -1.0
        for one in self.teams:
            if len(one.members) < TEAM_CAPACITY:
                pressure = one.cases() / (one.standard * (one.capacity() + 0.5))
                if pressure > highest:
                    team, highest = one, pressure
        if team is None:
            worker.holds = False
            return
        worker.team = team
        team.members.append(worker)
        if team.waiting:
            self.serve(team)

    def leaving(self, worker: Worker, time: float) -> Life:
        """Somebody works to their last day."""
        generation = worker.generation
        yield self.env.timeout(time - self.env.now)
        self.events += 1
        if worker.generation == generation:
            worker.generation += 1
            worker.present = False
            self.leave_team(worker)
            del self.at_work[worker.slot]

    def leave_team(self, worker: Worker) -> None:
        """Hand over and go; the worker must count as away."""
        if worker.team is not None:
            worker.team.members.remove(worker)
            self.hand_over(worker)
            worker.team = None

    # --- the first of the month ----------------------------------------------------------------

    def office(self, month: Month) -> None:
        """What the office has decided, and everybody's supervision."""
        self.month_end = month.end
        self.levels = month.levels
        for slot in month.stops:
            worker = self.at_work[slot]
            present, worker.present = worker.present, False
            worker.holds = False
            self.leave_team(worker)
            worker.present = present
        for person in month.joins:
            self.join(Worker(person, self.key))
        for time, slot in month.leaves:
            self.env.process(self.leaving(self.at_work[slot], time))
        for time, person in month.starts:
            self.env.process(self.starting(person, time))
        for slot, fte, role_capacity in month.changes:
            self.at_work[slot].fte = fte
            self.at_work[slot].role_capacity = role_capacity
        self.supervise()
        self.month = month.number
        self.env.process(self.referrals())

    def supervise(self) -> None:
        """Capacity, workload and absence of everybody, then cases are evened out."""
        now = self.env.now
        for worker in self.at_work.values():
            capacity = worker.fte * worker.role_capacity * worker.factor
            settled = (now - worker.started) / self.ramp_days
            if settled < 1.0:
                capacity *= self.ramp_start + (1.0 - self.ramp_start) * max(settled, 0.0)
            if now - worker.qualified < DAYS_A_YEAR:
                capacity *= self.newly_qualified_load
            worker.capacity = capacity
        workload = self.workload_now = self.workload()
        self.sustained += (workload - self.sustained) / self.overload_months
        efficiency = self.levels.efficiency
        for worker in self.at_work.values():
            extra = workload
            team = worker.team
            if team is not None and worker.present and worker.capacity > 0.0:
                usual = worker.capacity * team.standard * efficiency
                extra = min(max(len(worker.cases) / usual - 1.0, -1.0), 2.0)
            rise = self.sickness_per_case * extra * self.reference_caseload
            worker.sick_rate = self.levels.sickness * max(1.0 + rise, self.sickness_floor)
            if worker.present:
                self.run_sickness(worker)
                self.run_parental(worker)
        for team in self.teams:
            self.rebalance(team)
            if team.waiting:
                self.serve(team)

    def workload(self) -> float:
        """Work to be done relative to those present: 0 as on the first day."""
        needed = sum(team.cases() / max(team.standard, 1e-9) for team in self.teams)
        present = sum(team.capacity() for team in self.teams)
        if present > 0.0:
            return min(needed / (present * self.levels.efficiency) - 1.0, 2.0)
        return 2.0 if needed else 0.0

    def rebalance(self, team: Team) -> None:
        """Move cases from those with too many to those with room."""
        usual = team.standard * self.threshold
        for worker in team.members:
            if not worker.present:
                continue
            excess = len(worker.cases) - worker.capacity * usual
            if excess < 1.0:
                continue
            for _ in range(math.ceil(excess * self.rebalance_share)):
                case = next(reversed(worker.cases))
                self.detach(case)
                worker.present = False
                colleague = self.choose(case, team)
                worker.present = True
                if colleague is None or len(colleague.cases) + 1 >= colleague.capacity * usual:
                    worker.cases[case] = None
                    case.worker = worker
                    break
                colleague.cases[case] = None
                case.worker = colleague
                self.hand_overs += 1


def live(diary: Diary) -> dict[int, Counts]:
    """Live the whole diary, council by council."""
    return {council: Council(diary, council).live() for council in diary.months}
