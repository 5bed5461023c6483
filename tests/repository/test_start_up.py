"""The command answers at once: heavy libraries load only when something is simulated or drawn."""

import subprocess
import sys

import pytest

HEAVY = ["numba", "numpy", "polars", "matplotlib", "simpy", "scipy", "distributed"]


@pytest.mark.cli
def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; from workforce_sim.cli.main import main\n"
        "sys.argv = ['workforce-sim', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print('LOADED', [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "LOADED []"
