"""How functions are compiled, and where compiled code is kept: one folder per meaning of the code.

Numba renews a kept function when its own file changes, not when a function that it calls in another
file does. So the folder carries a digest of everything that compiled code rests on, and within it
a function is found by its name alone: another clone or environment with the same code finds it too.
"""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar, cast

from workforce_sim.model.code_digest import PACKAGE, digest


@cache
def cache_folder() -> Path:
    """The folder for compiled code: below WORKFORCE_SIM_CACHE_DIR when set, else the user's cache.

    Code that checks every index of an array has a folder of its own.
    """
    from platformdirs import user_cache_path

    root = os.environ.get("WORKFORCE_SIM_CACHE_DIR")
    base = Path(root) if root else user_cache_path("workforce-sim", appauthor=False)
    checks = "-bounds" if os.environ.get("NUMBA_BOUNDSCHECK", "0") == "1" else ""
    return base / f"compiled-{digest(base)}{checks}"


class _ByName:
    """Tells Numba where a function of this package is kept: under its name, whatever its file's
    path and time, because the folder already tells its meaning.
    """

    def __init__(self, py_func: Any, py_file: str) -> None:
        self._py_file = py_file

    def ensure_cache_path(self) -> None:
        cache_folder().mkdir(parents=True, exist_ok=True)

    def get_cache_path(self) -> str:
        return str(cache_folder())

    def get_source_stamp(self) -> str:
        return "as the folder says"

    def get_disambiguator(self) -> str:
        return ""

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Self | None:
        if not Path(py_file).is_relative_to(PACKAGE):
            return None
        return cls(py_func, py_file)


@cache
def use_own_cache() -> None:
    """Let Numba keep what this package compiles; must run before the model is imported."""
    from numba.core.caching import CacheImpl

    # The only way in: a name in Numba's own setting would hold for other packages too.
    CacheImpl._locator_classes.insert(0, _ByName)


CHECK_TYPES = False
"""Whether ``quick`` looks at the types of all arguments at each call: for tests."""
_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")
_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(*, allocates: bool = False, inline: bool = False) -> Callable[[_Function], _Function]:
    """Compile a function with Numba, keeping what was compiled on disk.

    ``allocates`` says that it makes arrays; without it no memory is counted, which is quicker.
    ``inline`` copies it into its callers, for what runs with every event. Looking for divisions by
    zero costs a twelfth of the time, so only code that checks indexes does; elsewhere they give
    infinity or no number, which the checks of conservation refuse.
    """
    from numba import config, njit

    use_own_cache()
    options = {
        "cache": True,
        "no_cfunc_wrapper": True,
        "_nrt": allocates,
        "error_model": "python" if config.BOUNDSCHECK else "numpy",
        **({"forceinline": True} if inline else {}),
    }

    def decorate(function: _Function) -> _Function:
        made = njit(**options)(function)
        if hasattr(made, "get_call_template"):
            _compile_once(made)
        return cast(_Function, made)

    return decorate


def _compile_once(dispatcher: Any) -> None:
    """Let callers with constants or narrow columns share one version of a function.

    Numba would make one for each constant and each width of integer among the arguments.
    """
    from numba.core import types

    def widened(kind: Any) -> Any:
        plain = types.misc.unliteral(kind)
        return types.int64 if plain in (types.int8, types.int16, types.int32) else plain

    template = dispatcher.get_call_template

    def get_call_template(args: Any, kws: Any) -> Any:
        return template(
            tuple(widened(kind) for kind in args),
            {name: widened(kind) for name, kind in kws.items()},
        )

    dispatcher.get_call_template = get_call_template


def quick(function: Callable[_Args, _Result]) -> Callable[_Args, _Result]:
    """A compiled function for callers in Python that always pass arguments of the same types.

    Numba looks at the types of all arguments at each call, which takes longer than a month of a
    small council. Here they are looked at only the first time. Uncompiled, the function itself.
    """
    if not hasattr(function, "get_overload"):
        return function
    dispatcher = cast(Any, function)
    entry: Any = None
    first: Any = None

    def call(*args: _Args.args, **kwargs: _Args.kwargs) -> _Result:
        nonlocal entry, first
        if entry is None or CHECK_TYPES:
            from numba import typeof

            kinds = tuple(typeof(arg) for arg in args)
            first = first or kinds
            if kinds != first:
                raise TypeError(f"{dispatcher.py_func.__name__}: {kinds} after {first}")
            result = cast(_Result, dispatcher(*args, **kwargs))
            entry = dispatcher.get_overload(kinds)
            return result
        return cast(_Result, entry(*args, **kwargs))

    return call


def compile_everything() -> None:
    """Compile all functions by running one small council for a year, unless that has been done."""
    from numba import config

    done = cache_folder() / "complete"
    if config.DISABLE_JIT or done.exists():
        return
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
    done.parent.mkdir(parents=True, exist_ok=True)
    done.touch()
