"""What a run will take, measured on a few blocks. In: a scenario. Out: `Forecast`."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from glasshouse.api.interrupt import interruptibly
from glasshouse.api.scenarios import check_threads

if TYPE_CHECKING:
    from glasshouse.engine.solve.sample import Sample
    from glasshouse.engine.tables.compile import Tables
    from glasshouse.scenario import Scenario

TRIED_BLOCKS = 16
TRIED_PASSES = 4
FILE_BYTES, ROW_BYTES = 60_000, 6


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
    return interruptibly(lambda stop: _measure(scenario, threads))


@dataclass(frozen=True)
class Work:
    """What a study does: everybody lives so many times, and so many sets of rules are compiled and,
    with is_settled, have their couplings settled first."""

    lives: int
    settings: int
    is_settled: bool = True


def forecast_study(scenario: Scenario, work: Work, threads: int | None = None) -> float:
    """Measure a few blocks and say how many seconds a study will take."""
    check_threads(threads)

    def seconds(_: Any) -> float:
        found = _try_out(scenario, threads)
        pilot = found.pilot_blocks if work.is_settled else 0
        blocks = work.lives * len(found.sample.strata) + work.settings * pilot
        return found.per_block * blocks / found.workers + work.settings * found.compiling

    return interruptibly(seconds)


@dataclass(frozen=True)
class Tried:
    """A few blocks that were lived. per_block, compiling, before: seconds for a block, for tables
    again, and for tables and kernels at first; pilot_blocks: lived until couplings settle; space:
    bytes of a thread."""

    tables: Tables
    sample: Sample
    threads: int
    workers: int
    per_block: float
    compiling: float
    before: float
    pilot_blocks: int
    space: int


def _measure(scenario: Scenario, threads: int | None) -> Forecast:
    from glasshouse.results.receipt import used_memory

    found = _try_out(scenario, threads)
    blocks = len(found.sample.strata) + found.pilot_blocks
    return Forecast(
        people=found.sample.people,
        represents=scenario.world.represents,
        threads=found.threads,
        seconds=found.per_block * blocks / found.workers + found.before,
        memory=used_memory() + (found.threads - 1) * found.space + _table_memory(found.tables),
        disk=FILE_BYTES + ROW_BYTES * _curve_rows(found.tables),
    )


def _try_out(scenario: Scenario, threads: int | None) -> Tried:
    import numpy as np

    from glasshouse.engine.solve.blocks import Workspace
    from glasshouse.engine.solve.coupling import first_trajectory, is_coupled
    from glasshouse.engine.solve.run import default_threads, live_stretch, pilot_people
    from glasshouse.engine.solve.sample import draw_sample
    from glasshouse.engine.tables.compile import compile_scenario

    threads = threads or default_threads()
    began = time.perf_counter()
    tables = compile_scenario(scenario)
    tabled = time.perf_counter()
    sample = draw_sample(tables.people, scenario.people or scenario.world.represents)
    space = Workspace(tables, first_trajectory(tables))
    tried = np.linspace(0, len(sample.strata) - 1, min(TRIED_BLOCKS, len(sample.strata)))
    live_stretch(tables, sample, space, 0, 1)  # loads or compiles the kernel
    compiled = time.perf_counter()
    for block in tried.astype(int).tolist():
        live_stretch(tables, sample, space, block, block + 1)
    per_block = (time.perf_counter() - compiled) / len(tried)
    pilot = TRIED_PASSES * pilot_people(tables, sample.people) // sample.block_people
    return Tried(
        tables=tables,
        sample=sample,
        threads=threads,
        workers=min(threads, default_threads(), len(sample.strata)),
        per_block=per_block,
        compiling=tabled - began,
        before=compiled - began,
        pilot_blocks=pilot if is_coupled(tables) else 0,
        space=space.size,
    )


def is_compiled() -> bool:
    """Whether the kernels have been compiled on this machine, which takes half a minute or more."""
    from glasshouse.engine.numba.compiling import CACHE_FOLDER

    return any(CACHE_FOLDER.rglob("*.live_blocks-*.nbi"))


def smallest_people(scenario: Scenario) -> int:
    """The smallest country that can be lived: two blocks in every stratum."""
    from glasshouse.engine.solve.sample import FEWEST_BLOCKS

    world = scenario.world
    return len(world.people.strata) * FEWEST_BLOCKS * world.file.block_people


def _table_memory(tables: Tables) -> int:
    """What the tallies take once more as weighted totals and replicates."""
    from glasshouse.engine.state.constants import REPLICATES

    return 8 * tables.n_cells * (3 * REPLICATES + 2 * tables.people.n_strata)


def _curve_rows(tables: Tables) -> int:
    places = 3 + len(tables.people.provinces)
    return places * len(tables.rules.consequences) * tables.scenario.days
