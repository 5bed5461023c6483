"""Teams, workers and cases of the plain SimPy casework."""

from benchmarks.diary import Person
from benchmarks.peers.simpy_draws import ASSESSMENT, PARENTAL_BUDGET, SICKNESS_BUDGET
from workforce_sim.model.engine.randomness import exponential


class Team:
    """Colleagues, and the cases that wait for one of them, oldest first."""

    __slots__ = ("kind", "members", "standard", "upper", "waiting")

    def __init__(self, kind: int, upper: float, standard: float) -> None:
        self.kind = kind
        self.upper = upper
        self.standard = standard
        self.members: list[Worker] = []
        self.waiting: dict[Case, None] = {}

    def cases(self) -> int:
        """Cases of the team, waiting ones included."""
        return len(self.waiting) + sum(len(worker.cases) for worker in self.members)

    def capacity(self) -> float:
        """What those present can carry."""
        return sum(worker.capacity for worker in self.members if worker.present)


class Worker:
    """One spell of work; the case that came last is the last of ``cases``."""

    __slots__ = (
        *("born", "capacity", "cases", "factor", "fte", "generation", "holds", "ident"),
        *("newly_qualified", "parental_budget", "present", "qualified", "role_capacity"),
        *("sick_rate", "sickness_budget", "slot", "spells", "started", "team"),
    )

    def __init__(self, person: Person, key: tuple[int, int]) -> None:
        self.slot = person.slot
        self.ident = person.ident
        self.generation = person.generation
        self.spells = person.spells
        self.fte = person.fte
        self.role_capacity = person.role_capacity
        self.factor = person.factor
        self.capacity = person.capacity
        self.started = person.started
        self.qualified = person.qualified
        self.born = person.born
        self.holds = person.holds
        self.newly_qualified = person.newly_qualified
        self.sickness_budget = exponential(key, SICKNESS_BUDGET, person.ident, person.spells)
        self.parental_budget = exponential(key, PARENTAL_BUDGET, person.ident, person.spells)
        self.sick_rate = 0.0
        self.present = True
        self.team: Team | None = None
        self.cases: dict[Case, None] = {}


class Case:
    """One child; ``family`` lists the open cases of brothers and sisters in the order of asking."""

    __slots__ = (
        *("care", "changes", "changing", "child", "family", "family_id", "opened", "stage"),
        *("stage_end", "team", "worker"),
    )

    def __init__(self, family_id: int, child: int, family: "list[Case]", team: Team, opened: float):
        self.family_id = family_id
        self.child = child
        self.family = family
        self.team = team
        self.opened = opened
        self.stage = ASSESSMENT
        self.stage_end = 0.0
        self.changes = 0
        self.changing = False
        self.care = False
        self.worker: Worker | None = None
