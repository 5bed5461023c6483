"""The code blocks of the README and the documentation, as things that can be run."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.repository.sources import ROOT

BLOCK = re.compile(r"^(`{3,})(\w+)[^\n]*\n(.*?)^\1\s*$", re.MULTILINE | re.DOTALL)
SIMULATES = {"run", "compare", "backtest", "verify", "plot", "sensitivity"}


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text and the line on which the text starts."""

    language: str
    text: str
    line: int

    def commands(self) -> list[tuple[str, list[str]]]:
        """Each command after ``$`` or ``PS>``, with the lines of output shown below it."""
        found: list[tuple[str, list[str]]] = []
        for line in self.text.splitlines():
            prompt = re.match(r"(?:\$|PS>) (.*)", line)
            if prompt:
                found.append((prompt.group(1).strip(), []))
            elif found and line.strip() and line.strip() not in {"...", "…"}:
                found[-1][1].append(" ".join(line.split()))
        return found

    def simulates(self) -> bool:
        """Whether it simulates something, and so takes seconds."""
        if self.language == "python":
            return True
        return any(
            command == "make run"
            or (words[:1] == ["workforce-sim"] and SIMULATES & set(words[1:2]))
            for command, _ in self.commands()
            for words in [plain(command).split()]
        )


def plain(command: str) -> str:
    """A command as it is typed on every system: no folder of the environment, forward slashes."""
    return command.replace("\\", "/").replace(".venv/Scripts/", "").replace(".venv/bin/", "")


@cache
def documents() -> tuple[Path, ...]:
    """Every page that a user reads."""
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    pages += [path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts]
    return tuple(sorted(path for path in pages if path.exists()))


@cache
def blocks(page: Path) -> tuple[Block, ...]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return tuple(
        Block(found.group(2), found.group(3), text.count("\n", 0, found.start()) + 2)
        for found in BLOCK.finditer(text)
    )
