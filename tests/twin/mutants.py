"""Makes the deliberate mistakes of ``mistakes.txt``: the comparison must notice every one.

Mistakes of the twin are put into a second copy of its modules. Those of the compiled casework are
put into the package while it is imported, in a process of its own that does not compile:

    NUMBA_DISABLE_JIT=1 python -m tests.twin.mutants NUMBER
"""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NoReturn
from unittest import mock

from tests.mutants.mistake import Mistake, read_mistakes

FOLDER: Final = Path(__file__).parent
WORLDS: Final = 60
"""Worlds that are tried for each mistake of the twin, until one shows it."""
UNCOMPILED_WORLDS: Final = 6
_TWIN_MODULES: Final = ("keyed", "people", "council", "supervision", "first_day", "twin")


def mistakes(room: str) -> list[Mistake]:
    """All of one room, in the order of the file."""
    return [
        each for each in read_mistakes(FOLDER / "mistakes.txt") if each.room.split("/")[0] == room
    ]


def twin_with(mistake: Mistake) -> type[Any]:
    """The twin's `Casework`, made of a copy of its modules with a mistake in one of them."""
    package = import_module("tests.twin")
    with ExitStack() as undo:
        undo.enter_context(mock.patch.dict(sys.modules))
        for name in _TWIN_MODULES:
            path = FOLDER / f"{name}.py"
            source = path.read_text(encoding="utf-8")
            if name == mistake.file:
                source = mistake.made(source)
            copy = ModuleType(f"tests.twin.{name}")
            sys.modules[copy.__name__] = copy
            undo.enter_context(mock.patch.object(package, name, copy, create=True))
            exec(compile(source, str(path), "exec"), copy.__dict__)
        casework: type[Any] = copy.Casework
        return casework


class _Mistaken(SourceFileLoader):
    """Loads one module with a mistake in it, and leaves no trace."""

    def __init__(self, name: str, path: str, mistake: Mistake) -> None:
        super().__init__(name, path)
        self.mistake = mistake

    def path_stats(self, path: Any) -> NoReturn:
        """Neither read nor write code compiled from the source without the mistake."""
        raise OSError

    def get_data(self, path: Any) -> bytes:
        """The source with the mistake."""
        return self.mistake.made(super().get_data(path).decode("utf-8")).encode("utf-8")


class _Finder(MetaPathFinder):
    """Finds the module that a mistake is to be made in."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The usual place, another loader."""
        where = f"workforce_sim/{self.mistake.room}/{self.mistake.file}"
        if name != where.replace("/", "."):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Mistaken(name, spec.origin, self.mistake)
        return spec


def main(number: int) -> int:
    """1 when a world shows the mistake of the compiled casework of that number, 0 when none does.

    Without a mistake (number -1) no world may.
    """
    if number >= 0:
        sys.meta_path.insert(0, _Finder(mistakes("model")[number]))
    from tests.twin.agreement import Disagreement
    from tests.twin.lives import live
    from tests.twin.worlds import build, recipe

    for seed in range(UNCOMPILED_WORLDS):
        try:
            live(build(recipe(seed)))
        except Disagreement as difference:
            sys.stdout.write(f"world {seed}: {difference}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
