"""Being told to stop: by Ctrl+C, by the system that shuts down, by a terminal that is closed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

HEEDED = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Signals that tell a command to stop; its worker processes leave them to it."""


class Terminated(KeyboardInterrupt):
    """Told to stop by SIGTERM or SIGHUP: whoever says so may not wait for long."""


@contextmanager
def heeding_signals() -> Iterator[None]:
    """Until the block ends, be stopped by SIGTERM and SIGHUP as by Ctrl+C, unless somebody has said
    already what they shall do (such as nohup).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [each for each in HEEDED if signal.getsignal(each) is signal.SIG_DFL]
    for each in ours:
        signal.signal(each, _stop)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated
