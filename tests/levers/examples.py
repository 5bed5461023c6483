"""The examples that each lever gives of itself; one that is forgotten is asked for in words."""

from __future__ import annotations

from typing import Any

import pytest

from workforce_sim.levers import Lever

WANTED = {
    "nothing": '({"from": "2025-01", ...: 0},): ways to write it at no size',
    "later": '{"from": "2026-04", ...}: a way to write it that begins in April 2026',
    "everything": '({"from": "YEAR-11", ...: ("SIZE", 0.2)},): ways to write it large',
}


def example(lever: type[Lever], which: str) -> Any:
    """Its `nothing`, `later` or `everything`."""
    found = getattr(lever, which)
    if not found:
        file = f"{lever.__module__.replace('.', '/')}.py"
        pytest.fail(
            f"{file} gives no example of the lever. Write in the class {lever.__name__}: "
            f"`{which}: ClassVar = {WANTED[which]}`. `Lever.{which}` says more.",
            pytrace=False,
        )
    return found
