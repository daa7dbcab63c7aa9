"""Who is served next: fair turns for every open page, and only the newest wish of each.

In: wishes of sessions. Out: answers, handed to each session's `answer`. One thread does the work,
one wish at a time, with all processors. A session's new wish takes the place of one that still
waits, and stops a large run of its own that nobody waits for any more.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from glasshouse.errors import InputError
from glasshouse.lab.memory import give_back

GRACE_S = 1.5  # for what runs to stop, when the lab is closed
Answer = dict[str, Any]
Work = Callable[["Session", Any, threading.Event, int], Answer]


@dataclass(eq=False)
class Session:
    """One open page. kept: what its last large run left for quick ones; found: of what scenario
    that was, and what it found."""

    answer: Callable[[Any, Answer], None]
    kept: Any = None
    found: Any = None
    waiting: Any = None
    running: Any = None
    stop: threading.Event = field(default_factory=threading.Event)
    is_open: bool = True


class Turns:
    """A queue of sessions, each with at most one wish. work: answers a wish; can_stop: whether what
    runs for a wish is dropped for a newer one."""

    def __init__(self, work: Work, can_stop: Callable[[Any], bool]) -> None:
        self._work, self._can_stop = work, can_stop
        self._line: list[Session] = []
        self._changed = threading.Condition()
        self._ended = False
        self.dropped = 0
        self._thread = threading.Thread(target=self._serve, name="glasshouse-lab", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def end(self) -> None:
        """Serve nobody any more; what runs is stopped."""
        with self._changed:
            self._ended = True
            for session in self._line:
                session.stop.set()
            self._changed.notify_all()
        self._thread.join(GRACE_S)

    def join(self, session: Session) -> None:
        """A page was opened."""
        with self._changed:
            self._line.append(session)

    def leave(self, session: Session) -> None:
        """A page was closed: nothing is run for it any more."""
        with self._changed:
            session.is_open, session.waiting, session.kept = False, None, None
            session.stop.set()
            if session in self._line:
                self._line.remove(session)

    def ask(self, session: Session, wish: Any) -> None:
        """A wish; an older one of the same session that still waits is dropped."""
        with self._changed:
            if session.waiting is not None:
                self.dropped += 1
            session.waiting = wish
            if session.running is not None and self._can_stop(session.running):
                session.stop.set()
            self._changed.notify_all()

    def _next(self) -> tuple[Session, Any, int] | None:
        """The session that was served longest ago of those that wait, and how many others do."""
        with self._changed:
            while not self._ended:
                waiting = [session for session in self._line if session.waiting is not None]
                if waiting:
                    session = waiting[0]
                    wish, session.waiting, session.running = session.waiting, None, session.waiting
                    session.stop.clear()
                    self._line.remove(session)
                    self._line.append(session)
                    return session, wish, len(waiting) - 1
                self._changed.wait()
        return None

    def _serve(self) -> None:
        while (turn := self._next()) is not None:
            session, wish, others = turn
            try:
                answer = self._work(session, wish, session.stop, others)
            except InputError as error:
                answer = {"error": described(error)}
            except KeyboardInterrupt:
                self.dropped += 1
                answer = {"dropped": True}
            except Exception:  # a bug: shown where the server runs, and the page is told
                traceback.print_exc()
                answer = {"bug": True}
            with self._changed:
                session.running = None
            if session.is_open:
                session.answer(wish, answer)
            del answer
            give_back()


def described(error: InputError) -> dict[str, str]:
    """An error for a page."""
    return {"place": error.place, "found": error.found, "allowed": error.allowed,
            "remedy": error.remedy, "text": str(error)}  # fmt: skip
