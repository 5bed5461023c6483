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
        moves: leavers_age_{}_fte up
        source: ...
        address: ...

What is possible at all follows from the unit: any file may say ``units: {share: [0, 1]}``, least
and most, for all files. An entry may have ``bounds: [least, most]`` of its own instead, or, with
members, ``bounds: {member: [least, most]}`` for each of them.

``mix: true`` says that the members divide one whole, so that they cannot all be 0.

``moves`` says what a higher value does to the results: a measure or the ``spread of`` one, ``up``
or ``down``, ``with`` the lever or shock that it needs and ``after`` as many years. ``{}`` stands
for the member. What moves nothing is ``refused`` as an override, for one of the ``reasons`` that
any file may give for all files: ``{definition: {because: is 1 by definition, instead: ...}}``. Of
members each may name some: ``refused: {other_council: nothing}``.

Files are those of ``register/``, one beside each lever, and those that other packages have beside
theirs; what these say counts for their own entries only.

Reading YAML takes most of a second, so the checked entries of this package are also kept as JSON
(``python -m workforce_sim.assumptions`` writes them) with a digest of the YAML they came from. When
a YAML file has been edited since, the YAML is read instead: slower, never wrong. What the compiled
copy has and the YAML lacks is taken for damage.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from workforce_sim.assumptions.entry import Assumption
from workforce_sim.errors import UserError
from workforce_sim.extension_files import KINDS, Kind

PACKAGE = Path(__file__).parents[1]
FOLDER = PACKAGE / "assumptions" / "register"
COMPILED = "compiled.json"
DEFAULTS = (
    *("group", "review_date", "quality", "distribution", "unit", "source", "address", "owner"),
    "refused",
)
_KEYS = {*DEFAULTS, "meaning", "value", "range", "members", "bounds", "mix", "moves"}
_ENTRIES = TypeAdapter(list[Assumption])


class RegisterError(UserError):
    """A file of the register is broken; the message names the file and the entry."""


def read_packaged_register() -> tuple[list[Assumption], Shared]:
    """The entries that ship with the package, and what its files say for all entries: the compiled
    copy, or the YAML when it is newer.

    Raises RegisterError, which says what to do, for a file that is missing or not whole.
    """
    try:
        sources = packaged_sources()
        digest, entries, files_of_names, shared = _read_compiled()
        if digest == digest_of(sources):
            return entries, shared
        newer, shared = read_sources(sources)
        _check_whole(newer, sources, files_of_names)
    except RegisterError as error:
        raise RegisterError(
            f"{error}\nThis file of the assumptions register, in {PACKAGE}, is damaged: install "
            "workforce-sim again. If someone has changed the register: put it right, and run "
            "python -m workforce_sim.assumptions"
        ) from error
    return newer, shared


def read_brought_entries(
    kind: Kind, name: str, file: Path, shared: Shared, known: Collection[str]
) -> list[Assumption]:
    """The entries of a lever or shock of another package, which are about that and nothing else.

    Raises RegisterError for a file that is broken or says more.
    """
    content = _read_yaml(file.name, _text(file))
    try:
        own = Shared(dict(shared.units), dict(shared.reasons))
        own.add(content)
    except (AttributeError, TypeError, ValueError) as error:
        raise RegisterError(f"{file.name}: {error}") from error
    entries = _read_entries(file.name, content, own)
    for entry in entries:
        if not entry.name.startswith(f"{kind.word}.{name}."):
            raise RegisterError(
                f"{file.name}: '{entry.name}' does not begin with '{kind.word}.{name}.', as the "
                f"entries beside a {kind.word} do"
            )
        if entry.name in known:
            raise RegisterError(f"{file.name}: '{entry.name}' is already defined by workforce-sim")
    return entries


def packaged_sources() -> dict[str, str]:
    """The text of each YAML file of the register, by its path in the package, in their order."""
    found: dict[str, str] = {}
    for folder in (FOLDER, *(kind.folder for kind in KINDS)):
        try:
            inside = sorted(path for path in folder.iterdir() if path.suffix == ".yaml")
        except OSError as error:
            raise RegisterError(f"{folder.name}: cannot be read ({error.strerror})") from None
        found |= {path.relative_to(PACKAGE).as_posix(): _text(path) for path in inside}
    return found


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        raise RegisterError(f"{file.name}: not found") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RegisterError(f"{file.name}: cannot be read ({error})") from error


def _read_compiled() -> tuple[str, list[Assumption], dict[str, str], Shared]:
    """The digest of the YAML files, the entries, the file that each name comes from, and what is
    said for all.
    """
    text = _text(FOLDER / COMPILED)
    try:
        stored = json.loads(text)
        entries = _ENTRIES.validate_python(stored["entries"])
        origins = [file for file, count in stored["files"].items() for _ in range(count)]
        names = [entry.name for entry in entries]
        shared = Shared(dict(stored["units"]), dict(stored["reasons"]))
        return str(stored["digest"]), entries, dict(zip(names, origins, strict=True)), shared
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RegisterError(f"{COMPILED}: not whole ({error})") from error


def _check_whole(
    entries: list[Assumption], sources: Mapping[str, str], files_of_names: Mapping[str, str]
) -> None:
    """Raise RegisterError if YAML files that differ from the compiled copy lack something."""
    for file, text in sources.items():
        if not text.endswith("\n"):
            raise RegisterError(f"{file}: cut short in its last line")
    held = {entry.name for entry in entries}
    for name, file in files_of_names.items():
        if name not in held:
            what = f"'{name}' is missing" if file in sources else "not found"
            raise RegisterError(f"{file}: {what}")


def digest_of(sources: Mapping[str, str]) -> str:
    """SHA-256 of all the files together, the same whatever their line endings are on disk."""
    digest = hashlib.sha256()
    for name, text in sources.items():
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


