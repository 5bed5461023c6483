"""Where tests keep compiled code; `python -m tests.compiled_code` compiles before they need it."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") != "1"


def use_folder() -> None:
    """Keep compiled code in the clone; processes started later inherit it."""
    os.environ.setdefault("WORKFORCE_SIM_CACHE_DIR", str(ROOT / ".cache" / "numba"))


def compile_model() -> None:
    """Compile what the model needs, or load it where that has been done."""
    from workforce_sim.experiment.listeners import Quiet
    from workforce_sim.model import prepare

    prepare(Quiet())


if __name__ == "__main__":
    use_folder()
    compile_model()
