"""Run a scenario, or run it again and compare. In: a scenario or its name. Out: `Results`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_threads, placing, resolve, spelled_out
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from typing import Unpack

    from glasshouse.api.scenarios import Given, ScenarioOptions
    from glasshouse.engine.solve.run import Run
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
    such as "1e6" or "all"; a million if not given. seed: the random seed, 1 if not given. threads:
    as many as the machine lends if not given; they never change the results. progress: called with
    the number of people lived since the last call. ranges: headlines over sets of assumptions too.
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
) -> Results:
    """Live a scenario. began: when the caller started to count the time."""
    from glasshouse.engine.solve.run import default_threads
    from glasshouse.measure.studies.ranges import assumption_ranges

    began = time.perf_counter() if began is None else began
    check_threads(threads)
    many = threads or default_threads()
    with placing(scenario):
        results, solved = interruptibly(lambda stop: _live(scenario, many, progress, began, stop))
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
    results = Results(
        summary=summary, receipt=make_receipt(solved, summary, threads), scenario=scenario,
        tables=frames_of(findings), couplings=couplings_of(solved), witnesses=witnesses_of(solved),
    )  # fmt: skip
    return results, solved


def verify(folder: str | Path, threads: int | None = None,
           progress: Callable[[int], None] | None = None) -> dict[str, Any]:  # fmt: skip
    """Run the scenario of a results folder again: {digest, recomputed, is_same, differing}.

    differing: files that are not as they were written, and sections of the tally, keys of the
    summary and parts of the coupling that come out otherwise (times apart). What this version
    finds besides is no difference. A scenario that was changed is not run (recomputed: None).
    Raises `InputError` if the folder has no results, if an older version wrote them whose digest
    says nothing of this one's, or if its world is no longer what it was.
    """
    import numpy as np

    from glasshouse.engine.solve.digest import is_comparable
    from glasshouse.results import Results
    from glasshouse.results.couplings import COUPLINGS, read_couplings
    from glasshouse.results.folder import (
        RECEIPT,
        SCENARIO_FILE,
        SUMMARY,
        changed_files,
        read_json,
    )
    from glasshouse.results.scenario_file import read_scenario

    folder = Path(folder)
    summary, receipt = read_json(folder, SUMMARY), read_json(folder, RECEIPT)
    Results.check_summary(folder, summary)
    differing = changed_files(folder, receipt)
    digest = str(summary.get("digest"))
    if SCENARIO_FILE in differing:  # what it says now is another run
        told = f"{SCENARIO_FILE} is not as it was written, so it was not run"
        return {"digest": digest, "recomputed": None, "is_same": False, "differing": [told]}
    if not is_comparable(digest):
        raise InputError(
            str(folder / RECEIPT), "has a digest over a whole tally, as older versions wrote it",
            "a digest over its sections",
            f"Run it anew: `glasshouse run {folder / SCENARIO_FILE}`.",
        )  # fmt: skip
    again = run_scenario(read_scenario(folder / SCENARIO_FILE), threads, progress, ranges=False)
    written, computed = receipt.get("sections", {}), again.receipt["sections"]
    differing += [f"section {name}" for name in sorted({*written, *computed})
                  if written.get(name) != computed.get(name)]  # fmt: skip
    timed = {"wall_s", "engine_s", "ranges"}
    differing += [f"{SUMMARY} {key}" for key, value in summary.items()
                  if key not in timed and not _holds(again.summary.get(key), value)]  # fmt: skip
    couplings = read_couplings(folder / COUPLINGS)
    differing += [f"{COUPLINGS} {name}" for name, array in again.couplings.items()
                  if not np.array_equal(array, couplings.get(name, ()))]  # fmt: skip
    return {
        "digest": digest, "recomputed": again.summary["digest"], "is_same": not differing,
        "differing": differing,
    }  # fmt: skip


def _holds(found: object, written: object) -> bool:
    """Whether all that was written is found again; what is found besides is new."""
    if isinstance(written, dict) and isinstance(found, dict):
        return all(_holds(found.get(key), value) for key, value in written.items())
    return found == written
