"""What scenarios must have in common to be compared future by future, and what they then share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workforce_sim.scenario.problems import Place, Problem, ScenarioErrors
from workforce_sim.scenario.resolved import ResolvedScenario, scope_words


def _scope(scenario: ResolvedScenario) -> str:
    words = scope_words(scenario.scope)
    if isinstance(words, str):
        return words
    ((kind, names),) = words.items()
    return f"{{{kind}: [{', '.join(sorted(names))}]}}"


_EQUAL: dict[str, Callable[[ResolvedScenario], str]] = {
    "base": lambda scenario: scenario.base,
    "end": lambda scenario: str(scenario.end),
    "scope": _scope,
    "uncertainty": lambda scenario: f"'{scenario.uncertainty}'",
}


@dataclass(frozen=True)
class Draws:
    """What compared scenarios share; `notes` say which was taken where the files differ."""

    seed: int
    replications: int
    notes: tuple[str, ...]


def refuse_incomparable(scenarios: Sequence[ResolvedScenario]) -> None:
    """Raise unless base, end, scope and uncertainty are those of the first and no file is repeated.

    Raises:
        ScenarioErrors: everything that differs, with both files, lines and values.
    """
    if not scenarios:
        return
    first, problems = scenarios[0], []
    seen: set[tuple[str, str]] = set()
    for scenario in scenarios:
        identity = (_file(scenario), scenario.fingerprint())
        if identity in seen:
            what = "the same scenario is named twice, so nothing can differ"
            problems.append(Problem.at(Place(_file(scenario)), what, "each scenario once"))
        seen.add(identity)
        for key, value in _EQUAL.items():
            mine, reference = value(scenario), value(first)
            if mine != reference:
                problems.append(
                    Problem.at(
                        _place(scenario, key),
                        f"'{key}' is {_short(mine)}{_unwritten(scenario, key)}, but in "
                        f"{_place(first, key)} it is {_short(reference)}{_unwritten(first, key)}, "
                        "so the two cannot be compared future by future",
                        f"the same '{key}' in both",
                    )
                )
    if problems:
        raise ScenarioErrors(problems)


def shared_draws(
    scenarios: Sequence[ResolvedScenario],
    seed: int | None = None,
    replications: int | None = None,
) -> Draws:
    """Return what was asked for, else the first one's seed and the most replications of any."""
    notes = []
    if seed is None:
        seed = scenarios[0].seed
        if len({each.seed for each in scenarios}) > 1:
            notes.append(
                f"The scenarios ask for different seeds ({_listed(scenarios, 'seed')}); all are "
                f"simulated with that of the first, {seed}."
            )
    if replications is None:
        replications = max(each.replications for each in scenarios)
        if len({each.replications for each in scenarios}) > 1:
            notes.append(
                "The scenarios ask for different numbers of replications "
                f"({_listed(scenarios, 'replications')}); all have the most, {replications}."
            )
    return Draws(seed, replications, tuple(notes))


def _listed(scenarios: Sequence[ResolvedScenario], key: str) -> str:
    return ", ".join(f"{_place(each, key)} {getattr(each, key)}" for each in scenarios)


def _file(scenario: ResolvedScenario) -> str:
    """Return how messages name a scenario: its file, the same however the path was written."""
    if not scenario.source_files:
        return scenario.slug
    return Path(scenario.source_files[0].path).resolve().as_posix()


def _place(scenario: ResolvedScenario, key: str) -> Place:
    """Return where a key was written, or the file if it has its default."""
    files = scenario.source_files
    return scenario.written_at.get(key) or Place(files[0].path if files else scenario.slug)


def _unwritten(scenario: ResolvedScenario, key: str) -> str:
    return "" if key in scenario.written_at else " (not written)"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:56]}...{text[-1]}"
