"""Bad input: one file for each way to get a scenario wrong, with the words its message must have.

A file of the gallery starts with `# expect: words` lines, and `# at: line:column` for each problem
that stands in the file itself. Files named `warning-...` can be run; all others cannot.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workforce_sim.scenario import ScenarioErrors, load_scenario, validate_files

pytestmark = pytest.mark.gallery

GALLERY = Path(__file__).parents[1] / "gallery"
FILES = sorted(GALLERY.glob("*.yaml"))
MESSAGE = re.compile(r"^[^\n]+\.yaml(:\d+:\d+)?: (warning: )?[^\n]+[.?!] Instead: [^\n]+[.?!]$")


def noted(path: Path, word: str) -> list[str]:
    start = f"# {word}: "
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(start) for line in lines if line.startswith(start)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_message_says_where_what_and_what_instead(path: Path) -> None:
    problems = validate_files([path])
    text = "\n".join(map(str, problems))
    missing = [words for words in noted(path, "expect") if words not in text]
    assert noted(path, "expect")
    assert not missing, text
    assert all(MESSAGE.match(str(problem)) for problem in problems), text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_message_points_at_the_line_and_column(path: Path) -> None:
    here = [p for p in validate_files([path]) if p.file == path.as_posix()]
    found = [f"{problem.line}:{problem.column}" for problem in here]
    assert [place for line in noted(path, "at") for place in line.split()] == found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_warnings_can_be_run(path: Path) -> None:
    problems = validate_files([path])
    if path.stem.startswith("warning-"):
        assert list(load_scenario(path).warnings) == problems
        assert all(problem.severity == "warning" for problem in problems)
    else:
        with pytest.raises(ScenarioErrors) as caught:
            load_scenario(path)
        assert caught.value.problems == sorted(p for p in problems if p.is_error)


def test_a_misspelt_key_is_not_reported_as_missing_too() -> None:
    problems = validate_files([GALLERY / "unknown-parameter.yaml"])
    assert [problem.what for problem in problems] == ["'place' is not known here"]


def test_a_mistake_that_two_files_inherit_is_listed_once() -> None:
    twice = validate_files([GALLERY / "inherited-mistake.yaml", GALLERY / "parents" / "wrong.yaml"])
    assert len(twice) == 1
