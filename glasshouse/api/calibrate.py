"""A court's list fitted to published totals. In: a scenario. Out: `Calibration`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_threads, resolve
from glasshouse.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    from glasshouse.engine.solve.run import Run
    from glasshouse.measure.studies.calibration import Target
    from glasshouse.regime.regime import Regime
    from glasshouse.results.study import Calibration
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

FIRST_DAY, LAST_FITTED = dt.date(2013, 10, 1), dt.date(2018, 5, 31)
SAMPLES, FEWEST, MOST = 128, 60, 10_000
Progress = Callable[[float, str], None]


def calibrate(
    regime: str | Path | Regime | Scenario = "court-list",
    *,
    samples: int = SAMPLES,
    world: str | Path | World | None = None,
    people: int | float | str | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    keep: str | Path | None = None,
) -> Calibration:
    """A posterior of the few free numbers of a court's list.

    Three are of the world, three of the courts' practice (`of` in the summary's `numbers`: whose);
    no rule of a regime is among them. They are fitted to the published cumulative listings and
    refusals up to May 2018 that are marked for it, and to nothing else. samples: how often the
    model is lived, over a Latin hypercube.
    keep: a folder in which unfinished work is kept, so that the same call goes on where it was
    stopped (saving the result removes it). Raises `InputError`, and `KeyboardInterrupt`.
    """
    from glasshouse.engine.tables.court_rules import court_list

    check_threads(threads)
    if not FEWEST <= samples <= MOST:
        raise InputError("--samples", f"is {samples}", f"{FEWEST}..{MOST:,}")
    scenario = resolve(regime, world=world, people=people, seed=seed)
    if court_list(scenario.regime.file) is None:
        raise InputError(
            f"calibrate {scenario.regime.name}", "keeps no court's list, and nothing else of a"
            " regime is ever fitted", "a regime with a court's list, e.g. court-list",
        )  # fmt: skip
    scenario = dataclasses.replace(scenario, end=LAST_FITTED)
    tell = progress or (lambda share, what: None)
    return interruptibly(lambda stop: _fit(scenario, samples, threads, tell, keep, stop))


def targets() -> list[Target]:
    """What is fitted to: the published totals that are marked for it, by what each added."""
    from glasshouse.api.validate import own_points
    from glasshouse.measure.studies.calibration import KINDS, added

    found = []
    for kind in KINDS:
        totals = {
            point.date: point.value for point in own_points("court-list")
            if point.used == "fit" and point.quantity == kind and point.value is not None
        }  # fmt: skip
        assert max(totals) <= LAST_FITTED
        found += added(kind, FIRST_DAY, totals)
    return found


def _fit(
    scenario: Scenario,
    samples: int,
    threads: int | None,
    tell: Progress,
    keep: str | Path | None,
    stop: threading.Event,
) -> Calibration:
    import numpy as np

    from glasshouse.engine.solve.run import default_threads, solve
    from glasshouse.measure.studies import calibration as fit
    from glasshouse.results.receipt import make_receipt
    from glasshouse.results.study import Calibration
    from glasshouse.results.unfinished import Pieces

    began, threads = time.perf_counter(), threads or default_threads()
    pieces = Pieces(Path(keep) if keep else None, "calibrate", scenario, {"samples": samples})
    places, aims = fit.places(samples), targets()
    lived = []
    for n, place in enumerate(places):
        tell(n / (samples + 1), f"{n} of {samples} lives")
        other = fit.scenario_at(scenario, fit.values_at(place))
        lived.append(pieces.piece(f"{n:05}", partial(_live, other, aims, threads, stop)))
    tell(samples / (samples + 1), "sampling the posterior")
    logs = np.log([one["totals"] for one in lived])
    errors = np.sqrt((np.array([one["errors"] for one in lived]) ** 2).mean(axis=0))
    emulator = fit.Emulator.fit(places, logs)
    draws, quality = fit.sample(fit.Posterior(aims, emulator, errors), scenario.seed)
    tell(samples / (samples + 1), "the model at the medians")
    medians = {name: float(np.median(found)) for name, found in fit.in_units(draws).items()}
    middle = solve(fit.scenario_at(scenario, medians), threads, None, stop)
    summary = _summary(scenario, samples, quality, draws, aims)
    summary["people"] = middle.sample.people
    summary |= {"digest": pieces.digest.hexdigest(), "wall_s": time.perf_counter() - began}
    tables = _tables(draws, aims, emulator, places, logs, _totals(middle, aims)["totals"])
    summary["fit"] = [
        {**row, "from": str(row["from"]), "to": str(row["to"])} for row in tables["fit"].to_dicts()
    ]
    receipt = make_receipt(middle, summary, threads)
    return Calibration(
        summary=summary, tables=tables, receipt=receipt, scenario=scenario, forget=pieces.forget
    )


def _live(
    scenario: Scenario, aims: list[Target], threads: int, stop: threading.Event
) -> dict[str, np.ndarray]:
    """The model's totals under one set of numbers."""
    from glasshouse.engine.solve.run import solve

    return _totals(solve(scenario, threads, None, stop), aims)