def compile_sources(sources: Mapping[str, str]) -> str:
    """The JSON text that stands for the YAML files."""
    checked, shared = _checked(sources)
    content = {
        "digest": digest_of(sources),
        "entries": [e.model_dump(mode="json") for entries in checked.values() for e in entries],
        "files": {file: len(entries) for file, entries in checked.items()},
        "units": shared.units,
        "reasons": shared.reasons,
    }
    return json.dumps(content, ensure_ascii=False, indent=0)


def read_sources(sources: Mapping[str, str]) -> tuple[list[Assumption], Shared]:
    """Check every entry of every file; names are unique over all files. Also what is said for all.

    Raises RegisterError with every problem of the first broken file.
    """
    checked, shared = _checked(sources)
    return [entry for entries in checked.values() for entry in entries], shared


def _checked(sources: Mapping[str, str]) -> tuple[dict[str, list[Assumption]], Shared]:
    found: dict[str, str] = {}
    contents = {file: _read_yaml(file, text) for file, text in sources.items()}
    shared = Shared({}, {})
    for file, content in contents.items():
        try:
            shared.add(content)
        except (AttributeError, TypeError, ValueError) as error:
            raise RegisterError(f"{file}: {error}") from error
    checked = {}
    for file, content in contents.items():
        checked[file] = _read_entries(file, content, shared)
        for entry in checked[file]:
            if entry.name in found:
                raise RegisterError(
                    f"{file}: '{entry.name}' is already defined in {found[entry.name]}"
                )
            found[entry.name] = file
    return checked, shared


def _read_yaml(file: str, text: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError) as error:
        raise RegisterError(f"{file}: {error}") from error


def _read_entries(file: str, content: Any, shared: Shared) -> list[Assumption]:
    try:
        return _ENTRIES.validate_python(list(_rows(content, shared)))
    except (AttributeError, ValidationError, TypeError, KeyError, ValueError) as error:
        raise RegisterError(f"{file}: {error}") from error


@dataclass(frozen=True)
class Shared:
    """What any file says for all: the bounds of units, and reasons to refuse an override."""

    units: dict[str, Any]
    reasons: dict[str, Any]

    def add(self, content: Any) -> None:
        """Take over what a file says, each unit and each reason once over all files."""
        for key, known in (("units", self.units), ("reasons", self.reasons)):
            for name, said in content.get(key, {}).items():
                if name in known:
                    raise ValueError(f"'{name}' of the {key} is given twice")
                known[name] = said

    def reason(self, name: str) -> dict[str, str]:
        """Why an override is refused, and what to do instead; nothing for no refusal."""
        if name and name not in self.reasons:
            raise ValueError(f"there is no reason '{name}'")
        return {"refused": name, **self.reasons.get(name, {})}


def _rows(content: Any, shared: Shared) -> Iterator[dict[str, Any]]:
    """One complete row per entry, defaults filled in and members spelled out."""
    if unknown := sorted(set(content) - {*DEFAULTS, "units", "reasons", "entries"}):
        raise ValueError(f"unknown default '{unknown[0]}'")
    defaults = {key: content[key] for key in DEFAULTS if key in content}
    for name, written in content.get("entries", {}).items():
        if unknown := sorted(set(written) - _KEYS):
            raise ValueError(f"{name}: unknown key '{unknown[0]}'")
        if sum(key in written for key in ("value", "range", "members")) != 1:
            raise ValueError(f"{name}: give exactly one of value, range and members")
        row = {**defaults, **written}
        number = row.pop("value", row.pop("range", None))
        members = row.pop("members", {"": number})
        row["mix"] = name if row.pop("mix", False) else ""
        bounds = row.pop("bounds", None) or shared.units.get(str(row.get("unit")))
        moves, refused = row.pop("moves", ""), row.pop("refused", "")
        if moves and "refused" not in written:
            refused = ""
        if bounds is None:
            raise ValueError(f"{name}: neither it nor its unit has bounds")
        for member, member_number in members.items():
            if not isinstance(member, str):
                raise TypeError(f"{name}: put the member {member!r} in quotation marks")
            own = {**row, "name": f"{name}.{member}" if member else name}
            if member:
                own["meaning"] = f"{row['meaning']}: {_in_words(member)}"
            if reason := _of_member(refused, member):
                own |= shared.reason(reason)
            else:
                own["moves"] = _of_member(moves, member)
            limits = bounds[member] if isinstance(bounds, Mapping) else bounds
            yield _row(own, member_number, limits)


def _of_member(said: Any, member: str) -> Any:
    """What is said of a member: by its name, or of every one with ``{}`` for the name."""
    if isinstance(said, Mapping):
        return said.get(member, "")
    return said.replace("{}", member) if isinstance(said, str) else said


def _row(shared: Mapping[str, Any], number: Any, bounds: Any) -> dict[str, Any]:
    """An entry from its number; a lone number is fixed, a range is triangular unless it says."""
    if isinstance(number, list):
        low, central, high = number
        distribution = shared.get("distribution", "triangular")
    else:
        low = central = high = number
        distribution = "fixed"
    least, most = bounds
    review_date = shared.get("review_date")
    if isinstance(review_date, datetime.date):
        review_date = review_date.isoformat()
    return {
        **shared,
        "low": low,
        "central": central,
        "high": high,
        "least": least,
        "most": most,
        "distribution": distribution,
        "review_date": review_date,
    }


def _in_words(member: str) -> str:
    """``20_29`` becomes "20 to 29", ``over_10`` becomes "over 10"."""
    return re.sub(r"(\d)_(\d)", r"\1 to \2", member).replace("_", " ")
