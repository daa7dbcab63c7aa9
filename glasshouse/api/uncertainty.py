"""What headlines rest on. In: a scenario or its name. Out: `Uncertainty`."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.api.forecast import Work
from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_restricts, check_threads, load_regime, resolve
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.regime.regime import Regime
    from glasshouse.results.study import Uncertainty
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

SAMPLES, MOST_SAMPLES = 1_000, 100_000
PEOPLE = 100_000
Progress = Callable[[float, str], None]


def uncertainty(  # noqa: PLR0913 - one argument per choice
    regime: str | Path | Regime | Scenario,
    *,
    samples: int = SAMPLES,
    world: str | Path | World | None = None,
    people: int | float | str | None = None,
    seed: int | None = None,
    start: dt.date | str | None = None,
    end: dt.date | str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    keep: str | Path | None = None,
) -> Uncertainty:
    """How far each headline moves, and which assumptions it rests on.

    Every number that is an assumption varies over its range, with the same luck throughout. regime,
    world, seed, start, end, threads: as for `run`. samples: lives of the country, shared out among
    a Latin hypercube (intervals), Morris (screening) and Sobol (the eight that matter most).
    people: a hundred thousand if not given; one block in every stratum at least. progress: called
    with the share that is done, and what is being done. keep: a folder in which unfinished work is
    kept, so that the same call goes on where it was stopped (saving the result removes it); in
    memory alone if not given. Raises `InputError`, and `KeyboardInterrupt` when interrupted.
    """
    if people is None and not _is_scenario(regime):
        people = PEOPLE
    scenario = resolve(regime, world=world, people=people, seed=seed, start=start, end=end)
    check_threads(threads)
    check_samples(samples)
    return interruptibly(lambda stop: _survey(scenario, samples, threads, progress, keep, stop))


def work_of_uncertainty(scenario: Scenario, samples: int) -> Work:
    """How much `uncertainty` has to do. Raises `InputError`."""
    from glasshouse.measure.studies.uncertainty import plan_of

    check_samples(samples)
    check_restricts(scenario, "it has no headlines")
    lives = 1 + plan_of(scenario, samples)[1].samples
    return Work(lives, lives, is_settled=False)


def check_samples(samples: int) -> None:
    """Raises `InputError`."""
    if not 1 <= samples <= MOST_SAMPLES:
        raise InputError("--samples", f"is {samples}", f"1..{MOST_SAMPLES:,}")


def _is_scenario(regime: str | Path | Regime | Scenario) -> bool:
    from glasshouse.scenario import Scenario

    return isinstance(load_regime(regime), Scenario)


def _survey(
    scenario: Scenario,
    samples: int,
    threads: int | None,
    progress: Progress | None,
    keep: str | Path | None,
    stop: threading.Event,
) -> Uncertainty:
    from glasshouse.engine.solve.run import default_threads
    from glasshouse.measure.studies.intervals import (
        Intervals,
        headline_frame,
        problem_of,
        ranking_frame,
        sample_frame,
        summarize_uncertainty,
    )
    from glasshouse.measure.studies.uncertainty import Survey
    from glasshouse.results.receipt import make_receipt
    from glasshouse.results.study import Uncertainty
    from glasshouse.results.unfinished import Pieces

    began = time.perf_counter()
    threads = threads or default_threads()
    check_restricts(scenario, "it has no headlines")
    pieces = Pieces(Path(keep) if keep else None, "uncertainty", scenario, {"samples": samples})
    survey = Survey(
        scenario, samples, threads, pieces.piece, progress or (lambda done, what: None), stop
    )
    intervals = Intervals(survey, survey.find())
    summary = summarize_uncertainty(
        intervals, pieces.digest.hexdigest(), time.perf_counter() - began
    ) | {"problem": problem_of(intervals)}
    tables = {
        "headlines": headline_frame(intervals), "ranking": ranking_frame(intervals),
        "samples": sample_frame(intervals),
    }  # fmt: skip
    receipt = make_receipt(survey.base, summary, threads)
    return Uncertainty(
        summary=summary, tables=tables, receipt=receipt, scenario=scenario, forget=pieces.forget
    )
