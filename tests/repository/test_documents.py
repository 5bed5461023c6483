"""Whatever the README and the documentation tell a reader to type works, as shown."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.charts import draw_one_only
from tests.repository.documents import Block, blocks, documents, plain
from tests.repository.sources import ROOT, repository_files, shown
from tests.repository.terminal import RUNS, Terminal, only_shipped, simulates_england

RUNNABLE = {"console", "powershell", "yaml", "python"}
# Lines that make an environment, or act on a clone: what they name is checked, they are not run.
SET_UP = re.compile(
    r"(git clone|cd|py -3\.1[1-4] -m venv|python -m (pip install|ruff|mypy|pytest)|pytest) ?"
)


def group(page: Path) -> str:
    """Pages that simulate England share their runs, and so do those that simulate one council."""
    typed = [plain(command) for block in blocks(page) for command, _ in block.commands()]
    words = [command.split()[1:] for command in typed if command.startswith("workforce-sim ")]
    runs = [each for each in words if each[0] in RUNS and only_shipped(each, ROOT)]
    england = "make run" in typed or any(simulates_england(each, ROOT) for each in runs)
    return "documents on England" if england else "documents on councils"


PAGES = [
    pytest.param(
        page,
        marks=[
            pytest.mark.xdist_group(group(page)),
            pytest.mark.slow
            if any(block.simulates() for block in blocks(page))
            else pytest.mark.cli,
        ],
        id=shown(page),
    )
    for page in documents()
    if any(block.language in RUNNABLE for block in blocks(page))
]


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with pytest.MonkeyPatch.context() as patch:
        draw_one_only(patch.setattr)
        yield Terminal(tmp_path_factory.mktemp("terminal"))


@pytest.mark.needs_compiled
@pytest.mark.parametrize("page", PAGES)
def test_everything_a_page_says_to_type_works(
    page: Path, tmp_path: Path, terminal: Terminal
) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    for block in blocks(page):
        where = f"{shown(page)}:{block.line}"
        if block.language == "yaml":
            write_example(block, tmp_path, terminal, where)
        elif block.language == "python":
            run_example(block, tmp_path, where)
        elif block.language in {"console", "powershell"}:
            assert block.commands(), f"{where}: start each command with '$ ' or 'PS> '"
            for command, shown_output in block.commands():
                check_command(plain(command), shown_output, tmp_path, terminal, where)


def write_example(block: Block, folder: Path, terminal: Terminal, where: str) -> None:
    """Keep an example file under the name in its first line, and have it validated."""
    name = re.match(r"# ([\w./-]+\.yaml)\b", block.text)
    assert name, f"{where}: name the example's file in its first line, as in '# mine.yaml'"
    target = folder / name.group(1)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(block.text, encoding="utf-8")
    terminal.type(["validate", name.group(1)], folder, where)


def run_example(block: Block, folder: Path, where: str) -> None:
    """Run an example in Python as a script of its own."""
    script = folder / "example.py"
    script.write_text(block.text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, f"{where}:\n{done.stdout}\n{done.stderr}"


def check_command(
    command: str, expected: list[str], folder: Path, terminal: Terminal, where: str
) -> None:
    """Type a command in the folder of examples and look for the output that the page shows."""
    words = shlex.split(command)
    if words[0] == "make":
        targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert set(words[1:2]) <= set(targets), f"{where}: the Makefile has no '{words[1]}'"
        if words[1:2] != ["run"]:
            return
        command = comparison_of_make_run()
    if SET_UP.match(command):
        assert "install" not in words or command.startswith(
            "python -m pip install -c constraints.txt -e"
        ), f"{where}: install the pinned versions"
        return
    words = shlex.split(command)
    assert words[0] == "workforce-sim", f"{where}: no test knows how to run '{command}'"
    output = terminal.type(words[1:], folder, where)
    lines = {" ".join(line.split()) for line in output.splitlines()}
    missing = [line for line in expected if not any(line in one for one in lines)]
    assert not missing, f"{where}: '{command}' no longer prints {missing}\nbut:\n{output}"


def comparison_of_make_run() -> str:
    """What `make run` simulates."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"^run:.*\n\t@?\$\(BIN\)/(workforce-sim .*)$", recipe, re.MULTILINE)
    assert found, "the Makefile's run target does not call workforce-sim"
    defaults = dict(re.findall(r"^(\w+) \?= (\w+)$", recipe, re.MULTILINE))
    return re.sub(r"\$\((\w+)\)", lambda name: defaults[name.group(1)], found.group(1))


@pytest.mark.unit
@pytest.mark.parametrize("page", documents(), ids=shown)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    known = {shown(path) for path in repository_files()}
    known |= {parent.as_posix() for name in list(known) for parent in Path(name).parents}
    for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not re.match(r"\w+:", target):
            path = Path(os.path.normpath(page.parent / target))
            assert shown(path) in known, f"{shown(page)} links to {target}, which is not there"
