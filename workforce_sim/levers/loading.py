"""Imports levers and shocks, and says whose fault it is when that fails."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from workforce_sim.errors import UserError
from workforce_sim.extension_files import KINDS, ExtensionFiles, Kind, extension_files
from workforce_sim.levers.base import Written
from workforce_sim.levers.source import Source, source_of
from workforce_sim.texts import unfit

_NAME = re.compile("[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class PlugIn:
    """What another package brings, and what it was made of when it was imported."""

    written: type[Written]
    source: Source


def built_in(kind: Kind) -> dict[str, type[Written]]:
    """Return those of this package by name, in the order of their ranks."""
    ours = {
        name: _load(name, each) for name, each in extension_files(kind).items() if each.built_in
    }
    return dict(sorted(ours.items(), key=lambda item: item[1].rank))


@cache
def plug_ins(kind: Kind) -> dict[str, PlugIn]:
    """Return those of other packages by name, in the order of their names.

    Raises:
        UserError: an installed package names something that cannot be used as one.
    """
    theirs = {name: each for name, each in extension_files(kind).items() if not each.built_in}
    sources = {name: source_of(each) for name, each in theirs.items()}
    return {name: PlugIn(_load(name, each), sources[name]) for name, each in theirs.items()}


@cache
def every(kind: Kind) -> dict[str, type[Written]]:
    """Return all by name: those of this package first, then those of others.

    Raises:
        UserError: an installed package names something that cannot be used as one.
    """
    return {**built_in(kind), **{name: each.written for name, each in plug_ins(kind).items()}}


def sources_of_plug_ins() -> dict[str, Source]:
    """Return what every lever and shock of other packages is made of, by name."""
    return {name: each.source for kind in KINDS for name, each in plug_ins(kind).items()}


def _load(name: str, files: ExtensionFiles) -> type[Written]:
    """Import one."""
    package = "workforce-sim" if files.built_in else files.package
    word, cure = files.kind.word, f"Instead: repair or uninstall {package}."
    who = f"The {word} '{name}' of {package}"
    try:
        written = files.point.load()
    except Exception as error:  # whatever another package's import does, this is its message
        if files.built_in:
            raise
        raise UserError(f"{who} cannot be imported: {error}. {cure}") from error
    if not (
        isinstance(written, type)
        and issubclass(written, Written)
        and written.kind == files.kind
        and written.written_name() == name
    ):
        raise UserError(f"{who} is not a {word.title()} with {word}_name '{name}'. {cure}")
    texts = [written.summary, *(field.description or "" for field in written.model_fields.values())]
    if not _NAME.fullmatch(name) or unfit("".join(texts)):
        raise UserError(
            f"{who} has a name of other than small letters, digits and _, or words with characters "
            f"that cannot be shown. {cure}"
        )
    other = next(kind for kind in KINDS if kind != files.kind)
    if name in extension_files(other):
        raise UserError(f"{who} has the name of a {other.word}. {cure}")
    return written
