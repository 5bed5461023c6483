"""Which levers exist: the built-in ones, and those that other packages bring.

A package brings a lever by naming its class in the entry-point group `workforce_sim.levers`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from workforce_sim.errors import UserError
from workforce_sim.levers.base import Lever

GROUP = "workforce_sim.levers"
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


@cache
def all_levers() -> dict[str, type[Lever]]:
    """Return every lever by name, built-in ones first, then those of other packages by name.

    Raises:
        UserError: an installed package names something that cannot be used as a lever.
    """
    levers = built_in_levers()
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        if point.name not in levers:
            levers[point.name] = _load(point)
    return levers


def _load(point: EntryPoint) -> type[Lever]:
    """Import a lever of another package, and say whose fault it is when that fails."""
    package = point.dist.name if point.dist else "an installed package"
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
    return lever
