"""Several regimes on the same people with the same luck. In: regimes. Out: `Comparison`."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_threads, load_regime, resolve
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.regime.regime import Regime
    from glasshouse.regime.schema import RegimeFile
    from glasshouse.results.study import Comparison
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

FEWEST, MOST = 2, 8


def compare(
    *regimes: str | Path | Regime | Scenario,
    world: str | Path | World | None = None,
    people: int | float | str | None = None,
    seed: int | None = None,
    start: dt.date | str | None = None,
    end: dt.date | str | None = None,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Live 2 to 8 regimes on the same people with the same luck, and say how they differ.

    The first is what the others are compared with. start, end: the days that all regimes have in
    common if not given (a regime without rules has every day). The rest as for `run`. Raises
    `InputError`, and `KeyboardInterrupt` when interrupted.
    """
    check_threads(threads)
    scenarios = side_by_side(regimes, world, people, seed, start, end)
    return interruptibly(lambda stop: compare_scenarios(scenarios, threads, progress, stop))


def side_by_side(
    regimes: Sequence[str | Path | Regime | Scenario],
    world: str | Path | World | None = None,
    people: int | float | str | None = None,
    seed: int | None = None,
    start: dt.date | str | None = None,
    end: dt.date | str | None = None,
) -> list[Scenario]:
    """The scenarios that `compare` would live. Raises `InputError`."""
    if not FEWEST <= len(regimes) <= MOST:
        raise InputError("compare", f"has {len(regimes)} regimes", f"{FEWEST} to {MOST}")
    loaded = [_regime_of(given) for given in regimes]
    names = [regime.name for regime in loaded]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                "compare", f"two regimes are called {name}", "", "Rename one of the files."
            )
    first, last = _common_days([regime.file for regime in loaded], start, end)
    of = world if world is not None else loaded[0].file.world
    return [
        resolve(regime, world=of, people=people, seed=seed, start=first, end=last)
        for regime in loaded
    ]


def _regime_of(given: str | Path | Regime | Scenario) -> Regime:
    from glasshouse.scenario import Scenario

    found = load_regime(given)
    return found.regime if isinstance(found, Scenario) else found


def _common_days(
    files: list[RegimeFile], start: dt.date | str | None, end: dt.date | str | None
) -> tuple[dt.date | str, dt.date | str]:
    """The days that all regimes have, save those without rules."""
    ruling = [f for f in files if f.consequences or f.rewards or f.score or f.fines] or files
    first, last = max(f.starts for f in ruling), min(f.ends for f in ruling)
    if last < first and (start is None or end is None):
        raise InputError(
            "compare", f"the regimes have no day in common (one begins on {first}, one ends on"
            f" {last})", "regimes of one time", "Give --from and --to.",
        )  # fmt: skip
    return start if start is not None else first, end if end is not None else last


def compare_scenarios(
    scenarios: list[Scenario],
    threads: int | None,
    progress: Callable[[int], None] | None,
    stop: threading.Event,
) -> Comparison:
    """As `compare`, of scenarios that are made already. stop: set it to interrupt."""
    from glasshouse.engine.solve.run import default_threads, prepare
    from glasshouse.engine.solve.side_by_side import live_side_by_side
    from glasshouse.measure.studies import comparison as measure
    from glasshouse.report.sections.headline_chart import headline_chart
    from glasshouse.results.receipt import make_receipt
    from glasshouse.results.study import Comparison

    began = time.perf_counter()
    threads = threads or default_threads()
    runs = [prepare(scenario, threads, stop) for scenario in scenarios]
    match = measure.match_by_want(measure.wants_refused(runs))
    pairings = live_side_by_side(runs, threads, progress, stop, match)
    found = measure.Comparison(runs, pairings)
    told = measure.headlines(found)
    summary = measure.summarize_comparison(found, told, time.perf_counter() - began)
    tables = {
        "headlines": measure.headline_frame(found, told),
        "people": measure.people_frame(found),
        "groups": measure.move_frame(found),
    }
    return Comparison(
        summary=summary, tables=tables, receipt=make_receipt(runs[0], summary, threads),
        scenario=scenarios[0], others=tuple(scenarios[1:]),
        charts={"headlines": headline_chart(summary)},
    )  # fmt: skip
