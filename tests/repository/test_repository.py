"""Promises about the repository itself: portable, quotable, free of one machine's traces."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.repository.sources import ROOT, dotted, package_modules, repository_files, shown, tree_of
from workforce_sim.extension_files import class_name

pytestmark = pytest.mark.unit

LONGEST_FILE = 400
TEXT = {
    *(".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".cff", ".json", ".csv", ".rst", ".svg"),
    *(".cfg", ".sh", ".ps1", ""),
}
# In pieces, so that this file does not contain what it forbids.
TRACES = [
    ("an address of a package index", "pypi" + r"\.org|python" + "hosted|anaconda" + r"\.org"),
    ("a setting of a package index", "find-" + "links|index-" + "url"),
    ("a path of one machine", r"(?<![\w.])/(?:wo" + "rk|ro" + "ot|op" + "t|ho" + r"me)/\w"),
    ("a folder outside the repository", r"\.\./" + "shared"),
    ("how the work was organised", r"\bissue #?\d+\b|\bsub" + r"agent|\bClau" + "de|\bGP" + "T"),
]
POSIX_ONLY_MODULES = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "posix"}
POSIX_ONLY_NAMES = {
    *("os.fork", "os.getuid", "os.geteuid", "os.uname", "os.nice", "os.symlink", "os.killpg"),
    *("os.sched_getaffinity", "signal.SIGKILL", "signal.SIGALRM", "signal.SIGUSR1"),
}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def project() -> dict[str, object]:
    data: dict[str, object] = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    return data


@pytest.mark.parametrize(("what", "pattern"), TRACES, ids=[what for what, _ in TRACES])
def test_no_trace_of_one_machine(what: str, pattern: str) -> None:
    found = [
        f"{shown(path)}:{number}: {line.strip()[:100]}"
        for path in repository_files()
        if path.suffix in TEXT
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert not found, f"{what} in:\n" + "\n".join(found[:20])


def test_each_file_can_be_read_in_one_sitting() -> None:
    long = {shown(path): len(text_of(path).splitlines()) for path in package_modules()}
    long = {name: lines for name, lines in long.items() if lines > LONGEST_FILE}
    assert not long, f"files over {LONGEST_FILE} lines want a second room: {long}"


def test_the_version_is_the_same_everywhere() -> None:
    version = project()["version"]
    citation = YAML(typ="safe").load(text_of(ROOT / "CITATION.cff"))
    newest = re.search(r"^## \[?(\d+\.\d+\.\d+)", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert newest is not None, "CHANGELOG.md names no version"
    assert citation["version"] == version
    assert newest.group(1) == version


def test_every_pin_is_exact_and_every_dependency_is_pinned() -> None:
    pins = [
        line.split(";")[0].strip()
        for line in text_of(ROOT / "constraints.txt").splitlines()
        if line and not line.startswith("#")
    ]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    data = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    wanted = data["dependencies"] + sum(data["optional-dependencies"].values(), [])
    assert {plain_name(one) for one in wanted} <= {plain_name(pin) for pin in pins}


def plain_name(requirement: str) -> str:
    """The name of a requirement as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[=<>~! ;\[]", requirement)[0]).lower()


def says_what(node: ast.ClassDef) -> bool:
    """Whether a class says in a line what happens, as a lever or a shock does."""
    inside = [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
    return any(isinstance(each, ast.Name) and each.id == "summary" for each in inside)


def test_a_lever_is_a_file_of_its_name_with_its_entries_beside_it() -> None:
    for path in package_modules():
        if path.parent.name in ("levers", "shocks") and path.stem != "template":
            classes = [node for node in tree_of(path).body if isinstance(node, ast.ClassDef)]
            levers = [each.name for each in classes if path.stem != "base" and says_what(each)]
            if levers:
                assert levers == [class_name(path.stem)], f"{shown(path)}: one, named after it"
                assert path.with_suffix(".yaml").exists(), f"{shown(path)}: no entries beside it"


def test_names_of_files_work_on_windows() -> None:
    names = [shown(path) for path in repository_files()]
    assert len({name.lower() for name in names}) == len(names), "two names differ only in case"
    for name in names:
        assert re.fullmatch(r"[\w./ +=()@-]+", name, re.ASCII), (
            f"{name}: character not safe on Windows"
        )
        assert len(name) <= 120, f"{name}: too long for Windows"
        assert not re.search(r"(?i)(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)", name), name
        assert not (ROOT / name).is_symlink(), f"{name}: symbolic links do not survive on Windows"


@pytest.mark.parametrize("path", package_modules(), ids=shown)
def test_the_package_runs_on_windows(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        where = f"{shown(path)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            assert not POSIX_ONLY_MODULES & {alias.name for alias in node.names}, where
        if isinstance(node, ast.Attribute):
            assert dotted(node) not in POSIX_ONLY_NAMES, (
                f"{where}: {dotted(node)} is not on Windows"
            )
        if isinstance(node, ast.Call):
            assert not opens_text_without_encoding(node), f'{where}: say encoding="utf-8"'


def opens_text_without_encoding(call: ast.Call) -> bool:
    """Whether a call reads or writes text in whatever encoding the machine happens to prefer."""
    named = {keyword.arg for keyword in call.keywords}
    attribute = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if attribute in {"read_text", "write_text"}:
        return "encoding" not in named and not (attribute == "read_text" and call.args)
    if dotted(call.func) == "open" or attribute == "open":
        words = [*call.args, *(word.value for word in call.keywords if word.arg == "mode")]
        texts = [str(word.value) for word in words if isinstance(word, ast.Constant)]
        modes = [text for text in texts if re.fullmatch(r"[rwxabt+]{1,3}", text)]
        of_a_class = attribute and isinstance(call.func, ast.Attribute) and words and not modes
        return not (of_a_class or any("b" in mode for mode in modes) or "encoding" in named)
    return False
