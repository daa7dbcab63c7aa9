"""How every study is done: its question is checked, its pieces kept, its answer given a receipt.

In: a question, and a scenario or what names one. Out: a `Study`.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import PEOPLE, check_threads, resolve

if TYPE_CHECKING:
    from typing import Unpack

    import polars as pl

    from glasshouse.api.forecast import Work
    from glasshouse.api.scenarios import Given, ScenarioOptions
    from glasshouse.engine.solve.run import Run
    from glasshouse.measure.studies.going import Going, Tell
    from glasshouse.results.study import Study
    from glasshouse.scenario import Scenario

S = TypeVar("S", bound="Study")


@dataclass(frozen=True)
class Answer(Generic[S]):
    """What came of a question. study: its class; base: the run that the receipt tells of; more:
    fields of the study beyond those that all have."""

    study: type[S]
    base: Run
    summary: dict[str, Any]
    tables: dict[str, pl.DataFrame]
    more: Mapping[str, Any] = field(default_factory=dict)


class Question(ABC, Generic[S]):
    """What is asked of a scenario by living it many times.

    kind: of the study that answers it. people: are lived, if nothing else is said. is_of_runs:
    whether it lives whole runs, which have two blocks in every stratum at least.
    """

    kind: ClassVar[str]
    people: ClassVar[int] = PEOPLE
    is_of_runs: ClassVar[bool] = True

    def of(self, regime: Given, **options: Unpack[ScenarioOptions]) -> Scenario:
        """The scenario that it is asked of. Raises `InputError`."""
        return resolve(regime, usual=self.people, **options)

    def check(self, scenario: Scenario) -> None:
        """Whether it can be asked of a scenario. Raises `InputError`."""

    def work(self, scenario: Scenario) -> Work | None:
        """How much there is to do, at most; None: it can't be told before. Raises `InputError`."""
        return None

    def options(self, scenario: Scenario) -> dict[str, Any]:
        """What its pieces hang on beside the scenario."""
        return vars(self)

    @abstractmethod
    def answer(self, scenario: Scenario, going: Going) -> Answer[S]:
        """Live everything that is not kept yet."""


def ask(
    question: Question[S],
    regime: Given,
    threads: int | None = None,
    progress: Tell | None = None,
    keep: str | Path | None = None,
    **options: Unpack[ScenarioOptions],
) -> S:
    """What answers a question. Raises `InputError`, and `KeyboardInterrupt` when interrupted."""
    scenario = question.of(regime, **options)
    check_threads(threads)
    return interruptibly(lambda stop: study(question, scenario, threads, progress, keep, stop))


def study(
    question: Question[S],
    scenario: Scenario,
    threads: int | None = None,
    progress: Tell | None = None,
    keep: str | Path | None = None,
    stop: threading.Event | None = None,
) -> S:
    """As `ask`, of a scenario that is made already. stop: set it to interrupt."""
    from glasshouse.engine.solve.run import default_threads
    from glasshouse.measure.studies.going import Going, to_nobody
    from glasshouse.results.receipt import make_receipt
    from glasshouse.results.unfinished import Pieces

    began, many = time.perf_counter(), threads or default_threads()
    question.check(scenario)
    options = question.options(scenario)
    pieces = Pieces(Path(keep) if keep else None, question.kind, scenario, options)
    going = Going(many, pieces.piece, progress or to_nobody, stop or threading.Event())
    found = question.answer(scenario, going)
    summary = {
        "kind": question.kind, "regime": scenario.regime.name, "world": scenario.world.name,
        "asked": "all" if scenario.people is None else scenario.people,
        "people": found.base.sample.people, "represents": scenario.world.represents,
        "seed": scenario.seed, "from": scenario.start.isoformat(), "to": scenario.end.isoformat(),
        "wall_s": round(time.perf_counter() - began, 4), "digest": pieces.digest.hexdigest(),
        **found.summary,
    }  # fmt: skip
    return found.study(
        summary=summary, tables=found.tables, receipt=make_receipt(found.base, summary, many),
        scenario=scenario, forget=pieces.forget, **found.more,
    )  # fmt: skip
