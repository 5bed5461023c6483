"""Run a command and say what memory it took: ``python -m benchmarks.launch COMMAND...``.

It is a process of its own because a process begins with the peak of the one that started it, and
the one that measures is large. What it prints as its last line is in megabytes: the most that any
single process of the command had, processes that it started and waited for included.
"""

import subprocess
import sys
from contextlib import suppress


def main() -> int:
    """Run the words of the command line with this Python."""
    done = subprocess.run([sys.executable, *sys.argv[1:]], check=False)
    print(f"\n{peak_of_children():.1f}")
    return done.returncode


def peak_of_children() -> float:
    """Megabytes; nothing where the system does not say."""
    with suppress(ImportError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
    return float("nan")


if __name__ == "__main__":
    sys.exit(main())
