"""The order of a month, read from the code that lives it, so that it cannot say otherwise.

The steps of the office are the list that the office walks. Everything else is read from the source
of the function that does it: which it calls, in which order.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from workforce_sim.model import recorder, replication
from workforce_sim.model.engine import queue
from workforce_sim.model.engine.calendar import Office, Turn
from workforce_sim.model.engine.state import EventKind
from workforce_sim.model.month import event_loop, monthly_round
from workforce_sim.report.listing import Column, Listing

_OURS = "workforce_sim.model."
_Row = tuple[str, str, str]


def month_order() -> Listing:
    """Return what happens on the first day, at each moment of the calendar, in the office's round,
    in casework and at the census, in this order.
    """
    rows = (*_first_day(), *_calendar(), *_office(), *_casework(), *_census())
    return Listing(
        columns=(Column("part", "Part"), Column("step", "Step"), Column("does", "What it does")),
        rows=tuple(rows),
        after="Read from the code. How long each step takes: workforce-sim run SCENARIO --profile",
    )


def _first_day() -> Iterator[_Row]:
    for called in _calls(replication, replication.first_day):
        yield "first day", called.__name__, _meaning(called)


def _calendar() -> Iterator[_Row]:
    """Casework up to the moment, then what has a place in the calendar, by turn."""
    yield "each moment", "casework", _meaning(Office.step)
    usual = inspect.signature(Office.at).parameters["turn"].default
    put = list(_put_into_the_calendar())
    for turn in Turn:
        for name, source in put:
            if turn == _turn_of(source, usual):
                yield f"turn {turn + 1}, {turn.name.lower()}", name, _meaning(source)


def _put_into_the_calendar() -> Iterator[tuple[str, Callable[..., Any] | None]]:
    """Yield the names of processes as `processes` yields them, each with the function it is."""
    yields = (
        each for each in ast.walk(_tree(replication.processes)) if isinstance(each, ast.Yield)
    )
    for node in sorted(yields, key=lambda each: each.lineno):
        if isinstance(node.value, ast.Tuple):
            name, call = node.value.elts
            parts = name.values if isinstance(name, ast.JoinedStr) else [name]
            words = "".join(str(each.value) for each in parts if isinstance(each, ast.Constant))
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                yield words + _condition(node), getattr(replication, call.func.id)
            else:
                yield f"{words.strip()}s, as the scenario lists them", None


def _condition(wanted: ast.Yield) -> str:
    """Return on what it depends that a process is put there, as the code says it."""
    for node in ast.walk(_tree(replication.processes)):
        inside = isinstance(node, ast.If) and node.lineno < wanted.lineno <= (node.end_lineno or 0)
        if isinstance(node, ast.If) and inside:
            return f", if {ast.unparse(node.test)}"
    return ""


def _turn_of(function: Callable[..., Any] | None, usual: Turn) -> Turn:
    """Return the turn that a process asks for."""
    if function is None:
        return usual
    asked = [
        node.attr
        for node in ast.walk(_tree(function))
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == Turn.__name__
    ]
    return Turn[asked[0]] if asked else usual


def _office() -> Iterator[_Row]:
    for number, step in enumerate(monthly_round.STEPS, 1):
        yield f"office, step {number}", step.__name__, _meaning(step)


def _casework() -> Iterator[_Row]:
    """Each kind of event, with what the loop calls for it."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(_tree(event_loop.advance_council)):
        if isinstance(node, ast.If) and (kind := _kind_of(node.test)):
            called = [
                each
                for statement in node.body
                for each in _calls_in(event_loop, statement)
                if each.__module__ != queue.__name__
            ]
            found[kind] = [_meaning(each) for each in called]
    for each in EventKind:
        yield "casework, event", each.name.lower(), " ".join(found[each.name])


def _kind_of(test: ast.expr) -> str | None:
    """Return the kind of event that a comparison asks for."""
    if isinstance(test, ast.Compare) and getattr(test.left, "id", "") == "kind":
        value = eval(ast.unparse(test.comparators[0]), vars(event_loop))
        return EventKind(value).name
    return None


def _census() -> Iterator[_Row]:
    for function in (recorder.Recorder.month_end, recorder.Recorder.census):
        yield "census", function.__name__, _meaning(function)


def _calls(module: ModuleType, function: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Yield the functions of the model that a function calls, in the order of its lines."""
    for statement in _tree(function).body:
        yield from _calls_in(module, statement)


def _calls_in(module: ModuleType, node: ast.AST) -> Iterator[Callable[..., Any]]:
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    for call in sorted(calls, key=lambda each: (each.lineno, each.col_offset)):
        called = _named(module, call.func)
        if inspect.isfunction(called) and called.__module__.startswith(_OURS):
            yield called


def _named(module: ModuleType, name: ast.expr) -> Any:
    """Return what a name such as `opening.set_cases` stands for, uncompiled."""
    parts = ast.unparse(name).split(".")
    found: Any = module
    for part in parts:
        found = getattr(found, part, None)
    return _uncompiled(found if found is None else _behind_quick(module, parts[0], found))


def _behind_quick(module: ModuleType, name: str, found: Any) -> Any:
    """Return the function that a module calls quickly under a name: `_tally = quick(tally)`."""
    for node in ast.parse(inspect.getsource(module)).body:
        if not isinstance(node, ast.Assign) or getattr(node.targets[0], "id", "") != name:
            continue
        if isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "quick":
            return _named(module, node.value.args[0])
    return found


def _uncompiled(function: Any) -> Any:
    return getattr(function, "py_func", function)


def _tree(function: Callable[..., Any]) -> ast.FunctionDef:
    source = textwrap.dedent(inspect.getsource(_uncompiled(function)))
    tree = ast.parse(source).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tree


def _meaning(function: Callable[..., Any] | None) -> str:
    """Return the first sentence of what a function says of itself."""
    said = inspect.getdoc(_uncompiled(function)) if function else ""
    first = (said or "").split("\n\n")[0].replace("\n", " ").split(";")[0]
    return first.rstrip(".") + "." if first else "What it says in the scenario."
