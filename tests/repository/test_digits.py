"""Nothing that people read writes a number with an exponent: 11,000,000, never 1.1e+07."""

import ast
import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.repository.sources import package_modules, shown, tree_of
from workforce_sim.assumptions import load_register
from workforce_sim.digits import digits, grouped
from workforce_sim.levers.registry import all_levers
from workforce_sim.report.assumption_lists import describe_assumption
from workforce_sim.report.lever_lists import list_parameters

EXPONENT = re.compile(r"\d[eE][-+]?\d")


@pytest.mark.property
@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 17))
def test_digits_are_the_number(value: float, figures: int) -> None:
    assert float(digits(value, None)) == value
    assert float(digits(value, figures)) == float(f"{value:.{figures}g}")
    assert grouped(value, figures).replace(",", "") == digits(value, figures)
    assert not EXPONENT.search(digits(value) + digits(value, None))


@pytest.mark.unit
def test_no_format_can_write_an_exponent() -> None:
    found = [
        f"{shown(path)}, line {node.lineno}: {ast.unparse(node)}"
        for path in package_modules()
        if path.name != "digits.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FormattedValue)
        and node.format_spec is not None
        and ast.unparse(node.format_spec).rstrip("'\"").endswith(tuple("gGeEn"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.unit
def test_lists_of_levers_and_assumptions_have_none() -> None:
    today = datetime.date(2024, 9, 30)
    pages = [describe_assumption(entry, today) for entry in load_register()]
    for listing in map(list_parameters, all_levers().values()):
        pages += [listing.before, listing.after, listing.to_csv()]
    texts = [re.sub(r"https?://\S+", "", page) for page in pages]
    assert not [text for text in texts if EXPONENT.search(text)]
    assert "campaign_gbp = 11,000,000" in "".join(texts)