def _totals(run: Run, aims: list[Target]) -> dict[str, np.ndarray]:
    """A run's totals, and the relative errors of simulating them."""
    import numpy as np

    from glasshouse.measure.run.court import QUANTITIES, Lists

    lists = Lists(run)
    found = [QUANTITIES[a.quantity].predict(lists, a.first, a.last) for a in aims]
    totals = np.array([max(float(one.value), 1.0) for one in found])
    return {"totals": totals, "errors": np.array([float(one.error) for one in found]) / totals}


def _summary(
    scenario: Scenario, samples: int, quality: dict[str, float], draws: Any, aims: list[Target]
) -> dict[str, Any]:
    import numpy as np

    from glasshouse.measure.studies import calibration as fit

    was, numbers = fit.stated(scenario), {}
    values = fit.in_units(draws)
    for free in fit.FREE:
        low, middle, high = np.quantile(values[free.name], (0.05, 0.5, 0.95))
        numbers[free.name] = {
            "low": float(low), "median": float(middle), "high": float(high),
            "prior": [free.low, free.high], "stated": was[free.name], "of": free.of,
            "meaning": free.meaning,
        }  # fmt: skip
    discrepancy = {
        kind: [float(q) for q in np.quantile(values[f"discrepancy_{kind}"], (0.05, 0.5, 0.95))]
        for kind in fit.KINDS
    }
    return {
        "kind": "calibrate", "regime": scenario.regime.name, "world": scenario.world.name,
        "seed": scenario.seed,
        "from": scenario.start.isoformat(), "to": scenario.end.isoformat(), "samples": samples,
        "draws": len(draws), "totals": len(aims), "numbers": numbers, "discrepancy": discrepancy,
        **quality,
    }  # fmt: skip


def _tables(
    draws: Any, aims: list[Target], emulator: Any, places: Any, logs: Any, middle: Any
) -> dict[str, Any]:
    import numpy as np
    import polars as pl

    from glasshouse.measure.studies import calibration as fit

    fitted = np.exp(np.quantile(emulator(draws[:, : len(fit.FREE)]), (0.05, 0.5, 0.95), axis=0))
    total = {"quantity": [a.quantity for a in aims], "from": [a.first for a in aims],
             "to": [a.last for a in aims]}  # fmt: skip
    names = [f"{a.quantity} {a.first} {a.last}" for a in aims]
    design = {free.name: [fit.values_at(place)[free.name] for place in places] for free in fit.FREE}
    return {
        "posterior": pl.DataFrame({"draw": np.arange(len(draws)), **fit.in_units(draws)}),
        "fit": pl.DataFrame(
            {**total, "published": [a.value for a in aims], "low": fitted[0], "median": fitted[1],
             "high": fitted[2], "at_medians": middle, "emulator_error": emulator.error}
        ),
        "design": pl.DataFrame({**design, **dict(zip(names, np.exp(logs).T, strict=True))}),
    }  # fmt: skip
