"""The ground under the world: tables, queue, keyed draws, calendar, rules and compiled code."""
