"""Compiled code on disk: one file for each function and kinds of its arguments.

The folder's name carries a digest of everything that compiled code rests on, so within it a
function is found by its name. A file is whole or not believed, two processes never spoil each
other's, and one that cannot be written is done without.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from numba.core.compiler import CompileResult
from numba.core.registry import cpu_target
from numba.core.serialize import dumps

from workforce_sim.caches import FILE_BYTES, VARIABLE, lack, roots, trouble
from workforce_sim.model.engine.code_digest import digest

FILES = 20
"""Files of 2 MB for which there must be room before anything is compiled."""
_ADVICE = (
    f"Set {VARIABLE} to a folder that only you can write to, with "
    f"{FILES * FILE_BYTES // 1_000_000} MB free."
)
_HASH_BYTES = sha256().digest_size


@dataclass
class Store:
    """Where compiled code is kept, None if nowhere, and what the user should know about that."""

    folder: Path | None
    note: str = ""
    lost: str = field(default="", init=False)
    """Why something could not be kept, if so."""

    @property
    def is_complete(self) -> bool:
        """Whether everything has been compiled for this kind of processor."""
        return self.folder is not None and _marker(self.folder).exists()

    def complete(self) -> None:
        """Say that everything has been compiled, unless something could not be kept."""
        if self.folder is not None and not self.lost:
            try:
                _marker(self.folder).touch()
            except OSError as error:
                self.lost = error.strerror or str(error)
        if self.lost:
            self.note = (
                f"Compiled code could not be kept in {self.folder} ({self.lost}): what is missing "
                f"is compiled again each time. {_ADVICE}"
            )

    def read(self, name: str) -> bytes | None:
        """What was written under a name, None if that is not there or not whole."""
        if self.folder is None:
            return None
        try:
            found = (self.folder / name).read_bytes()
        except OSError:
            return None
        content = found[_HASH_BYTES:]
        return content if sha256(content).digest() == found[:_HASH_BYTES] else None

    def write(self, name: str, content: bytes) -> None:
        """Keep content under a name; the last of several writers wins."""
        if self.folder is None:
            return
        temporary: Path | None = None
        try:
            handle, path = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=self.folder)
            temporary = Path(path)
            with os.fdopen(handle, "wb") as stream:
                stream.write(sha256(content).digest() + content)
            temporary.chmod(0o644)
            temporary.replace(self.folder / name)
        except OSError as error:
            self.lost = error.strerror or str(error)
            if temporary is not None:
                with suppress(OSError):
                    temporary.unlink()


@cache
def store() -> Store:
    """The first place that holds everything, or has room for it; the same in every process."""
    refused: list[str] = []
    for root in roots():
        why = trouble(root)
        if not why:
            folder = root / f"compiled-{digest(root)}{_checks()}"
            why = trouble(folder) or ("" if _marker(folder).exists() else lack(folder, FILES))
        if not why:
            elsewhere = f"Compiled code is kept in {root}, not in {' or '.join(refused)}. {_ADVICE}"
            return Store(folder, elsewhere if refused else "")
        refused.append(f"{root} ({why})")
    return Store(
        None,
        f"Compiled code cannot be kept in {' or '.join(refused)}: every process compiles the model "
        f"for itself, which takes a minute. {_ADVICE}",
    )


def _checks() -> str:
    """Code that checks every index of an array has a folder of its own."""
    return "-bounds" if os.environ.get("NUMBA_BOUNDSCHECK", "0") == "1" else ""


def _marker(folder: Path) -> Path:
    """The file that says that a folder is complete for this kind of processor."""
    processor = repr(cpu_target.target_context.codegen().magic_tuple()).encode()
    return folder / f"complete-{sha256(processor).hexdigest()[:8]}"


class Kept:
    """What Numba asks for compiled code of one function, instead of its own cache."""

    cache_path = None

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def load_overload(self, signature: Any, target: Any) -> Any:
        """The function compiled for these kinds of arguments, None if that is not kept."""
        target.refresh()
        key = self._key(signature, target.codegen())
        content = store().read(self._name(key))
        if content is None:
            return None
        written_for, payload = pickle.loads(content)
        return CompileResult._rebuild(target, *payload) if written_for == key else None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep what has been compiled, unless it holds addresses of this process."""
        if not result.library.has_dynamic_globals:
            key = self._key(signature, result.codegen)
            store().write(self._name(key), dumps((key, result._reduce())))

    def flush(self) -> None:
        """Nothing: another meaning has another folder."""

    def _key(self, signature: Any, codegen: Any) -> tuple[Any, ...]:
        return signature, codegen.magic_tuple(), self._function.__code__.co_code

    def _name(self, key: tuple[Any, ...]) -> str:
        function = f"{self._function.__module__}.{self._function.__qualname__}"
        short = function.removeprefix("workforce_sim.model.").replace("<", "").replace(">", "")
        return f"{short}-{sha256(repr(key).encode()).hexdigest()[:16]}"
