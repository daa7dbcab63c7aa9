"""Run a scenario, or run it again and compare. In: a scenario or its name. Out: `Results`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_threads, placing, resolve, spelled_out

if TYPE_CHECKING:
    from typing import Unpack

    from glasshouse.api.scenarios import Given, ScenarioOptions
    from glasshouse.engine.solve.run import Run
    from glasshouse.measure.findings.summary import Summary
    from glasshouse.results import Results
    from glasshouse.scenario import Scenario


@spelled_out
def run(
    regime: Given,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    ranges: bool = True,
    **options: Unpack[ScenarioOptions],
) -> Results:
    """Live a regime on a synthetic country.

    regime: a preset's name, a file (also a results folder's `scenario.yaml`), or an object.
    world, start, end: the regime's own if not given. people: how many to simulate, a number, text
    such as "1e6" or "all"; a million if not given. seed: of all luck; 1 if not given. threads: as
    many as the machine lends if not given; they never change the results. progress: called with the
    number of people lived since the last call. ranges: headlines over sets of assumptions as well.
    Raises `InputError` for what the caller can mend, `KeyboardInterrupt` when interrupted (with
    `results` if only the ranges were missing).
    """
    began = time.perf_counter()
    scenario = resolve(regime, **options)
    return run_scenario(scenario, threads, progress, ranges, began)


def run_scenario(
    scenario: Scenario,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    ranges: bool = True,
    began: float | None = None,
    first: Callable[[Summary], None] | None = None,
) -> Results:
    """Live a scenario. began: when the caller started to count the time. first: called
    with the summary as soon as everybody has been lived, before the ranges over assumptions.
    """
    from glasshouse.engine.solve.run import default_threads
    from glasshouse.measure.studies.ranges import assumption_ranges

    began = time.perf_counter() if began is None else began
    check_threads(threads)
    many = threads or default_threads()
    with placing(scenario):
        results, solved = interruptibly(
            lambda stop: _live(scenario, many, progress, began, first, stop)
        )
        if ranges and solved.tables.rules.restrictions:
            try:
                results.summary["ranges"] = interruptibly(
                    lambda stop: assumption_ranges(solved, many, stop=stop)
                )
            except KeyboardInterrupt:
                raise WithoutRanges(results) from None
    return results


class WithoutRanges(KeyboardInterrupt):
    """Interrupted when everybody had been lived. results: whole but for the ranges."""

    def __init__(self, results: Results) -> None:
        super().__init__("interrupted before the ranges over assumptions were there")
        self.results = results


def _live(
    scenario: Scenario,
    threads: int,
    progress: Callable[[int], None] | None,
    began: float,
    first: Callable[[Summary], None] | None,
    stop: threading.Event,
) -> tuple[Results, Run]:
    from glasshouse.engine.solve.run import solve
    from glasshouse.measure.run.estimates import Totals
    from glasshouse.measure.run.findings import Findings
    from glasshouse.measure.run.frames import frames_of
    from glasshouse.results import Results
    from glasshouse.results.couplings import couplings_of, witnesses_of
    from glasshouse.results.receipt import make_receipt

    solved = solve(scenario, threads, progress, stop)
    totals = Totals(solved)
    findings = Findings(solved, totals)
    summary = findings.whole(time.perf_counter() - began)
    if first is not None:
        first(summary)
    results = Results(
        summary=summary, receipt=make_receipt(solved, summary, threads), scenario=scenario,
        tables=frames_of(findings), couplings=couplings_of(solved), witnesses=witnesses_of(solved),
    )  # fmt: skip
    return results, solved


def verify(folder: str | Path, threads: int | None = None,
           progress: Callable[[int], None] | None = None) -> dict[str, Any]:  # fmt: skip
    """Run the scenario of a results folder again: {digest, recomputed, is_same, differing}.

    differing: files that are not as they were written, and keys of the summary that come out
    otherwise (times apart). A scenario that was changed is not run (recomputed: None). Raises
    `InputError` if the folder has no results, or if its world is no longer what it was.
    """
    import numpy as np

    from glasshouse.results import Results
    from glasshouse.results.folder import SCENARIO_FILE
    from glasshouse.results.scenario_file import read_scenario

    folder = Path(folder)
    saved = Results.load(folder)
    differing = saved.changed()
    if SCENARIO_FILE in differing:  # what it says now is another run
        return {
            "digest": saved.summary["digest"], "recomputed": None, "is_same": False,
            "differing": [f"{SCENARIO_FILE} is not as it was written, so it was not run"],
        }  # fmt: skip
    again = run_scenario(read_scenario(folder / SCENARIO_FILE), threads, progress, ranges=False)
    timed = {"wall_s", "engine_s", "ranges"}
    differing += [
        f"summary.json {key}" for key, value in again.summary.items()
        if key not in timed and saved.summary.get(key) != value
    ]  # fmt: skip
    differing += [
        f"couplings.npz {name}" for name, array in again.couplings.items()
        if saved.couplings and not np.array_equal(array, saved.couplings.get(name, ()))
    ]  # fmt: skip
    return {
        "digest": saved.summary.get("digest"), "recomputed": again.summary["digest"],
        "is_same": not differing, "differing": differing,
    }  # fmt: skip
