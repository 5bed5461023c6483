"""The first day: people, teams and cases as published, and levels fitted to published flows."""
