"""Small worlds in which much happens: a recipe says what kind of world, its seed fills it in.

``recipes()`` draws recipes with Hypothesis, which shrinks them; ``recipe(seed)`` draws one from a
seed alone. ``build`` makes the arrays of a recipe, uneven on purpose: cases are held by anybody,
brothers and sisters apart, people away, planned events at one moment or void.
"""

import math
from dataclasses import dataclass, fields
from random import Random
from typing import Any, Final

import numpy as np
from hypothesis import strategies as st

from tests.twin.adapter import Kernel
from workforce_sim.assumptions import load_register
from workforce_sim.model.careers.programmes import ProgrammeBook
from workforce_sim.model.casework.allocation import hold, queue_waiting, set_absent
from workforce_sim.model.casework.cases import begin_month, join_siblings, open_case
from workforce_sim.model.engine import queue
from workforce_sim.model.engine.randomness import Origin, pack_identity
from workforce_sim.model.engine.rules import as_record, case_rules, hazard_rules
from workforce_sim.model.engine.state import (
    COUNCIL,
    NO_ONE,
    PERSON,
    TEAM,
    TEAM_CAPACITY,
    Absence,
    EventKind,
    LeaveKind,
    Risk,
    Role,
    Stage,
    StarterOrigin,
    State,
    Status,
    make_state,
    table,
)
from workforce_sim.model.engine.storage import make_blocks

VALUES: Final = load_register().values()
ROOT_SEEDS: Final = 2**32
_OUTSIDE: Final = 2
"""Of each council, agency workers without an assignment, and as many candidates."""


@dataclass(frozen=True)
class Recipe:
    """What a world is like."""

    seed: int
    councils: int
    outside: int
    """Councils before the first that are not simulated."""
    assessment_teams: int
    safeguarding_teams: int
    looked_after_teams: int
    workers: int
    """Of each council."""
    crowded: bool
    """Whether one team has as many members as a team may have, but one."""
    cases: int
    """Of each council."""
    standard: float
    ceiling: float
    families_a_day: float
    siblings: float
    """Chance of one child more; half of it when families arrive."""
    likeness: float
    assessment_days: float
    safeguarding_days: float
    looked_after_days: float
    spread: float
    short_share: float
    looked_after_share: float
    changes_a_year: float
    sickness_a_day: float
    long_share: float
    hand_over_after: float
    parental_a_year: float
    parental_days: float
    ramp_weeks: int
    rebalance_threshold: float
    rebalance_share: float
    away: float
    """Share of people who are away when it begins."""
    planned: float
    """Chance of each kind of event planned for a person."""
    together: float
    """Chance that something planned shares its moment with something else."""
    programmes: int
    rounds: int
    """Supervisions."""


CHOICES: Final[dict[str, tuple[Any, ...]]] = {
    "councils": (1, 1, 1, 2),
    "outside": (0, 0, 1, 7),
    "assessment_teams": (1, 2, 3),
    "safeguarding_teams": (1, 2, 2),
    "looked_after_teams": (1, 2, 3),
    "workers": (5, 8, 12, 18, 24, 30),
    "crowded": (False,) * 15 + (True,),
    "cases": (10, 25, 40, 70, 120),
    "standard": (1.0, 2.0, 4.0, 8.0),
    "ceiling": (1.0, 1.2, 1.5, 2.0, 3.0, 1e3),
    "families_a_day": (0.0, 0.1, 0.25, 0.5),
    "siblings": (0.0, 0.3, 0.6, 0.8),
    "likeness": (0.0, 0.5, 0.8, 1.0),
    "assessment_days": (4.0, 12.0, 25.0),
    "safeguarding_days": (10.0, 25.0, 50.0),
    "looked_after_days": (15.0, 40.0, 200.0),
    "spread": (0.2, 0.7, 1.2),
    "short_share": (0.1, 0.3, 0.6),
    "looked_after_share": (0.1, 0.5, 0.9),
    "changes_a_year": (0.0, 6.0, 20.0, 40.0),
    "sickness_a_day": (0.0, 0.01, 0.02, 0.04),
    "long_share": (0.0, 0.1, 0.4, 1.0),
    "hand_over_after": (0.5, 3.0, 14.0, 28.0),
    "parental_a_year": (0.0, 0.5, 2.0),
    "parental_days": (6.0, 20.0, 90.0),
    "ramp_weeks": (0, 1, 8, 26),
    "rebalance_threshold": (0.8, 1.0, 1.2, 1.5),
    "rebalance_share": (0.2, 0.5, 1.0),
    "away": (0.0, 0.1, 0.3, 0.7),
    "planned": (0.0, 0.1, 0.3),
    "together": (0.0, 0.2, 0.6),
    "programmes": (0, 1, 3),
    "rounds": (2, 2, 3),
}


