"""Long work that hears an interrupt at once. In: work that asks `stop`. Out: what it returns."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

GRACE_S = 3.0
LISTEN_S = 0.1  # a wait without end is not woken by an interrupt once Polars has been imported
T = TypeVar("T")


def interruptibly(work: Callable[[threading.Event], T]) -> T:
    """What `work(stop)` returns. It runs on a thread of its own, so that this one hears an
    interrupt at once, whatever is being compiled; then `stop` is set, and work has GRACE_S to end.
    """
    stop = threading.Event()
    results: list[T] = []
    errors: list[BaseException] = []

    def run_it() -> None:
        try:
            results.append(work(stop))
        except BaseException as error:  # handed to the thread that waits
            errors.append(error)

    thread = threading.Thread(target=run_it, name="glasshouse", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(LISTEN_S)
    except BaseException:
        stop.set()
        thread.join(GRACE_S)
        raise
    if errors:
        raise errors[0]
    return results[0]
