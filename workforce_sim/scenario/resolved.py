"""A scenario that is ready to run: nothing inherited, ambiguous or left to look up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from workforce_sim.errors import UserError
from workforce_sim.levers.base import Lever
from workforce_sim.levers.registry import all_levers
from workforce_sim.scenario.problems import Place, Problem
from workforce_sim.scenario.safe_path import SourceFile
from workforce_sim.scenario.schema import Budget, Scope, Uncertainty
from workforce_sim.shocks import Shock, all_shocks

if TYPE_CHECKING:
    from workforce_sim.assumptions import Override

_Written = TypeVar("_Written", Lever, Shock)

FORMAT = 1
"""Version of `to_dict`; manifests of other versions are refused."""


@dataclass(frozen=True)
class ResolvedScenario:
    """What a run needs to know about a scenario.

    Councils and regions are DfE's names, dates are dates. `reference` is the scenario to compare
    with: the one that it names or extends, or the same without its levers; None if that would be
    the same world. `written_at` is the place of each key that a file gives.
    """

    slug: str
    name: str
    description: str
    base: str
    base_year: int
    end: int
    scope: Scope
    budget: Budget | None
    levers: tuple[Lever, ...]
    shocks: tuple[Shock, ...]
    assumptions: Mapping[str, Override]
    uncertainty: Uncertainty
    replications: int
    seed: int
    source_files: tuple[SourceFile, ...] = ()
    reference: ResolvedScenario | None = None
    warnings: tuple[Problem, ...] = field(default=(), compare=False)
    written_at: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.fingerprint())

    @property
    def extension_names(self) -> tuple[str, ...]:
        """The names of its levers and shocks."""
        return tuple(each.written_name() for each in (*self.levers, *self.shocks))

    def fingerprint(self) -> str:
        """Return the SHA-256 of everything that shapes the simulated world.

        Two scenarios with the same fingerprint give the same numbers for the same seed and
        replication. Names, descriptions, files, the reference, and how many replications of which
        seed are run by default are therefore not part of it.
        """
        world = {key: value for key, value in self._content().items() if key not in _NOT_THE_WORLD}
        text = json.dumps(world, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return sha256(text.encode("utf-8")).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-able values; `from_dict` is its inverse (without warnings)."""
        return {
            "format": FORMAT,
            **self._content(),
            "source_files": [{"path": f.path, "sha256": f.sha256} for f in self.source_files],
            "reference": self.reference.to_dict() if self.reference else None,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> ResolvedScenario:
        """Return the scenario that `to_dict` described.

        Raises:
            UserError: it was written by another version, or one of its levers is not installed.
        """
        if content.get("format") != FORMAT:
            raise UserError(
                f"The stored scenario has format {content.get('format')!r}, this version reads "
                f"{FORMAT}. Instead: run the scenario again, or use the version that stored it."
            )
        budget, reference = content["budget"], content["reference"]
        return cls(
            **{key: content[key] for key in _AS_WRITTEN},
            scope=Scope.model_validate(_frozen(content["scope"])),
            budget=Budget.model_validate(_frozen(budget)) if budget else None,
            levers=tuple(_rebuilt(item, all_levers()) for item in content["levers"]),
            shocks=tuple(_rebuilt(item, all_shocks()) for item in content["shocks"]),
            assumptions=dict(content["assumptions"]),
            source_files=tuple(SourceFile(**item) for item in content["source_files"]),
            reference=cls.from_dict(reference) if reference else None,
        )

    def without_levers(self) -> ResolvedScenario:
        """Return the same world with no policy in it."""
        return replace(
            self,
            slug="no-levers",
            name="The same without levers",
            description="",
            levers=(),
            budget=None,
            reference=None,
            warnings=(),
        )

    def _content(self) -> dict[str, Any]:
        return {
            **{key: getattr(self, key) for key in _AS_WRITTEN},
            "scope": scope_words(self.scope),
            "budget": self.budget
            and self.budget.model_dump(mode="json", by_alias=True, exclude_none=True),
            "levers": [{lever.lever_name: lever.to_dict()} for lever in self.levers],
            "shocks": [{shock.shock_name: shock.to_dict()} for shock in self.shocks],
            "assumptions": dict(sorted(self.assumptions.items())),
        }


_AS_WRITTEN = (
    "slug",
    "name",
    "description",
    "base",
    "base_year",
    "end",
    "uncertainty",
    "replications",
    "seed",
)
_NOT_THE_WORLD = ("slug", "name", "description", "replications", "seed")


def scope_words(scope: Scope) -> str | dict[str, list[str]]:
    """Return a scope as a user writes it."""
    if scope.councils is not None:
        return {"councils": list(scope.councils)}
    return "england" if scope.regions is None else {"regions": list(scope.regions)}


def _rebuilt(item: Mapping[str, Any], known: Mapping[str, type[_Written]]) -> _Written:
    ((name, parameters),) = item.items()
    if name not in known:
        raise UserError(
            f"The stored scenario uses '{name}', which is not installed here. "
            "Instead: install the package that brings it."
        )
    return known[name].model_validate(_frozen(parameters))


def _frozen(value: Any) -> Any:
    """Return JSON's lists as tuples, which strict models ask for."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, Mapping):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def distinct_slugs(scenarios: Iterable[ResolvedScenario]) -> list[ResolvedScenario]:
    """Return the scenarios with slugs that differ, adding folder names or numbers where needed.

    `england/baseline.yaml` and `council/baseline.yaml` become `england-baseline` and
    `council-baseline`.
    """
    listed = list(scenarios)
    counted = [scenario.slug for scenario in listed]
    named = [replace(s, slug=_with_folder(s)) if counted.count(s.slug) > 1 else s for s in listed]
    taken: dict[str, int] = {}
    distinct = []
    for scenario in named:
        taken[scenario.slug] = number = taken.get(scenario.slug, 0) + 1
        distinct.append(
            scenario if number == 1 else replace(scenario, slug=f"{scenario.slug}-{number}")
        )
    return distinct


def _with_folder(scenario: ResolvedScenario) -> str:
    if not scenario.source_files:
        return scenario.slug
    folder = PurePosixPath(scenario.source_files[0].path).parent.name
    return f"{folder}-{scenario.slug}" if folder else scenario.slug
