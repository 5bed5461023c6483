"""What runs on a worker of a cluster: introducing itself, and replications one at a time."""

from __future__ import annotations

import os
import pickle
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workforce_sim.errors import UserError
from workforce_sim.experiment.files import write_bytes
from workforce_sim.experiment.identity import Identity, changes
from workforce_sim.experiment.listeners import ProgressListener, Quiet

# A worker with several threads still simulates one replication at a time: use more workers instead.
_ONE_AT_A_TIME = threading.Lock()


def introduce(note: Path, identity: Identity) -> dict[str, Any]:
    """What the worker would make the run of, and what keeps it from using the folder of the note
    ("": nothing), and under which name it has copied the note.
    """
    worker = f"{socket.gethostname()}-{os.getpid()}-{threading.get_ident()}"
    copy = note.with_stem(f"{note.stem}-{worker}")
    try:
        text = note.read_bytes()
        write_bytes(copy, text)
        trouble = ""
    except OSError as error:
        trouble = error.strerror or str(error)
    return {"made_of": identity.here(), "trouble": trouble, "copy": copy.name}


class _Notes(Quiet):
    """Remembers what the user should know, who is at another computer."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def note(self, words: str) -> None:
        """Remember it."""
        self.words.append(words)


def prepare_here(warm_up: Callable[[ProgressListener], None]) -> list[str]:
    """Compile the model on the worker's computer; what the user should know about that."""
    notes = _Notes()
    warm_up(notes)
    return notes.words


def run_here(identity: Identity, packed: bytes) -> Any:
    """Run a packed function on this worker; raise UserError if its program is another one.

    Workers are checked before the first task too; this is for those that join later. The function
    is unpacked after that, because another program may not be able to.
    """
    refuse_worker(_own_address(), identity, identity.here())
    function, args, kwargs = pickle.loads(packed)
    with _ONE_AT_A_TIME:
        return function(*args, **kwargs)


def refuse_worker(address: str, identity: Identity, made_of: Mapping[str, Any]) -> None:
    """Raise UserError, naming the worker, if its results might differ."""
    differences = changes(identity.expected, made_of, "here", "there")
    if differences:
        raise UserError(
            f"Worker {address} runs another version, so its results might differ: "
            f"{'; '.join(differences)}. Install the same version, the same packages with levers "
            "and the same pinned packages on every worker (constraints.txt), then start it again."
        )


def _own_address() -> str:
    from distributed import get_worker

    return str(get_worker().address)
