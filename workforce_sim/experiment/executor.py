"""Where replications run: in this process, in local processes, or in any executor of the standard
interface.

Anything with `submit(function, argument) -> Future` will do, for example a cluster (see
`cluster.py`). Workers write their own files and return a small receipt, so memory does not grow
with replications.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from workforce_sim.limits import PROCESSES

Task = TypeVar("Task")
Done = TypeVar("Done")

LOOK_SECONDS = 2.0
"""How often to look after the place where tasks run."""
WINDOWS_PROCESSES = 61
"""The largest pool of processes that Python can have on Windows."""
AHEAD = 2
"""Tasks handed out per place beyond what runs, so that stopping is quick and nobody idles."""


class InlineExecutor(Executor):
    """Runs each task at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call the function and return a finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class LocalProcesses(ProcessPoolExecutor):
    """Processes of this machine, spawned when there is work, never forked: the same on every
    system.

    Ctrl+C is left to the parent, from the first moment of a process on: one that is still importing
    would print where it was.
    """

    def __init__(self, processes: int) -> None:
        super().__init__(processes, mp_context=get_context("spawn"), initializer=_start_worker)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out a task, which may start a process; it inherits that Ctrl+C is held back."""
        with _holding_ctrl_c_back():
            return super().submit(fn, *args, **kwargs)


@contextmanager
def _holding_ctrl_c_back() -> Iterator[None]:
    """Let Ctrl+C wait until the block has ended, where the system can do that."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def sensible_processes(wanted: int | None, tasks: int) -> int:
    """How many processes to use: what was asked for, else one per processor, never more than
    tasks, nor than Windows can wait for.
    """
    if wanted is not None:
        wanted = PROCESSES.checked(wanted, "The number of processes")
    most = WINDOWS_PROCESSES if sys.platform == "win32" else tasks
    return max(1, min(wanted or os.cpu_count() or 1, tasks, most))


@contextmanager
def local_executor(processes: int) -> Iterator[Executor]:
    """An executor on this machine.

    When the block ends in an exception, tasks that run are awaited, so that their files are whole,
    and the others are dropped.
    """
    if processes == 1:
        yield InlineExecutor()
        return
    pool = LocalProcesses(processes)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    """Leave Ctrl+C to the parent, end with it, and keep libraries from starting threads of their
    own.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    os.environ["POLARS_MAX_THREADS"] = "1"
    os.environ["NUMBA_NUM_THREADS"] = "1"


def _end_with_parent() -> None:
    """End this process when its parent has died without a word, or it would wait for tasks for
    ever.
    """
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def run_all(
    executor: Executor,
    function: Callable[[Task], Done],
    tasks: Sequence[Task],
    on_done: Callable[[Done], None],
    places: Callable[[], int],
) -> None:
    """Run the function on every task, a few handed out at a time, and report each result as it
    comes.

    `places()` says how many can run at a time, at least 1. It is asked again and again, because it
    may change, and raises if nothing can come any more.
    Raises the first task's exception that comes, once results that are already there have been
    reported; `BrokenExecutor` if a worker died or the executor dropped a task.
    """
    waiting = iter(tasks)
    ahead = 1 if isinstance(executor, InlineExecutor) else AHEAD
    running: set[Future[Done]] = set()
    try:
        while True:
            for task in islice(waiting, max(0, places() * ahead - len(running))):
                running.add(executor.submit(function, task))
            if not running:
                return
            finished, running = wait(running, LOOK_SECONDS, return_when=FIRST_COMPLETED)
            _report(finished, on_done)
    except BaseException:
        for future in running:
            future.cancel()
        raise


def _report(finished: set[Future[Any]], on_done: Callable[[Any], None]) -> None:
    failures = [error for each in finished if (error := _failure(each)) is not None]
    for future in finished:
        if _failure(future) is None:
            on_done(future.result())
    for error in sorted(failures, key=lambda each: isinstance(each, BrokenExecutor)):
        raise error


def _failure(future: Future[Any]) -> BaseException | None:
    if future.cancelled():
        return BrokenExecutor("The executor dropped a task.")
    return future.exception()
