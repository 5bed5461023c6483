"""The compiled casework and the twin live the same lives, event by event.

The twin was written from `docs/reference/casework-rules.md` alone. Where the two part, one of them
or the page is wrong; what was found in this way is in `docs/decisions/0012-the-twin.md`.
"""

import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings

from tests.mutants.mistake import Mistake
from tests.repository.sources import ROOT
from tests.twin.agreement import Disagreement
from tests.twin.lives import live, warm_up
from tests.twin.mutants import WORLDS, mistakes, twin_with
from tests.twin.world import Kind
from tests.twin.worlds import Recipe, build, recipe, recipes

pytestmark = pytest.mark.twin

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") != "1"
AS_USERS = COMPILED and os.environ.get("NUMBA_BOUNDSCHECK", "0") != "1"
BATCHES = 12
BATCH = 25 if AS_USERS else 4


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_event_every_move_and_everything_else_is_the_same(batch: int) -> None:
    seen: Counter[Kind] = Counter()
    moves = 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        pair = live(build(recipe(seed)))
        seen.update(pair.seen)
        moves += pair.moves
    # Agreement about nothing would be worth nothing.
    assert moves > 100 * BATCH
    assert seen.total() > 100 * BATCH
    if AS_USERS:
        assert seen.keys() == set(Kind)


@settings(max_examples=40 if AS_USERS else 5, derandomize=True, database=None)
@given(recipes())
def test_no_recipe_is_found_that_they_live_differently(recipe: Recipe) -> None:
    live(build(recipe))


def test_the_year_before_the_first_day_of_a_real_council_is_the_same() -> None:
    pair = warm_up("Rutland", (1, 1))
    assert pair.seen.total() > 300
    assert pair.seen.keys() >= {
        Kind.ARRIVAL,
        Kind.STEP,
        Kind.SICKNESS,
        Kind.ABSENCE_ENDS,
        Kind.CASES_SET,
    }


def seen_or_known(mistake: Mistake) -> Any:
    """A mistake, one of them as a known miss: 300 worlds agree since people have own limits."""
    unseen = pytest.mark.xfail(reason="no world tried shows it", strict=True)
    marks = unseen if mistake.what == "colleagues are filled up to their limit" else ()
    return pytest.param(mistake, marks=marks, id=str(mistake))


@pytest.mark.parametrize("mistake", [seen_or_known(each) for each in mistakes("twin")])
def test_a_mistake_in_the_twin_is_noticed(mistake: Mistake) -> None:
    wrong = twin_with(mistake)
    for seed in range(WORLDS):
        try:
            live(build(recipe(seed)), wrong, every=4)
        except Disagreement:
            return
    pytest.fail(f"{WORLDS} worlds agree in spite of it: {mistake}")


def uncompiled(number: int) -> subprocess.CompletedProcess[str]:
    """A few worlds with the mistake of that number in the package, which is not compiled."""
    return subprocess.run(
        [sys.executable, "-m", "tests.twin.mutants", str(number)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        check=False,
    )


def test_uncompiled_without_a_mistake_they_agree() -> None:
    done = uncompiled(-1)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("number", range(len(mistakes("model"))), ids=map(str, mistakes("model")))
def test_a_mistake_in_the_package_is_noticed(number: int) -> None:
    done = uncompiled(number)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith("world "), done.stderr
