"""What is measured: each section is a module with ``measure(rounds)`` and its usual ``ROUNDS``."""

from collections.abc import Callable
from importlib import import_module

from benchmarks.results import Section

SECTIONS = (
    *("help", "council", "england", "simpy", "queues"),
    *("memory", "growth", "pairing", "england_pairs"),
)
"""Their names, in the order of the table."""


def section(name: str) -> tuple[Callable[[int], Section], int]:
    """How a section is measured, and in how many rounds when nobody says."""
    module = import_module(f"benchmarks.sections.{name}")
    return module.measure, module.ROUNDS
