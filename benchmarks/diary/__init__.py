"""What the office did in each council on the first of every month, read off a run of the model.

Hiring, promotion and the decision to leave belong to the calendar. A peer that lives the same
casework needs their outcome, not their rules: it gets them from this diary for nothing.
"""

from benchmarks.diary.pages import Counts, Diary, Month, OpenCase, Person
from benchmarks.diary.writing import write_diary

__all__ = ["Counts", "Diary", "Month", "OpenCase", "Person", "write_diary"]
