"""The calendar: SimPy runs everything that happens on a policy or office timetable.

Casework is brought up to date before every calendar moment, so that whatever happens then finds the
world as it is. Days are counted from the end of the base census day: day 0 is 1 October, 00:00.
"""

from collections.abc import Callable, Generator
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

import simpy
from simpy.core import EmptySchedule


class Turn(IntEnum):
    """Who comes first when several things happen at one moment."""

    CENSUS = 0
    POLICY = 1
    OFFICE = 2


class Calendar:
    """Dates and days of one run, and the months between them."""

    def __init__(self, census: date, end_year: int) -> None:
        self.start = census + timedelta(days=1)
        self.end_year = end_year
        months = 12 * (end_year - census.year)
        self.month_starts = [self._month(i) for i in range(months + 1)]
        """First day of each month of the run; the last one is the end of the run."""
        self.month_days = [float((d - self.start).days) for d in self.month_starts]

    def _month(self, index: int) -> date:
        total = self.start.month - 1 + index
        return date(self.start.year + total // 12, total % 12 + 1, 1)

    def day(self, when: date) -> float:
        """Days from the start to the beginning of a date; negative before the run."""
        return float((when - self.start).days)

    def date(self, day: float) -> date:
        """The date on which a day lies."""
        return self.start + timedelta(days=int(day))

    @property
    def last_day(self) -> float:
        """The end of the run."""
        return self.month_days[-1]

    @property
    def months(self) -> int:
        """Number of months simulated."""
        return len(self.month_days) - 1


class Office(simpy.Environment):
    """A SimPy environment that runs casework up to each moment before the moment happens."""

    def __init__(self, casework: Callable[[float], None]) -> None:
        super().__init__(initial_time=0.0)
        self.casework = casework

    def step(self) -> None:
        """Bring casework up to the next moment, then let it happen."""
        moment = self.peek()
        if moment == float("inf"):
            raise EmptySchedule
        if moment > self.now:
            self.casework(moment)
        super().step()

    def at(self, day: float, turn: Turn = Turn.POLICY) -> simpy.Event:
        """An event at a day (at once when the day has passed), in its turn among others."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        self.schedule(event, priority=int(turn), delay=max(day - self.now, 0.0))  # type: ignore[arg-type]
        return event


Process = Generator[simpy.Event, Any, None]
