"""The command that goes on with a run that was stopped."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from workforce_sim.cli.options import RunOptions


def resume_command(
    command: str, files: Sequence[Path], options: RunOptions, seed: int, out: Path | None
) -> str:
    """Return the command as the user would type it, quoted for the user's shell."""
    words = ["workforce-sim", command, *map(str, files)]
    for number in options.only:
        words += ["--replication", str(number)]
    for pair in options.precision:
        words += ["--precision", pair]
    named = {
        "--replications": options.replications,
        "--max-replications": options.max_replications,
        "--partners": options.partners,
        "--seed": seed,
        "--processes": options.processes,
        "--cluster": options.cluster,
        "--cluster-fallback": options.cluster_fallback,
        "--out": out,
    }
    for name, value in named.items():
        if value is not None:
            words += [name, str(value)]
    words += ["--profile"] if options.profile else []
    words.append("--resume")
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
