"""A second opinion on casework: the rules of `docs/reference/casework-rules.md` as SimPy processes.

Written from that page by somebody who had not read `workforce_sim/model/`. Cases, workers, teams
and councils are plain objects; a case is a process that sleeps until its next step, referrals are
a process for each month, and each event planned for a person is a process that ends with it.

To compare the compiled casework with it:

1. Fill a `WorldSpec` (see `world.py`) from the arrays at a calendar moment: lists of cases from the
   front, members in order of joining, waiting lists oldest first, budgets, events in the queue
   (`WorkerSpec.planned`, `CaseSpec.step_at`, `CouncilSpec.arrival_at`), and `index` = slot where
   simultaneous events are to be told apart. `Rules` takes the log medians the program uses, or
   `Rules.from_register` makes them of the register.
2. `twin = Casework(spec)`. `for happening in twin.events(until)` lives one event at a time, council
   after council, and yields what it did; `twin.run(until)` lives them all and returns them. Both
   stop before the events at `until`.
3. After any event build a `Snapshot` from the arrays and look at `differences(twin.snapshot(),
   theirs)`: whole numbers, names and orders exactly, times to a relative tolerance. Void events
   are in the log with `lived=False`; a program that does not report them is compared without.
4. Calendar moments are called by whoever runs both: `twin.supervise(until, month)` (or its parts
   `refresh_capacities`, `refresh_workloads`, `refresh_budgets`, `rebalance`, `begin_month`), and on
   `twin.councils[position]` `hire`, `join`, `end_holding`, `plan`, `leave_at`; levels are plain
   attributes of a council: `arrival_rate`, `short_share`, `care_ratio`, `length_scale`,
   `efficiency`, `sickness_rate`, `standard`, `reference_caseload`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.twin import first_day, supervision
from tests.twin.council import Council
from tests.twin.world import (
    CaseState,
    CouncilState,
    Happening,
    Snapshot,
    TeamState,
    WorkerState,
    WorldSpec,
)


class Casework:
    """The casework of some councils, each with a queue of its own."""

    def __init__(self, spec: WorldSpec) -> None:
        self.now = spec.now
        self.rules = spec.rules
        self.councils = {
            council.position: Council(council, spec.rules, spec.key, spec.now, spec.month_end)
            for council in spec.councils
        }

    def events(self, until: float) -> Iterator[Happening]:
        """Live the events before ``until`` one by one, council after council."""
        for council in self.councils.values():
            yield from council.events(until)
        self.now = until

    def run(self, until: float) -> list[Happening]:
        """Live all events before ``until``."""
        return list(self.events(until))

    # The calendar.

    def supervise(self, until: float, month: int) -> list[Happening]:
        """The monthly supervision on the first of ``month``; ``until`` is the first of the next."""
        self.refresh_capacities()
        self.refresh_workloads()
        self.refresh_budgets(until)
        done = self.rebalance()
        self.begin_month(month)
        return done

    def refresh_capacities(self) -> None:
        """The capacity of everybody at work."""
        for council in self.councils.values():
            for worker in council.at_work():
                worker.capacity = supervision.capacity_of(council, worker)

    def refresh_workloads(self) -> None:
        """The workload of each council."""
        for council in self.councils.values():
            supervision.refresh_workload(council)

    def refresh_budgets(self, until: float) -> None:
        """Sickness rates, then the budgets of those present, run to ``until``."""
        for council in self.councils.values():
            council.month_end = until
            for worker in council.at_work():
                supervision.refresh_budgets(council, worker)

    def rebalance(self) -> list[Happening]:
        """Each team in order: cases of the most loaded move, then the waiting list is served."""
        return [
            supervision.rebalance(council, team)
            for council in self.councils.values()
            for team in council.teams
        ]

    def begin_month(self, month: int) -> None:
        """Arrivals begin anew; one still waiting from the month before is void."""
        for council in self.councils.values():
            council.begin_month(month)

    def set_cases(
        self, wanted: Mapping[int, int], cohort: int, shares: Sequence[Sequence[float]]
    ) -> list[Happening]:
        """Exactly so many open cases in each council, as on the first day.

        ``shares`` has for each position the cumulative shares of open cases by stage.
        """
        return [
            first_day.set_cases(council, wanted[position], cohort, shares[position])
            for position, council in self.councils.items()
        ]

    def set_standard(self) -> None:
        """What is usual from now on is what is there now."""
        for council in self.councils.values():
            first_day.set_standard(council)

    # What can be seen.

    def log(self) -> list[Happening]:
        """All that happened so far, council after council, each in order."""
        return [happening for council in self.councils.values() for happening in council.log]

    def snapshot(self, positions: Iterable[int] | None = None) -> Snapshot:
        """Everything that the rules speak of, at this moment; of all councils, or of some."""
        councils, teams, workers, cases = {}, {}, {}, {}
        for position in self.councils if positions is None else positions:
            council = self.councils[position]
            councils[position] = CouncilState(
                month=council.month,
                next_family=council.next_family,
                arrival_at=council.arrival_at,
                opened=council.opened,
                closed=tuple(council.closed),
                hand_overs=council.hand_overs,
                team_transfers=council.team_transfers,
                workload=council.workload,
                sustained=council.sustained,
                timeliness=(
                    council.first_contacts,
                    council.first_contact_days,
                    council.assessments,
                    council.assessments_in_time,
                    council.conferences,
                    council.conferences_in_time,
                    council.referred_again,
                ),
                standard=council.standard,
                reference_caseload=council.reference_caseload,
                waiting_days=council.waiting_days(),
            )
            for team in council.teams:
                teams[position, team.place] = TeamState(
                    tuple(member.identity for member in team.members),
                    tuple(case.name for case in team.waiting),
                )
            for worker in council.workers.values():
                workers[worker.identity] = WorkerState(
                    team=None if worker.team is None else worker.team.place,
                    status=worker.status,
                    handed_over=worker.handed_over,
                    holds=worker.holds,
                    capacity=worker.capacity,
                    cases=tuple(case.name for case in worker.cases),
                    generation=worker.generation,
                    spells=worker.spells,
                    sickness_budget=worker.sickness_budget,
                    parental_budget=worker.parental_budget,
                    sickness_rate=worker.sickness_rate,
                )
            for ring in council.families.values():
                for case, following in zip(ring, ring[1:] + ring[:1], strict=True):
                    cases[case.name] = CaseState(
                        stage=case.stage,
                        team=case.team.place,
                        worker=None if case.worker is None else case.worker.identity,
                        opened=case.opened,
                        stage_end=case.stage_end,
                        step_at=case.step_at,
                        changes=case.changes,
                        workers_met=case.workers_met,
                        will_be_looked_after=case.will_be_looked_after,
                        next_in_ring=following.child,
                    )
        return Snapshot(councils, teams, workers, cases)
