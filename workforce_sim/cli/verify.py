"""`workforce-sim verify DIR`: run it again and compare every byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import Exit

from workforce_sim.cli.console import messages, say
from workforce_sim.cli.counts import PROCESSES
from workforce_sim.cli.failures import debug_option
from workforce_sim.cli.progress import listener

if TYPE_CHECKING:
    from workforce_sim.experiment import Verification


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--processes",
    type=PROCESSES,
    metavar="K",
    help="Processes to use; one per processor without it. It never changes a result.",
)
@click.option("--quiet", is_flag=True, help="Print the verdict and what differs, nothing else.")
@debug_option
def verify(folder: Path, processes: int | None, quiet: bool) -> None:
    """Simulate a stored run or sensitivity study again and compare it file by file.

    Exit codes: 0 every byte is equal, 1 something is not, 2 there is nothing finished.
    """
    from workforce_sim.experiment import verify as run_again
    from workforce_sim.experiment.sensitivity import holds_study
    from workforce_sim.experiment.sensitivity.study_check import verify_study
    from workforce_sim.report.gallery import draw_for_run
    from workforce_sim.report.sensitivity_findings import draw_sensitivity

    progress = listener(messages(), f"Again: {folder}", quiet=quiet)
    if holds_study(folder):
        found = verify_study(folder, processes, progress, draw=draw_sensitivity)
    else:
        found = run_again(folder, processes, progress, draw=draw_for_run)
    for line in report(found, quiet=quiet):
        say(line)
    if not found.is_reproduced:
        raise Exit(1)


def report(found: Verification, *, quiet: bool) -> Iterator[str]:
    """Yield a line for each file, or for each folder of files that are all equal; then the
    verdict.
    """
    wrong = dict.fromkeys(found.altered, "changed since the run, or missing")
    wrong = {**dict.fromkeys(found.different, "not what the second run wrote"), **wrong}
    if not quiet:
        yield from (f"equal      {line}" for line in grouped(found.same))
        if found.unchecked:
            yield not_compared(found.unchecked)
    yield from (f"NOT EQUAL  {name}: {why}" for name, why in sorted(wrong.items()))
    if found.is_reproduced:
        yield from _changed(found, "Changed since the run, without a trace in any file:")
        yield f"Equal: {len(found.same)} files have the same bytes as in the second run."
        return
    yield f"Not equal: {len(wrong)} of {len(wrong) + len(found.same)} files."
    if found.altered and not found.same and not found.different:
        yield "The manifest says what to simulate; it has been changed, so nothing was simulated."
    yield from _changed(found, "Changed since the run, and perhaps the reason:")


def _changed(found: Verification, before: str) -> Iterator[str]:
    if found.explanations:
        yield "\n  ".join((before, *found.explanations))


def not_compared(names: tuple[str, ...]) -> str:
    """Return one sentence about files that are in the folder, but not of the run's making."""
    files = "1 file" if len(names) == 1 else f"{len(names)} files"
    shown = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
    return (
        f"Not compared: {files} that the run did not write, such as charts drawn later with plot "
        f"({shown})."
    )


def grouped(names: tuple[str, ...]) -> Iterator[str]:
    """Yield files of the run's folder by name, and files of folders in it by number."""
    folders: dict[str, int] = {}
    for name in names:
        folder, _, rest = name.partition("/")
        if rest:
            folders[folder] = folders.get(folder, 0) + 1
        else:
            yield name
    for folder, count in folders.items():
        yield f"{folder}/: {count} file{'' if count == 1 else 's'}"
