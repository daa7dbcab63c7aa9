"""Long work in the background: one study at a time, on one thread, that can be stopped.

In: a scenario and the kind of a study. Out: progress, then its summary, to the page that asked.
Unfinished work is kept while the server runs, so that the same study goes on where it was stopped.
"""

from __future__ import annotations

import dataclasses
import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from glasshouse.api.explore import asked_of
from glasshouse.api.forecast import smallest_people
from glasshouse.errors import InputError
from glasshouse.lab.memory import give_back
from glasshouse.lab.showing import studied
from glasshouse.lab.turns import GRACE_S, Answer, described
from glasshouse.scenario import Scenario

if TYPE_CHECKING:
    from glasshouse.measure.studies.going import Tell
    from glasshouse.results.study import Study

KINDS = ("why", "safeguards")
PAIRS = 4
MOST_DONE = 4  # studies that a report may carry
TOLD_EVERY_S = 0.25
GIVE_BACK_EVERY_S = 2.0


class Studies:
    """At most one study runs, for one page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner: Any = None
        self._thread: threading.Thread | None = None  # of the latest
        self._stop = threading.Event()
        self._done: deque[Study] = deque(maxlen=MOST_DONE)
        self._kept: tempfile.TemporaryDirectory[str] | None = None  # once there is a study

    def start(
        self, owner: Any, kind: str, scenario: Scenario, answer: Callable[[Answer], None]
    ) -> None:
        """Begin a study. Raises `InputError` if there is no such kind, or one runs already."""
        if kind not in KINDS:
            raise InputError("study", f"there is no study '{kind}' here", ", ".join(KINDS))
        with self._lock:
            if self._owner is not None:
                raise InputError(
                    "study", "another study is running", "one at a time",
                    "Stop it, or wait until it is done.",
                )  # fmt: skip
            self._owner, self._stop = owner, threading.Event()
        smallest = dataclasses.replace(scenario, people=smallest_people(scenario))
        work = (kind, smallest, answer, self._stop)
        self._thread = threading.Thread(
            target=self._run, args=work, name="glasshouse-study", daemon=True
        )
        self._thread.start()

    def stop(self, owner: Any) -> None:
        """Stop the study of a page, if one runs; what is done is kept."""
        with self._lock:
            if self._owner is owner:
                self._stop.set()

    def found(self, scenario: Scenario) -> list[Study]:
        """What was found of a scenario, the newest of each kind."""
        wanted = asked_of(scenario)
        alike = [s for s in self._done if s.scenario and asked_of(s.scenario) == wanted]
        return list({study.kind: study for study in alike}.values())

    def end(self) -> None:
        """Stop whatever runs, and forget what was kept."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(GRACE_S)
        if self._kept is not None:
            self._kept.cleanup()

    def _run(
        self, kind: str, scenario: Scenario, answer: Callable[[Answer], None], stop: threading.Event
    ) -> None:
        told = given_back = 0.0

        def progress(share: float, what: str) -> None:
            nonlocal told, given_back
            if time.monotonic() - given_back > GIVE_BACK_EVERY_S:
                given_back = time.monotonic()
                give_back()
            if time.monotonic() - told > TOLD_EVERY_S:
                told = time.monotonic()
                answer({"wanted": kind, "progress": round(share, 3), "what": what})

        try:
            done = self._study(kind, scenario, progress, stop)
            self._done.append(done)
            found: Answer = {"study": studied(done.summary)}
        except InputError as error:
            found = {"error": described(error)}
        except KeyboardInterrupt:
            found = {"stopped": True}
        except Exception:  # a bug: shown where the server runs, and the page is told
            traceback.print_exc()
            found = {"bug": True}
        with self._lock:
            self._owner = None
        answer({"wanted": kind, **found})
        give_back()

    def _study(self, kind: str, scenario: Scenario, progress: Tell, stop: threading.Event) -> Study:
        from glasshouse.api import Question, SafeguardsQuestion, WhyQuestion, study

        if self._kept is None:
            self._kept = tempfile.TemporaryDirectory(
                prefix="glasshouse-studies-", ignore_cleanup_errors=True
            )
        asked: dict[str, Question[Any]] = {
            "why": WhyQuestion(pairs=PAIRS), "safeguards": SafeguardsQuestion(),
        }  # fmt: skip
        found: Study = study(asked[kind], scenario, 1, progress, self._kept.name, stop)
        return found
