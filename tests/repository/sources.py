"""The repository's files, for the tests that read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workforce_sim"
NOT_OURS = {".git", ".venv", ".cache", ".hypothesis", "build", "dist", "__pycache__", "_build"}


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file under version control, or about to be; a plain walk where git is not at hand."""
    try:
        listing = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode("utf-8")
        paths = [ROOT / name for name in listing.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [
            path
            for path in ROOT.rglob("*")
            if not NOT_OURS & set(path.relative_to(ROOT).parts)
            and path.relative_to(ROOT).parts[0] != "outputs"
        ]
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def package_modules() -> tuple[Path, ...]:
    """Every Python file of the package."""
    return tuple(path for path in repository_files() if path.suffix == ".py" and inside(path))


def inside(path: Path) -> bool:
    """Whether a path lies in the package."""
    return PACKAGE in path.parents


def shown(path: Path) -> str:
    """A path as a reader writes it, from the top of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def dotted(node: ast.expr) -> str:
    """``numpy.random.normal`` for the expression of that name, "" for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def imported_names(node: ast.AST, package: str = "") -> Iterator[str]:
    """Full dotted names that one import statement brings in; ``package`` resolves relative ones."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        start = node.module or ""
        if node.level:
            above = package.split(".")
            above = above[: len(above) - node.level + 1]
            start = ".".join([*above, start]) if start else ".".join(above)
        yield from (f"{start}.{alias.name}" for alias in node.names)
