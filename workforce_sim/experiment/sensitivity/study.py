"""A sensitivity study: read, screen, share out, write.

1. One run with central values says which entries of the register the scenario reads.
2. If there are many and none is named, a screening finds those that move any measure most.
3. A Saltelli design gives each of these a share of the variance, and all others one together, so
   that nothing is left out.

Every point is simulated in the same few futures. With several scenarios the paired difference of
the last from the first is explained, with one its level.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workforce_sim.assumptions.values import nearest_name
from workforce_sim.errors import UserError
from workforce_sim.experiment import manifest as manifests
from workforce_sim.experiment.executor import (
    leave_if_started_again,
    local_executor,
    run_all,
    sensible_processes,
)
from workforce_sim.experiment.files import remove_leftovers, sha256_of
from workforce_sim.experiment.folder_lock import alone_in
from workforce_sim.experiment.identity import Identity
from workforce_sim.experiment.interfaces import Hooks
from workforce_sim.experiment.interfaces import built_in as built_in_hooks
from workforce_sim.experiment.listeners import ProgressListener, Quiet
from workforce_sim.experiment.outfolder import Claim, claim
from workforce_sim.experiment.plan import Scenario, canonical_json, make_plan
from workforce_sim.experiment.run_failures import RunFailed, explained
from workforce_sim.experiment.sensitivity import design
from workforce_sim.experiment.sensitivity.factors import Ranges, built_in
from workforce_sim.experiment.sensitivity.folder import RESULTS, STUDY, SensitivityFolder
from workforce_sim.experiment.sensitivity.points import (
    ENDING,
    Outcome,
    Point,
    read_outcome,
    simulate_point,
)
from workforce_sim.experiment.sensitivity.question import Question
from workforce_sim.experiment.sensitivity.study_tables import (
    Explained,
    write_screening,
    write_shares,
)
from workforce_sim.experiment.store import PARTS
from workforce_sim.experiment.uncertain_entry import Factor
from workforce_sim.measures.aggregation import AreaTable
from workforce_sim.measures.catalogue import YEARLY
from workforce_sim.measures.record import FloatArray

CENTRAL = "central"
"""The point that says what the scenarios read."""
Target = tuple[str, int]
"""A measure and a reporting year."""


def run_sensitivity(
    scenarios: Sequence[Scenario],
    question: Question,
    out: Path | str,
    processes: int | None = None,
    resume: bool = False,
    progress: ProgressListener | None = None,
    *,
    hooks: Hooks | None = None,
    ranges: Ranges | None = None,
) -> SensitivityFolder:
    """Find out which assumptions a scenario hangs on; with two, the difference of the second from
    the first.

    `resume`: go on with the study in `out`; points that are finished are not simulated again.

    Raises UserError (the request is wrong; exit code 2) or RunFailed (exit code 1).
    """
    leave_if_started_again()
    design.check_packages()
    connected, known = hooks or built_in_hooks(), ranges or built_in()
    if len(scenarios) not in (1, 2):
        raise UserError("A sensitivity study takes one scenario, or one and its reference.")
    plan = make_plan(scenarios, 1, question.seed)
    made_of = design.WithDesigns(connected.made_of)
    identity = Identity(made_of, made_of(plan.extension_names))
    described = manifests.identify(plan, identity.expected)
    claimed, stored = claim(Path(out), described, resume, manifests.STUDY)
    with claimed.released_if_refused(stored is None), alone_in(claimed.folder):
        is_new = stored is None
        if stored is not None:
            # Until this command was alone here, another may have gone on with the study.
            stored = manifests.read_manifest(claimed.folder, manifests.STUDY)
        study = _Study(
            claimed,
            is_new,
            stored is not None and stored["status"] == manifests.COMPLETE,
            plan.scenarios,
            {name: connected.areas(each) for name, each in plan.scenarios.items()},
            question,
            connected,
            known,
            identity,
            {**described, "question": asdict(question)},
            progress or Quiet(),
            processes,
        )
        return study.carry_out()


@dataclass
class _Study:
    """One study under way."""

    claimed: Claim
    is_new: bool
    is_finished: bool
    scenarios: Mapping[str, Scenario]
    areas: Mapping[str, AreaTable]
    question: Question
    hooks: Hooks
    ranges: Ranges
    identity: Identity
    described: Mapping[str, Any]
    progress: ProgressListener
    processes: int | None
    total: int = 0
    done: int = 0
    events: int = 0
    announced: int = 0
    warm: bool = False

    @property
    def folder(self) -> Path:
        return self.claimed.folder

    @property
    def parts(self) -> Path:
        return (self.folder / PARTS).resolve()

    def carry_out(self) -> SensitivityFolder:
        with explained(self.folder, self._places(self.question.samples), self._how_to_go_on):
            try:
                central = self._simulated([self._point(CENTRAL, {})])[0]
                try:
                    years = self.question.years(central.years)
                    targets = [(each, year) for each in self.question.measures for year in years]
                    factors = self._factors(central.assumptions)
                except UserError:
                    if self.is_new:  # it only served to refuse the question
                        (self.parts / f"{CENTRAL}{ENDING}").unlink()
                    raise
                self._announce()
                chosen, effects = self._screened(factors, targets, central.years)
                self._share_out(factors, chosen, effects, targets, central.years)
            finally:
                self.progress.finished()
        remove_leftovers(self.parts)
        return SensitivityFolder(self.folder)

    def _announce(self) -> None:
        """Say in the manifest that the study is under way; one that is finished opens until its
        tables are made anew.
        """
        if not self.is_finished:
            content = {**self.described, "status": manifests.RUNNING}
            manifests.write_manifest(self.folder, content, STUDY)
            self.claimed.settle()

    def _factors(self, read: Sequence[str]) -> list[Factor]:
        """The entries that every scenario may vary, in the order of the register."""
        found = [self.ranges.factors(each, read) for each in self.scenarios.values()]
        common = set.intersection(*({each.name for each in of_one} for of_one in found))
        factors = [each for each in found[-1] if each.name in common]
        if not factors:
            raise UserError(
                "This scenario reads no uncertain assumption, so there is nothing to vary. "
                "To see which are uncertain: workforce-sim assumptions"
            )
        _refuse_unknown(self.question.assumptions, [each.name for each in factors])
        return factors

    def _screened(
        self, factors: list[Factor], targets: Sequence[Target], years: Sequence[int]
    ) -> tuple[list[str], dict[Target, FloatArray]]:
        """The entries to look at one by one, and the effects that chose them."""
        names = [each.name for each in factors]
        if self.question.assumptions:
            return list(dict.fromkeys(self.question.assumptions)), {}
        if len(names) <= self.question.top + 1:
            return names, {}
        question = self.question
        points = design.screening_points(names, question.trajectories, question.seed)
        # How many points follow is known already, so the time that is left is told for all of it.
        later = question.samples * (question.top + 3)
        outcomes = self._simulated(self._points("screening", names, points), later)
        effects = {}
        for target in targets:
            values = self._values(outcomes, target, years).mean(axis=1)
            effects[target] = design.screening_effects(names, points, values, question.seed)
        return _largest(names, effects, question.top), effects

    def _share_out(
        self,
        factors: list[Factor],
        chosen: Sequence[str],
        effects: Mapping[Target, FloatArray],
        targets: Sequence[Target],
        years: Sequence[int],
    ) -> None:
        question = self.question
        ordered = [*chosen, *(each.name for each in factors if each.name not in chosen)]
        groups = {name: name if name in chosen else design.OTHERS for name in ordered}
        count = len(set(groups.values()))
        points = design.share_points(groups, question.samples, question.seed)
        outcomes = self._simulated(self._points("shares", ordered, points))
        explained = []
        for target in targets:
            values = self._values(outcomes, target, years)
            average = values.mean(axis=1)
            explained.append(
                Explained(
                    *target,
                    design.shares(groups, average, question.seed),
                    float(design.independent_rows(average, count).std(ddof=1)),
                    design.chance_left(values, count),
                )
            )
        self.is_finished = False
        self._announce()
        names = list(self.scenarios)
        labels = {
            "scenario": names[-1],
            "reference": names[0] if len(names) > 1 else "",
            "geographic_level": self.areas[names[-1]].rows[0].geographic_level,
        }
        titles = {name: each.name for name, each in self.scenarios.items()}
        write_shares(self.folder, labels, titles, factors, groups, explained, question)
        write_screening(self.folder, labels, titles, factors, chosen, effects)
        content = {
            **self.described,
            "status": manifests.COMPLETE,
            "area": _area(self.areas[names[-1]]),
            "years": list(self.question.years(years)),
            "assumptions": [each.name for each in factors],
            "chosen": list(chosen),
            "points": 1 + len(points) + self._screening_points(factors, effects),
            "simulations": self.done,
            "events": self.events,
            "results": {name: sha256_of(self.folder / name) for name in RESULTS},
            "environment": manifests.environment(self._places(self.total)),
        }
        manifests.write_manifest(self.folder, content, STUDY)

    def _screening_points(
        self, factors: Sequence[Factor], effects: Mapping[Target, FloatArray]
    ) -> int:
        return self.question.trajectories * (len(factors) + 1) if effects else 0

    def _values(
        self, outcomes: Sequence[Outcome], target: Target, years: Sequence[int]
    ) -> FloatArray:
        """What is to be explained, (points, futures): a level, or a paired difference.

        Raises UserError if it is not defined at some point.
        """
        measure, year = target
        column, row = list(YEARLY).index(measure), list(years).index(year)
        cells = np.stack([each.values[:, :, row, column] for each in outcomes])
        values = cells[:, :, -1] if cells.shape[2] == 1 else cells[:, :, -1] - cells[:, :, 0]
        if np.isnan(values).any():
            raise UserError(
                f"{measure} is not defined in every simulated future of {year}, so its variance "
                "cannot be shared out. Name another measure."
            )
        return np.asarray(values)

    def _points(self, stage: str, names: Sequence[str], points: FloatArray) -> list[Point]:
        return [
            self._point(f"{stage}-{number:05d}", dict(zip(names, row.tolist(), strict=True)))
            for number, row in enumerate(points, start=1)
        ]

    def _point(self, name: str, at: Mapping[str, float]) -> Point:
        scenarios = {key: self.ranges.place(each, at) for key, each in self.scenarios.items()}
        question = self.question
        what = [
            [each.fingerprint() for each in scenarios.values()],
            question.seed,
            question.futures,
            self.identity.expected,
        ]
        fingerprint = hashlib.sha256(canonical_json(what).encode()).hexdigest()
        return Point(
            name, scenarios, self.areas, question.futures, question.seed, fingerprint, self.parts,
            self.hooks, self.identity,
        )  # fmt: skip

    def _simulated(self, points: list[Point], later: int = 0) -> list[Outcome]:
        """The outcome of each point; what is on disk is not simulated again."""
        each = points[0].simulations
        stored = {point.name: read_outcome(point) for point in points}
        missing = [point for point in points if stored[point.name] is None]
        if missing and not self.warm:
            self.hooks.warm_up(self.progress)
            self.warm = True
        self.total = self.done + each * len(points)
        # The first point only says what there is to do, and is not worth an announcement.
        if len(points) > 1 and self.total + each * later != self.announced:
            self.announced = self.total + each * later
            self.progress.started(self.announced)
        self._advance(each * (len(points) - len(missing)))
        if missing:
            places = self._places(len(missing))
            with local_executor(places, self.progress.note) as local:
                run_all(local, simulate_point, missing, lambda _: self._advance(each), local.places)
        outcomes = []
        for point in points:
            outcome = stored[point.name] or read_outcome(point)
            if outcome is None:
                raise RunFailed(f"{point.name} could not be read back from {self.parts}.")
            outcomes.append(outcome)
        self.events += sum(outcome.events for outcome in outcomes)
        return outcomes

    def _advance(self, simulations: int) -> None:
        self.done += simulations
        if simulations:
            self.progress.advanced(self.done, self.events)

    def _places(self, tasks: int) -> int:
        return sensible_processes(self.processes, tasks)

    def _how_to_go_on(self) -> str:
        return (
            f"{self.parts} keeps what is finished. To go on, repeat the command with --resume "
            f"--out {self.folder}"
        )


def _area(table: AreaTable) -> str:
    """What everything simulated is called."""
    if table.is_england:
        return "England"
    if len(table.names) == 1:
        return table.names[0]
    if len(table.whole_regions) == 1 and set(table.regions) == set(table.whole_regions):
        return table.whole_regions[0]
    return f"The {len(table.names)} councils"


def _refuse_unknown(wanted: Sequence[str], names: Sequence[str]) -> None:
    """Raise UserError if one of the entries asked for is not varied."""
    for name in wanted:
        if name not in names:
            near = nearest_name(name, names)
            hint = f" Did you mean {near}?" if near else " To see all: workforce-sim assumptions"
            raise UserError(f"{name} is no uncertain assumption that this scenario reads.{hint}")


def _largest(names: Sequence[str], effects: Mapping[Target, FloatArray], top: int) -> list[str]:
    """The entries with the largest part of the squared effects on any of the targets, in order."""
    importance = np.zeros(len(names))
    for each in effects.values():
        squares = each**2
        if squares.sum() > 0.0:
            importance = np.maximum(importance, squares / squares.sum())
    order = np.argsort(-importance, kind="stable")[:top]
    return [names[k] for k in order]
