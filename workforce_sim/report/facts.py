"""What the manifest says about a run and its scenarios, as charts and tables need it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workforce_sim.report.words import joined, possessive

WEAK = ("C", "D")
"""Evidence that is called an assumption wherever results are shown."""

_NOT_THE_WORLD = {
    "slug", "name", "description", "source_files", "reference", "replications", "seed", "levers",
    "budget",
}  # fmt: skip
"""What two scenarios may differ in, if what tells their futures apart is the levers."""


@dataclass(frozen=True)
class ScenarioFacts:
    """One scenario of a run. `content` is the scenario as resolved."""

    id: str
    name: str
    content: Mapping[str, Any]

    @property
    def base(self) -> str:
        """Name of the baseline, such as england-2024."""
        return str(self.content["base"])

    @property
    def draws_parameters(self) -> bool:
        """Whether each simulated future has its own values of the uncertain assumptions."""
        return self.content.get("uncertainty") == "parameters"

    @property
    def budget_gbp(self) -> float | None:
        """Total budget in pounds, or None."""
        budget = self.content.get("budget")
        return float(budget["total_gbp"]) if budget else None

    def levers(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield name and parameters of each lever, in the order written."""
        for item in self.content.get("levers", ()):
            yield from item.items()

    @property
    def last_census_in_force(self) -> int | None:
        """Year of the last 30 September on which a lever with an end still applies, if any ends."""
        ends = [
            datetime.date.fromisoformat(what["to"]) for _, what in self.levers() if "to" in what
        ]
        if not ends:
            return None
        last = max(ends)
        return last.year if (last.month, last.day) >= (9, 30) else last.year - 1

    def subject(self, reference: ScenarioFacts) -> str:
        """What a chart's title calls what it has and its reference has not: the levers only if
        nothing else tells the two apart.
        """
        levers, councils = list(self.levers()), self.named_councils
        is_all = not list(reference.levers()) and self._but_levers() == reference._but_levers()
        if not levers or not is_all:
            return "This scenario"
        owner = f"{possessive(councils[0])} " if len(councils) == 1 else "The "
        return owner + ("lever" if len(levers) == 1 else "package")

    @property
    def kind_of_named(self) -> str:
        """What a chart calls a council that a lever names."""
        return "has the lever" if len(list(self.levers())) == 1 else "named by a lever"

    def _but_levers(self) -> dict[str, Any]:
        """Everything about the simulated world but its levers."""
        return {key: value for key, value in self.content.items() if key not in _NOT_THE_WORLD}

    @property
    def named_councils(self) -> tuple[str, ...]:
        """Councils that levers are limited to, in the order written."""
        return tuple(
            dict.fromkeys(
                council for _, what in self.levers() for council in what.get("councils", ())
            )
        )


@dataclass(frozen=True)
class RunFacts:
    """A run: its scenarios (the reference first when there are several), futures and seed."""

    scenarios: tuple[ScenarioFacts, ...]
    reference: str | None
    replications: int
    seed: int
    version: str

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> RunFacts:
        """Read them from the content of manifest.json."""
        return cls(
            scenarios=tuple(
                ScenarioFacts(each["id"], each["name"], each["resolved"])
                for each in manifest["scenarios"]
            ),
            reference=manifest.get("reference"),
            replications=len(manifest["replications"]),
            seed=int(manifest["seed"]),
            version=str(manifest["versions"]["workforce-sim"]),
        )

    def scenario(self, scenario_id: str) -> ScenarioFacts:
        """Return the scenario with this id."""
        return next(each for each in self.scenarios if each.id == scenario_id)

    @property
    def alternatives(self) -> tuple[ScenarioFacts, ...]:
        """The scenarios that are compared with the reference; empty for a single scenario."""
        if self.reference is None:
            return ()
        return tuple(each for each in self.scenarios if each.id != self.reference)

    @property
    def main(self) -> ScenarioFacts:
        """The scenario that the user asked about: the first alternative, else the only one."""
        return self.alternatives[0] if self.alternatives else self.scenarios[0]


def range_notes(drawn: Sequence[ScenarioFacts], *, futures: bool, means: bool) -> list[str]:
    """Say what ranges of simulated futures, and what intervals of means, do and do not tell."""
    is_drawn = all(each.draws_parameters for each in drawn)
    said = []
    if futures and is_drawn:
        said.append(
            "Ranges of futures hold chance, drift and doubt about the assumptions; they leave out "
            "events and policies that no scenario names."
        )
    elif futures:
        said.append(
            "Ranges of futures hold chance and drift only; they leave out doubt about the "
            "assumptions, and events and policies that no scenario names."
        )
    if means:
        doubt = "" if is_drawn else ", and leave out doubt about the assumptions"
        said.append(
            "Intervals say how well the mean over all such futures is known, each on its own (one "
            f"in 20 misses it), not how far single futures lie apart{doubt}."
        )
    return said


def evidence_notes(drawn: Iterable[ScenarioFacts]) -> list[str]:
    """Say which levers of these scenarios rest on an assumption rather than on evidence."""
    from workforce_sim.levers.registry import all_levers

    known = all_levers()
    used = dict.fromkeys(name for each in drawn for name, _ in each.levers())
    by_grade = {
        grade: [name for name in used if name in known and known[name].quality == grade]
        for grade in WEAK
    }
    words = {"C": "weak evidence (C)", "D": "judgement (D)"}
    return [
        f"Assumption: the effect of {joined(names)} rests on {words[grade]}."
        for grade, names in by_grade.items()
        if names
    ]
