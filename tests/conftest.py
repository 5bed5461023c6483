"""What every test run has in common: kinds of test, generated examples, compiled code."""

import os
import sys
from collections.abc import Iterator

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, Phase, settings

from tests.compiled_code import COMPILED, ROOT, compile_model, use_folder

KINDS = ("unit", "property", "statistical", "twin", "cli", "gallery", "slow")

# Bytecode is kept in the clone even where nobody else keeps it: tests start hundreds of processes,
# each of which would compile every package for seconds.
sys.dont_write_bytecode = False
sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / ".cache" / "bytecode")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
use_folder()
os.environ.setdefault("MPLBACKEND", "Agg")

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
settings.register_profile(
    "quick to fail",
    settings.get_profile("ci"),
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
)
settings.load_profile("local")


@pytest.fixture(autouse=True)
def what_takes_long_is_not_measured(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Slow tests start many processes, which would take half as long again, and the twin is Python
    that would take twice as long; quick tests run the same lines.
    """
    if request.node.get_closest_marker("slow"):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
    is_twin = request.node.get_closest_marker("twin")
    measuring = Coverage.current() if is_twin else None
    if measuring:
        measuring.stop()
    yield
    if measuring:
        measuring.start()


def pytest_configure(config: pytest.Config) -> None:
    """Compile before workers start: two that compile the same function spoil the store."""
    is_worker = hasattr(config, "workerinput")
    if COMPILED and not is_worker and config.getoption("numprocesses", default=None):
        compile_model()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that does not say exactly one kind, and skip what is hopeless uncompiled. The
    slow ones come first: one that is left for last keeps other processes waiting.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
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
