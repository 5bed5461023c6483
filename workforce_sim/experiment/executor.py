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
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import current_process, get_context, parent_process
from multiprocessing.connection import wait as wait_for_end
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, TypeVar

from workforce_sim.limits import PROCESSES
from workforce_sim.stop import HEEDED, Terminated

Task = TypeVar("Task")
Done = TypeVar("Done")

LOOK_SECONDS = 2.0
"""How often to look after the place where tasks run."""
WINDOWS_PROCESSES = 61
"""The largest pool of processes that Python can have on Windows."""
STARTED_AGAIN = 97
"""Exit code of a worker process that was about to start its run again."""
AHEAD = 2
"""Tasks handed out per place beyond what runs, so that stopping is quick and nobody idles."""


class InlineExecutor(Executor):
    """Runs each task at once, in this process."""

    def places(self) -> int:
        """How many tasks can run at a time."""
        return 1

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call the function and return a finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class WorkerDied(BrokenExecutor):
    """A process of a pool ended in the middle; `exit_codes` are those of all that have."""

    def __init__(self, exit_codes: set[int]) -> None:
        codes = ", ".join(map(str, sorted(exit_codes)))
        super().__init__(f"exit code {codes}")
        self.exit_codes = exit_codes


class LocalProcesses(ProcessPoolExecutor):
    """Processes of this machine, spawned when there is work, never forked: the same on every
    system.

    Signals that tell the command to stop are left to the parent, from the first moment of a process
    on: one that is still importing would print where it was, or be taken for one that died.
    """

    def __init__(self, processes: int, note: Callable[[str], None]) -> None:
        super().__init__(processes, mp_context=get_context("spawn"), initializer=_start_worker)
        self._places = processes
        self._note = note
        self._started: dict[int, BaseProcess] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out a task, which may start a process; it inherits that signals are held back."""
        with _holding_signals_back():
            future = super().submit(fn, *args, **kwargs)
        self._started.update(self._processes or {})
        return future

    def places(self) -> int:
        """How many tasks can run at a time; lets processes go on that somebody has stopped."""
        for pid in self.let_go_on():
            self._note(f"Worker process {pid} was stopped by somebody (SIGSTOP). It goes on now.")
        return self._places

    def exit_codes(self) -> set[int]:
        """The exit codes of the processes that have ended."""
        sentinels = {each.sentinel: each for each in self._started.values()}
        ended = [sentinels[one] for one in wait_for_end(list(sentinels), 0) if one in sentinels]
        until = time.monotonic() + LOOK_SECONDS
        while any(each.exitcode is None for each in ended) and time.monotonic() < until:
            time.sleep(0.01)  # the pool, which asks for them too, is about to write them down
        return {each.exitcode for each in ended if each.exitcode is not None}

    def let_go_on(self) -> list[int]:
        """Let processes go on that somebody has stopped (SIGSTOP); return their numbers."""
        stopped = [pid for pid in self._started if _is_stopped(pid)]
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
        return stopped

    def end_now(self) -> None:
        """End all processes, whatever they are at: files are whole or absent at any time."""
        for each in self._started.values():
            each.kill()


def _is_stopped(pid: int) -> bool:
    if not hasattr(os, "waitid"):
        return False
    with suppress(ChildProcessError):
        return os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None
    return False


@contextmanager
def _holding_signals_back() -> Iterator[None]:
    """Let signals that tell to stop wait until the block has ended, where the system can do so."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HEEDED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def leave_if_started_again() -> None:
    """End this process if it is a worker that only reads the script which started the run: a run
    that begins here was meant for the parent, which hears of it by the exit code.
    """
    if getattr(current_process(), "_inheriting", False):
        os._exit(STARTED_AGAIN)


def sensible_processes(wanted: int | None, tasks: int) -> int:
    """How many processes to use: what was asked for, else one per processor, never more than
    tasks, nor than Windows can wait for.
    """
    if wanted is not None:
        wanted = PROCESSES.checked(wanted, "The number of processes")
    most = WINDOWS_PROCESSES if sys.platform == "win32" else tasks
    return max(1, min(wanted or os.cpu_count() or 1, tasks, most))


@contextmanager
def local_executor(
    processes: int, note: Callable[[str], None]
) -> Iterator[InlineExecutor | LocalProcesses]:
    """An executor on this machine; `note` hears what the user should know of its processes.

    When the block ends in an exception, tasks that run are awaited, so that none is lost, and the
    others are dropped; whoever is told to stop by the system does not wait. Raises WorkerDied.
    """
    if processes == 1:
        yield InlineExecutor()
        return
    pool = LocalProcesses(processes, note)
    try:
        yield pool
    except BrokenExecutor as error:
        codes = pool.exit_codes()
        pool.end_now()
        raise WorkerDied(codes) from error
    except Terminated:
        pool.end_now()
        raise
    finally:
        pool.let_go_on()
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    """Leave it to the parent to be stopped, end with it, and keep libraries from starting threads
    of their own.
    """
    for each in HEEDED:
        signal.signal(each, signal.SIG_IGN)
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
