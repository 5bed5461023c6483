"""The command line: read arguments, call one function, print. No logic lives here."""
