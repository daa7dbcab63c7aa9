"""Any number of a scenario over a grid or a design.

In: a scenario and axes. Out: a folder, and one tidy table.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.api.axes import OF_WORLD, OWN, Value, points_of, read_axes
from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_threads
from glasshouse.errors import InputError

if TYPE_CHECKING:
    import polars as pl

    from glasshouse.measure.studies.going import Tell
    from glasshouse.scenario import Scenario

# What people do for fear of a regime is no number to be moved: nothing here searches for obedience.
LEFT_OUT = ("acts", "deterred")
TOLD = ("restrictions", "rewards", "conduct", "wants", "reported", "court", "redress", "ratings")


def sweep(
    scenario: Scenario,
    axes: Sequence[str],
    *,
    samples: int | None = None,
    folder: str | Path | None = None,
    threads: int | None = None,
    progress: Tell | None = None,
) -> tuple[Path, pl.DataFrame]:
    """Live a scenario at every point of a design; its folder, and one number a row.

    axes: `key=a,b,c`, `key=lo:hi:n`, or `key=lo:hi` for `samples` points of a Latin hypercube. The
    table has `point`, a column for every key, then `part`, `name`, `measure`, `value` and `se`;
    acts and acts deterred are not in it. Each point is written as it ends; the same call goes on
    where it was stopped. Raises `InputError` (before anything is lived if a point can't be),
    `KeyboardInterrupt`.
    """
    from glasshouse.measure.studies.going import to_nobody
    from glasshouse.results.sweep import SweepFolder, default_folder

    check_threads(threads)
    points = points_of(read_axes(axes, scenario), samples)
    for point in points:
        moved(scenario, point)
    where = Path(folder) if folder is not None else default_folder(scenario, points)
    kept = SweepFolder(where, scenario, points)
    if left := kept.open():
        interruptibly(lambda stop: _live_all(kept, left, threads, progress or to_nobody, stop))
    return where, kept.finish()


def moved(scenario: Scenario, point: Mapping[str, Value]) -> Scenario:
    """The scenario with the values of a point. Raises `InputError`."""
    from pydantic import ValidationError

    from glasshouse.measure.studies.drafts import Draft
    from glasshouse.regime.changes import change

    draft = Draft(scenario)
    of_regime: dict[str, Value] = {}
    own: dict[str, Any] = {}
    for key, value in point.items():
        part, _, rest = key.partition(".")
        if key in OWN:
            own[key] = _whole(key, value)
        elif part in OF_WORLD and rest:
            _set(getattr(draft, part), rest.split("."), value)
        else:
            of_regime[key] = value
    try:
        world = draft.world()
    except ValidationError as error:
        told = ", ".join(f"{key}={value}" for key, value in point.items())
        first = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise InputError(f"sweep {told}", first) from None
    regime = change(scenario.regime, of_regime)
    return dataclasses.replace(scenario, world=world, regime=regime, **own)


def _whole(key: str, value: Value) -> int:
    if isinstance(value, bool | str) or value != int(value):
        raise InputError(f"sweep {key}", f"is {value}", "a whole number")
    return int(value)


def _set(data: Any, parts: list[str], value: Value) -> None:
    for part in parts[:-1]:
        data = data[part]
    data[parts[-1]] = {**data[parts[-1]], "value": value}


def _live_all(
    kept: Any, left: list[int], threads: int | None, tell: Tell, stop: threading.Event
) -> None:
    """Several points at once, each on one thread; every one is written as it ends."""
    from glasshouse.engine.solve.run import default_threads

    workers = max(1, min(threads or default_threads(), len(left)))
    done, total = len(kept.points) - len(left), len(kept.points)
    queue = iter(left)
    running: dict[Future[pl.DataFrame], int] = {}
    with ThreadPoolExecutor(workers) as pool:
        try:
            while True:
                while len(running) < workers and (n := next(queue, None)) is not None:
                    running[pool.submit(_live, kept.scenario, n, kept.points[n], stop)] = n
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    n = running.pop(future)
                    kept.keep(n, future.result())
                    done += 1
                    tell(done / total, f"{done} of {total} points")
        except BaseException:
            stop.set()
            raise


def _live(
    scenario: Scenario, n: int, point: Mapping[str, Value], stop: threading.Event
) -> pl.DataFrame:
    import polars as pl

    from glasshouse.engine.solve.run import solve
    from glasshouse.measure.run.estimates import Totals
    from glasshouse.measure.run.summary import summarize

    solved = solve(moved(scenario, point), 1, None, stop)
    summary: Mapping[str, Any] = summarize(solved, Totals(solved), 0.0)
    rows = [
        (n, *point.values(), *row)
        for part in TOLD if isinstance(summary.get(part), dict)
        for row in _numbers(part, summary[part])
    ]  # fmt: skip
    kinds = {
        key: pl.String if isinstance(value, str) else pl.Boolean
        if isinstance(value, bool) else pl.Float64
        for key, value in point.items()
    }  # fmt: skip
    texts = dict.fromkeys(("part", "name", "measure"), pl.String)
    return pl.DataFrame(
        rows, orient="row",
        schema={"point": pl.Int64, **kinds, **texts, "value": pl.Float64, "se": pl.Float64},
    )  # fmt: skip


def _numbers(part: str, found: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Every number: part, name, measure, value, standard error (none of what queues follow)."""
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from ((part, name, *row) for row in _measures(value, ""))
        elif f"{name}_se" in found:
            yield part, "", name, value, found[f"{name}_se"]


def _measures(found: Mapping[str, Any], at: str) -> Iterator[tuple[Any, ...]]:
    for key, value in found.items():
        if isinstance(value, Mapping):
            yield from _measures(value, f"{at}{key}.")
        elif not (isinstance(value, bool | str | list) or key.endswith("_se") or key in LEFT_OUT):
            yield f"{at}{key}", value, found.get(f"{key}_se")
