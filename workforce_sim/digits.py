"""Numbers as people write them: in digits, never with an exponent."""

from __future__ import annotations

import math
from decimal import Decimal


def digits(value: float, figures: int | None = 10) -> str:
    """Write a number so that it can be typed back in: 11000000, 0.00001, 0.25.

    A whole number keeps all its digits, another as many figures as are asked for (None: all).
    """
    return _write(value, figures, "f")


def grouped(value: float, figures: int | None = 10) -> str:
    """Write a number to be read, with commas between thousands: 11,000,000."""
    return _write(value, figures, ",f")


def _write(value: float, figures: int | None, how: str) -> str:
    if isinstance(value, int):
        return format(Decimal(value), how)
    number = float(value) + 0.0  # no negative zero
    if not math.isfinite(number):
        return str(number)
    shown = repr(number).removesuffix(".0") if figures is None else f"{number:.{figures}g}"
    return format(Decimal(shown), how)
