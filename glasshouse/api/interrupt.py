"""Long work that hears an interrupt at once. In: work that asks `stop`. Out: what it returns."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TypeVar

from glasshouse.errors import InputError
from glasshouse.interrupts import LISTEN_S, interrupts

GRACE_S = 2.0
T = TypeVar("T")
_worked_in: list[int] = []  # this process, once it has


def interruptibly(work: Callable[[threading.Event], T]) -> T:
    """What `work(stop)` returns. It runs on a thread of its own, so that this one hears an
    interrupt at once, whatever is being compiled; then `stop` is set, and work has GRACE_S to end.
    Raises `InputError` in a fork of a process that has worked: of its threads a fork has none.
    """
    if os.getpid() not in _worked_in:
        if _worked_in:
            raise InputError(
                "multiprocessing", "this process was forked from one that has run a scenario",
                "the start methods spawn and forkserver",
                'See multiprocessing.get_context("spawn").',
            )  # fmt: skip
        _worked_in.append(os.getpid())
    stop = threading.Event()
    results: list[T] = []
    errors: list[BaseException] = []

    def run_it() -> None:
        try:
            results.append(work(stop))
        except BaseException as error:  # handed to the thread that waits
            errors.append(error)

    thread = threading.Thread(target=run_it, name="glasshouse-work", daemon=True)
    with interrupts.orderly() as turn:
        thread.start()
        try:
            while thread.is_alive():
                thread.join(LISTEN_S)
                turn.check()
        except BaseException:
            stop.set()
            thread.join(GRACE_S)
            raise
        if errors:
            raise errors[0]
    return results[0]
