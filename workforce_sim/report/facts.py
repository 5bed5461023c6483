"""What the manifest says about a run and its scenarios, as charts and tables need it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workforce_sim.report.words import joined, possessive

WEAK = ("C", "D")
"""Evidence that is called an assumption wherever results are shown."""


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

    @property
    def subject(self) -> str:
        """What a chart's title calls it: short, and never a claim about how much of it matters."""
        levers, councils = list(self.levers()), self.named_councils
        if not levers:
            return "This scenario"
        owner = f"{possessive(councils[0])} " if len(councils) == 1 else "The "
        return owner + ("lever" if len(levers) == 1 else "package")

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
        environment = manifest.get("environment", {})
        return cls(
            scenarios=tuple(
                ScenarioFacts(each["id"], each["name"], each["resolved"])
                for each in manifest["scenarios"]
            ),
            reference=manifest.get("reference"),
            replications=len(manifest["replications"]),
            seed=int(manifest["seed"]),
            version=str(environment.get("versions", {}).get("workforce-sim") or "unknown"),
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

    @property
    def named_councils(self) -> tuple[str, ...]:
        """Councils that any scenario's levers are limited to."""
        return tuple(dict.fromkeys(c for each in self.scenarios for c in each.named_councils))

    def omissions(self) -> str:
        """Say what the ranges leave out."""
        if all(each.draws_parameters for each in self.scenarios):
            return (
                "Ranges hold chance, drift and doubt about the assumptions; "
                "they leave out events and policies that the scenario does not name."
            )
        return (
            "Ranges hold chance and drift only; they leave out doubt about the assumptions "
            "and events that the scenario does not name."
        )


def evidence_notes(facts: RunFacts) -> list[str]:
    """Say which levers rest on an assumption rather than on evidence."""
    from workforce_sim.levers.registry import all_levers

    known = all_levers()
    used = dict.fromkeys(name for each in facts.scenarios for name, _ in each.levers())
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
