"""How soon each command answers, in a process of its own."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import OURS, output_of, simulation
from benchmarks.results import Section
from benchmarks.timing import clock, race
from benchmarks.worlds import COUNCIL, COUNCIL_PAY

ROUNDS = 9
EMPTY = "an empty Python"
RUN = "run"
SIZE = f"{COUNCIL}, 1 year, 1 replication, compiled code cached"
LARGEST = 0.3


def measure(rounds: int) -> Section:
    """Seconds on the clock, beside those of a Python that does nothing."""
    section = Section()
    with TemporaryDirectory() as folder:
        small = Path(folder) / "small.yaml"
        text = COUNCIL_PAY.replace("end: 2034", "end: 2025").partition("levers:")[0]
        small.write_text(text, encoding="utf-8")
        numbers = iter(range(10_000))

        def run_once() -> None:
            output_of(*simulation("run", [small], Path(folder) / f"out-{next(numbers)}", 1))

        commands: dict[str, Callable[[], object]] = {
            EMPTY: lambda: output_of("-c", "pass"),
            "--help": lambda: output_of(*OURS, "--help"),
            "run --help": lambda: output_of(*OURS, "run", "--help"),
            "levers": lambda: output_of(*OURS, "levers"),
            "councils": lambda: output_of(*OURS, "councils"),
            "assumptions": lambda: output_of(*OURS, "assumptions"),
            "validate": lambda: output_of(*OURS, "validate", str(small)),
            RUN: run_once,
        }
        for command in commands.values():
            command()  # so that compiled code is kept already
        found = race(rounds, **{name: clock(command) for name, command in commands.items()})
    for name in commands:
        if name != EMPTY:
            what = f"`workforce-sim {name}`" if name != RUN else f"`workforce-sim run`, {SIZE}"
            row = section.compare(what, found, name, EMPTY, EMPTY, unit="")
            row.ratio = ""
            if name == "--help":
                row.judged("under 0.3 s", found.spread(name).median < LARGEST)
    return section
