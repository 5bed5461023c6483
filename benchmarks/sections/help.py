"""How soon each command answers, in a process of its own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import OURS, output_of, processor_of_children, simulation
from benchmarks.results import Section, seconds
from benchmarks.timing import Spread, clock, race
from benchmarks.worlds import COUNCIL, COUNCIL_PAY

ROUNDS = 9
EMPTY = "an empty Python"
RUN = "run"
SIZE = f"{COUNCIL}, 1 year, 1 replication, compiled code cached"
LARGEST = 0.3


def measure(rounds: int) -> Section:
    """Seconds on the clock and of the processor, beside those of a Python that does nothing."""
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
        cpu: dict[str, list[float]] = {name: [] for name in commands}

        def timed(name: str) -> float:
            before = processor_of_children()
            elapsed = clock(commands[name])()
            cpu[name].append(processor_of_children() - before)
            return elapsed

        found = race(rounds, **{name: partial(timed, name) for name in commands})
    for name in commands:
        if name != EMPTY:
            what = f"`workforce-sim {name}`" if name != RUN else f"`workforce-sim run`, {SIZE}"
            row = section.compare(what, found, name, EMPTY, EMPTY, unit="")
            row.ours += f", {seconds(Spread.of(cpu[name]))}"
            row.theirs += f", {seconds(Spread.of(cpu[EMPTY]))}"
            row.ratio = ""
            if name == "--help":
                row.judged("under 0.3 s", found.spread(name).median < LARGEST)
    return section
