"""Months and dates as levers count them."""

from __future__ import annotations

import calendar
import math
from datetime import date, timedelta

DAYS_A_MONTH = 365.25 / 12.0


def months_after(when: date, months: float) -> date:
    """The date so many months later: whole months by the calendar, the rest in mean months.

    The day is kept, or the last of a shorter month taken.
    """
    whole = math.floor(months)
    total = 12 * when.year + when.month - 1 + whole
    year, month = total // 12, total % 12 + 1
    day = min(when.day, calendar.monthrange(year, month)[1])
    return date(year, month, day) + timedelta(days=round((months - whole) * DAYS_A_MONTH))


def months_from_to(first: date, last: date) -> int:
    """How many calendar months a period touches, at least one."""
    return max(12 * (last.year - first.year) + last.month - first.month + 1, 1)
