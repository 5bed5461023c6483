"""How functions are compiled; ``kept`` says where compiled code lies."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

CHECK_TYPES = False
"""Whether ``quick`` looks at the types of all arguments at each call: for tests."""
_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")
_Function = TypeVar("_Function", bound=Callable[..., Any])
DISPATCHERS: list[Any] = []
"""Every compiled function that has been imported, as Numba knows it."""


def compiled(*, allocates: bool = False, inline: bool = False) -> Callable[[_Function], _Function]:
    """Compile a function with Numba, keeping what was compiled on disk.

    ``allocates`` says that it makes arrays; without it no memory is counted, which is quicker.
    ``inline`` copies it into its callers, for what runs with every event. Looking for divisions by
    zero costs a twelfth of the time, so only code that checks indexes does; elsewhere they give
    infinity or no number, which the checks of conservation refuse.
    """
    from numba import config, njit

    from workforce_sim.model.engine.compiled_cache import Kept

    options = {
        "no_cfunc_wrapper": True,
        "_nrt": allocates,
        "error_model": "python" if config.BOUNDSCHECK else "numpy",
        **({"forceinline": True} if inline else {}),
    }

    def decorate(function: _Function) -> _Function:
        made = njit(**options)(function)
        if hasattr(made, "get_call_template"):
            _compile_once(made)
            made._cache = Kept(function)
            DISPATCHERS.append(made)
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
