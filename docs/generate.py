"""Write the reference pages that only repeat what the program knows: `make reference`.

Commands, measures, levers and assumptions are described once, in the code and the register. These
pages are kept in the repository so that they can be read without installing anything; a test says
when one is out of date.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import click
from ruamel.yaml import YAML

from workforce_sim.assumptions import Assumption, load_register
from workforce_sim.cli.main import COMMANDS, cli
from workforce_sim.digits import grouped
from workforce_sim.levers import Lever
from workforce_sim.levers.registry import all_levers
from workforce_sim.measures.catalogue import MONTHLY, YEARLY
from workforce_sim.report.lever_lists import EVIDENCE, list_parameters

HERE = Path(__file__).resolve().parent / "reference"
MADE = "<!-- Written by `make reference` from the program itself. Do not edit. -->\n\n"
ABOUT_MEASURES = """# Measures

Columns of `replications.parquet` and values of `measure` in the other files. Stocks are at
30 September; flows cover 1 October to 30 September. A rate of a region or of England is a ratio of
sums over its councils, never a mean of councils' rates.
"""
ABOUT_LEVERS = """# Levers

What can be written under `levers:` in a scenario. `workforce-sim levers NAME` prints the same.
Evidence: A measured in England, B measured elsewhere or by proxy, C weak, D judgement; C and D are
labelled "assumption" wherever results are shown.
"""
ABOUT_ASSUMPTIONS = """# Assumptions

Every number of the real world that the model uses, and some that it does not use yet. Evidence: A
measured in England, B measured elsewhere or by proxy, C weak, D judgement. A scenario changes one
under `assumptions:` by its name; with `uncertainty: parameters` a run draws those that have a
distribution, once per replication.

What a higher value moves is a [measure](measures.md), or the spread of one over councils and
futures, and the lever or shock without which nothing moves. A test simulates both ends of every
range and looks. A scenario that changes what moves nothing is *refused*.

The range is what the evidence allows: a scenario may leave it and is warned. What lies outside
"possible" cannot be, whatever the evidence (a share of 5, a sickness of 0 days): it is refused.
It follows from the unit, as `00_for_all.yaml` of the register says, unless the entry has `bounds`
of its own; what is divided by, or has its logarithm taken, starts above 0.
"""

ABOUT_COMMANDS = """# Commands

`workforce-sim COMMAND --help` prints the same. Exit codes of every command: 0 done, 1 failed (what
is finished is kept), 2 your input needs a change.
"""


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")


def pages() -> dict[str, str]:
    """The text of each generated page by its file name."""
    return {
        "commands.md": MADE + commands(),
        "measures.md": MADE + measures(),
        "levers.md": MADE + levers(),
        "assumptions.md": MADE + assumptions(),
    }


def commands() -> str:
    """Every command with its arguments and options, as its help has them."""
    lines = [ABOUT_COMMANDS]
    top = click.Context(cli, info_name="workforce-sim")
    for name in COMMANDS:
        command = cli.get_command(top, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=top)
        usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
        lines += [f"## {name}", "", f"`{usage}`", "", inspect.cleandoc(command.help or ""), ""]
        rows = [
            record
            for parameter in command.params
            if (record := parameter.get_help_record(context)) is not None
        ]
        named = [(f"`{option}`", " ".join(meaning.split())) for option, meaning in rows]
        lines += [*table(("Option", "Meaning"), named), ""]
    return "\n".join(lines)


def measures() -> str:
    """Every measure, the Department for Education's own first."""
    lines = [ABOUT_MEASURES]
    for title, chosen in (
        (
            "As published by the Department for Education",
            [m for m in YEARLY.values() if m.dfe],
        ),
        ("Beyond what is published", [m for m in YEARLY.values() if not m.dfe]),
    ):
        rows = [
            (f"`{m.name}`", m.unit, "flow" if m.flow else "stock", m.definition) for m in chosen
        ]
        lines += [f"## {title}", "", *table(("measure", "unit", "kind", "meaning"), rows), ""]
    monthly = ", ".join(f"`{name}`" for name in MONTHLY)
    lines += ["## Monthly", "", f"Also known at each month end: {monthly}.", ""]
    return "\n".join(lines)


def levers() -> str:
    """Every built-in lever with its story, parameters and assumptions."""
    lines = [ABOUT_LEVERS]
    built_in = [each for each in all_levers().values() if ours(each.__module__)]
    for lever in sorted(built_in, key=lambda each: each.lever_name):
        story = inspect.getdoc(sys.modules[lever.__module__]) or ""
        parameters = list_parameters(lever)
        rows = [(f"`{row[0]}`", *map(str, row[1:])) for row in parameters.rows]
        lines += [f"## {lever.lever_name}", "", story, ""]
        lines += [f"Weakest evidence among its effects: {EVIDENCE[lever.quality]}.", ""]
        lines += [*table([column.heading for column in parameters.columns], rows), ""]
        lines += ["For example:", "", "```yaml", as_written(lever), "```", ""]
        if lever.assumptions:
            names = ", ".join(f"`{name}`" for name in lever.assumptions)
            lines += [f"Reads: {names}.", ""]
    return "\n".join(lines)


def as_written(lever: type[Lever]) -> str:
    """A scenario with its example."""
    text = StringIO()
    parameters = {key: list(v) if isinstance(v, tuple) else v for key, v in lever.later.items()}
    levers = [{lever.lever_name: parameters}]
    head = {"name": "An example", "base": "england-2024", "end": 2034}
    YAML().dump({**head, "levers": levers}, text)
    return f"# {lever.lever_name}.yaml\n{text.getvalue().rstrip()}"


def ours(module: str) -> bool:
    """Whether a lever comes with this package."""
    return module.startswith("workforce_sim.")


def assumptions() -> str:
    """The register by group, each entry with its source."""
    grouped_entries: dict[str, list[Assumption]] = {}
    for entry in load_register():
        grouped_entries.setdefault(entry.group, []).append(entry)
    lines = [ABOUT_ASSUMPTIONS]
    for group, entries in grouped_entries.items():
        rows = [
            (
                f"`{entry.name}`",
                f"{grouped(entry.central)}",
                f"{grouped(entry.low)} to {grouped(entry.high)}",
                f"{grouped(entry.least)} to {grouped(entry.most)}",
                entry.unit,
                entry.distribution,
                entry.quality,
                entry.meaning,
                f"`{entry.moves}`" if entry.moves else f"*refused*: it {entry.because}",
                f"[{entry.source}]({entry.address})" if entry.address else entry.source,
            )
            for entry in entries
        ]
        headings = (
            *("name", "central", "range", "possible", "unit", "drawn", "evidence", "meaning"),
            *("a higher value moves", "source"),
        )
        lines += [f"## {group}", "", *table(headings, rows), ""]
    return "\n".join(lines)


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A Markdown table; bars inside cells are escaped."""
    headings = list(headings)
    lines = [headings, ["---"] * len(headings), *rows]
    return [
        "| " + " | ".join(str(c).replace("|", "\\|").replace("\n", " ") for c in line) + " |"
        for line in lines
    ]


if __name__ == "__main__":
    main()
