"""A price list of safeguards. In: a scenario or its name. Out: `Safeguards`."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.api.forecast import Work
from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_restricts, check_threads, resolve
from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.regime.regime import Regime
    from glasshouse.results.study import Safeguards
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

PEOPLE = 200_000
MOST_OFFICERS = 10_000
Progress = Callable[[float, str], None]


def safeguards(  # noqa: PLR0913 - one argument per choice
    regime: str | Path | Regime | Scenario,
    *,
    officers: float | None = None,
    world: str | Path | World | None = None,
    people: int | float | str | None = None,
    seed: int | None = None,
    start: dt.date | str | None = None,
    end: dt.date | str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    keep: str | Path | None = None,
) -> Safeguards:
    """What each safeguard alone, and each pair, would change and cost.

    regime, world, seed, start, end, threads: as for `run`; people: 200,000 if not given. officers:
    of the appeal offices, for 100,000 people. progress: called with the share that is done, and
    what is being done. keep: a folder in which unfinished work is kept. Raises `InputError`, and
    `KeyboardInterrupt` when interrupted.
    """
    people = PEOPLE if people is None else people
    scenario = resolve(regime, world=world, people=people, seed=seed, start=start, end=end)
    check_threads(threads)
    check_officers(officers)
    return interruptibly(lambda stop: price(scenario, officers, threads, progress, keep, stop))


def check_officers(officers: float | None) -> None:
    """Raises `InputError`."""
    if officers is not None and not 0 < officers <= MOST_OFFICERS:
        raise InputError("--officers", f"is {officers}", f"above 0, up to {MOST_OFFICERS:,}")


def work_of_safeguards(scenario: Scenario, officers: float | None) -> Work:
    """How much `safeguards` has to do, at most. Raises `InputError`."""
    from glasshouse.measure.studies.safeguards import applicable, arms_of

    check_officers(officers)
    check_restricts(scenario, "there is nothing to price")
    arms = arms_of(len(applicable(scenario)[0]))
    return Work(arms, arms)


def price(
    scenario: Scenario, officers: float | None, threads: int | None, progress: Progress | None,
    keep: str | Path | None, stop: threading.Event,
) -> Safeguards:  # fmt: skip
    """As `safeguards`, of a scenario that is made already. stop: set it to interrupt."""
    from glasshouse.engine.solve.run import default_threads
    from glasshouse.measure.studies.safeguards import PriceList
    from glasshouse.regime.safeguards import numbers
    from glasshouse.results.receipt import make_receipt
    from glasshouse.results.study import Safeguards
    from glasshouse.results.unfinished import Pieces

    began = time.perf_counter()
    threads = threads or default_threads()
    check_restricts(scenario, "there is nothing to price")
    own = numbers()
    options = {"officers": officers, "numbers": own.model_dump(mode="json")}
    pieces = Pieces(Path(keep) if keep else None, "safeguards", scenario, options)
    pricing = PriceList(
        scenario, own, officers, threads, pieces.piece, progress or (lambda done, what: None), stop
    )  # fmt: skip
    found = pricing.find()
    summary = {
        "kind": "safeguards", "regime": scenario.regime.name, "world": scenario.world.name,
        "asked": "all" if scenario.people is None else scenario.people,
        "people": pricing.base.sample.people,
        "represents": scenario.world.represents, "seed": scenario.seed,
        "from": scenario.start.isoformat(), "to": scenario.end.isoformat(),
        "officers_per_100k": pricing.officers,
        "wall_s": round(time.perf_counter() - began, 4), "digest": pieces.digest.hexdigest(),
        **found,
    }  # fmt: skip
    return Safeguards(
        summary=summary, tables={"prices": _frame(summary)}, scenario=scenario,
        receipt=make_receipt(pricing.base, summary, threads), forget=pieces.forget,
    )  # fmt: skip


def _frame(summary: dict[str, Any]) -> Any:
    import polars as pl

    rows = []
    for row in (*summary["arms"], summary["none"]):
        arm = "+".join(row["safeguards"])
        is_on = row["safeguards"] in summary["frontier"]
        measures = [key for key in row if f"{key}_se" in row]
        rows += [
            (arm, is_on, key, row[key], row[f"{key}_se"], *row.get(f"{key}_span", (None, None)))
            for key in measures
        ]
    schema = {"safeguards": pl.String, "is_on_frontier": pl.Boolean, "measure": pl.String,
              "value": pl.Float64, "se": pl.Float64, "lowest": pl.Float64,
              "highest": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")
