"""Which simulations an experiment consists of, and their addresses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workforce_sim.cells import identifier
from workforce_sim.errors import UserError
from workforce_sim.experiment.variance_partners import (
    partner_kind,
    partner_of,
    replication_of,
    usual_partners,
)
from workforce_sim.limits import PARTNERS, REPLICATIONS, SEEDS
from workforce_sim.lookalikes import named
from workforce_sim.measures.variance_parts import CHANCE, DRIFT
from workforce_sim.texts import one_line, unfit_in_a_line


class Scenario(Protocol):
    """What the experiment needs to know of a resolved scenario."""

    @property
    def slug(self) -> str:
        """Short identity, from the file's name."""
        ...

    @property
    def name(self) -> str:
        """The title that the user gave."""
        ...

    @property
    def levers(self) -> Sequence[Any]:
        """The levers; empty for a scenario that only describes the world."""
        ...

    @property
    def extension_names(self) -> Sequence[str]:
        """Under which names users write them: some may be another package's."""
        ...

    @property
    def uncertainty(self) -> str:
        """Either "parameters" (uncertain assumptions are drawn in each replication) or "none"."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """The whole scenario as JSON types."""
        ...

    def fingerprint(self) -> str:
        """SHA-256 of everything that shapes the simulated world; names and files do not."""
        ...


@dataclass(frozen=True, order=True)
class Address:
    """One simulation: a scenario, and the numbers under which all else, the assumptions and the
    paths of drift are drawn. In a replication the three are the same; see `partners.py` for others.
    """

    scenario: str
    replication: int
    parameter_draw: int
    drift_draw: int


@dataclass(frozen=True)
class Plan:
    """What is to be simulated; the first scenario is the reference of the others.

    `scenarios` by id, `replications` ascending from 1, the same for every scenario, so that all
    are paired. `partners`: how many of the first replications have partners that tell chance,
    drift and parameters apart; None leaves it to `usual_partners`.
    """

    scenarios: Mapping[str, Scenario]
    replications: tuple[int, ...]
    seed: int
    monthly: bool = True
    partners: int | None = None

    @property
    def names(self) -> dict[str, str]:
        """The user's title of each scenario by its id."""
        return {key: each.name for key, each in self.scenarios.items()}

    @property
    def reference(self) -> str | None:
        """Id of the scenario that the others are compared with, or None if there is only one."""
        return next(iter(self.scenarios)) if len(self.scenarios) > 1 else None

    @property
    def extension_names(self) -> tuple[str, ...]:
        """The names of the levers and shocks of all scenarios, each once."""
        return extension_names(self.scenarios.values())

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every replication of every scenario, replication by replication, so that an interrupted
        run holds whole pairs.
        """
        return self._of_all_scenarios(self.replications)

    @property
    def partnered(self) -> tuple[int, ...]:
        """The replications that have partners."""
        count = len(self.replications)
        wanted = usual_partners(count) if self.partners is None else self.partners
        return self.replications[:wanted]

    @property
    def partner_kinds(self) -> tuple[str, ...]:
        """Which partners they have: without uncertain assumptions, drift needs none of its own."""
        if not self.partnered:
            return ()
        uncertain = any(each.uncertainty == "parameters" for each in self.scenarios.values())
        return (CHANCE, DRIFT) if uncertain else (CHANCE,)

    @property
    def partner_addresses(self) -> tuple[Address, ...]:
        """Every partner of every scenario, replication by replication."""
        numbers = [partner_of(i, kind) for i in self.partnered for kind in self.partner_kinds]
        return self._of_all_scenarios(numbers)

    def _of_all_scenarios(self, numbers: Iterable[int]) -> tuple[Address, ...]:
        return tuple(address_of(name, number) for number in numbers for name in self.scenarios)


def extension_names(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """The names of all levers and shocks, each once."""
    return tuple(sorted({name for each in scenarios for name in each.extension_names}))


def address_of(scenario: str, number: int) -> Address:
    """The address of the replication, or of the partner, of this number."""
    kind, of = partner_kind(number), replication_of(number)
    return Address(scenario, number, of, number if kind == DRIFT else of)


def make_plan(
    scenarios: Sequence[Scenario],
    replications: int,
    seed: int,
    only: Sequence[int] | None = None,
    monthly: bool = True,
    partners: int | None = None,
) -> Plan:
    """Check the request and give every scenario an id; raises UserError if it cannot be done.

    `replications` asks for 1 up to that number; `only` asks for these numbers instead.
    `partners`: of how many of them, at most, there shall be partners; None is the usual number.
    """
    if not scenarios:
        raise UserError("There is no scenario to simulate. Name at least one scenario file.")
    for each in scenarios:
        if odd := unfit_in_a_line(each.name):
            what = named(each.name[odd[0]])
            raise UserError(f"There is {what} in the name '{one_line(each.name)}'. Leave it out.")
    seed = SEEDS.checked(seed, "The seed")
    if partners is not None:
        partners = PARTNERS.checked(partners, "The number of partners")
    if only is None:
        count = REPLICATIONS.checked(replications, "The number of replications")
        wanted = list(range(1, count + 1))
    else:
        wanted = sorted({REPLICATIONS.checked(i, "The number of a replication") for i in only})
        if not wanted:
            raise UserError("No replication is asked for. Name at least one, from 1 on.")
    return Plan(_with_ids(scenarios), tuple(wanted), seed, monthly, partners)


def essence(resolved: Mapping[str, Any]) -> dict[str, Any]:
    """A scenario's dictionary without what cannot change its outcome."""
    ignored = {"name", "slug", "description", "source_files", "reference", "replications", "seed"}
    return {key: value for key, value in resolved.items() if key not in ignored}


def canonical_json(value: Any) -> str:
    """The one way in which this package writes a value as JSON when bytes matter."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def _with_ids(scenarios: Sequence[Scenario]) -> dict[str, Scenario]:
    named: dict[str, Scenario] = {}
    for each in scenarios:
        wanted = identifier(each.slug)
        name, number = wanted, 2
        while name in named:
            name, number = f"{wanted}-{number}", number + 1
        named[name] = each
    return named
