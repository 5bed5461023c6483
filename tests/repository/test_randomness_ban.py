"""Only one module may draw random numbers: another source would end comparability."""

import ast
from pathlib import Path

import pytest

from tests.repository.sources import (
    PACKAGE,
    dotted,
    imported_names,
    package_modules,
    shown,
    tree_of,
)

pytestmark = pytest.mark.unit

THE_ONE = PACKAGE / "model" / "engine" / "randomness.py"
FORBIDDEN_MODULES = (
    "random",
    "secrets",
    "numpy.random",
    "np.random",
    "randomgen",
    "scipy.stats.qmc",
    "polars.set_random_seed",
)
# Calls that draw, or that differ between two processes, whatever they are called on.
FORBIDDEN_CALLS = {
    *("default_rng", "RandomState", "SystemRandom", "SeedSequence", "Philox", "PCG64", "MT19937"),
    *("sample", "shuffle", "permutation", "rvs", "randint", "randrange", "random_sample"),
    *("uuid1", "uuid4", "urandom", "getrandbits", "token_hex", "token_bytes", "hash"),
}


def offences(tree: ast.Module) -> list[str]:
    """Each forbidden import, name or call with its line."""
    found = []
    allowed = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "__hash__"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in allowed:
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = list(imported_names(node))
            bad = [name for name in names if draws(name)]
            if isinstance(node, ast.ImportFrom):
                bad += [name for name in names if name.rsplit(".", 1)[-1] in FORBIDDEN_CALLS]
        elif isinstance(node, ast.Attribute):
            bad = [dotted(node)] if draws(dotted(node)) else []
        elif isinstance(node, ast.Call):
            called = node.func
            last = called.attr if isinstance(called, ast.Attribute) else dotted(called)
            bad = [f"{last}()"] if last in FORBIDDEN_CALLS else []
        else:
            continue
        found += [f"line {node.lineno}: {name}" for name in bad]
    return found


def draws(name: str) -> bool:
    """Whether a dotted name is, or lies in, a module that draws."""
    return any(name == module or name.startswith(f"{module}.") for module in FORBIDDEN_MODULES)


@pytest.mark.parametrize("path", sorted({*package_modules()} - {THE_ONE}), ids=shown)
def test_no_module_but_one_draws_random_numbers(path: Path) -> None:
    found = offences(tree_of(path))
    assert not found, (
        f"{shown(path)} draws random numbers itself ({'; '.join(found)}). Draw through "
        f"{shown(THE_ONE)}, keyed by purpose and identity, so that scenarios stay comparable."
    )


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "import numpy.random as r",
        "from numpy import random",
        "from numpy.random import default_rng",
        "import numpy as np\nx = np.random.rand(3)",
        "from secrets import token_hex",
        "import secrets",
        "import uuid\nrun = uuid.uuid4()",
        "from uuid import uuid4",
        "from os import urandom",
        "frame.sample(10)",
        "distribution.rvs(3)",
        "from scipy.stats import qmc",
        "seed = hash('Camden')",
    ],
)
def test_the_ban_recognises_each_way_of_drawing(source: str) -> None:
    assert offences(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "from workforce_sim.model.engine.randomness import uniform\nuniform(1, 2, 3)",
        "import hashlib\nhashlib.sha256(b'x')",
        "sample = 3\nrandom_share = sample / 2",
        "class A:\n    def __hash__(self): return hash(self.name)",
        "import uuid\nuuid.uuid5(uuid.NAMESPACE_URL, 'x')",
    ],
)
def test_the_ban_leaves_honest_code_alone(source: str) -> None:
    assert not offences(ast.parse(source))
