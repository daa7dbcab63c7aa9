"""What Glasshouse does for people: run a scenario, say beforehand what it will take, run it again.

In: names, files or objects. Out: `Results`. The command line uses nothing else. Engine, Polars and
NumPy are imported when they are needed.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from glasshouse.errors import InputError

if TYPE_CHECKING:
    from glasshouse.engine.tables import Tables
    from glasshouse.regime.regime import Regime
    from glasshouse.results import Results
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

PEOPLE, SEED = 1_000_000, 1
MOST_THREADS = 1024
TRIED_BLOCKS = 16
TRIED_PASSES = 4
FILE_BYTES, ROW_BYTES = 60_000, 6
GRACE_S = 3.0
LISTEN_S = 0.1  # a wait without end is not woken by an interrupt once Polars has been imported
T = TypeVar("T")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def run(  # noqa: PLR0913 - one argument per choice
    regime: str | Path | Regime | Scenario,
    *,
    world: str | Path | World | None = None,
    people: int | float | str | None = None,
    seed: int | None = None,
    start: dt.date | str | None = None,
    end: dt.date | str | None = None,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    ranges: bool = True,
) -> Results:
    """Live a regime on a synthetic country.

    regime: a preset's name, a file (also a results folder's `scenario.yaml`), or an object.
    world, start, end: the regime's own if not given. people: how many to simulate, a number, text
    such as "1e6" or "all"; a million if not given. seed: of all luck; 1 if not given. threads: as
    many as the machine lends if not given; they never change the results. progress: called with the
    number of people lived since the last call. ranges: headlines over sets of assumptions as well.
    Raises `InputError` for what the caller can mend, `KeyboardInterrupt` when interrupted.
    """
    began = time.perf_counter()
    scenario = resolve(regime, world=world, people=people, seed=seed, start=start, end=end)
    return run_scenario(scenario, threads, progress, ranges, began)


def resolve(
    regime: str | Path | Regime | Scenario,
    *,
    world: str | Path | World | None = None,
    people: int | float | str | None = None,
    seed: int | None = None,
    start: dt.date | str | None = None,
    end: dt.date | str | None = None,
) -> Scenario:
    """The scenario that `run` would live. Raises `InputError`."""
    from glasshouse.scenario import Scenario
    from glasshouse.world.world import World

    given = _loaded(regime)
    base = given if isinstance(given, Scenario) else None
    chosen = given.regime if isinstance(given, Scenario) else given
    if world is None:
        of = base.world if base else World.load(chosen.file.world)
    else:
        of = world if isinstance(world, World) else World.load(world)
    wanted: int | None
    if people is None:
        wanted = base.people if base else min(PEOPLE, of.represents)
    else:
        wanted = read_people(people, of.represents)
    return Scenario(
        world=of,
        regime=chosen,
        start=_day(start, "--from") or (base.start if base else chosen.file.starts),
        end=_day(end, "--to") or (base.end if base else chosen.file.ends),
        people=wanted,
        seed=seed if seed is not None else base.seed if base else SEED,
    )


def run_scenario(
    scenario: Scenario,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    ranges: bool = True,
    began: float | None = None,
) -> Results:
    """Live a scenario. began: when the caller started to count the time."""
    began = time.perf_counter() if began is None else began
    check_threads(threads)
    return _interruptibly(lambda stop: _live(scenario, threads, progress, ranges, began, stop))


def _live(
    scenario: Scenario,
    threads: int | None,
    progress: Callable[[int], None] | None,
    ranges: bool,
    began: float,
    stop: threading.Event,
) -> Results:
    from glasshouse.engine.run import default_threads, solve
    from glasshouse.measure.estimates import Totals
    from glasshouse.measure.frames import (
        conduct_frame,
        curve_frame,
        group_frame,
        restriction_frame,
    )
    from glasshouse.measure.ranges import assumption_ranges
    from glasshouse.measure.summary import summarize
    from glasshouse.results import Results
    from glasshouse.results.receipt import make_receipt

    threads = threads or default_threads()
    solved = solve(scenario, threads, progress, stop)
    totals = Totals(solved)
    frames = {
        "restrictions": restriction_frame(solved, totals),
        "curves": curve_frame(solved, totals),
        "groups": group_frame(solved, totals),
        "conduct": conduct_frame(solved, totals),
    }
    summary = summarize(solved, totals, time.perf_counter() - began)
    if ranges and solved.tables.rules.restrictions:
        summary["ranges"] = assumption_ranges(solved, threads, stop=stop)
    return Results(
        summary=summary, receipt=make_receipt(solved, summary, threads), scenario=scenario, **frames
    )


def verify(folder: str | Path, threads: int | None = None,
           progress: Callable[[int], None] | None = None) -> dict[str, Any]:  # fmt: skip
    """Run the scenario of a results folder again: {digest, recomputed, is_same, differing}.

    differing: files that are not as they were written, and keys of the summary that come out
    otherwise (times apart). Raises `InputError` if the folder has no results, or if its world is no
    longer what it was.
    """
    from glasshouse.results import Results, changed_files
    from glasshouse.results.folder import SCENARIO_FILE
    from glasshouse.results.scenario_file import read_scenario

    folder = Path(folder)
    saved = Results.load(folder)
    again = run_scenario(read_scenario(folder / SCENARIO_FILE), threads, progress, ranges=False)
    timed = {"wall_s", "engine_s", "ranges"}
    differing = changed_files(folder, saved.receipt)
    differing += [
        f"summary.json {key}" for key, value in again.summary.items()
        if key not in timed and saved.summary.get(key) != value
    ]  # fmt: skip
    return {
        "digest": saved.summary.get("digest"), "recomputed": again.summary["digest"],
        "is_same": not differing, "differing": differing,
    }  # fmt: skip


@dataclass(frozen=True)
class Forecast:
    """What a run will take. people: lived; seconds; memory and disk in bytes; threads."""

    people: int
    represents: int
    threads: int
    seconds: float
    memory: int
    disk: int

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {**asdict(self), "seconds": round(self.seconds, 2)}


def forecast(scenario: Scenario, threads: int | None = None) -> Forecast:
    """Measure a few blocks and say what the run will take."""
    check_threads(threads)
    return _interruptibly(lambda stop: _measure(scenario, threads))


def _measure(scenario: Scenario, threads: int | None) -> Forecast:
    import numpy as np

    from glasshouse.engine.blocks import Workspace
    from glasshouse.engine.coupling import first_trajectory
    from glasshouse.engine.run import PILOT_PEOPLE, default_threads, live_stretch
    from glasshouse.engine.sample import draw_sample
    from glasshouse.engine.tables import compile_scenario
    from glasshouse.results.receipt import used_memory

    threads = threads or default_threads()
    began = time.perf_counter()
    tables = compile_scenario(scenario)
    sample = draw_sample(tables.people, scenario.people or scenario.world.represents)
    space = Workspace(tables, first_trajectory(tables).levels)
    tried = np.linspace(0, len(sample.strata) - 1, min(TRIED_BLOCKS, len(sample.strata)))
    live_stretch(tables, sample, space, 0, 1)  # loads or compiles the kernel
    compiled = time.perf_counter()
    for block in tried.astype(int).tolist():
        live_stretch(tables, sample, space, block, block + 1)
    per_block = (time.perf_counter() - compiled) / len(tried)
    blocks = len(sample.strata)
    if any(source.probe for source in tables.watching.sources):
        blocks += TRIED_PASSES * min(PILOT_PEOPLE, sample.people) // sample.block_people
    workers = min(threads, os.cpu_count() or 1, blocks)
    return Forecast(
        people=sample.people,
        represents=scenario.world.represents,
        threads=threads,
        seconds=per_block * blocks / workers + (compiled - began),
        memory=used_memory() + (threads - 1) * space.size + _table_memory(tables),
        disk=FILE_BYTES + ROW_BYTES * _curve_rows(tables),
    )


def smallest_people(scenario: Scenario) -> int:
    """The smallest country that can be lived: two blocks in every stratum."""
    from glasshouse.engine.sample import FEWEST_BLOCKS

    world = scenario.world
    return len(world.people.strata) * FEWEST_BLOCKS * world.file.block_people


def read_people(given: int | float | str, represents: int) -> int | None:
    """A number of people: whole, or text such as "1e6", "1_000_000", "all" (None)."""
    if given == "all":
        return None
    allowed = f"a whole number from 1 to {represents:,}, e.g. 1e6, or all"
    try:
        number = Decimal(str(given).strip())
    except InvalidOperation:
        raise InputError("--people", f"'{str(given)[:40]}' is not a number", allowed) from None
    if not number.is_finite() or number < 1 or number > represents or number != int(number):
        raise InputError("--people", f"is {str(given)[:40]}", allowed)
    return int(number)


def check_threads(threads: int | None) -> None:
    """Raises `InputError` for a number of threads that can't be."""
    if threads is not None and not 1 <= threads <= MOST_THREADS:
        raise InputError("--threads", f"is {threads}", f"1..{MOST_THREADS}")


