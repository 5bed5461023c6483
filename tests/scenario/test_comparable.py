"""Which scenarios can be compared future by future, and whose seed they take."""

from __future__ import annotations

from pathlib import Path

import pytest

import workforce_sim
from workforce_sim.scenario import ResolvedScenario, ScenarioErrors, load_scenario
from workforce_sim.scenario.comparable import refuse_incomparable, shared_draws

pytestmark = pytest.mark.unit

FIRST = "name: First\nbase: england-2024\nend: 2026\nscope: {councils: [Rutland]}\n"


def written(folder: Path, name: str, text: str) -> ResolvedScenario:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_scenario(path)


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("base", FIRST.replace("england-2024", "england-2009").replace("2026", "2011"), "2009"),
        ("end", FIRST.replace("2026", "2027"), "2027"),
        ("scope", FIRST.replace("Rutland", "Surrey"), "{councils: [Surrey]}"),
        ("uncertainty", FIRST + "uncertainty: parameters\n", "parameters"),
    ],
)
def test_what_must_be_equal_is_named_with_both_places(
    tmp_path: Path, key: str, text: str, words: str
) -> None:
    first = written(tmp_path, "first.yaml", FIRST)
    other = written(tmp_path, "other.yaml", text)
    with pytest.raises(ScenarioErrors) as caught:
        refuse_incomparable([first, other])
    problem = next(each for each in caught.value.problems if f"'{key}'" in each.what)
    assert problem.file.endswith("other.yaml")
    assert problem.line == next(
        number for number, line in enumerate(text.splitlines(), 1) if line.startswith(key)
    )
    assert words in problem.what
    assert "first.yaml" in problem.what


def test_the_same_councils_in_another_order_are_the_same_scope(tmp_path: Path) -> None:
    one = written(tmp_path, "one.yaml", FIRST.replace("Rutland", "Rutland, Kent"))
    other = written(tmp_path, "other.yaml", FIRST.replace("Rutland", "Kent, Rutland"))
    refuse_incomparable([one, other])


def test_a_file_named_twice_is_refused_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    one = written(tmp_path, "one.yaml", FIRST)
    again = load_scenario(tmp_path / "sub" / ".." / "one.yaml")
    with pytest.raises(ScenarioErrors, match="named twice"):
        refuse_incomparable([one, again])
    with pytest.raises(ScenarioErrors, match="named twice"):
        workforce_sim.compare(one, one)


def test_the_first_seed_and_the_most_replications_are_used_and_said(tmp_path: Path) -> None:
    one = written(tmp_path, "one.yaml", FIRST + "seed: 3\nreplications: 5\n")
    other = written(tmp_path, "other.yaml", FIRST + "seed: 4\nreplications: 50\n")
    draws = shared_draws([one, other])
    assert (draws.seed, draws.replications) == (3, 50)
    assert "one.yaml:5:7 3" in draws.notes[0]
    assert "other.yaml:6:15 50" in draws.notes[1]
    assert shared_draws([one, other], seed=9, replications=2).notes == ()
    assert shared_draws([one, one]).notes == ()
