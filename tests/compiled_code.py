"""Where tests keep compiled code; `python -m tests.compiled_code` compiles before they need it."""

import hashlib
import os
import platform
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") != "1"


def _folder() -> Path:
    """One folder per version of Python, numba and model source, and one more with bounds checks.

    numba does not notice that a compiled function in another file has changed, nor that bounds
    checks were switched on, so a shared folder would test yesterday's code.
    """
    digest = hashlib.sha256()
    for path in sorted((ROOT / "workforce_sim").rglob("*.py")):
        text = path.read_bytes()
        if b"numba" in text or b"njit" in text:
            digest.update(path.name.encode() + text)
    checks = "-bounds" if os.environ.get("NUMBA_BOUNDSCHECK", "0") == "1" else ""
    name = (
        f"py{platform.python_version()}-numba{version('numba')}-{digest.hexdigest()[:12]}{checks}"
    )
    return ROOT / ".cache" / "numba" / name


def use_folder() -> None:
    """Keep compiled code there; before anything imports numba. Processes started later inherit."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(_folder()))
    os.environ.setdefault("WORKFORCE_SIM_CACHE_DIR", os.environ["NUMBA_CACHE_DIR"])
    # Tests that import compiled functions themselves find them where the program keeps them.
    from workforce_sim.model.compiled import use_own_cache

    use_own_cache()


def compile_model() -> None:
    """Compile what the model needs, or load it where that has been done."""
    from workforce_sim.experiment.connections import warm_up

    warm_up()


if __name__ == "__main__":
    use_folder()
    compile_model()