def _loaded(regime: str | Path | Regime | Scenario) -> Regime | Scenario:
    """A regime or scenario, from whatever names it."""
    from glasshouse.regime.regime import Regime, find_regime, regime_names
    from glasshouse.results.scenario_file import is_scenario, scenario_of
    from glasshouse.yaml_places import read_mapping

    if not isinstance(regime, str | Path):
        return regime
    if str(regime) in regime_names():
        return Regime.load(regime)
    document = read_mapping(find_regime(regime))
    return scenario_of(document) if is_scenario(document) else Regime.load(regime)


def _day(given: dt.date | str | None, option: str) -> dt.date | None:
    if given is None or isinstance(given, dt.date):
        return given
    try:
        if _DATE.fullmatch(given):
            return dt.date.fromisoformat(given)
    except ValueError:
        pass
    raise InputError(
        option, f"'{given[:40]}' is no day of the calendar", "year-month-day, e.g. 2018-04-30"
    )


def _interruptibly(work: Callable[[threading.Event], T]) -> T:
    """What `work(stop)` returns. It runs on a thread of its own, so that this one hears an
    interrupt at once, whatever is being compiled; then `stop` is set, and work has GRACE_S to end.
    """
    stop = threading.Event()
    results: list[T] = []
    errors: list[BaseException] = []

    def run_it() -> None:
        try:
            results.append(work(stop))
        except BaseException as error:  # handed to the thread that waits
            errors.append(error)

    thread = threading.Thread(target=run_it, name="glasshouse", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(LISTEN_S)
    except BaseException:
        stop.set()
        thread.join(GRACE_S)
        raise
    if errors:
        raise errors[0]
    return results[0]


def _table_memory(tables: Tables) -> int:
    """What the tallies take once more as weighted totals and replicates."""
    from glasshouse.engine.layout import REPLICATES

    return 8 * tables.n_cells * (3 * REPLICATES + 2 * tables.people.n_strata)


def _curve_rows(tables: Tables) -> int:
    places = 3 + len(tables.people.provinces)
    return places * len(tables.rules.consequences) * tables.scenario.days


def check(name: str | Path) -> str:
    """Check a regime or scenario file, or a world's folder; what it is. Raises `InputError`."""
    from glasshouse.scenario import Scenario
    from glasshouse.world.households import check_cells
    from glasshouse.world.world import World, world_names

    path = Path(name)
    if str(name) in world_names() or (path.is_dir() and (path / "world.yaml").is_file()):
        world = World.load(name)
        check_cells(world.people)
        return f"{name}: a world, {world.file.title}"
    found = _loaded(name)
    if isinstance(found, Scenario):
        return f"{name}: a scenario of {found.regime.name} in {found.world.name}"
    resolve(found)
    return f"{name}: a regime, {found.file.title}"


SCHEMAS = ("regime", "world", "people", "conduct", "technology")


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of file. Raises `InputError`."""
    from pydantic import BaseModel

    from glasshouse.regime.schema import RegimeFile
    from glasshouse.world.conduct import Behaviour
    from glasshouse.world.people import PeopleFile
    from glasshouse.world.technology import Technology
    from glasshouse.world.world import WorldFile

    models: dict[str, type[BaseModel]] = {
        "regime": RegimeFile, "world": WorldFile, "people": PeopleFile, "conduct": Behaviour,
        "technology": Technology,
    }  # fmt: skip
    if kind not in models:
        raise InputError(f"schema {kind}", "there is no such file", ", ".join(SCHEMAS))
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, **models[kind].model_json_schema()}
