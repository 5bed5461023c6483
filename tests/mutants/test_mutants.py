"""The list of mistakes is alive, and every run of the suite tries some of it."""

import ast
from collections import Counter

import pytest

from tests.compiled_code import ROOT
from tests.mutants.trial import all_mistakes, source_of, try_all

MISTAKES = all_mistakes()
EVERY = 12
"""One in so many is tried here, another one after each change of the list's length."""


@pytest.mark.unit
def test_each_mistake_can_still_be_made_and_names_its_law() -> None:
    for mistake in MISTAKES:
        source = (ROOT / source_of(mistake)).read_text(encoding="utf-8")
        made = mistake.made(source)
        assert ast.dump(ast.parse(made)) != ast.dump(ast.parse(source)), mistake
        file, _, test = mistake.law.partition("::")
        assert f"def {test.partition('[')[0]}(" in (ROOT / file).read_text(encoding="utf-8")
    assert not [what for what, count in Counter(map(str, MISTAKES)).items() if count > 1]


@pytest.mark.slow
@pytest.mark.needs_compiled
def test_some_of_them_are_noticed() -> None:
    """The suite itself runs the laws without a mistake."""
    chosen = MISTAKES[len(MISTAKES) % EVERY :: EVERY]
    survivors = [each for each in try_all(chosen, jobs=2, laws_hold=True) if not each.noticed]
    assert not survivors, "\n".join(f"{each.mistake}\n{each.said}" for each in survivors)
