"""What runs on a worker of a cluster: introducing itself, and replications one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from workforce_sim.errors import UserError
from workforce_sim.experiment.files import write_bytes
from workforce_sim.experiment.identity import differing, package_identity

Task = TypeVar("Task")
Done = TypeVar("Done")

# A worker with several threads still simulates one replication at a time: use more workers instead.
_ONE_AT_A_TIME = threading.Lock()


def introduce(note: Path) -> dict[str, Any]:
    """Which program the worker runs, and what keeps it from using the folder of the note ("":
    nothing).
    """
    try:
        text = note.read_bytes()
        copy = note.with_name(f"{note.name}.{threading.get_ident()}.tmp")
        write_bytes(copy, text)
        copy.unlink()
        trouble = ""
    except OSError as error:
        trouble = error.strerror or str(error)
    return {"package": dict(package_identity()), "trouble": trouble}


def run_here(expected: Mapping[str, str], function: Callable[[Task], Done], task: Task) -> Done:
    """Run the function on this worker; raise UserError if its program is another one.

    Workers are checked before the first task too; this is for those that join later.
    """
    differences = differing(package_identity(), expected)
    if differences:
        raise another_program(_own_address(), differences)
    with _ONE_AT_A_TIME:
        return function(task)


def another_program(address: str, differences: list[str]) -> UserError:
    """The refusal of a worker whose results might differ."""
    return UserError(
        f"Worker {address} runs another version, so its results might differ: "
        f"{'; '.join(differences)}. Install the same version and the same pinned packages on every "
        "worker (constraints.txt), then start it again."
    )


def _own_address() -> str:
    from distributed import get_worker

    return str(get_worker().address)