def recipes() -> st.SearchStrategy[Recipe]:
    """Recipes that Hypothesis can make simpler: the first of each list of choices is simplest."""
    choices = {name: st.sampled_from(values) for name, values in CHOICES.items()}
    return st.builds(Recipe, seed=st.integers(0, ROOT_SEEDS - 1), **choices)


def recipe(seed: int) -> Recipe:
    """The recipe of a seed."""
    rng = Random(seed)
    return Recipe(seed, *(rng.choice(CHOICES[field.name]) for field in fields(Recipe)[1:]))


@dataclass
class World:
    """A world to begin with."""

    kernel: Kernel
    recipe: Recipe
    now: float
    month: int
    pool: list[int]
    """Slots of agency workers without an assignment."""
    candidates: list[int]
    """Slots of people who look for a post."""
    rng: Random
    """For what the calendar will do."""


def build(recipe: Recipe) -> World:
    """The arrays of a recipe, without a supervision yet."""
    return _Builder(recipe).world()


class _Builder:
    """Fills the arrays."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.rng = Random(recipe.seed)
        self.now = self.rng.choice((0.0, -365.0, 1000.25))
        self.moments: list[float] = []
        book = ProgrammeBook()
        self.programmes = [
            book.open(
                f"programme {number}",
                capacity=self.rng.choice((0.5, 0.9, 1.25)),
                ramp=self.rng.choice((0.25, 0.5, 2.0)),
            )
            for number in range(recipe.programmes)
        ]
        self.kernel = Kernel(
            self._state(),
            as_record(self._case_rules()),
            as_record(self._hazard_rules()),
            book.table,
            (self.rng.randrange(ROOT_SEEDS), self.rng.randrange(100)),
        )

    def world(self) -> World:
        month = self.rng.randrange(12, 100)
        pool: list[int] = []
        candidates: list[int] = []
        slot = 0
        for council in self.kernel.active():
            for _ in range(self._staff()):
                self._employ(slot, council)
                slot += 1
            for _ in range(_OUTSIDE):
                self._look(slot, council, Status.POOL)
                pool.append(slot)
                self._look(slot + 1, council, Status.CANDIDATE)
                candidates.append(slot + 1)
                slot += 2
            self._open_cases(council)
        begin_month(self.kernel.state, self.kernel.key, month, self.now)
        for council in self.kernel.active():
            # Left over from the month before.
            code = queue.encode(int(EventKind.ARRIVAL), month - 1, 3)
            queue.push(self.kernel.state, council, self.now + self.rng.uniform(0, 20), code)
        return World(self.kernel, self.recipe, self.now, month, pool, candidates, self.rng)

    def _staff(self) -> int:
        return self.recipe.workers + (TEAM_CAPACITY if self.recipe.crowded else 0)

    # Rules.

    def _case_rules(self) -> Any:
        recipe = self.recipe
        shares = np.array([(recipe.siblings / 2) ** n for n in range(6)])
        spread = recipe.spread
        return case_rules(VALUES)._replace(
            family_cumulative=np.cumsum(shares) / shares.sum(),
            sibling_likeness=recipe.likeness,
            assessment_log_median=math.log(recipe.assessment_days),
            assessment_log_sd=spread,
            safeguarding_log_median=math.log(recipe.safeguarding_days),
            safeguarding_log_sd=spread,
            looked_after_share=recipe.looked_after_share,
            looked_after_delay_ratio=self.rng.choice((0.5, 1.0, 2.0)),
            looked_after_log_median=math.log(recipe.looked_after_days),
            looked_after_log_sd=spread,
            team_change_rate=recipe.changes_a_year / 365.25,
            ceiling=recipe.ceiling,
            short_share_of_spells=1.0 - recipe.long_share,
            long_log_median=math.log(self.rng.choice((20.0, 60.0))),
            hand_over_after=recipe.hand_over_after,
            parental_log_mean_days=math.log(recipe.parental_days),
            first_contact_share=self.rng.choice((0.2, 0.4)),
            first_contact_load=self.rng.choice((0.0, 0.4, 0.9)),
            assessment_load=self.rng.choice((0.0, 0.2, 0.9)),
            assessment_due=recipe.assessment_days * self.rng.choice((0.5, 1.0, 2.0)),
            conference_share=self.rng.choice((0.3, 0.8)),
            conference_late_per_case=self.rng.choice((0.0, 0.05)),
            conference_late_per_agency=self.rng.choice((0.0, 0.5)),
            conference_due=self.rng.choice((1.0, 20.0)),
            length_load=self.rng.choice((-0.5, 0.0, 0.3)),
            overload_threshold=self.rng.choice((0.0, 0.2)),
            overload_length=self.rng.choice((0.0, 1.0)),
            overload_months=self.rng.choice((1.0, 12.0)),
        )

    def _hazard_rules(self) -> Any:
        recipe = self.recipe
        return hazard_rules(VALUES)._replace(
            parental_by_age=recipe.parental_a_year * np.array([1.0, 2.0, 0.5, 0.0, 0.0]),
            ramp_days=7.0 * recipe.ramp_weeks,
            rebalance_threshold=recipe.rebalance_threshold,
            rebalance_share=recipe.rebalance_share,
            sickness_per_case=self.rng.choice((0.0, 0.02, 0.2)),
            sickness_floor=self.rng.choice((0.2, 0.8)),
        )

    # Councils and teams.

    def _state(self) -> State:
        recipe, rng = self.recipe, self.rng
        n = recipe.outside + recipe.councils
        counts = (recipe.assessment_teams, recipe.safeguarding_teams, recipe.looked_after_teams)
        councils = table(COUNCIL, n)
        teams = table(TEAM, recipe.councils * sum(counts))
        for column in ("members", "waiting_head", "waiting_tail"):
            teams[column] = NO_ONE
        team = 0
        for council in range(recipe.outside, n):
            councils.active[council] = 1
            for kind, count in enumerate(counts):
                councils.first_team[council, kind] = team
                ends = sorted(rng.random() for _ in range(count - 1))
                # The last team takes the rest, also where its end was rounded down.
                for end in [*ends, rng.choice((1.0, 1.0 - 2.0**-52, 0.9))]:
                    teams.council[team] = council
                    teams.kind[team] = kind
                    teams.upper[team] = end
                    team += 1
            councils.first_team[council, len(counts)] = team
            councils.standard[council] = [
                recipe.standard * rng.choice((0.7, 1.0, 1.5)) for _ in Stage
            ]
            councils.arrival_rate[council] = recipe.families_a_day
            councils.short_share[council] = recipe.short_share
            councils.stage_scale[council] = rng.choice((0.6, 1.0, 1.3))
            councils.length_ratio[council] = 1.0
            councils.sickness[council] = recipe.sickness_a_day
            councils.efficiency[council] = rng.choice((0.9, 1.0, 1.1))
            councils.reference_caseload[council] = recipe.standard
            councils.looked_after_ratio[council] = rng.choice((0.5, 1.0, 1.2))
            councils.posts[council] = 1e3  # so that everybody can be hired
            councils.workload[council] = rng.uniform(-1, 2)
            councils.sustained[council] = rng.uniform(-1, 2)
            councils.agency_rise[council] = rng.uniform(-0.2, 0.2)
            councils.rereferral_share[council] = rng.choice((0.0, 0.3))
        active = councils.active
        people = table(PERSON, int(active.sum()) * (self._staff() + 2 * _OUTSIDE) + 3)
        for column in ("council", "team", "head", "seat", "census_council"):
            people[column] = NO_ONE
        for column in ("leaves", "starts"):
            people[column] = np.inf
        blocks, cases, events = make_blocks(
            active * (recipe.cases + 32), active * (recipe.cases + 8 * self._staff() + 64)
        )
        status = np.zeros(people.size, np.int8)
        return make_state(people, cases, teams, councils, blocks, events, status)

    # People.

    def _moment(self) -> float:
        """Some time in the run, perhaps one that something else is planned for."""
        if self.moments and self.rng.random() < self.recipe.together:
            return self.rng.choice(self.moments)
        self.moments.append(self.now + self.rng.uniform(0, 25 * self.recipe.rounds))
        return self.moments[-1]

    def _person(self, slot: int, council: int, origin: Origin) -> Any:
        """Somebody whose spell of work has its budgets, without a team."""
        rng = self.rng
        person = self.kernel.people[slot]
        person["ident"] = pack_identity(int(origin), council, rng.randrange(3), slot)
        person["council"] = council
        person["generation"] = rng.randrange(4)
        person["episode"] = rng.randrange(3)
        person["spells"] = 4096 * person["episode"] + rng.randrange(3)
        person["fte"] = rng.choice((0.4, 0.6, 0.8, 1.0, 1.0))
        person["factor"] = rng.choice((1.0, 1.0, 0.9, rng.lognormvariate(0, 0.2)))
        person["born"] = self.now - 365.25 * rng.choice((25.0, 29.95, 35.0, 44.0, 55.0))
        person["budget"] = [rng.expovariate(1.0) for _ in Risk]
        person["sick_rate"] = self.recipe.sickness_a_day
        person["role"] = rng.choice(tuple(Role) + (Role.CASE_HOLDER,) * 10)
        if self.programmes and rng.random() < 0.3:
            person["programmes"] = rng.randrange(1 << len(self.programmes))
        return person

    def _employ(self, slot: int, council: int) -> None:
        rng = self.rng
        person = self._person(slot, council, Origin.INITIAL_STAFF)
        person["started"] = self.now - rng.choice((rng.uniform(0, 60), 2000.0))
        person["qualified"] = person["started"] - rng.choice((0.0, 330.0, 3000.0))
        person["holds"] = 1
        if rng.random() < 0.1:
            self._expect(slot, person)
            return
        self.kernel.status[slot] = rng.choice((Status.STAFF,) * 8 + (Status.AGENCY,))
        person["capacity"] = rng.choice(
            (0.0, 0.3, 0.5, 1.0, 1.0, 1.2, person["fte"] * person["factor"])
        )
        team = self._team_for(slot, council)
        if self.recipe.crowded and team == self.kernel.councils["first_team"][council, 0]:
            # Nobody in the crowd can carry anything: every newcomer is needed there most.
            person["role"], person["capacity"] = Role.SENIOR_MANAGER, 0.0
        if team == NO_ONE:
            person["holds"] = 0
        else:
            row = self.kernel.teams[team]
            row["members"][row["n_members"]] = slot
            person["team"], person["seat"] = team, row["n_members"]
            row["n_members"] += 1
        self._absence(slot, person)
        self._events(slot, person)

    def _team_for(self, slot: int, council: int) -> int:
        first = self.kernel.councils["first_team"][council]
        if self.recipe.crowded and self.kernel.teams["n_members"][first[0]] < TEAM_CAPACITY - 1:
            return int(first[0])
        open_teams = [
            team
            for team in range(first[0], first[3])
            if self.kernel.teams["n_members"][team] < TEAM_CAPACITY - 1
        ]
        return NO_ONE if self.rng.random() < 0.1 else self.rng.choice(open_teams)

    def _absence(self, slot: int, person: Any) -> None:
        """Perhaps away, with the end of it planned."""
        rng, absent = self.rng, Absence.PRESENT
        if rng.random() < self.recipe.away:
            absent = rng.choice(tuple(Absence)[1:])
        set_absent(self.kernel.state, slot, int(absent))
        if absent is Absence.PRESENT:
            return
        person["absent_since"] = self.now
        ends = self.now + rng.uniform(1, 90)
        if absent is Absence.NOT_YET_STARTED:
            person["started"] = ends
            person["qualified"] = min(person["qualified"], ends)
        if absent is Absence.SICK and rng.random() < 0.5:
            self._plan(person, slot, EventKind.HAND_OVER, rng.uniform(self.now, ends))
        if absent in (Absence.SICK, Absence.SICK_HANDED_OVER):
            person["budget"][Risk.SICKNESS] = np.inf
        if absent is Absence.PARENTAL:
            person["budget"][Risk.PARENTAL] = np.inf
        self._plan(person, slot, EventKind.ABSENCE_END, ends)

    def _events(self, slot: int, person: Any) -> None:
        """What is planned for somebody at work: absences, perhaps two at once, or leaving."""
        rng = self.rng
        for kind, risk in (
            (EventKind.SICK_START, Risk.SICKNESS),
            (EventKind.PARENTAL_START, Risk.PARENTAL),
        ):
            if rng.random() < self.recipe.planned:
                person["budget"][risk] = np.inf
                self._plan(person, slot, kind, self._moment())
        if rng.random() < self.recipe.planned / 2:
            self.leave(person, slot, self._moment())
        if person["generation"] and rng.random() < self.recipe.planned:
            kind = rng.choice((EventKind.SICK_START, EventKind.LEAVE, EventKind.ABSENCE_END))
            self._plan(person, slot, kind, self._moment(), void=True)

    def _expect(self, slot: int, person: Any) -> None:
        """Somebody who works out notice elsewhere."""
        rng, hazards = self.rng, self.kernel.hazards
        self.kernel.status[slot] = Status.NOTICE
        person["starts"] = person["started"] = self._moment()
        person["origin"] = rng.choice((StarterOrigin.NEWLY_QUALIFIED, StarterOrigin.OTHER_COUNCIL))
        person["holds"] = rng.choice((1, 1, 1, 0))
        new = person["origin"] == StarterOrigin.NEWLY_QUALIFIED
        recent = person["started"] - person["qualified"] < 365.25
        person["capacity"] = (
            person["fte"]
            * float(hazards.role_capacity[person["role"]])
            * person["factor"]
            * float(hazards.ramp_start)
            * (float(hazards.newly_qualified_load) if new or recent else 1.0)
        )
        self._plan(person, slot, EventKind.START, person["starts"])

    def _look(self, slot: int, council: int, status: Status) -> None:
        """An agency worker without an assignment, or somebody who looks for a post."""
        rng = self.rng
        person = self._person(slot, council, Origin.GRADUATE)
        self.kernel.status[slot] = status
        person["origin"] = rng.choice((StarterOrigin.NEWLY_QUALIFIED, StarterOrigin.RETURNER))
        person["qualified"] = self.now - rng.choice((100.0, 330.0, 3000.0))

    def leave(self, person: Any, slot: int, when: float) -> None:
        """Plan that somebody leaves."""
        person["leave_kind"] = self.rng.choice(
            (LeaveKind.EXIT, LeaveKind.MOVED, LeaveKind.TO_AGENCY)
        )
        person["leaves"] = when
        self._plan(person, slot, EventKind.LEAVE, when)

    def _plan(
        self, person: Any, slot: int, kind: EventKind, when: float, void: bool = False
    ) -> None:
        code = queue.encode(int(kind), int(person["generation"]) - void, slot)
        queue.push(self.kernel.state, int(person["council"]), when, code)

    # Cases.

    def _open_cases(self, council: int) -> None:
        state, rng = self.kernel.state, self.rng
        family = 0
        while self.kernel.councils["n_cases"][council] < self.recipe.cases:
            identity = pack_identity(int(Origin.INITIAL_CASE), council, 0, family)
            family += 1
            children = [rng.randrange(3)]
            while len(children) < 6 and rng.random() < self.recipe.siblings:
                children.append(children[-1] + rng.choice((1, 1, 1, 2)))
            stage = rng.choice(tuple(Stage))
            team = self._team_of(council, stage)
            ends = self._moment()
            eldest = NO_ONE
            for child in children[
                : self.recipe.cases - int(self.kernel.councils["n_cases"][council])
            ]:
                opened = self.now - rng.choice((rng.uniform(0, 100), rng.uniform(100, 900)))
                case = open_case(state, council, identity, child, opened)
                if eldest == NO_ONE:
                    eldest = case
                else:
                    join_siblings(state, council, case, eldest)
                if rng.random() < 0.2:
                    stage = rng.choice(tuple(Stage))
                    team = self._team_of(council, stage)
                    ends = self._moment()
                self._place(council, case, stage, team)
                row = self.kernel.block(council)[case]
                row["stage_end"] = row["step_at"] = ends + (child - children[0]) * 1e-6
                if stage is Stage.LOOKED_AFTER and self.recipe.changes_a_year:
                    row["changes"] = rng.randrange(3)
                    row["step_at"] = min(row["step_at"], self._moment())
                row["care"] = stage is Stage.SAFEGUARDING and rng.random() < 0.4
                if row["worker"] == NO_ONE and rng.random() < 0.5:
                    # Work on the stage has not begun.
                    row["stage_end"], row["step_at"] = rng.uniform(opened, self.now), np.inf
                    row["changes"] = 0

    def _team_of(self, council: int, stage: Stage) -> int:
        first = self.kernel.councils["first_team"][council]
        return self.rng.randrange(int(first[stage]), int(first[stage + 1]))

    def _place(self, council: int, case: int, stage: Stage, team: int) -> None:
        """Into the hands of anybody who may hold cases, or on the waiting list."""
        state, teams = self.kernel.state, self.kernel.teams
        row = self.kernel.block(council)[case]
        row["stage"], row["team"] = stage, team
        row["workers"] = row["workers_year"] = self.rng.randrange(4)
        teams["n_cases"][team] += 1
        members = teams["members"][team, : teams["n_members"][team]].tolist()
        able = [
            slot
            for slot in members
            if self.kernel.people["absent"][slot] in (Absence.PRESENT, Absence.SICK)
        ]
        if able and self.rng.random() < 0.85:
            hold(state, council, case, self.rng.choice(able))
        else:
            queue_waiting(state, council, case, team, self.now)
