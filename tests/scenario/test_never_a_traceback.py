"""Whatever a file holds, the answer is a list of problems: never an exception, never a hang."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scenario import fuzz
from workforce_sim.scenario import ScenarioErrors, validate_files
from workforce_sim.scenario.tree import plain
from workforce_sim.scenario.yaml_reader import read_tree

pytestmark = pytest.mark.property

SEEDS = fuzz.seeds()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fuzz.prepared(tmp_path_factory.mktemp("damaged"))


@settings(max_examples=100)
@given(st.integers(0, 10**9))
def test_a_damaged_file_is_judged_in_words_that_can_be_shown(scratch: Path, seed: int) -> None:
    problems = fuzz.judged(scratch, fuzz.damaged(random.Random(seed), SEEDS))
    again = fuzz.not_accepted(scratch, problems, most=1)
    assert not [each for each in again if problems[0].what in each.partition("then:")[2]]


@settings(max_examples=150)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(ScenarioErrors):
        assert read_tree(content, "bytes.yaml").entries is not None


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(-1e9, 1e9).filter(lambda x: "e" not in repr(x))
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcdefgh_", min_size=1, max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=100)
@given(
    st.dictionaries(st.text("abcdefgh_", min_size=1, max_size=8), VALUES, min_size=1, max_size=4)
)
def test_json_is_read_as_json_reads_it(document: dict[str, object]) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1)
    read = plain(read_tree(text.encode("utf-8"), "x.yaml"))
    assert json.loads(json.dumps(read)) == document


LEAVES = st.sampled_from(
    [None, True, -1, 0, 3.5, 10**9, "", "yes", "£3,000", "2025-09", "Surrey", "england", [], {},
     [1], {"a": 1}, "15%", "2025-02-30", "case_holder", [None], {"from": "2025-09"}]
)  # fmt: skip
KEYS = st.sampled_from(
    ["name", "base", "end", "scope", "budget", "levers", "shocks", "assumptions", "seed", "extends",
     "reference", "uncertainty", "councils", "regions", "from", "to", "total_gbp", "split_gbp",
     "conversion_places", "frontline_pay", "case_system_overhaul", "places", "intakes", "teams",
     "supplement_gbp_per_year", "inadequate_judgement", "leaving.tie_floor",
     "low", "central", "high", "unknown", "without", "change", "shift_months"]
)  # fmt: skip
SHAPES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
)


@settings(max_examples=200)
@given(st.dictionaries(KEYS, SHAPES, max_size=6), st.booleans())
def test_right_words_in_wrong_shapes_give_problems(
    scratch: Path, document: dict[str, object], complete: bool
) -> None:
    if complete:
        document = {"name": "Shapes", "base": "england-2024", "end": 2030, **document}
    scratch.write_text(json.dumps(document, indent=1), encoding="utf-8", newline="\n")
    for problem in validate_files([scratch]):
        assert problem.what
        assert problem.instead
