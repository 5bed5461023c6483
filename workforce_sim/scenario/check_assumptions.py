"""Values that replace the register's: not refused, possible at all, and inside the evidence."""

from __future__ import annotations

import math
from functools import partial

from workforce_sim.assumptions import Assumption, Register
from workforce_sim.assumptions.values import nearest_name
from workforce_sim.assumptions.world_2009 import BASE_2009, PREFIX, name_in_2009
from workforce_sim.cures import Cure, did_you_mean, typing
from workforce_sim.digits import digits
from workforce_sim.scenario.draft import Draft
from workforce_sim.scenario.problems import Problem
from workforce_sim.scenario.tree import Mapping, Node, Path, Scalar, place_of

_ROUNDING = 0.005
"""How far shares may add up to something else than 1."""
_PARTS = ("central", "low", "high")


def check_assumptions(draft: Draft) -> None:
    """Names that are refused and impossible numbers are errors, numbers beyond the evidence and
    names of another base warnings.
    """
    overrides = draft.root.get("assumptions")
    if not isinstance(overrides, Mapping):
        return
    from workforce_sim.assumptions import load_register

    register = load_register()
    numbers: dict[str, float] = {}
    refused: set[str] = set()
    for name in dict.fromkeys(entry.key for entry in overrides.entries):
        if name in register:
            number = _check_override(draft, register, register[name], overrides.get(name))
            if number is None:
                refused.add(register[name].mix)
            else:
                numbers[name] = number
            continue
        otherwise = "a name that `workforce-sim assumptions` prints"
        hint = did_you_mean(partial(_near, register, name, overrides), otherwise)
        place = place_of(draft.root, ("assumptions", name), key=True)
        draft.problems.append(Problem.at(place, f"there is no assumption '{name}'", hint))
    _check_mixes(draft, register, numbers, refused)
    _check_severities(draft, register, overrides)


def _check_severities(draft: Draft, register: Register, overrides: Mapping) -> None:
    """A severity is the power of a shock's ratios, which must stay possible."""
    for path, shock in draft.shocks:
        ratios = ((n, _furthest(overrides.get(n))) for n in shock.assumptions if n in register)
        for name, ratio in ratios:
            entry = register[name]
            is_felt = entry.unit == "ratio" and entry.is_possible(ratio) and ratio > 0.0
            if not is_felt or entry.is_possible(ratio**shock.severity):
                continue
            bound = entry.most if ratio > 1.0 else entry.least
            largest = math.floor(100 * math.log(bound) / math.log(ratio)) / 100
            draft.add(
                (*path, "severity"),
                f"at 'severity' {digits(shock.severity)}, '{name}' of {digits(ratio)} is "
                f"{digits(ratio**shock.severity, 3)}, but cannot be beyond {digits(bound)}",
                typing(digits(largest), after=" or less"),
            )


def _near(register: Register, name: str, overrides: Mapping) -> list[str]:
    """Return the name that was meant, of those that can be overridden and are not yet."""
    can_be = (e.name for e in register if not (e.refused or overrides.entry(e.name)))
    close = nearest_name(name, can_be)
    return [close] if close else []


def _check_mixes(
    draft: Draft, register: Register, numbers: dict[str, float], refused: set[str]
) -> None:
    """Shares that divide a whole: all 0 is an error, a sum other than 1 a warning.

    Nothing is said of the ``refused`` mixes, of which a part could not be read.
    """
    sums = register.sums_of_mixes(numbers, draft.base == BASE_2009)
    for mix in dict.fromkeys(register[name].mix for name in numbers):
        if not mix or mix in refused or abs(sums[mix] - 1.0) <= _ROUNDING:
            continue
        last = next(name for name in reversed(numbers) if register[name].mix == mix)
        is_empty = sums[mix] <= 0.0
        draft.add(
            ("assumptions", last),
            f"with this one the shares of '{mix}' "
            + ("are all 0" if is_empty else f"add up to {digits(sums[mix], 4)} instead of 1"),
            "at least one above 0, because together they divide a whole"
            if is_empty
            else "other shares too, as far as they can be changed: "
            f"`workforce-sim assumptions {mix}` shows them",
            warning=not is_empty,
        )


