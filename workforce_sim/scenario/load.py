"""The way in: a file's path -> a scenario ready to run, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

from workforce_sim.levers.base import Written
from workforce_sim.scenario.checks import check
from workforce_sim.scenario.draft import Draft, draft_of
from workforce_sim.scenario.inherit import (
    ADDED_KEYS,
    MERGED_KEYS,
    OWN_KEYS,
    Inherited,
    read_chain,
)
from workforce_sim.scenario.problems import Place, Problem, ScenarioErrors
from workforce_sim.scenario.resolved import ResolvedScenario
from workforce_sim.scenario.safe_path import SourceFile, referred_file, root_folder
from workforce_sim.scenario.schema import Range
from workforce_sim.scenario.shipped import file_or_shipped
from workforce_sim.scenario.slips import name_lookalikes
from workforce_sim.scenario.tree import Entry, Mapping, Scalar, place_of, plain_mapping

_POLICY_KEYS = (*ADDED_KEYS, *MERGED_KEYS, "budget", "name", "description")
"""What a reference keeps of its own; the other keys say how both are run."""


def load_scenario(path: str | PathLike[str]) -> ResolvedScenario:
    """Return the scenario in a file, with all that it extends.

    Args:
        path: a YAML file, or the name of a shipped scenario such as `2009/package-58m`.

    Raises:
        ScenarioErrors: the file cannot be read or anything in it is wrong; all problems at once,
            each with file, line, column and what to write instead.
    """
    return load_with_tree(path)[0]


def load_with_tree(path: str | PathLike[str]) -> tuple[ResolvedScenario, Mapping]:
    """Return the scenario in a file, and the merged tree from which it was read.

    The levers and shocks of both stand in the same order.

    Raises:
        ScenarioErrors: as `load_scenario`.
    """
    loaded = _load(Path(path))
    if any(problem.is_error for problem in loaded.problems) or loaded.scenario is None:
        raise ScenarioErrors(problem for problem in loaded.problems if problem.is_error)
    assert loaded.root is not None
    return loaded.scenario, loaded.root


def load_scenarios(paths: Iterable[str | PathLike[str]]) -> list[ResolvedScenario]:
    """Return the scenarios in some files; raises ScenarioErrors with the problems of all of them.

    An error that several files inherit is listed once.
    """
    found: list[ResolvedScenario] = []
    problems: dict[Problem, None] = {}
    for path in paths:
        try:
            found.append(load_scenario(path))
        except ScenarioErrors as errors:
            problems.update(dict.fromkeys(errors.problems))
    if problems:
        raise ScenarioErrors(problems)
    return found


def validate_files(paths: Iterable[str | PathLike[str]]) -> list[Problem]:
    """Return every error and warning of some scenario files, in the order of the files.

    A problem of a file that several others extend is listed once.
    """
    found: dict[Problem, None] = {}
    for path in paths:
        found.update(dict.fromkeys(sorted(_load(Path(path)).problems)))
    return list(found)


@dataclass(frozen=True)
class _Loaded:
    scenario: ResolvedScenario | None
    problems: tuple[Problem, ...]
    root: Mapping | None = None


def _load(path: Path) -> _Loaded:
    """Read, merge, validate and resolve a file; problems that stop the reading stand alone."""
    try:
        path = file_or_shipped(path)
        chain = read_chain(path, root_folder(path), Place(path.as_posix()))
    except ScenarioErrors as errors:
        return _Loaded(None, tuple(errors.problems))
    except (OSError, RuntimeError, ValueError):
        place = Place(str(path))
        wrong = Problem.at(place, "this cannot be the path of a file", "a scenario file")
        return _Loaded(None, (wrong,))
    return _resolve(chain)


def _resolve(chain: Inherited, opened: frozenset[Path] = frozenset()) -> _Loaded:
    """Validate and resolve a merged file; `opened` are the files whose references lead to it."""
    draft = draft_of(chain.root, whole=chain.whole, taken=chain.taken)
    check(draft)
    found = name_lookalikes(draft.problems, chain.root)
    problems = [*chain.problems, *found, *_changed_base(chain)]
    compared = _reference(chain, opened | {chain.path.resolve()})
    problems += compared.problems
    if draft.header is None or any(problem.is_error for problem in problems):
        return _Loaded(None, tuple(dict.fromkeys(problems)))
    own = _scenario(draft, chain.path, chain.sources)
    reference = compared.scenario
    if reference is not None and reference.fingerprint() == own.fingerprint():
        reference = reference.reference
        if reference is None and chain.root.get("reference") is not None:
            problems.append(_nothing_to_compare(chain))
    if reference is None and own.levers:
        reference = own.without_levers()
    unread = _unread_assumptions(draft, own, reference)
    said = {(problem.file, problem.line, problem.column) for problem in unread}
    problems = [p for p in problems if (p.file, p.line, p.column) not in said]
    warnings = tuple(sorted({*problems, *unread}))
    return _Loaded(replace(own, reference=reference, warnings=warnings), warnings, draft.root)


def _unread_assumptions(
    draft: Draft, own: ResolvedScenario, reference: ResolvedScenario | None
) -> list[Problem]:
    """Warn of assumptions about levers and shocks that neither the scenario nor its reference has,
    or that write the number themselves.
    """
    worlds = (own,) if reference is None else (own, reference)
    present: dict[str, list[Written]] = {
        "lever": [lever for each in worlds for lever in each.levers],
        "shock": [shock for each in worlds for shock in each.shocks],
    }
    found = []
    for name in own.assumptions:
        kind, _, rest = name.partition(".")
        whose, _, parameter = rest.partition(".")
        if kind not in present:
            continue
        those = [each for each in present[kind] if each.assumption(parameter) == name]
        place = place_of(draft.root, ("assumptions", name))
        what = f"'{name}' changes nothing here, because the scenario "
        if not those:
            what += f"has no {kind} {whose}"
            instead = f"the {kind} under '{kind}s', or leave '{name}' out"
            found.append(Problem.at(place, what, instead, "warning"))
        elif all(getattr(each, parameter, None) is not None for each in those):
            what += f"writes '{parameter}' under {whose}"
            instead = f"the number there, or leave '{name}' out"
            found.append(Problem.at(place, what, instead, "warning"))
    return found


def _nothing_to_compare(chain: Inherited) -> Problem:
    return Problem.at(
        place_of(chain.root, ("reference",)),
        "'reference' names a scenario that is the same as this one once it is run with this one's "
        "base, end, scope and uncertainty",
        "a scenario that differs, or no 'reference'",
        "warning",
    )


def _scenario(draft: Draft, path: Path, sources: tuple[SourceFile, ...]) -> ResolvedScenario:
    from workforce_sim.scenario.places import places_of

    header = draft.header
    assert header is not None
    places = places_of(header.base)
    assert places is not None
    return ResolvedScenario(
        slug=path.stem,
        name=header.name,
        description=header.description,
        base=header.base,
        base_year=places.base_year,
        end=header.end,
        scope=header.scope,
        budget=header.budget,
        levers=tuple(lever for _, lever in draft.levers),
        shocks=tuple(shock for _, shock in draft.shocks),
        assumptions={
            name: value.model_dump() if isinstance(value, Range) else value
            for name, value in header.assumptions.items()
        },
        uncertainty=header.uncertainty,
        replications=header.replications,
        seed=header.seed,
        source_files=sources,
        written_at={e.key: place_of(draft.root, (e.key,)) for e in draft.root.entries},
    )


def _changed_base(chain: Inherited) -> list[Problem]:
    """Refuse a base that differs from the extended file's: the two could not be compared."""
    if chain.parent is None:
        return []
    older, newer = (plain_mapping(root).get("base") for root in (chain.parent.root, chain.root))
    if older is None or newer is None or older == newer:
        return []
    return [
        Problem.at(
            place_of(chain.root, ("base",)),
            f"'base' is {newer}, but the extended file starts from {older}",
            "no 'base' here, or extend a scenario of the same base",
        )
    ]


