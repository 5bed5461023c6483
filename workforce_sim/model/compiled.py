"""Where compiled code is kept: one folder per version of this package's model and of Numba.

Numba renews a cached function only when its own file changes, not when a function that it calls in
another file does. So the folder's name carries a digest of all files of the model.
"""

import os
from functools import cache
from hashlib import sha256
from pathlib import Path


@cache
def digest() -> str:
    """Digest of the model's source files and the versions that compile them."""
    import sys
    from importlib.metadata import version

    total = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.name.encode())
        total.update(path.read_bytes())
    total.update(f"{version('numba')} {version('numpy')} {sys.version_info[:2]}".encode())
    return total.hexdigest()[:16]


def cache_folder() -> Path:
    """The folder for compiled code: below NUMBA_CACHE_DIR when set, else the user's cache."""
    from platformdirs import user_cache_path

    root = os.environ.get("WORKFORCE_SIM_CACHE_DIR")
    base = Path(root) if root else user_cache_path("workforce-sim", appauthor=False)
    return base / f"compiled-{digest()}"


def use_own_cache() -> None:
    """Point Numba at the folder of this version; must run before the model is imported."""
    from numba.core import config

    config.CACHE_DIR = str(cache_folder())


def compile_everything() -> None:
    """Compile (or load) all functions by running one small council for a year."""
    from workforce_sim.model import simulate
    from workforce_sim.scenario.resolved import ResolvedScenario
    from workforce_sim.scenario.schema import Scope

    simulate(
        ResolvedScenario(
            slug="warm-up",
            name="warm-up",
            description="",
            base="england-2024",
            base_year=2024,
            end=2025,
            scope=Scope.model_validate({"councils": ("Rutland",)}),
            budget=None,
            levers=(),
            shocks=(),
            assumptions={},
            uncertainty="none",
            replications=1,
            seed=0,
        ),
        0,
        0,
    )
