"""How an interrupt is heard: between two steps of the work, never in the middle of an import.

A command works on a thread of its own, while the main thread hears (`__main__`). Where nothing can
be left half done, an interrupt ends the process at once. Work that has to be put in order first
says so with `orderly()`: then an interrupt is only counted, and the work asks at its safe points.
From Python nothing is counted: `KeyboardInterrupt` comes from Python itself, as ever.

It imports nothing but what Python has built in: it is loaded before anything is heard.
"""

from _thread import allocate_lock

INTERRUPTED = 130
LISTEN_S = 0.1  # a wait without end is not woken by an interrupt once Polars has been imported
STOPPED = "Stopped. Nothing was written; what stood there stands."
STOPPED_LATE = "Stopped. What was written is whole."


class Interrupts:
    """Those of this process. heard: how many; word: what is said where one ends it at once."""

    def __init__(self) -> None:
        self.heard = 0
        self.word = STOPPED
        self._answered = self._orderly = 0
        self._lock = allocate_lock()

    def hear(self, *_: object) -> None:
        """Take note of an interrupt: a handler of signals."""
        self.heard += 1

    def end_at_once(self) -> bool:
        """Whether one was heard that no work is going to answer."""
        with self._lock:
            return self.heard > self._answered and not self._orderly

    def orderly(self) -> "Orderly":
        """A context for work that must not be cut off."""
        return Orderly(self)

    def begin(self) -> int:
        """Work begins that will answer; how many were answered before it."""
        with self._lock:
            self._orderly += 1
            return self._answered

    def end(self, answered: int) -> None:
        """Work has ended. answered: how many were, by ending it."""
        with self._lock:
            self._orderly -= 1
            self._answered = max(self._answered, answered)


class Orderly:
    """Work that must not be cut off, and so asks whether it shall stop."""

    def __init__(self, interrupts: Interrupts) -> None:
        self._interrupts = interrupts

    def __enter__(self) -> "Orderly":
        self._before = self._interrupts.begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        is_stopped = kind is not None and issubclass(kind, KeyboardInterrupt)
        self._interrupts.end(self._interrupts.heard if is_stopped else 0)

    def shall_stop(self) -> bool:
        """Whether an interrupt was heard since the work began."""
        return self._interrupts.heard > self._before

    def check(self) -> None:
        """A safe point. Raises `KeyboardInterrupt` if the work shall stop."""
        if self.shall_stop():
            raise KeyboardInterrupt


interrupts = Interrupts()
