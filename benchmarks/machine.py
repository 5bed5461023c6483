"""What the figures depend on, without the machine's name."""

import os
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from workforce_sim.model.engine.code_digest import source_digest

PACKAGES = ("numba", "numpy", "simpy", "salabim", "ciw")
MODEL = "Model"
"""The key of what says which source the model was compiled from."""


def machine() -> dict[str, str]:
    """The machine, the interpreter, the packages and the model."""
    return {
        "Processor": _processor(),
        "Cores": str(os.cpu_count()),
        "Memory": _memory(),
        "System": f"{platform.system()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        **{name: _version(name) for name in PACKAGES},
        MODEL: source_digest(),
    }


def in_words(found: dict[str, str]) -> str:
    """One sentence for the page."""
    parts = [f"{found['Processor']}, {found['Cores']} cores"]
    parts += [found[name] for name in ("Memory", "System", "Python")]
    parts += [f"{name} {found[name]}" for name in PACKAGES]
    return f"Machine: {', '.join(parts)}."


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def _memory() -> str:
    with suppress(AttributeError, ValueError, OSError):
        pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        return f"{pages / 2**30:.0f} GiB of memory"
    return "memory unknown"
