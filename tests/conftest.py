"""What every test run has in common: kinds of test, generated examples, compiled code."""

import hashlib
import os
import platform
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("unit", "property", "statistical", "twin", "cli", "gallery", "slow")
COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") != "1"


def _compiled_code_folder() -> Path:
    """One folder per version of Python, numba and model source, and one more with bounds checks.

    numba does not notice that a compiled function in another file has changed, nor that bounds
    checks were switched on, so a shared folder would test yesterday's code.
    """
    digest = hashlib.sha256()
    for path in sorted((ROOT / "workforce_sim").rglob("*.py")):
        text = path.read_bytes()
        if b"numba" in text or b"compiled" in text:
            digest.update(path.name.encode() + text)
    checks = "-bounds" if os.environ.get("NUMBA_BOUNDSCHECK", "0") == "1" else ""
    name = (
        f"py{platform.python_version()}-numba{version('numba')}-{digest.hexdigest()[:12]}{checks}"
    )
    return ROOT / ".cache" / "numba" / name


# Before anything imports numba; processes started by tests inherit it.
os.environ.setdefault("NUMBA_CACHE_DIR", str(_compiled_code_folder()))
os.environ.setdefault("WORKFORCE_SIM_CACHE_DIR", os.environ["NUMBA_CACHE_DIR"])
os.environ.setdefault("MPLBACKEND", "Agg")

# Tests that import compiled functions themselves find them where the program keeps them.
from workforce_sim.model.compiled import use_own_cache  # noqa: E402

use_own_cache()

# Compilation happens inside the first example, so no deadline and no complaint about slow ones.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    database=None,
    print_blob=True,
)
settings.load_profile("local")


def pytest_configure(config: pytest.Config) -> None:
    """Compile before workers start: two that compile the same function spoil the store."""
    is_worker = hasattr(config, "workerinput")
    if COMPILED and not is_worker and config.getoption("numprocesses", default=None):
        from workforce_sim.experiment.connections import warm_up

        warm_up()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that does not say exactly one kind, and skip what is hopeless uncompiled."""
    unclear = []
    for item in items:
        kinds = [kind for kind in KINDS if item.get_closest_marker(kind)]
        if len(kinds) != 1:
            unclear.append(f"  {item.nodeid}: {' and '.join(kinds) if kinds else 'no kind'}")
        if not COMPILED and item.get_closest_marker("needs_compiled"):
            item.add_marker(pytest.mark.skip(reason="takes minutes uncompiled"))
    if unclear:
        raise pytest.UsageError(
            f"{len(unclear)} tests do not say exactly one kind. Write one of "
            f"{', '.join('@pytest.mark.' + kind for kind in KINDS)} above each (or "
            "pytestmark = pytest.mark.<kind> at the top of the file):\n" + "\n".join(unclear[:30])
        )
