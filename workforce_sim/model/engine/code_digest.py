"""What compiled code rests on, as a digest of its meaning: comments and docstrings are left out."""

import ast
import sys
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from workforce_sim.measures.catalogue import AS_IT_HAPPENS, AT_CENSUS, AT_MONTH_END

PACKAGE = Path(__file__).parents[2]
_MEASURES = PACKAGE / "measures"
_MARK = b"@compiled"
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def digest(memory: Path) -> str:
    """Digest of the files whose change could change compiled code, and of what compiles them.

    These are the model's files with compiled functions and whatever of ours they import, however
    far. Of what measures declare only the columns count, so one may be reworded. Parsing takes half
    a second, so what came of files with the same bytes is kept in the folder ``memory``, where it
    can be written, as a file's name: that is there whole or not at all.
    """
    texts = _texts()
    stem = f"code-{_digest_of_bytes(texts)}-"
    for kept in memory.glob(f"{stem}*"):
        return kept.name.removeprefix(stem)
    columns = repr((AS_IT_HAPPENS, AT_CENSUS, AT_MONTH_END)).encode()
    parts = (part for path in _reached(texts) for part in _meaning(path, texts))
    found = _digest_of(columns, *parts)
    with suppress(OSError):  # Found again the next time.
        (memory / (stem + found)).touch()
    return found


def source_digest() -> str:
    """Digest of every byte of this package's source, and of the versions that compile it."""
    return _digest_of_bytes(_texts())


def _texts() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(PACKAGE.rglob("*.py"))}


def _digest_of_bytes(texts: dict[Path, bytes]) -> str:
    return _digest_of(*(part for path, text in texts.items() for part in (_name(path), text)))


def _digest_of(*parts: bytes) -> str:
    versions = [version(name) for name in ("numba", "llvmlite", "numpy")]
    total = sha256(f"{versions} {sys.version_info[:2]}".encode())
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()[:16]


def _name(path: Path) -> bytes:
    return path.relative_to(PACKAGE).as_posix().encode()


def _meaning(path: Path, texts: dict[Path, bytes]) -> tuple[bytes, bytes]:
    """A file's name and its code without comments, docstrings and places."""
    tree = ast.parse(texts[path])
    for node in ast.walk(tree):
        if isinstance(node, _WITH_DOCSTRING):
            node.body = [each for each in node.body if not _is_text(each)] or [ast.Pass()]
    return _name(path), ast.dump(tree).encode()


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _reached(texts: dict[Path, bytes]) -> list[Path]:
    """Files with compiled functions, and ours that they import as they are loaded."""
    wanted = [path for path, text in texts.items() if _MARK in text]
    found: set[Path] = set()
    while wanted:
        path = wanted.pop()
        if path not in found:
            found.add(path)
            wanted += [each for each in _imports(path, texts) if each in texts]
    return sorted(found)


def _imports(path: Path, texts: dict[Path, bytes]) -> list[Path]:
    """Files of ours that a file imports at its top; names that are no modules find no file."""
    found = []
    for node in ast.parse(texts[path]).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        else:
            continue
        for name in names:
            place = PACKAGE.parent.joinpath(*name.split("."))
            found += [place.with_suffix(".py"), place / "__init__.py"]
    return [each for each in found if _MEASURES not in each.parents]