def _check_override(
    draft: Draft, register: Register, entry: Assumption, written: Node | None
) -> float | None:
    """Check a number, or each number of a range as far as it is one; return the central one if a
    run of this scenario reads it.
    """
    at: Path = ("assumptions", entry.name)
    if entry.refused:
        draft.add(at, f"'{entry.name}' {entry.because}", entry.instead)
        return None
    is_unread = entry.name.startswith(PREFIX) and draft.base not in (None, BASE_2009)
    if is_unread:
        draft.add(
            at,
            f"'{entry.name}' is read only by scenarios on {BASE_2009}, so it changes nothing here",
            f"base: {BASE_2009}, or leave it out",
            warning=True,
        )
    if isinstance(written, Mapping):
        parts = {key: _number(written.get(key)) for key in _PARTS}
        judged = [
            _is_possible(draft, entry, (*at, key), f"'{key}' of '{entry.name}'", number)
            for key, number in parts.items()
            if number is not None
        ]
        possible = all(judged)
        central, low = parts["central"], parts["low"]
    else:
        central, low = _number(written), None
        possible = central is None or _is_possible(draft, entry, at, f"'{entry.name}'", central)
    if not possible:
        return None
    if low is not None and low <= 0.0 and entry.distribution == "lognormal":
        draft.add(
            (*at, "low"),
            f"'low' is {digits(low, None)}, but '{entry.name}' is drawn on a log scale",
            typing(digits(entry.low), after=" as the register has, or another number above 0"),
        )
    if central is not None and not is_unread:
        _check_range(draft, register, entry, central)
    return None if is_unread else central


def _check_range(draft: Draft, register: Register, entry: Assumption, central: float) -> None:
    """Warn of a number beyond the evidence, on the base of 2009 the evidence of that year."""
    then = name_in_2009(entry.name)
    evidence = register[then] if draft.base == BASE_2009 and then in register else entry
    if not evidence.low <= central <= evidence.high:
        draft.add(
            ("assumptions", entry.name),
            f"{digits(central, None)} is outside the register's plausible range for "
            f"'{evidence.name}', {digits(evidence.low)} to {digits(evidence.high)} {evidence.unit}",
            "a value inside it, or keep yours and say why in a comment",
            warning=True,
        )


def _furthest(node: Node | None) -> float:
    """Return the number of an override that is furthest from 1; 1 if there is none."""
    parts = [node.get(key) for key in _PARTS] if isinstance(node, Mapping) else [node]
    numbers = [number for part in parts if (number := _number(part)) is not None]
    return max(numbers, key=lambda ratio: abs(math.log(ratio)) if ratio > 0 else 0, default=1.0)


def _number(node: Node | None) -> float | None:
    """Return a finite number as written, or None: what else it is has been explained already."""
    if not isinstance(node, Scalar) or isinstance(node.value, bool | str | None):
        return None
    number = float(node.value)
    return number if math.isfinite(number) else None


def _is_possible(draft: Draft, entry: Assumption, at: Path, what: str, number: float) -> bool:
    """Return whether the bounds of the entry allow a number, after saying so if they do not."""
    if entry.is_possible(number):
        return True
    least, most = digits(entry.least), digits(entry.most)
    bound = f"below {least}" if number < entry.least else f"above {most}"
    written = digits(number, None)
    part, central = digits(number / 100), digits(entry.central)
    is_percent = _is_percent(entry, number)
    meant = f"{part} for {written}%, or " if is_percent else ""
    cure = Cure(
        f"{meant}a number from {least} to {most}; the register has {central}",
        (part, least, most, central) if is_percent else (least, most, central),
    )
    draft.add(at, f"{what} is {written}, but cannot be {bound} ({entry.unit})", cure)
    return False


def _is_percent(entry: Assumption, number: float) -> bool:
    """Whether a number is probably a percentage for what is counted from 0 to 1."""
    return entry.most == 1.0 < number <= 100.0
