"""From the YAML files of the register to checked entries.

A file holds defaults and entries. An entry gives either ``value`` (one number), ``range`` (low,
central, high) or ``members`` (several entries that share everything but their number)::

    group: Leaving
    review_date: 2027-03-31
    quality: A
    entries:
      leaving.exit_by_age:
        meaning: Share who leave children's social work in a year, by age
        unit: per year
        members: {"20_29": 0.076, "60_plus": [0.16, 0.177, 0.24]}
        source: ...
        address: ...

``read_by`` says ``baseline`` or ``nothing`` where a run does not read the entry; of members it may
name only those: ``{agency: nothing}``.

Reading YAML takes most of a second, so the checked entries are also kept as JSON
(``python -m workforce_sim.assumptions`` writes them) with a digest of the YAML they came from. When
a YAML file has been edited since, the YAML is read instead: slower, never wrong.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from pydantic import TypeAdapter, ValidationError

from workforce_sim.assumptions.entry import Assumption

COMPILED = "compiled.json"
DEFAULTS = (
    *("group", "review_date", "quality", "distribution", "unit", "source", "address", "owner"),
    "read_by",
)
_KEYS = {*DEFAULTS, "meaning", "value", "range", "members"}
_ENTRIES = TypeAdapter(list[Assumption])


class RegisterError(Exception):
    """A file of the register is broken; the message names the file and the entry."""


def read_packaged_register() -> list[Assumption]:
    """The entries that ship with the package: the compiled copy, or the YAML when it is newer."""
    sources = packaged_sources()
    compiled = files(__package__).joinpath("register", COMPILED)
    if compiled.is_file():
        stored = json.loads(compiled.read_text(encoding="utf-8"))
        if stored["digest"] == digest_of(sources):
            return _ENTRIES.validate_python(stored["entries"])
    return read_sources(sources)


def packaged_sources() -> dict[str, str]:
    """The text of each YAML file of the register, by file name, in alphabetical order."""
    folder = files(__package__).joinpath("register")
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=_name)
    return {item.name: item.read_text(encoding="utf-8") for item in found}


def digest_of(sources: Mapping[str, str]) -> str:
    """SHA-256 of all the files together, the same whatever their line endings are on disk."""
    digest = hashlib.sha256()
    for name, text in sources.items():
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


def compile_sources(sources: Mapping[str, str]) -> str:
    """The JSON text that stands for the YAML files."""
    entries = [entry.model_dump(mode="json") for entry in read_sources(sources)]
    return json.dumps(
        {"digest": digest_of(sources), "entries": entries}, ensure_ascii=False, indent=0
    )


def read_sources(sources: Mapping[str, str]) -> list[Assumption]:
    """Check every entry of every file; names are unique over all files.

    Raises RegisterError with every problem of the first broken file.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    found: dict[str, str] = {}
    entries: list[Assumption] = []
    for file, text in sources.items():
        try:
            content = YAML(typ="safe", pure=True).load(text)
            rows = list(_rows(content))
            checked = _ENTRIES.validate_python(rows)
        except (YAMLError, ValidationError, TypeError, KeyError, ValueError) as error:
            raise RegisterError(f"{file}: {error}") from error
        for entry in checked:
            if entry.name in found:
                raise RegisterError(
                    f"{file}: '{entry.name}' is already defined in {found[entry.name]}"
                )
            found[entry.name] = file
        entries += checked
    return entries


def _rows(content: Any) -> Iterator[dict[str, Any]]:
    """One complete row per entry, defaults filled in and members spelled out."""
    if unknown := sorted(set(content) - {*DEFAULTS, "entries"}):
        raise ValueError(f"unknown default '{unknown[0]}'")
    defaults = {key: content[key] for key in DEFAULTS if key in content}
    for name, written in content["entries"].items():
        if unknown := sorted(set(written) - _KEYS):
            raise ValueError(f"{name}: unknown key '{unknown[0]}'")
        if sum(key in written for key in ("value", "range", "members")) != 1:
            raise ValueError(f"{name}: give exactly one of value, range and members")
        shared = {**defaults, **written}
        number = shared.pop("value", shared.pop("range", None))
        members = shared.pop("members", None)
        if members is None:
            yield _row(name, shared, number)
            continue
        for member, member_number in members.items():
            if not isinstance(member, str):
                raise TypeError(f"{name}: put the member {member!r} in quotation marks")
            meaning = f"{shared['meaning']}: {_in_words(member)}"
            own = {**shared, "meaning": meaning}
            if isinstance(read_by := own.get("read_by"), Mapping):
                own["read_by"] = read_by.get(member, "run")
            yield _row(f"{name}.{member}", own, member_number)


def _row(name: str, shared: Mapping[str, Any], number: Any) -> dict[str, Any]:
    """An entry from its number; a lone number is fixed, a range is triangular unless it says."""
    if isinstance(number, list):
        low, central, high = number
        distribution = shared.get("distribution", "triangular")
    else:
        low = central = high = number
        distribution = "fixed"
    review_date = shared.get("review_date")
    if isinstance(review_date, datetime.date):
        review_date = review_date.isoformat()
    return {
        **shared,
        "name": name,
        "low": low,
        "central": central,
        "high": high,
        "distribution": distribution,
        "review_date": review_date,
    }


def _in_words(member: str) -> str:
    """``20_29`` becomes "20 to 29", ``over_10`` becomes "over 10"."""
    return re.sub(r"(\d)_(\d)", r"\1 to \2", member).replace("_", " ")


def _name(item: Any) -> str:
    return str(item.name)
