"""What a person sees when something goes wrong, and the exit code that goes with it."""

from __future__ import annotations

import traceback
from datetime import datetime
from itertools import chain, count
from pathlib import Path

import rich_click as click

from workforce_sim.cli.console import say

_FOLDER_KEY = "workforce_sim.run_folder"
_DEBUG_KEY = "workforce_sim.debug"


def remember_run_folder(folder: Path) -> None:
    """Say where a defect's log file should go if this command fails: a folder that is this
    command's to write to.
    """
    context = click.get_current_context(silent=True)
    if context is not None:
        context.find_root().meta[_FOLDER_KEY] = folder


def remember_debug(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    """Callback of `--debug`: show the traceback of a defect on the screen."""
    if value:
        ctx.find_root().meta[_DEBUG_KEY] = True


debug_option = click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=remember_debug,
    help="If the program itself fails, show the traceback.",
)


def report_system_failure(ctx: click.Context, error: OSError) -> None:
    """Say in one line that the computer refused: disk full, no permission, file missing."""
    where = f"{error.filename}: " if error.filename else ""
    say(f"Failed: {where}{error.strerror or error}.", err=True)
    if ctx.find_root().meta.get(_DEBUG_KEY):
        say("".join(traceback.format_exception(error)), err=True)


def report_defect(ctx: click.Context, error: Exception) -> None:
    """Say in one line that the program is at fault; keep the traceback for whoever mends it."""
    details = "".join(traceback.format_exception(error))
    reason = str(error).strip().splitlines()
    summary = f"{type(error).__name__}: {reason[0]}" if reason else type(error).__name__
    line = f"Failed: {summary}. This is a defect in workforce-sim, please report it."
    meta = ctx.find_root().meta
    if meta.get(_DEBUG_KEY):
        say(details, err=True)
        say(line, err=True)
        return
    log = _write_log(meta.get(_FOLDER_KEY), details)
    kept = f" Details are in {log}." if log else " Run again with --debug to see the details."
    say(line + kept, err=True)


def _write_log(folder: Path | None, details: str) -> Path | None:
    """Write the traceback beside the run, under a name that is free; a folder that cannot be
    written is no second failure.
    """
    if folder is None:
        return None
    stem = f"error-{datetime.now():%Y%m%d-%H%M%S}"
    names = chain([f"{stem}.log"], (f"{stem}-{number}.log" for number in count(2)))
    for log in (folder / name for name in names):
        try:
            with log.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(details)
        except FileExistsError:
            continue
        except OSError:
            return None
        return log
    return None