def _reference(chain: Inherited, opened: frozenset[Path]) -> _Loaded:
    """Load what the scenario is compared with: `reference`, else the file that it extends.

    Its problems are those that the file named by `reference` has by itself, also in what is not
    run here; if none is an error, also the errors of running it like this scenario.
    """
    other = chain.parent
    written = chain.root.get("reference")
    alone: tuple[Problem, ...] = ()
    if isinstance(written, Scalar) and isinstance(written.value, str):
        try:
            root = root_folder(chain.path)
            target = referred_file(written.value, chain.path, root, written.place)
            other = read_chain(target, root, written.place)
        except ScenarioErrors as errors:
            return _Loaded(None, tuple(errors.problems))
        if target.resolve() not in opened:
            alone = _resolve(other, opened).problems
    if other is None or any(problem.is_error for problem in alone):
        return _Loaded(None, alone)
    whole = other.whole and chain.whole
    compared = _resolve(replace(other, root=_run_like(other, chain), whole=whole), opened)
    errors_here = (problem for problem in compared.problems if problem.is_error)
    return _Loaded(compared.scenario, (*alone, *errors_here))


def _run_like(other: Inherited, chain: Inherited) -> Mapping:
    """Return the other file's policy with the base, years, scope and draws of this one."""
    kept = [entry for entry in other.root.entries if entry.key in _POLICY_KEYS]
    if other.root.get("name") is None:
        place = other.root.place
        kept.append(Entry("name", place, Scalar(place, other.path.stem, other.path.stem)))
    run = chain.root.without(*_POLICY_KEYS, *OWN_KEYS)
    return run.updated(*kept)
