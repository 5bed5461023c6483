"""The manifest: everything needed to run the same thing again, and what came out of it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.files import write_bytes
from workforce_sim.experiment.plan import Plan, essence

MANIFEST = "manifest.json"
FORMAT = 4
RUNNING, COMPLETE = "running", "complete"
VOLATILE = ("environment", "timing", "sha256")
"""Keys that may differ between two runs of the same thing; the last is the hash of the others."""
RECORDED_PACKAGES = ("numpy", "numba", "simpy", "polars", "matplotlib", "workforce-sim")
SEAL = "sha256"
"""Last key: the SHA-256 of the file's bytes, computed with `UNSEALED` in its place."""
UNSEALED = "0" * 64


def describe(plan: Plan, data: Mapping[str, str]) -> dict[str, Any]:
    """The part of the manifest that is known before the first replication."""
    return {
        "format": FORMAT,
        "status": RUNNING,
        "seed": plan.seed,
        "replications": list(plan.replications),
        "monthly": plan.monthly,
        "partners": len(plan.partnered),
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
        "data": dict(sorted(data.items())),
    }


def environment(processes: int) -> dict[str, Any]:
    """What ran it: versions, system, command. None of it may change a result."""
    return {
        "command": sys.argv,
        "processes": processes,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "versions": {name: _version(name) for name in RECORDED_PACKAGES},
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
    text = (json.dumps(sealed, indent=2, ensure_ascii=False, default=str) + "\n").encode()
    start = text.rindex(UNSEALED.encode())
    digest = hashlib.sha256(text).hexdigest().encode()
    whole = text[:start] + digest + text[start + len(digest) :]
    write_bytes(folder / name, whole, lasting=True)


def is_as_written(folder: Path, name: str = MANIFEST) -> bool:
    """Whether the manifest is, to the last byte, what the program wrote."""
    return _has_its_seal((folder / name).read_bytes())


def _has_its_seal(text: bytes) -> bool:
    _, key, rest = text.rpartition(f'"{SEAL}": "'.encode())
    digest = rest[: len(UNSEALED)]
    before = text[: len(text) - len(rest)]
    unsealed = before + UNSEALED.encode() + rest[len(UNSEALED) :]
    return bool(key) and digest == hashlib.sha256(unsealed).hexdigest().encode()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run's folder; raises UserError if there is none, or if it is not what the
    program wrote.
    """
    path = folder / MANIFEST
    try:
        text = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(
            f"{folder} is not the folder of a run: it has no {MANIFEST}. Give the folder that "
            "`workforce-sim run` printed when it finished."
        ) from None
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror}). Give the folder of a run that you may read."
        ) from None
    if not _has_its_seal(text):
        raise UserError(
            f"{path} is not what the run wrote: it has been changed or cut short, so nothing says "
            "any longer what is in the folder. Put a copy of it back, or run the scenario again "
            "into another folder with --out."
        )
    content = json.loads(text)
    if content.get("format") != FORMAT:
        raise UserError(
            f"{path} was written by another version of workforce-sim. Run the scenario again, into "
            "another folder with --out."
        )
    return dict(content)


def differences(stored: Mapping[str, Any], plan: Plan, data: Mapping[str, str]) -> list[str]:
    """What keeps a stored run from being the same experiment as `plan`, one line for each
    difference.
    """
    before: dict[str, Any] = {
        "seed": stored["seed"],
        "data": stored["data"],
        "scenarios": {each["id"]: essence(each["resolved"]) for each in stored["scenarios"]},
    }
    now: dict[str, Any] = {
        "seed": plan.seed,
        "data": dict(data),
        "scenarios": {name: essence(each.to_dict()) for name, each in plan.scenarios.items()},
    }
    # Through JSON and back, because that is what the stored one has been through.
    now = json.loads(json.dumps(now, default=str))
    changed = list(_walk("", before, now))
    if before["scenarios"].keys() == now["scenarios"].keys():
        changed += _order(stored, plan)
    return changed


def _order(stored: Mapping[str, Any], plan: Plan) -> Iterator[str]:
    """The same scenarios in another order are another comparison: say so, and of which."""
    before, now = [each["id"] for each in stored["scenarios"]], list(plan.scenarios)
    if stored["reference"] != plan.reference:
        yield f"reference: {_short(stored['reference'])} then, {_short(plan.reference)} now"
    if before != now:
        yield f"order of the scenarios: {_short(before)} then, {_short(now)} now"


def _walk(path: str, before: Any, now: Any) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted({*before, *now}):
            place = f"{path}.{key}" if path else str(key)
            yield from _walk(place, before.get(key), now.get(key))
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for k, (old, new) in enumerate(zip(before, now, strict=True)):
            yield from _walk(f"{path}[{k}]", old, new)
    elif before != now:
        yield f"{path}: {_short(before)} then, {_short(now)} now"


def _short(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
