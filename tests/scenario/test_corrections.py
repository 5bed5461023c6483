"""What a message tells the reader to write is accepted when it is written."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.scenario.corrections import refused
from workforce_sim.levers import all_levers
from workforce_sim.scenario import Problem, validate_files
from workforce_sim.scenario.json_schema import scenario_schema

pytestmark = pytest.mark.gallery

GALLERY = Path(__file__).parents[1] / "gallery"
FILES = sorted(GALLERY.glob("*.yaml"))
QUOTED = re.compile(r"'([^']+)'|`([^`]+)`")


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the gallery in which files may be corrected."""
    return Path(shutil.copytree(GALLERY, tmp_path_factory.mktemp("copy") / "gallery"))


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_every_correction_is_accepted_when_it_is_typed_in(gallery: Path, name: str) -> None:
    for problem in validate_files([gallery / name]):
        assert not list(refused(gallery / name, problem)), problem


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words_and_corrections_say_the_same(path: Path) -> None:
    """A correction can be read in the message, and what stands there in quotes is one, or stands in
    the file already, or is a word of the schema or a command.
    """
    known = {*words_of(scenario_schema()), *all_levers(), *"-[](){}:*&/.'\\", "- "}
    content = path.read_text(encoding="utf-8")
    for problem in validate_files([path]):
        said = str(problem)
        for text in problem.cure.texts:
            parts = re.split(r"\n\s*- |, ", text)
            assert all(part.strip(" -'\"") in said for part in parts), problem
        for quoted in suggested(problem):
            assert (
                quoted in known
                or quoted in content
                or any(quoted in text for text in problem.cure.texts)
                or quoted.startswith(("workforce-sim ", "python -m ", "key: ", "extends: "))
            ), problem


def suggested(problem: Problem) -> list[str]:
    """What a message puts into quotation marks after 'Instead', but for examples."""
    instead = re.sub(r"such as .*", "", problem.instead)
    return [one or other for one, other in QUOTED.findall(instead)]


def words_of(schema: object) -> set[str]:
    """Every key of a JSON schema, at any depth."""
    if isinstance(schema, list):
        return set().union(*map(words_of, schema))
    if not isinstance(schema, dict):
        return set()
    return set(schema).union(*map(words_of, schema.values()))
