"""Headlines as ranges over the assumptions: quantiles over so many sets of them.

Comes in: a solved run. Goes out: for each headline the median, and the ends between which half and
nine tenths of the sets lie. Sets are drawn and conditioned by `sets.py`. A preset as it ships has
its ranges stored (`stored.py`), so that nothing need be lived. Otherwise each set lives one block
of every stratum over the run's days, with the run's luck, and with the false matches that the run's
acts would lead to. `measure/studies/uncertainty.py` does the same at length.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from glasshouse.engine.solve.coupling import next_trajectory
from glasshouse.engine.solve.run import Run, live
from glasshouse.engine.solve.sample import draw_sample
from glasshouse.engine.tables.compile import compile_scenario
from glasshouse.errors import InputError
from glasshouse.measure.run.figures import with_error
from glasshouse.measure.run.ledger import ALL
from glasshouse.measure.run.summary import headline_day
from glasshouse.measure.studies import stored
from glasshouse.measure.studies.assumptions import turned
from glasshouse.measure.studies.fitting import UnfittableError, graded
from glasshouse.measure.studies.headlines import (
    DETERRED,
    OVERALL,
    PEOPLE,
    PER_RESTRICTION,
    Headline,
    Headlines,
    headlines_of,
    quantiles,
)
from glasshouse.measure.studies.sets import Sets
from glasshouse.scenario import Scenario

if TYPE_CHECKING:
    from glasshouse.measure.findings.ranges import Range, Ranges, Whose

SETS_AT_ONCE = 16

Told = dict[Headline, list[float]]  # by headline, over sets
LeftOut = dict[int, str]  # by a set's number, why


def assumption_ranges(
    run: Run, threads: int, sets: int = SETS_AT_ONCE, stop: threading.Event | None = None,
    holds: bool = False,
) -> Ranges:  # fmt: skip
    """Ranges of a run's headlines. sets: lived if they are not stored; holds: thresholds are held
    as they are stated, and not those that go with each set."""
    began = time.perf_counter()
    scenario = run.tables.scenario
    kept = None if holds else stored.stored_ranges(scenario)
    stale = stored.differing(kept, scenario, run.tables) if kept else []
    if kept and not stale:
        told, left_out, moving = _of_stored(kept), kept.why, len(kept.assumptions)
        drawn = len(kept.headlines)
    else:
        drawn_from = sets_of(scenario, holds, threads, stop)
        moving = len(drawn_from.assumptions)
        drawn = sets if moving else 0
        told, left_out = lived(run, drawn_from, range(drawn), threads, stop)
    whose = whose_thresholds(scenario, holds)
    return with_error(
        date=headline_day(run).isoformat(), to=scenario.end.isoformat(),
        sets=drawn - len(left_out),
        left_out=[{"set": n + 1, "why": why} for n, why in sorted(left_out.items())],
        assumptions=moving, thresholds=whose, is_stored=bool(kept) and not stale, stale=stale,
        seconds=round(time.perf_counter() - began, 3),
        **_ranges(told, fitted_to(run) if whose == "fitted" else ()),
    )  # fmt: skip


def summarized(values: Sequence[float], is_fitted: bool = False) -> Range:
    """Values over sets as a range."""
    low, quarter, median, three, high = quantiles(values)
    return {"median": median, "half": [quarter, three], "most": [low, high],
            "is_fitted": is_fitted}  # fmt: skip


def sets_of(
    scenario: Scenario, holds: bool, threads: int, stop: threading.Event | None = None
) -> Sets:
    """Sets with the thresholds that are stored of their preset, if these are current."""
    drawn = Sets(scenario, holds=holds, threads=threads, stop=stop)
    if drawn.base is not None:
        preset = stored.preset_of(drawn.base.regime.name)
        kept = stored.read(preset.regime.name)
        if kept and not stored.differing(kept, preset):
            drawn.known = kept.known
    return drawn


def _of_stored(kept: stored.Stored) -> Told:
    rows = [row for row in kept.headlines if row is not None]
    return {name: [row[h] for row in rows] for h, name in enumerate(kept.names)}


def lived(
    run: Run, drawn: Sets, numbers: Sequence[int], threads: int, stop: threading.Event | None
) -> tuple[Told, LeftOut]:
    """Headlines over sets, and which could not be fitted or run."""

    def one(number: int) -> Headlines | str:
        if stop is not None and stop.is_set():
            raise KeyboardInterrupt
        try:
            return headlines_of(live_set(run, drawn.at(drawn.places(number)), stop=stop))
        except (InputError, UnfittableError) as refused:
            return str(refused)

    if drawn.base is not None and drawn.known is None and numbers:
        drawn.settle()  # before threads ask for it
    with ThreadPoolExecutor(max(1, min(threads, len(numbers)))) as pool:
        found = list(pool.map(one, numbers))
    left_out = {n: why for n, why in zip(numbers, found, strict=True) if isinstance(why, str)}
    told: Told = {}
    for headlines in found:
        for name, value in headlines.items() if isinstance(headlines, dict) else ():
            told.setdefault(name, []).append(value)
    return told, left_out


def live_set(
    run: Run, scenario: Scenario, people: int = 1, stop: threading.Event | None = None
) -> Run:
    """One pass over some people, one block of every stratum at least."""
    tables = compile_scenario(scenario, coarse=True)
    sums = run.sums
    trajectory = next_trajectory(tables, run.sample, sums.expected, sums.appealing, sums.by_bin)
    sample = draw_sample(tables.people, people, 1)
    lived = live(tables, sample, trajectory, 1, None, stop)
    return dataclasses.replace(run, tables=tables, sample=sample, sums=lived, trajectory=trajectory)


def whose_thresholds(scenario: Scenario, holds: bool) -> Whose:
    """Whose thresholds the sets have."""
    if holds or scenario.regime.file.fitted is None:
        return "held"
    return "fitted" if stored.is_of_preset(scenario) else "kept"


def fitted_to(run: Run) -> Collection[str]:
    """The restrictions whose number of people on the day is what thresholds are fitted to."""
    file = run.tables.scenario.regime.file
    own = file.fitted and file.fitted.regime == run.tables.scenario.regime.name
    return graded(file) if own and headline_day(run) == file.reported_on else ()


def _ranges(told: Told, fitted: Collection[str]) -> dict[str, Any]:
    """By restriction, by conduct deterred, by want given up, and of everything."""
    headlines: dict[str, dict[str, Range]] = {}
    found: dict[str, dict[str, Range]] = {name: {} for name in ("overall", DETERRED, "given_up")}
    for (name, of), values in told.items():
        one = summarized(values, name == PEOPLE and of in fitted)
        if name in PER_RESTRICTION:
            headlines.setdefault(of, {})[name] = one
        elif of == ALL and name in OVERALL:
            found["overall"][name] = one
        else:
            found[name][of] = one
    turns = {
        rule: {key: turn for key, one in of.items() if (turn := turned(*one["most"]))}
        for rule, of in headlines.items()
    }
    return {"headlines": headlines, **found, "turns": turns}
