"""Compiled code of the model is kept where the program keeps it, so that each run compiles once."""


# Before the modules of this folder import compiled functions, which look for their store then.
