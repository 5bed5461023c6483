"""Which levers exist: the built-in ones, and those that other packages bring.

A package brings a lever by naming its class in the entry-point group `workforce_sim.levers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from workforce_sim.errors import UserError
from workforce_sim.levers.base import Lever
from workforce_sim.levers.source import Source, source_of
from workforce_sim.texts import unfit

GROUP = "workforce_sim.levers"
_NAME = re.compile("[a-z][a-z0-9_]*")
_BUILT_IN = {
    "conversion_places": "ConversionPlaces",
    "return_to_practice": "ReturnToPractice",
    "newly_qualified_support": "NewlyQualifiedSupport",
    "practice_masters": "PracticeMasters",
    "advanced_status": "AdvancedStatus",
    "case_system_overhaul": "CaseSystemOverhaul",
    "frontline_pay": "FrontlinePay",
}


def built_in_levers() -> dict[str, type[Lever]]:
    """Return the levers of this package by name."""
    return {
        name: getattr(import_module(f"workforce_sim.levers.{name}"), class_name)
        for name, class_name in _BUILT_IN.items()
    }


@dataclass(frozen=True)
class PlugIn:
    """A lever that another package brings, and what it was made of when it was imported."""

    lever: type[Lever]
    source: Source


@cache
def plug_ins() -> dict[str, PlugIn]:
    """Return the levers of other packages by name, in the order of their names.

    Raises:
        UserError: an installed package names something that cannot be used as a lever.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return {point.name: _load(point) for point in points if point.name not in _BUILT_IN}


@cache
def all_levers() -> dict[str, type[Lever]]:
    """Return every lever by name, built-in ones first, then those of other packages by name.

    Raises:
        UserError: an installed package names something that cannot be used as a lever.
    """
    return {**built_in_levers(), **{name: each.lever for name, each in plug_ins().items()}}


def _load(point: EntryPoint) -> PlugIn:
    """Import a lever of another package, and say whose fault it is when that fails."""
    package = point.dist.name if point.dist else "an installed package"
    source = source_of(point)
    try:
        lever = point.load()
    except Exception as error:  # whatever another package's import does, this is its message
        raise UserError(
            f"The lever '{point.name}' of {package} cannot be imported: {error}. "
            f"Instead: repair or uninstall {package}."
        ) from error
    if not (
        isinstance(lever, type) and issubclass(lever, Lever) and lever.lever_name == point.name
    ):
        raise UserError(
            f"The lever '{point.name}' of {package} is not a Lever with lever_name "
            f"'{point.name}'. Instead: repair or uninstall {package}."
        )
    texts = [lever.summary, *(field.description or "" for field in lever.model_fields.values())]
    if not _NAME.fullmatch(point.name) or unfit("".join(texts)):
        raise UserError(
            f"The lever '{point.name}' of {package} has a name of other than small letters, digits "
            "and _, or words with characters that cannot be shown. "
            f"Instead: repair or uninstall {package}."
        )
    return PlugIn(lever, source)
