"""The classes of all levers: the built-in ones, and those that other packages bring.

A package brings a lever by naming its class in the entry-point group `workforce_sim.levers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from workforce_sim.errors import UserError
from workforce_sim.lever_files import LeverFiles, lever_files
from workforce_sim.levers.base import Lever
from workforce_sim.levers.source import Source, source_of
from workforce_sim.texts import unfit

_NAME = re.compile("[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class PlugIn:
    """A lever that another package brings, and what it was made of when it was imported."""

    lever: type[Lever]
    source: Source


@cache
def all_levers() -> dict[str, type[Lever]]:
    """Return every lever by name, built-in ones first, then those of other packages by name.

    Raises:
        UserError: an installed package names something that cannot be used as a lever.
    """
    return {**built_in_levers(), **{name: each.lever for name, each in plug_ins().items()}}


def built_in_levers() -> dict[str, type[Lever]]:
    """Return the levers of this package by name, in the order of their ranks."""
    ours = {name: _load(name, each) for name, each in lever_files().items() if each.built_in}
    return dict(sorted(ours.items(), key=lambda item: item[1].rank))


@cache
def plug_ins() -> dict[str, PlugIn]:
    """Return the levers of other packages by name, in the order of their names.

    Raises:
        UserError: an installed package names something that cannot be used as a lever.
    """
    theirs = {name: each for name, each in lever_files().items() if not each.built_in}
    sources = {name: source_of(each) for name, each in theirs.items()}
    return {name: PlugIn(_load(name, each), sources[name]) for name, each in theirs.items()}


def _load(name: str, files: LeverFiles) -> type[Lever]:
    """Import a lever, and say whose fault it is when that fails."""
    package = "workforce-sim" if files.built_in else files.package
    cure = f"Instead: repair or uninstall {package}."
    try:
        lever = files.point.load()
    except Exception as error:  # whatever another package's import does, this is its message
        if files.built_in:
            raise
        raise UserError(
            f"The lever '{name}' of {package} cannot be imported: {error}. {cure}"
        ) from error
    if not (isinstance(lever, type) and issubclass(lever, Lever) and lever.lever_name == name):
        raise UserError(
            f"The lever '{name}' of {package} is not a Lever with lever_name '{name}'. {cure}"
        )
    texts = [lever.summary, *(field.description or "" for field in lever.model_fields.values())]
    if not _NAME.fullmatch(name) or unfit("".join(texts)):
        raise UserError(
            f"The lever '{name}' of {package} has a name of other than small letters, digits "
            f"and _, or words with characters that cannot be shown. {cure}"
        )
    return lever
