"""Makes the deliberate mistakes of ``mistakes.txt``: the comparison must notice every one.

Mistakes of the twin are put into a second copy of its modules. Those of the compiled casework are
put into the package while it is imported, in a process of its own that does not compile:

    NUMBA_DISABLE_JIT=1 python tests/twin/mutants.py NUMBER
"""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple, NoReturn
from unittest import mock

FOLDER: Final = Path(__file__).parent
WORLDS: Final = 60
"""Worlds that are tried for each mistake of the twin, until one shows it."""
UNCOMPILED_WORLDS: Final = 6
_TWIN_MODULES: Final = ("keyed", "people", "council", "supervision", "first_day", "twin")


class Mistake(NamedTuple):
    """A few words gone wrong in one file."""

    room: str
    """``twin`` or ``model``."""
    file: str
    what: str
    before: tuple[str, ...]
    """The lines to find, without indentation."""
    goes: range
    """Which of them go."""
    comes: tuple[str, ...]

    def made(self, source: str) -> str:
        """The source with the mistake; ValueError when the lines do not stand there just once."""
        lines = source.splitlines()
        bare = [line.strip() for line in lines]
        n = len(self.before)
        places = [i for i in range(len(lines)) if bare[i : i + n] == list(self.before)]
        if len(places) != 1:
            raise ValueError(f"{self}: stands {len(places)} times in the file")
        first = places[0] + self.goes.start
        indent = lines[first][: len(lines[first]) - len(bare[first])]
        new = [indent + line for line in self.comes or ("pass",)]
        return "\n".join([*lines[:first], *new, *lines[places[0] + self.goes.stop :]]) + "\n"

    def __str__(self) -> str:
        return f"{self.room}/{self.file}: {self.what}"


def mistakes(room: str) -> list[Mistake]:
    """All of one room, in the order of the file."""
    text = (FOLDER / "mistakes.txt").read_text(encoding="utf-8")
    found = [_mistake(block) for block in text.split("\n# ")[1:]]
    return [mistake for mistake in found if mistake.room == room]


def _mistake(block: str) -> Mistake:
    title, *lines = block.rstrip().splitlines()
    where, what = title.split(": ", 1)
    room, file = where.split("/")
    before = [line for line in lines if not line.startswith("+")]
    goes = [i for i, line in enumerate(before) if line.startswith("-")]
    comes = tuple(line[2:] for line in lines if line.startswith("+"))
    bare = tuple(line.removeprefix("-").strip() for line in before)
    return Mistake(room, file, what, bare, range(goes[0], goes[-1] + 1), comes)


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
        if name != f"workforce_sim.model.{self.mistake.file}":
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
    # Other packages may have installed theirs under the name of tests.
    ours = ModuleType("tests")
    ours.__path__ = [str(FOLDER.parent)]
    sys.modules["tests"] = ours
    sys.path[0] = str(FOLDER.parent.parent)
    sys.exit(main(int(sys.argv[1])))
