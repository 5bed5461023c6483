"""The manifest: everything needed to run the same thing again, and what came out of it."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.files import write_bytes
from workforce_sim.experiment.identity import MADE_OF, changes, version_of
from workforce_sim.experiment.plan import Plan, essence

MANIFEST = "manifest.json"
FORMAT = 5
RUNNING, COMPLETE = "running", "complete"


@dataclass(frozen=True)
class Kind:
    """What may lie in a folder: what to call it, and the name of its manifest."""

    what: str
    manifest: str


RUN = Kind("run", MANIFEST)
STUDY = Kind("sensitivity study", "sensitivity.json")
VOLATILE = ("environment", "timing", "sha256")
"""Keys that may differ between two runs of the same thing; the last is the hash of the others."""
DRAWING_PACKAGES = ("matplotlib",)
"""Packages whose versions decide the bytes of charts, but of no number."""
SEAL = "sha256"
"""Last key: the SHA-256 of the file's bytes, computed with `UNSEALED` in its place."""
UNSEALED = "0" * 64


def identify(plan: Plan, made_of: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the manifest that says which experiment it is."""
    return {
        "format": FORMAT,
        "status": RUNNING,
        "seed": plan.seed,
        "reference": plan.reference,
        "scenarios": [
            {
                "id": name,
                "name": each.name,
                "fingerprint": each.fingerprint(),
                "resolved": each.to_dict(),
            }
            for name, each in plan.scenarios.items()
        ],
        **{key: dict(made_of[key]) for key in MADE_OF},
    }


def describe(plan: Plan, made_of: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a run's manifest that is known before the first replication."""
    return {
        **identify(plan, made_of),
        "replications": list(plan.replications),
        "monthly": plan.monthly,
        "partners": len(plan.partnered),
    }


def environment(processes: int) -> dict[str, Any]:
    """What ran it: command, computer, versions. None of it may change a number."""
    return {
        "command": sys.argv,
        "processes": processes,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "versions": {name: version_of(name) for name in DRAWING_PACKAGES},
        "git_commit": git_commit(Path(__file__).parent),
    }


def git_commit(start: Path) -> str | None:
    """The commit that is checked out above `start`, read from git's own files; None if there is
    none.
    """
    try:
        git = next(folder / ".git" for folder in start.parents if (folder / ".git").is_dir())
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        if (git / name).is_file():
            return (git / name).read_text(encoding="utf-8").strip()
        packed = (git / "packed-refs").read_text(encoding="utf-8").splitlines()
        return next(line.split()[0] for line in packed if line.endswith(f" {name}"))
    except (OSError, StopIteration):
        return None


def write_manifest(folder: Path, content: Mapping[str, Any], name: str = MANIFEST) -> None:
    """Write the manifest whole, with a seal that tells when someone has changed it."""
    sealed = {**content, SEAL: UNSEALED}
    text = (json.dumps(sealed, indent=2, ensure_ascii=False, default=str) + "\n").encode(
        errors="backslashreplace"  # half characters, which a caller's own command may hold
    )
    start = text.rindex(UNSEALED.encode())
    digest = hashlib.sha256(text).hexdigest().encode()
    whole = text[:start] + digest + text[start + len(digest) :]
    write_bytes(folder / name, whole, promise=True)


def is_as_written(folder: Path, name: str = MANIFEST) -> bool:
    """Whether the manifest is, to the last byte, what the program wrote."""
    return _has_its_seal((folder / name).read_bytes())


def _has_its_seal(text: bytes) -> bool:
    _, key, rest = text.rpartition(f'"{SEAL}": "'.encode())
    digest = rest[: len(UNSEALED)]
    before = text[: len(text) - len(rest)]
    unsealed = before + UNSEALED.encode() + rest[len(UNSEALED) :]
    return bool(key) and digest == hashlib.sha256(unsealed).hexdigest().encode()


def read_manifest(folder: Path, kind: Kind = RUN) -> dict[str, Any]:
    """The manifest of a run's folder; raises UserError if there is none, or if it is not what the
    program wrote.
    """
    path = folder / kind.manifest
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(
            f"{folder} is not the folder of a {kind.what}: it has no {kind.manifest}. Give the "
            "folder that the command printed when it finished."
        ) from None
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror}). Give the folder of a {kind.what} that you "
            "may read."
        ) from None
    if not _has_its_seal(text):
        raise UserError(
            f"{path} is not what the {kind.what} wrote: it has been changed or cut short, so "
            "nothing says any longer what is in the folder. Put a copy of it back, or run the "
            "scenario again into another folder with --out."
        )
    content = json.loads(text)
    if content.get("format") != FORMAT:
        raise UserError(
            f"{path} was written by another version of workforce-sim. Make the {kind.what} again, "
            "into another folder with --out."
        )
    return dict(content)


def essentials(described: Mapping[str, Any]) -> dict[str, Any]:
    """What must be the same for a run to be the same experiment, of a manifest or a description."""
    found = {
        "seed": described["seed"],
        "scenarios": {each["id"]: essence(each["resolved"]) for each in described["scenarios"]},
        **{key: described[key] for key in MADE_OF},
    }
    # Through JSON and back, because that is what a stored one has been through.
    return dict(json.loads(json.dumps(found, default=str)))


def differences(stored: Mapping[str, Any], described: Mapping[str, Any]) -> list[str]:
    """What keeps a stored run from being the same experiment as the one described, one line for
    each difference.
    """
    before, now = essentials(stored), essentials(described)
    changed = changes(before, now)
    if before["scenarios"].keys() == now["scenarios"].keys():
        # The same scenarios in another order are another comparison.
        changed += changes(_order(stored), _order(described))
    return changed


def _order(described: Mapping[str, Any]) -> dict[str, Any]:
    ids = [each["id"] for each in described["scenarios"]]
    return {"reference": described["reference"], "order of the scenarios": ", ".join(ids)}
