"""A package with a file of its own: one of the same name that is installed cannot hide it."""
